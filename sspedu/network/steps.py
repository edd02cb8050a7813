"""What follows, in the same transaction, when a post stands, is changed or is taken away. Each room that cares is called here by name.

Whatever holds a copy of what was written (a search index, a quote, a notice) is told of all three, so that nothing outlives its post.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.network.attached import forget_files_of
from sspedu.network.models import Event, Post, Thread


def post_stands(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a new post. The first post of a thread has number 1."""


def post_changed(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a post with a new text."""


def post_gone(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:  # noqa: ARG001 - rooms to come ask for all
    """Tell of a post that was taken away: nothing of its text may be left anywhere."""
    forget_files_of(session, post)
    if post.number == 1:
        session.execute(delete(Event).where(Event.thread_id == post.thread_id))
