"""What is new for someone: worked out when it is asked for, from what they follow and how far they have read.

Nothing is stored for a person and a post, so who writes pays for nobody who follows, and reading, hiding, removing, moving and losing
access each take a notice away by themselves. One statement; it looks at threads that someone follows or took part in, posts that
mention them, and the newest threads of boards that they follow whole, never at a whole board.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, Subquery, and_, bindparam, case, func, literal, not_, or_, select, union
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.db import UtcDateTime, ask
from sspedu.network.access import POST_IS_SHOWN, READABLE, READER, THREAD_IS_SHOWN, reader
from sspedu.network.models import Board, BoardKind, BoardSeen, BoardWatch, Level, Mention, Post, Thread, ThreadSeen, ThreadWatch
from sspedu.network.queries.beyond import is_read_beyond
from sspedu.network.watching import FOLLOWS, HEARS, SINCE
from sspedu.policy import Actor

NOTICES_A_PAGE = 30
MOST_COUNTED = 100
# Of a board that someone follows whole, this many threads are looked at: whoever is further behind goes to the board.
NEWEST_OF_A_BOARD = 200
MOST_BOARDS = 1000
NO_CURSOR = 2**62
NO_NUMBER = 2**31 - 1


class Why(StrEnum):
    """Why someone is told of a post. The first that holds."""

    MENTION = "mention"
    REPLY = "reply"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Notice:
    """A post that is new to someone: one for a thread, for the strongest reason, until they have read it."""

    thread_id: int
    title: str
    board: str
    board_kind: BoardKind
    post_id: int
    number: int
    why: Why
    author: str
    posted_at: datetime
    is_chosen: bool
    is_authors: bool
    follows_board: bool


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A page of notices, newest first. `before` is the post to page on from; nothing at the end."""

    notices: tuple[Notice, ...]
    before: int | None


SEEN_NUMBER = func.coalesce(ThreadSeen.number, 0)
SEEN_POST = func.coalesce(BoardSeen.post_id, 0)
# Of the post at hand, by one person's rows of its thread and board.
IS_UNREAD: ColumnElement[bool] = and_(Post.number > SEEN_NUMBER, Post.id > SEEN_POST, not_(is_read_beyond(ThreadSeen.beyond, Post.number)))
_UNTIL = bindparam("until", type_=UtcDateTime())
_BEFORE: ColumnElement[int] = bindparam("before")


