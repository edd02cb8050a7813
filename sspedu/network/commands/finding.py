"""The index of posts, made where there is none: after the migration that brought it, or when its rows were thrown away to be made anew."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.network.indexing import file_post
from sspedu.network.models import Post, PostEntry, Thread
from sspedu.policy import Action, Actor, require


def file_posts(session: Session, actor: Actor) -> int:
    """File every post that stands, if none is filed, and return how many that were. Afterwards each post files itself (`steps`)."""
    require(actor, Action.OPEN_BOARDS)
    if session.scalar(select(PostEntry.post_id).limit(1)) is not None:
        return 0
    count = 0
    standing = select(Post, Thread).join(Thread, Thread.id == Post.thread_id).where(Post.removed_at.is_(None)).order_by(Post.id)
    for post, thread in session.execute(standing.execution_options(yield_per=500)):
        file_post(session, thread, post)
        count += 1
    return count
