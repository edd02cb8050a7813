"""Threads: one that is open, and pages of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Row, String, and_, bindparam, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.days import day_of
from sspedu.db import ask
from sspedu.drafts.models import Draft
from sspedu.drafts.queries import Unsaved, set_aside
from sspedu.errors import NotFound
from sspedu.lasting import lasting
from sspedu.network.access import READABLE, READER, THREAD_IS_SHOWN, reader
from sspedu.network.models import Board, BoardSeen, BoardWatch, Event, Level, Thread, ThreadKind, ThreadSeen, ThreadWatch
from sspedu.network.queries.boards import BOARD_COLUMNS, OpenBoard
from sspedu.network.queries.events import EVENT_COLUMNS, EVENT_OF_THREAD, OpenEvent, opened_event
from sspedu.network.reading import Range, Reading, beyond_of
from sspedu.policy import Action, Actor, may

THREADS_A_PAGE = 30
# As practice examples are due for a new look after 24 months.
AN_ANSWER_AGES = timedelta(days=730)
# The kind of place in which the draft of a reply lies, under the number of its thread.
REPLY_DRAFT = "reply"
MOST_PINNED = 5


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread as one person (`user_id`) has it open, on a board that they may read, with what they are writing in it (`draft`)."""

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
    draft: Unsaved | None = None
    beyond: tuple[Range, ...] = ()
    is_pinned: bool = False
    is_hidden: bool = False
    hidden_reason: str = ""
    locked_reason: str = ""
    sees_hidden: bool = False
    # What its reader hears of it; without a level of its own it is the board's.
    level: Level | None = None
    is_chosen: bool = False
    board_level: Level | None = None
    event: OpenEvent | None = None

    def has_aged(self, today: date) -> bool:
        """Say whether the answer was chosen so long ago that the law or what is known may have changed."""
        return self.accepted_at is not None and day_of(self.accepted_at) < today - AN_ANSWER_AGES

    @property
    def read(self) -> Reading:
        """Which posts the reader has read."""
        return Reading(self.seen_number, self.beyond)


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
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class ThreadList:
    """A page of threads, newest first. `before` and `after` are the posts to page on from; nothing at the ends."""

    threads: tuple[ThreadRow, ...]
    before: int | None
    after: int | None


# A thread's newest post is unread unless the thread, or all of its board, was seen that far.
SEEN = case((Thread.last_post_id <= BoardSeen.post_id, Thread.post_count), else_=func.coalesce(ThreadSeen.number, 0))
_BEYOND = case((Thread.last_post_id <= BoardSeen.post_id, 0), else_=func.coalesce(ThreadSeen.beyond_count, 0))
UNREAD = Thread.post_count - SEEN - _BEYOND
ONE_THREAD = lasting(
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
        Draft.text.label("draft_text"),
        Draft.updated_at.label("draft_at"),
        Draft.based_on.label("draft_based_on"),
        Draft.set_aside.label("draft_aside"),
        Thread.pinned_at,
        Thread.hidden_at,
        Thread.hidden_reason,
        Thread.locked_reason,
        SEEN.label("seen"),
        ThreadSeen.beyond,
        ThreadWatch.level,
        ThreadWatch.is_chosen,
        BoardWatch.level.label("board_level"),
        *EVENT_COLUMNS,
    )
    .join(Board, Board.id == Thread.board_id)
    .outerjoin(Draft, and_(Draft.user_id == READER, Draft.kind == REPLY_DRAFT, Draft.key == cast(Thread.id, String), Draft.text != ""))
    .outerjoin(Event, EVENT_OF_THREAD)
    .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
    .outerjoin(ThreadWatch, and_(ThreadWatch.thread_id == Thread.id, ThreadWatch.user_id == READER))
    .outerjoin(BoardWatch, and_(BoardWatch.board_id == Thread.board_id, BoardWatch.user_id == READER))
    .where(
        Thread.id == bindparam("thread_id"),
        READABLE,
        or_(THREAD_IS_SHOWN, and_(Thread.merged_into_id.is_(None), bindparam("sees_hidden", type_=Boolean))),
    )
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
        Thread.pinned_at,
    )
    .outerjoin(User, User.id == Thread.author_id)
    .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
    .where(Thread.board_id == bindparam("board_id"), THREAD_IS_SHOWN)
)
_UNPINNED = _THREADS.where(Thread.pinned_at.is_(None)).limit(THREADS_A_PAGE + 1)
_BY_NEWEST = _UNPINNED.order_by(Thread.last_post_id.desc())
OLDER = lasting(_BY_NEWEST.where(Thread.last_post_id < bindparam("before")))
NEWER = lasting(_UNPINNED.order_by(Thread.last_post_id).where(Thread.last_post_id > bindparam("after")))
_ON_LESSON = _THREADS.where(Thread.lesson == bindparam("lesson"))
ABOUT_LESSON = lasting(_ON_LESSON.order_by(Thread.last_post_id.desc()).limit(THREADS_A_PAGE))
# The first page begins with what moderators have pinned; no other page has it. Each part is found by an index of its own.
_PINNED = _THREADS.where(Thread.pinned_at.is_not(None)).order_by(Thread.pinned_at.desc(), Thread.id).limit(MOST_PINNED)
_PARTS = (_PINNED.subquery(), _BY_NEWEST.subquery())
_FIRST = union_all(*(select(part, literal(place).label("part")) for place, part in enumerate(_PARTS)))
FIRST = lasting(_FIRST.order_by(_FIRST.selected_columns.part, _FIRST.selected_columns.last_post_id.desc()))


