"""Whom a post is to be mailed to: the same rules as for notices, asked from the post's side, of those who want a mail for each thing."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.db import ask
from sspedu.network.access import POST_IS_SHOWN, THREAD_IS_SHOWN, readable_by
from sspedu.network.models import Board, BoardSeen, BoardWatch, MailChoice, Mention, Post, Thread, ThreadSeen, ThreadTold, ThreadWatch
from sspedu.network.queries.beyond import is_read_beyond
from sspedu.network.queries.notices import IS_UNREAD, SEEN_NUMBER, SEEN_POST
from sspedu.network.watching import FOLLOWS, HEARS, SINCE


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone whom a post is to be mailed to. The last mail about its thread, for the number `told`, went or goes at `told_at`."""

    user_id: int
    email: str
    told_at: datetime | None
    told: int


@cache
def _recipients() -> Select[int, str, datetime | None, int]:
    previous, told = aliased(Post), aliased(Post)
    is_mentioned = exists().where(Mention.post_id == Post.id, Mention.user_id == User.id)
    is_answer = exists().where(previous.thread_id == Post.thread_id, previous.number == Post.number - 1, previous.author_id == User.id)
    # What someone was told of and has not read stands for all that came after it, unless it is gone.
    waits_to_be_read = exists().where(
        told.thread_id == Thread.id,
        told.number == ThreadTold.number,
        told.number > SEEN_NUMBER,
        told.id > SEEN_POST,
        not_(is_read_beyond(ThreadSeen.beyond, told.number)),
        told.hidden_at.is_(None),
        told.removed_at.is_(None),
    )
    return (
        select(User.id, User.email, ThreadTold.told_at, func.coalesce(ThreadTold.number, 0).label("told"))
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Board, Board.id == Thread.board_id)
        .join(MailChoice, MailChoice.is_each.is_(True))
        .join(User, User.id == MailChoice.user_id)
        .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == User.id))
        .outerjoin(BoardSeen, and_(BoardSeen.board_id == Board.id, BoardSeen.user_id == User.id))
        .outerjoin(ThreadWatch, and_(ThreadWatch.thread_id == Thread.id, ThreadWatch.user_id == User.id))
        .outerjoin(BoardWatch, and_(BoardWatch.board_id == Board.id, BoardWatch.user_id == User.id))
        .outerjoin(ThreadTold, and_(ThreadTold.thread_id == Thread.id, ThreadTold.user_id == User.id))
        .where(
            Post.id == bindparam("post_id"),
            POST_IS_SHOWN,
            THREAD_IS_SHOWN,
            HEARS,
            or_(Post.author_id.is_(None), Post.author_id != User.id),
            IS_UNREAD,
            Post.number > func.coalesce(ThreadTold.number, 0),
            or_(is_mentioned, and_(or_(is_answer, and_(FOLLOWS, Post.id > SINCE)), ~waits_to_be_read)),
            readable_by(User.id),
        )
        .order_by(User.id)
    )


def recipients(session: Session, post_id: int, *, today: date) -> tuple[Recipient, ...]:
    """List everyone whom a post is to be mailed to as things stand."""
    rows = ask(session, _recipients(), {"post_id": post_id, "today": today})
    return tuple(Recipient(row.id, row.email, row.told_at, row.told) for row in rows)


def told_number(session: Session, user_id: int, thread_id: int) -> int:
    """Return the number of the last post of a thread of which someone was promised a mail; 0 without any."""
    last = select(ThreadTold.number).where(ThreadTold.user_id == user_id, ThreadTold.thread_id == thread_id)
    return session.scalar(last) or 0
