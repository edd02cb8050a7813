"""Which post answers a question: chosen by whoever asked, looked at again when it has grown old."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.errors import N_, Conflict, Invalid
from sspedu.network.access import POST_IS_SHOWN
from sspedu.network.models import Post, Thread, ThreadKind
from sspedu.network.queries import OpenThread
from sspedu.policy import Action, Actor, require

# The first post is the question.
FIRST_ANSWER = 2


def accept_answer(session: Session, actor: Actor, thread: OpenThread, number: int | None, *, now: datetime) -> None:
    """Note which post answers the question; none for nothing. The same one again says that it still holds.

    Raises `Invalid` for a post that is no answer, and `Conflict` for one that is gone.
    """
    require(actor, Action.ACCEPT_ANSWER, thread)
    row = session.scalars(select(Thread).where(Thread.id == thread.id).with_for_update().execution_options(populate_existing=True)).one()
    if number is None:
        row.accepted_number = row.accepted_at = None
    else:
        if row.kind != ThreadKind.QUESTION or number < FIRST_ANSWER:
            raise Invalid("number", N_("Kun et svar på et spørgsmål kan vælges som svaret."))
        is_there = select(Post.id).where(Post.thread_id == row.id, Post.number == number, POST_IS_SHOWN)
        if number > row.post_count or session.scalar(is_there) is None:
            raise Conflict(N_("Indlægget er der ikke længere. Vælg et andet svar."))
        row.accepted_number, row.accepted_at = number, now
    session.flush()
