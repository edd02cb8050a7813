"""What follows, in the same transaction, when a post stands, is changed or is taken away. Each room that cares is called here by name.

Whatever holds a copy of what was written (a search index, a quote, a notice) is told of all three, so that nothing outlives its post.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.network.models import Post, PracticeExample, PracticeMark, PracticeTry, PracticeVersion, Thread


def post_stands(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a new post. The first post of a thread has number 1."""


def post_changed(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a post with a new text."""


def post_gone(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:  # noqa: ARG001 - what others who are told need
    """Tell of a post that was taken away: nothing of its text may be left anywhere."""
    _forget_practice(session, thread, post)


def _forget_practice(session: Session, thread: Thread, post: Post) -> None:
    """Forget a practice example whose first post is gone, with every version of it; and that somebody tried one."""
    session.execute(delete(PracticeTry).where(PracticeTry.post_id == post.id))
    if post.number == 1:
        for table in (PracticeMark, PracticeVersion, PracticeExample):
            session.execute(delete(table).where(table.thread_id == thread.id))
