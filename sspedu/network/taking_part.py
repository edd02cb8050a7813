"""What follows for its writer when a post stands: they hear of what comes after it."""

from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.network.models import Level, Post, ThreadWatch


def watch_from(session: Session, post: Post) -> None:
    """Let a post's writer follow its thread from there on, unless they chose something for it, or follow it already.

    All that a post costs its writer, however many follow the thread or its board.
    """
    if post.author_id is not None:
        row = ThreadWatch(user_id=post.author_id, thread_id=post.thread_id, level=Level.ALL, since_post_id=post.id, is_chosen=False)
        insert_new(session, row)
