"""The week's news of one person: the threads with something unread on boards that they hear of once a week, and in what they follow."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, or_, select, union
from sqlalchemy.orm import Session, aliased

from sspedu.db import UtcDateTime, ask
from sspedu.network.access import POST_IS_SHOWN, READABLE, READER, THREAD_IS_SHOWN
from sspedu.network.models import (
    Board,
    BoardKind,
    BoardMember,
    BoardSeen,
    BoardWatch,
    Level,
    Mention,
    Post,
    Thread,
    ThreadSeen,
    ThreadWatch,
)
from sspedu.network.queries.notices import IS_UNREAD, SEEN_NUMBER, SEEN_POST
from sspedu.network.watching import FOLLOWS, HEARS, IS_IN_THE_WEEK, SINCE

MOST_OF_A_WEEK = 60


@dataclass(frozen=True, slots=True)
class WeekThread:
    """A thread with something unread."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class WeekBoard:
    """A board's threads of the week, the latest first."""

    name: str
    kind: BoardKind
    threads: tuple[WeekThread, ...]


def _boards() -> ColumnElement[bool]:
    """Ask for threads that may be in the reader's week, by keys: whatever comes out is judged by the rules all the same."""
    recent = aliased(Thread)
    own = select(Board.id).where(Board.kind == BoardKind.MUNICIPALITY, READABLE)
    boards = union(
        own,
        select(BoardMember.board_id).where(BoardMember.user_id == READER),
        select(BoardWatch.board_id).where(BoardWatch.user_id == READER, BoardWatch.level.in_((Level.ALL, Level.WEEKLY))),
    )
    return Thread.id.in_(
        union(
            select(recent.id).where(recent.board_id.in_(boards), recent.last_post_at > bindparam("since", type_=UtcDateTime())),
            select(ThreadWatch.thread_id).where(ThreadWatch.user_id == READER, ThreadWatch.level == Level.ALL),
            select(Post.thread_id).join(Mention, Mention.post_id == Post.id).where(Mention.user_id == READER),
        )
    )


@cache
def _week() -> Select[int, str, str, BoardKind]:
    is_news = and_(
        Post.thread_id == Thread.id,
        IS_UNREAD,
        POST_IS_SHOWN,
        Post.posted_at > bindparam("since", type_=UtcDateTime()),
        Post.posted_at <= bindparam("until", type_=UtcDateTime()),
        or_(Post.author_id.is_(None), Post.author_id != READER),
    )
    is_mentioned = exists().where(Mention.post_id == Post.id, Mention.user_id == READER, is_news)
    return (
        select(Thread.id, Thread.title, Board.name.label("board"), Board.kind)
        .join(Board, Board.id == Thread.board_id)
        .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
        .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
        .outerjoin(ThreadWatch, and_(ThreadWatch.thread_id == Thread.id, ThreadWatch.user_id == READER))
        .outerjoin(BoardWatch, and_(BoardWatch.board_id == Thread.board_id, BoardWatch.user_id == READER))
        .where(
            _boards(),
            READABLE,
            THREAD_IS_SHOWN,
            HEARS,
            Thread.last_post_at > bindparam("since", type_=UtcDateTime()),
            Thread.post_count > SEEN_NUMBER,
            Thread.last_post_id > SEEN_POST,
            select(Post.id)
            .where(is_news, or_(IS_IN_THE_WEEK, and_(FOLLOWS, Post.id > SINCE), is_mentioned))
            .correlate(Thread, Board, ThreadSeen, BoardSeen, ThreadWatch, BoardWatch)
            .exists(),
        )
        .order_by(Thread.last_post_id.desc())
        .limit(MOST_OF_A_WEEK)
    )


def week(session: Session, user_id: int, *, since: datetime, until: datetime, today: date) -> tuple[WeekBoard, ...]:
    """Return what is new and unread for someone between two moments, by board. Nothing for whoever may not come in."""
    rows = ask(session, _week(), {"reader_id": user_id, "today": today, "since": since, "until": until}).all()
    boards = groupby(sorted(rows, key=_board_of), _board_of)
    return tuple(WeekBoard(name, kind, tuple(WeekThread(row.id, row.title) for row in found)) for (name, kind), found in boards)


def _board_of(row: Row[*tuple[Any, ...]]) -> tuple[str, BoardKind]:
    return row.board, row.kind