def _is_new(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Ask for posts of the thread at hand that the reader has not read and did not write."""
    is_not_mine = or_(Post.author_id.is_(None), Post.author_id != READER)
    return and_(Post.thread_id == Thread.id, IS_UNREAD, POST_IS_SHOWN, Post.posted_at <= _UNTIL, is_not_mine, *conditions)


def _first(statement: Select[int]) -> ScalarSelect[int]:
    return statement.order_by(Post.number).limit(1).correlate(Thread, ThreadSeen, BoardSeen, ThreadWatch, BoardWatch).scalar_subquery()


def _candidates() -> ColumnElement[bool]:
    """Ask for the threads that may have news for the reader: few, each found by a key."""
    of_board = aliased(Thread)
    newest = (
        select(of_board.last_post_id.label("last"))
        .where(of_board.board_id == BoardWatch.board_id)
        .order_by(of_board.last_post_id.desc())
        .limit(NEWEST_OF_A_BOARD)
        .correlate(BoardWatch)
        .subquery()
    )
    # A table of its own, held apart by its limit: SQLite would otherwise look for the oldest of the newest once for every thread.
    boards = (
        select(
            BoardWatch.board_id,
            BoardWatch.since_post_id,
            select(func.min(newest.c.last)).correlate(BoardWatch).scalar_subquery().label("oldest"),
        )
        .where(BoardWatch.user_id == READER, BoardWatch.level == Level.ALL)
        .limit(MOST_BOARDS)
        .subquery()
    )
    found = aliased(Thread)
    is_recent = and_(
        found.board_id == boards.c.board_id, found.last_post_id >= boards.c.oldest, found.last_post_id > boards.c.since_post_id
    )
    return Thread.id.in_(
        union(
            select(ThreadWatch.thread_id).where(ThreadWatch.user_id == READER, ThreadWatch.level != Level.NONE),
            select(Post.thread_id).join(Mention, Mention.post_id == Post.id).where(Mention.user_id == READER),
            select(found.id).select_from(boards).join(found, is_recent),
        )
    )


def _news(which: ColumnElement[bool], *among: ColumnElement[bool]) -> Subquery:
    """Find for each thread with something unread the first post that mentions, answers or reaches the reader, of all or `among` some."""
    own = aliased(Post)
    # An answer to someone stands right after what they wrote.
    after_own = select(Post.id).select_from(own).join(Post, and_(Post.thread_id == own.thread_id, Post.number == own.number + 1))
    mentions = select(Post.id).join(Mention, and_(Mention.post_id == Post.id, Mention.user_id == READER))
    is_unread = and_(Thread.post_count > SEEN_NUMBER, Thread.last_post_id > SEEN_POST)
    return (
        select(
            Thread.id.label("thread_id"),
            Board.name.label("board"),
            Board.kind.label("board_kind"),
            _first(mentions.where(_is_new(*among))).label("mention"),
            _first(after_own.where(own.thread_id == Thread.id, own.author_id == READER, _is_new(*among))).label("reply"),
            case((FOLLOWS, _first(select(Post.id).where(_is_new(Post.id > SINCE, *among))))).label("watch"),
            func.coalesce(ThreadWatch.is_chosen, literal(False)).label("is_chosen"),
            ThreadWatch.level.is_(None).label("follows_board"),
        )
        .select_from(Thread)
        .join(Board, Board.id == Thread.board_id)
        .outerjoin(ThreadSeen, and_(ThreadSeen.thread_id == Thread.id, ThreadSeen.user_id == READER))
        .outerjoin(BoardSeen, and_(BoardSeen.board_id == Thread.board_id, BoardSeen.user_id == READER))
        .outerjoin(ThreadWatch, and_(ThreadWatch.thread_id == Thread.id, ThreadWatch.user_id == READER))
        .outerjoin(BoardWatch, and_(BoardWatch.board_id == Thread.board_id, BoardWatch.user_id == READER))
        .where(which, READABLE, THREAD_IS_SHOWN, is_unread, HEARS)
        .subquery()
    )


def _notices(which: ColumnElement[bool], *among: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    news = _news(which, *among)
    why = case((news.c.mention.is_not(None), Why.MENTION), (news.c.reply.is_not(None), Why.REPLY), else_=Why.WATCH)
    return (
        select(
            Thread.id.label("thread_id"),
            Thread.title,
            news.c.board,
            news.c.board_kind,
            Post.id.label("post_id"),
            Post.number,
            why.label("why"),
            User.name.label("author"),
            Post.posted_at,
            news.c.is_chosen,
            (Thread.author_id == READER).label("is_authors"),
            news.c.follows_board,
        )
        .select_from(news)
        .join(Thread, Thread.id == news.c.thread_id)
        .join(Post, Post.id == func.coalesce(news.c.mention, news.c.reply, news.c.watch))
        .outerjoin(User, User.id == Post.author_id)
    )


@cache
def _a_page() -> Select[*tuple[Any, ...]]:
    return _notices(_candidates()).where(Post.id < _BEFORE).order_by(Post.id.desc()).limit(NOTICES_A_PAGE + 1)


@cache
def _of_one_thread() -> Select[*tuple[Any, ...]]:
    return _notices(Thread.id == bindparam("thread_id"), Post.number > bindparam("after"), Post.number < bindparam("before"))


@cache
def _how_many() -> Select[int]:
    news = _news(_candidates())
    told = func.coalesce(news.c.mention, news.c.reply, news.c.watch).is_not(None)
    return select(func.count()).select_from(select(news.c.thread_id).where(told).limit(MOST_COUNTED).subquery())


def notices(session: Session, actor: Actor, *, before: int | None = None, today: date, now: datetime) -> NoticeList:
    """List a page of what is new for the actor: the newest, or what is older than a post."""
    values = {**reader(actor, today), "until": now, "before": before or NO_CURSOR}
    rows = ask(session, _a_page(), values).all()
    found = tuple(map(_notice, rows[:NOTICES_A_PAGE]))
    return NoticeList(found, found[-1].post_id if len(rows) > NOTICES_A_PAGE else None)


def notice_count(session: Session, actor: Actor, *, today: date, now: datetime) -> int:
    """Count what is new for the actor, up to 100."""
    return int(ask(session, _how_many(), {**reader(actor, today), "until": now}).scalar_one())


def notice_of(
    session: Session, user_id: int, thread_id: int, *, after: int = 0, before: int | None = None, until: datetime, today: date
) -> Notice | None:
    """Return what is new to someone in one thread, of what stood at a moment; only what comes after one number and before another."""
    numbers = {"after": after, "before": before or NO_NUMBER}
    values = {"reader_id": user_id, "today": today, "until": until, "thread_id": thread_id, **numbers}
    row = ask(session, _of_one_thread(), values).one_or_none()
    return None if row is None else _notice(row)


def _notice(row: Row[*tuple[Any, ...]]) -> Notice:
    return Notice(
        row.thread_id,
        row.title,
        row.board,
        row.board_kind,
        row.post_id,
        row.number,
        Why(row.why),
        row.author or "",
        row.posted_at,
        bool(row.is_chosen),
        bool(row.is_authors),
        bool(row.follows_board),
    )
