"""What follows, in the same transaction, when a post stands, is changed or is taken away. Each room that cares is called here by name.

Whatever holds a copy of what was written (a search index, a quote, a notice) is told of all three, so that nothing outlives its post.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.network import indexing
from sspedu.network.models import Post, Thread


def post_stands(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a new post. The first post of a thread has number 1."""
    indexing.file_post(session, thread, post)


def post_changed(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a post with a new text."""
    indexing.refile_post(session, thread, post)


def post_gone(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a post that was taken away: nothing of its text may be left anywhere."""
    indexing.unfile_post(session, post.id)


def thread_moved(session: Session, thread: Thread) -> None:
    """Tell of a thread that stands on another board now, or that got posts of another: told when `board_id` is flushed."""
    indexing.move_thread(session, thread)
