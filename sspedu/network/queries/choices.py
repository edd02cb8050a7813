"""What someone chose to hear of: the mail they want, and the threads and boards for which they chose."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.db import ask
from sspedu.network.access import READABLE, READER, THREAD_IS_SHOWN, reader
from sspedu.network.models import MONDAY, Board, BoardKind, BoardWatch, Level, MailChoice, Thread, ThreadWatch
from sspedu.policy import Actor

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class MailWanted:
    """Which mail someone wants: one for each thing, and the week's on a day (0 is Monday) or never."""

    is_each: bool = False
    digest_day: int | None = MONDAY


@dataclass(frozen=True, slots=True)
class WatchedThread:
    """A thread of which someone hears, or chose not to."""

    id: int
    title: str
    level: Level
    is_chosen: bool
    is_authors: bool


@dataclass(frozen=True, slots=True)
class WatchedBoard:
    """A board for which someone chose what to hear."""

    kind: BoardKind
    place: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Watched:
    """All of that, of one person: the boards by name, and of the threads the 100 that were written in last."""

    boards: tuple[WatchedBoard, ...]
    threads: tuple[WatchedThread, ...]


THREADS = (
    select(Thread.id, Thread.title, ThreadWatch.level, ThreadWatch.is_chosen, (Thread.author_id == READER).label("is_authors"))
    .join(ThreadWatch, ThreadWatch.thread_id == Thread.id)
    .join(Board, Board.id == Thread.board_id)
    .where(ThreadWatch.user_id == READER, READABLE, THREAD_IS_SHOWN)
    .order_by(Thread.last_post_id.desc())
    .limit(MOST_LISTED)
)
BOARDS = (
    select(Board.kind, Board.place, Board.name, BoardWatch.level)
    .join(BoardWatch, BoardWatch.board_id == Board.id)
    .where(BoardWatch.user_id == READER, READABLE)
    .order_by(Board.name)
)
CHOICE = select(MailChoice.is_each, MailChoice.digest_day).where(MailChoice.user_id == bindparam("user_id"))


def mail_wanted(session: Session, user_id: int | None) -> MailWanted:
    """Return which mail someone wants. Whoever chose nothing gets their week on Mondays."""
    row = ask(session, CHOICE, {"user_id": user_id}).one_or_none()
    return MailWanted() if row is None else MailWanted(row.is_each, row.digest_day)


def watched(session: Session, actor: Actor, *, today: date) -> Watched:
    """Return what the actor chose to hear of, as far as they may still read it."""
    values = reader(actor, today)
    threads = tuple(
        WatchedThread(row.id, row.title, row.level, row.is_chosen, bool(row.is_authors)) for row in ask(session, THREADS, values)
    )
    return Watched(tuple(WatchedBoard(row.kind, row.place, row.name, row.level) for row in ask(session, BOARDS, values)), threads)


def person(session: Session, user_id: int) -> User | None:
    """Return someone who may come in, to write to."""
    return session.scalar(select(User).where(User.id == user_id, User.suspended_at.is_(None)))
