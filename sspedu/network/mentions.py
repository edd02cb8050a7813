"""Who is mentioned in a post: kept by id when it stands, and marked in its text. Asks no permission: it is told by `steps` what happens."""

from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.network.models import Mention, Post, Thread
from sspedu.network.queries.mentions import mentioned
from sspedu.network.rendering import with_names


def record(session: Session, thread: Thread, post: Post, *, today: date) -> None:
    """Note whom a post mentions as it stands. Whoever was mentioned before is not new; whoever is no more is forgotten."""
    if "@" not in post.text and post.version == 1:
        return
    found = mentioned(session, thread.board_id, post.author_id, post.text, today=today)
    ids = {user_id for people in found.values() for user_id in people}
    post.html = with_names(post.html, found)
    session.flush()
    session.execute(delete(Mention).where(Mention.post_id == post.id, Mention.user_id.not_in(ids)))
    for user_id in sorted(ids):
        insert_new(session, Mention(post_id=post.id, user_id=user_id, version=post.version))


def clear(session: Session, post: Post) -> None:
    """Forget whom a post mentioned that was taken away."""
    session.execute(delete(Mention).where(Mention.post_id == post.id))
