"""Threads: one that is open, and pages of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.days import day_of
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import READABLE, READER, THREAD_IS_SHOWN, reader
from sspedu.network.models import Board, BoardSeen, Thread, ThreadKind, ThreadSeen
from sspedu.network.queries.boards import BOARD_COLUMNS, OpenBoard
from sspedu.policy import Actor

THREADS_A_PAGE = 30
# As practice examples are due for a new look after 24 months.
AN_ANSWER_AGES = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread as one person (`user_id`) has it open, on a board that they may read."""

    id: int
    user_id: int
    board: OpenBoard
    kind: ThreadKind
    title: str
    author_id: int | None
    post_count: int
    seen_number: int
    is_locked: bool
    accepted_number: int | None
    accepted_at: datetime | None
    lesson: str | None

    def has_aged(self, today: date) -> bool:
        """Say whether the answer was chosen so long ago that the law or what is known may have changed."""
        return self.accepted_at is not None and day_of(self.accepted_at) < today - AN_ANSWER_AGES


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a list."""

    id: int
    kind: ThreadKind
    title: str
    author: str
    post_count: int
    unread: int
    last_post_id: int
    last_post_at: datetime
    is_locked: bool
    is_answered: bool


@dataclass(frozen=True, slots=True)
class ThreadList:
    """A page of threads, newest first. `before` and `after` are the posts to page on from; nothing at the ends."""

    threads: tuple[ThreadRow, ...]
    before: int | None
    after: int | None


# A thread's newest post is unread unless the thread, or all of its board, was seen that far.
SEEN = case((Thread.last_post_id <= BoardSeen.post_id, Thread.post_count), else_=func.coalesce(ThreadSeen.number, 0))
UNREAD = Thread.post_count - SEEN
ONE_THREAD = (
    select(
        *(column.label(f"board_{column.key}") for column in BOARD_COLUMNS),
        Thread.id,
        Thread.kind,
        Thread.title,
        Thread.author_id,
        Thread.post_count,
        Thread.locked_at,
        Thread.accepted_number,
        Thread.accepted_at,
        Thread.lesson,
        SEEN.label("seen"),
    )
    .join(Board, Board.id == Thread.board_id)
    .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
    .where(Thread.id == bindparam("thread_id"), READABLE, THREAD_IS_SHOWN)
)
_THREADS = (
    select(
        Thread.id,
        Thread.kind,
        Thread.title,
        User.name.label("author"),
        Thread.post_count,
        UNREAD.label("unread"),
        Thread.last_post_id,
        Thread.last_post_at,
        Thread.locked_at,
        Thread.accepted_number,
    )
    .outerjoin(User, User.id == Thread.author_id)
    .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
    .where(Thread.board_id == bindparam("board_id"), THREAD_IS_SHOWN)
    .limit(THREADS_A_PAGE + 1)
)
NEWEST = _THREADS.order_by(Thread.last_post_id.desc())
OLDER = NEWEST.where(Thread.last_post_id < bindparam("before"))
ABOUT_LESSON = NEWEST.where(Thread.lesson == bindparam("lesson"))
NEWER = _THREADS.order_by(Thread.last_post_id).where(Thread.last_post_id > bindparam("after"))


def thread(session: Session, actor: Actor, thread_id: int, *, today: date) -> OpenThread:
    """Return a thread on a board that the actor may read. Raises `NotFound`."""
    row = ask(session, ONE_THREAD, {**reader(actor, today), "thread_id": thread_id}).one_or_none()
    if row is None or actor.id is None:
        raise NotFound
    on = OpenBoard(row.board_id, actor.id, row.board_kind, row.board_place, row.board_name, row.board_purpose)
    is_locked = row.locked_at is not None
    return OpenThread(
        row.id,
        actor.id,
        on,
        row.kind,
        row.title,
        row.author_id,
        row.post_count,
        min(row.seen, row.post_count),
        is_locked,
        row.accepted_number,
        row.accepted_at,
        row.lesson,
    )


def threads(session: Session, board: OpenBoard, *, before: int | None = None, after: int | None = None) -> ThreadList:
    """List a page of a board's threads: the newest, those with a last post older than `before`, or the next ones newer than `after`."""
    values = {"reader_id": board.user_id, "board_id": board.id}
    if before is not None:
        rows, is_upward = ask(session, OLDER, {**values, "before": before}).all(), False
    elif after is not None:
        rows, is_upward = ask(session, NEWER, {**values, "after": after}).all(), True
    else:
        rows, is_upward = ask(session, NEWEST, values).all(), False
    has_more = len(rows) > THREADS_A_PAGE
    found = tuple(map(_thread_row, rows[:THREADS_A_PAGE]))[:: -1 if is_upward else 1]
    if not found:
        return ThreadList((), None, None)
    has_older, has_newer = (True, has_more) if is_upward else (has_more, before is not None)
    return ThreadList(found, found[-1].last_post_id if has_older else None, found[0].last_post_id if has_newer else None)


def threads_about(session: Session, board: OpenBoard, lesson: str) -> tuple[ThreadRow, ...]:
    """List the newest threads about a lesson, on its module's board: at most a page of them."""
    rows = ask(session, ABOUT_LESSON, {"reader_id": board.user_id, "board_id": board.id, "lesson": lesson})
    return tuple(map(_thread_row, rows.all()[:THREADS_A_PAGE]))


def _thread_row(row: Row[*tuple[Any, ...]]) -> ThreadRow:
    return ThreadRow(
        id=row.id,
        kind=row.kind,
        title=row.title,
        author=row.author or "",
        post_count=row.post_count,
        unread=max(0, row.unread),
        last_post_id=row.last_post_id,
        last_post_at=row.last_post_at,
        is_locked=row.locked_at is not None,
        is_answered=row.accepted_number is not None,
    )