def thread(session: Session, actor: Actor, thread_id: int, *, today: date) -> OpenThread:
    """Return a thread on a board that the actor may read. Raises `NotFound`."""
    sees_hidden = may(actor, Action.READ_CASES)
    row = ask(session, ONE_THREAD, {**reader(actor, today), "thread_id": thread_id, "sees_hidden": sees_hidden}).one_or_none()
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
        Unsaved(row.draft_text, row.draft_at, row.draft_based_on, set_aside(row.draft_aside)) if row.draft_text else None,
        beyond=beyond_of(row.beyond) if row.seen < row.post_count else (),
        is_pinned=row.pinned_at is not None,
        is_hidden=row.hidden_at is not None,
        hidden_reason=row.hidden_reason,
        locked_reason=row.locked_reason,
        sees_hidden=sees_hidden,
        level=row.level,
        is_chosen=bool(row.is_chosen),
        board_level=row.board_level,
        event=opened_event(row),
    )


def threads(session: Session, board: OpenBoard, *, before: int | None = None, after: int | None = None) -> ThreadList:
    """List a page of a board's threads: the newest, those with a last post older than `before`, or the next ones newer than `after`."""
    values = {"reader_id": board.user_id, "board_id": board.id}
    if before is not None:
        rows, is_upward = ask(session, OLDER, {**values, "before": before}).all(), False
    elif after is not None:
        rows, is_upward = ask(session, NEWER, {**values, "after": after}).all(), True
    else:
        rows, is_upward = ask(session, FIRST, values).all(), False
    shown = [_thread_row(row) for row in rows]
    pinned = tuple(row for row in shown if row.is_pinned)
    found = [row for row in shown if not row.is_pinned]
    has_more = len(found) > THREADS_A_PAGE
    page = tuple(found[:THREADS_A_PAGE])[:: -1 if is_upward else 1]
    if not page:
        return ThreadList(pinned, None, None)
    has_older, has_newer = (True, has_more) if is_upward else (has_more, before is not None)
    return ThreadList((*pinned, *page), page[-1].last_post_id if has_older else None, page[0].last_post_id if has_newer else None)


def threads_about(session: Session, board: OpenBoard, lesson: str) -> tuple[ThreadRow, ...]:
    """List the newest threads about a lesson, on its module's board: at most a page of them."""
    rows = ask(session, ABOUT_LESSON, {"reader_id": board.user_id, "board_id": board.id, "lesson": lesson})
    return tuple(map(_thread_row, rows))


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
        is_pinned=row.pinned_at is not None,
    )
