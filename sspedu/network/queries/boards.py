"""The boards that someone may read, and who reads them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.lasting import lasting
from sspedu.network.access import READABLE, READER, THREAD_IS_SHOWN, readable_by, reader
from sspedu.network.models import Board, BoardKind, BoardSeen, BoardWatch, Level, Thread, ThreadSeen
from sspedu.policy import Actor


@dataclass(frozen=True, slots=True)
class OpenBoard:
    """A board as one person (`user_id`) has it open: they may read it. `last_post_id` is the newest post on it, 0 if there is none.

    `unread` counts threads, `MOST_UNREAD` at most.
    """

    id: int
    user_id: int
    kind: BoardKind
    place: str
    name: str
    purpose: str
    unread: int = 0
    last_post_id: int = 0
    level: Level | None = None

    @property
    def has_more_unread(self) -> bool:
        """Whether there may be more unread threads than are counted."""
        return self.unread >= MOST_UNREAD


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a board: how many people, from how many municipalities (the police come from none)."""

    people: int
    municipalities: int


@dataclass(frozen=True, slots=True)
class Move:
    """How many people read a thread before and after it is moved: who gets to read it, and who reads it no more."""

    before: int
    after: int
    gained: int
    lost: int


BOARD_COLUMNS = (Board.id, Board.kind, Board.place, Board.name, Board.purpose)
# A board with so many unread threads says that there are more than can be counted on two hands: to count them all would cost more with
# every post, for the one who has the least use of the number. What a thread costs that its reader has read grows with their reading only.
MOST_UNREAD = 10
_NEWEST_POST = (
    select(Thread.last_post_id)
    .where(Thread.board_id == Board.id, THREAD_IS_SHOWN)
    .order_by(Thread.last_post_id.desc())
    .limit(1)
    .correlate(Board)
    .scalar_subquery()
)
_UNREAD_THREADS = (
    select(literal(1))
    .select_from(Thread)
    .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
    .where(
        Thread.board_id == Board.id,
        THREAD_IS_SHOWN,
        Thread.last_post_id > func.coalesce(BoardSeen.post_id, 0),
        Thread.post_count > func.coalesce(ThreadSeen.number + ThreadSeen.beyond_count, 0),
    )
    .order_by(Thread.last_post_id.desc())
    .limit(MOST_UNREAD)
    .correlate(Board, BoardSeen)
    .subquery()
)
BOARDS = lasting(
    select(
        *BOARD_COLUMNS,
        _NEWEST_POST.label("last_post_id"),
        select(func.count()).select_from(_UNREAD_THREADS).scalar_subquery().label("unread"),
        BoardWatch.level,
    )
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Board.id, BoardSeen.user_id == READER))
    .outerjoin(BoardWatch, and_(BoardWatch.board_id == Board.id, BoardWatch.user_id == READER))
    .where(READABLE)
    .order_by(Board.kind, Board.name)
)
_NAMED = aliased(Board)
# The board of a region that is no more stands for the one that took over.
_THE_NAMED = select(func.coalesce(_NAMED.merged_into_id, _NAMED.id)).where(
    _NAMED.kind == bindparam("kind"), _NAMED.place == bindparam("place")
)
ONE_BOARD = lasting(BOARDS.where(Board.id == _THE_NAMED.scalar_subquery()))
_FROM: ColumnElement[int] = bindparam("from_id")
_TO: ColumnElement[int] = bindparam("to_id")
_BOTH = (
    select(func.max(case((Board.id == _FROM, 1), else_=0)).label("before"), func.max(case((Board.id == _TO, 1), else_=0)).label("after"))
    .select_from(User)
    .join(Board, or_(Board.id == _FROM, Board.id == _TO))
    .where(readable_by(User.id))
    .group_by(User.id)
    .subquery()
)
_SUMS = {"before": _BOTH.c.before, "after": _BOTH.c.after, "both": _BOTH.c.before * _BOTH.c.after}
MOVED_READERS = select(*(func.coalesce(func.sum(column), 0).label(name) for name, column in _SUMS.items()))
_READERS = (func.count().label("people"), func.count(User.municipality_code.distinct()).label("municipalities"))
READERS = select(*_READERS).select_from(User).join(Board, Board.id == bindparam("board_id")).where(readable_by(User.id))


def boards(session: Session, actor: Actor, *, today: date) -> tuple[OpenBoard, ...]:
    """List the boards that the actor may read."""
    return tuple(_board(row, actor) for row in ask(session, BOARDS, reader(actor, today)))


def board(session: Session, actor: Actor, kind: BoardKind, place: str, *, today: date) -> OpenBoard:
    """Return a board that the actor may read; for one that was merged, the board that took over. Raises `NotFound`."""
    row = ask(session, ONE_BOARD, {**reader(actor, today), "kind": kind, "place": place}).one_or_none()
    if row is None:
        raise NotFound
    return _board(row, actor)


def readers(session: Session, board: OpenBoard, *, today: date) -> Readers:
    """Count who may read a board: what the composer says before anyone writes. By the very rule that lets them read."""
    row = ask(session, READERS, {"board_id": board.id, "today": today}).one()
    return Readers(row.people, row.municipalities)


def move(session: Session, source: OpenBoard, target: OpenBoard, *, today: date) -> Move:
    """Count who reads a thread before and after it is moved from one board to another, by the very rule that lets them read."""
    row = ask(session, MOVED_READERS, {"from_id": source.id, "to_id": target.id, "today": today}).one()
    return Move(row.before, row.after, row.after - row.both, row.before - row.both)


def _board(row: Row[*tuple[Any, ...]], actor: Actor) -> OpenBoard:
    if actor.id is None:
        raise NotFound
    return OpenBoard(row.id, actor.id, row.kind, row.place, row.name, row.purpose, row.unread, row.last_post_id or 0, row.level)
