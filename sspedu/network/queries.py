"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, User
from sspedu.accounts.queries import place_name
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import READABLE, READER, readable_by, reader
from sspedu.network.models import Board, BoardKind, BoardSeen, Post, PostRevision, Thread, ThreadKind, ThreadSeen
from sspedu.policy import Actor

THREADS_A_PAGE = 30
POSTS_A_PAGE = 50


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


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something, as others see them. Without a name they are no longer here."""

    name: str
    profession: Profession | None
    place: str


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post as one person has it open. `user_id` is its writer's: what only they may do asks for it."""

    id: int
    user_id: int | None
    number: int
    author: Author
    text: str
    html: str
    version: int
    posted_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_reason: str
    is_removed_by_author: bool


BOARD_COLUMNS = (Board.id, Board.kind, Board.place, Board.name, Board.purpose)
# A thread's newest post is unread unless the thread, or all of its board, was seen that far.
SEEN = case((Thread.last_post_id <= BoardSeen.post_id, Thread.post_count), else_=func.coalesce(ThreadSeen.number, 0))
UNREAD = Thread.post_count - SEEN

BOARDS = (
    select(
        *BOARD_COLUMNS,
        select(func.max(Thread.last_post_id)).where(Thread.board_id == Board.id).correlate(Board).scalar_subquery().label("last_post_id"),
        select(func.count())
        .select_from(Thread)
        .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
        .where(
            Thread.board_id == Board.id,
            Thread.last_post_id > func.coalesce(BoardSeen.post_id, 0),
            Thread.post_count > func.coalesce(ThreadSeen.number, 0),
        )
        .correlate(Board, BoardSeen)
        .scalar_subquery()
        .label("unread"),
    )
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Board.id, BoardSeen.user_id == READER))
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
        SEEN.label("seen"),
    )
    .join(Board, Board.id == Thread.board_id)
    .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
    .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
    .where(Thread.id == bindparam("thread_id"), READABLE)
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
    .where(Thread.board_id == bindparam("board_id"))
    .limit(THREADS_A_PAGE + 1)
)
NEWEST = _THREADS.order_by(Thread.last_post_id.desc())
OLDER = NEWEST.where(Thread.last_post_id < bindparam("before"))
NEWER = _THREADS.order_by(Thread.last_post_id).where(Thread.last_post_id > bindparam("after"))
POSTS = (
    select(
        Post.id,
        Post.number,
        Post.author_id,
        Post.text,
        Post.html,
        Post.version,
        Post.posted_at,
        Post.edited_at,
        Post.removed_at,
        Post.removed_by_id,
        Post.removed_reason,
        User.name,
        User.profession,
        Municipality.name.label("town"),
        PoliceDistrict.name.label("district"),
    )
    .outerjoin(User, User.id == Post.author_id)
    .outerjoin(Municipality, Municipality.code == User.municipality_code)
    .outerjoin(PoliceDistrict, PoliceDistrict.id == User.police_district_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.number.between(bindparam("first"), bindparam("last")))
    .order_by(Post.number)
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


def posts(session: Session, thread: OpenThread, *, first: int) -> tuple[OpenPost, ...]:
    """Return a page of a thread's posts, from a number on."""
    values = {"thread_id": thread.id, "first": first, "last": first + POSTS_A_PAGE - 1}
    return tuple(_post(row) for row in ask(session, POSTS, values))


def post(session: Session, thread: OpenThread, number: int) -> OpenPost:
    """Return one post of a thread that is open. Raises `NotFound`."""
    row = ask(session, POSTS, {"thread_id": thread.id, "first": number, "last": number}).one_or_none()
    if row is None:
        raise NotFound
    return _post(row)


def revisions(session: Session, post: OpenPost) -> list[PostRevision]:
    """Return how a post stood before, the latest first."""
    return list(session.scalars(select(PostRevision).where(PostRevision.post_id == post.id).order_by(PostRevision.version.desc())))


def reader_count(session: Session, board: OpenBoard, *, today: date) -> int:
    """Count who may read a board: what the composer says before anyone writes. By the very rule that lets them read."""
    return int(ask(session, READERS, {"board_id": board.id, "today": today}).scalar_one())


def _board(row: Row[*tuple[Any, ...]], actor: Actor) -> OpenBoard:
    if actor.id is None:
        raise NotFound
    return OpenBoard(row.id, actor.id, row.kind, row.place, row.name, row.purpose, row.unread, row.last_post_id or 0)


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


def _post(row: Row[*tuple[Any, ...]]) -> OpenPost:
    return OpenPost(
        id=row.id,
        user_id=row.author_id,
        number=row.number,
        author=Author(row.name or "", row.profession, place_name(row.town, row.district)),
        text=row.text,
        html=row.html,
        version=row.version,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        removed_at=row.removed_at,
        removed_reason=row.removed_reason,
        is_removed_by_author=row.removed_by_id is not None and row.removed_by_id == row.author_id,
    )
