"""The boards that someone may read, and who reads them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import READABLE, READER, THREAD_IS_SHOWN, readable_by, reader
from sspedu.network.models import Board, BoardKind, BoardSeen, BoardWatch, Level, Thread, ThreadSeen
from sspedu.policy import Actor


@dataclass(frozen=True, slots=True)
class OpenBoard:
    """A board as one person (`user_id`) has it open: they may read it. `last_post_id` is the newest post on it, 0 if there is none."""

    id: int
    user_id: int
    kind: BoardKind
    place: str
    name: str
    purpose: str
    unread: int = 0
    last_post_id: int = 0
    level: Level | None = None


BOARD_COLUMNS = (Board.id, Board.kind, Board.place, Board.name, Board.purpose)
BOARDS = (
    select(
        *BOARD_COLUMNS,
        select(func.max(Thread.last_post_id))
        .where(Thread.board_id == Board.id, THREAD_IS_SHOWN)
        .correlate(Board)
        .scalar_subquery()
        .label("last_post_id"),
        select(func.count())
        .select_from(Thread)
        .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
        .where(
            Thread.board_id == Board.id,
            THREAD_IS_SHOWN,
            Thread.last_post_id > func.coalesce(BoardSeen.post_id, 0),
            Thread.post_count > func.coalesce(ThreadSeen.number, 0),
        )
        .correlate(Board, BoardSeen)
        .scalar_subquery()
        .label("unread"),
        BoardWatch.level,
    )
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Board.id, BoardSeen.user_id == READER))
    .outerjoin(BoardWatch, and_(BoardWatch.board_id == Board.id, BoardWatch.user_id == READER))
    .where(READABLE)
    .order_by(Board.kind, Board.name)
)
_NAMED = aliased(Board)
# The board of a region that is no more stands for the one that took over.
ONE_BOARD = BOARDS.where(
    Board.id
    == select(func.coalesce(_NAMED.merged_into_id, _NAMED.id))
    .where(_NAMED.kind == bindparam("kind"), _NAMED.place == bindparam("place"))
    .scalar_subquery()
)
READERS = select(func.count()).select_from(User).join(Board, Board.id == bindparam("board_id")).where(readable_by(User.id))


def boards(session: Session, actor: Actor, *, today: date) -> tuple[OpenBoard, ...]:
    """List the boards that the actor may read."""
    return tuple(_board(row, actor) for row in ask(session, BOARDS, reader(actor, today)))


def board(session: Session, actor: Actor, kind: BoardKind, place: str, *, today: date) -> OpenBoard:
    """Return a board that the actor may read; for one that was merged, the board that took over. Raises `NotFound`."""
    row = ask(session, ONE_BOARD, {**reader(actor, today), "kind": kind, "place": place}).one_or_none()
    if row is None:
        raise NotFound
    return _board(row, actor)


def reader_count(session: Session, board: OpenBoard, *, today: date) -> int:
    """Count who may read a board: what the composer says before anyone writes. By the very rule that lets them read."""
    return int(ask(session, READERS, {"board_id": board.id, "today": today}).scalar_one())


def _board(row: Row[*tuple[Any, ...]], actor: Actor) -> OpenBoard:
    if actor.id is None:
        raise NotFound
    return OpenBoard(row.id, actor.id, row.kind, row.place, row.name, row.purpose, row.unread, row.last_post_id or 0, row.level)
