"""Events: what the page of a thread shows of its own, and those that come on boards that one may read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Row, String, and_, bindparam, literal_column, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.db import UtcDateTime, ask, joined
from sspedu.lasting import lasting
from sspedu.network.access import FIRST_IS_SHOWN, READABLE, READER, THREAD_IS_SHOWN, readable_by, reader
from sspedu.network.models import Board, BoardKind, Coming, Event, EventAnswer, Thread
from sspedu.network.queries.boards import OpenBoard
from sspedu.policy import Actor

MOST_COMING = 20
BETWEEN = "\n"


@dataclass(frozen=True, slots=True)
class OpenEvent:
    """An event as one person has it open. `user_id` is its author's: what only they may do asks for it. `names` are of those who come."""

    thread_id: int
    user_id: int | None
    begins_at: datetime
    ends_at: datetime
    place: str
    url: str
    audience: str
    sequence: int
    saved_at: datetime
    changed_at: datetime | None
    change_reason: str
    began_at_before: datetime | None
    called_off_at: datetime | None
    names: tuple[str, ...]
    maybe: int
    no: int
    mine: Coming | None


@dataclass(frozen=True, slots=True)
class ComingEvent:
    """An event in a list."""

    thread_id: int
    title: str
    begins_at: datetime
    ends_at: datetime
    place: str
    board_kind: BoardKind
    board_name: str
    is_called_off: bool


_guest = aliased(User)
# Each answer a line, as `_answers` takes them apart: one question and not one for each kind of answer. Of those who read the board still:
# an answer goes with the access to it.
_ANSWERS = (
    select(joined(type_coerce(EventAnswer.coming, String) + literal_column("' '") + _guest.name, BETWEEN))
    .select_from(EventAnswer)
    .join(_guest, _guest.id == EventAnswer.user_id)
    .where(EventAnswer.thread_id == Thread.id, readable_by(EventAnswer.user_id))
)
# Hidden with the first post, time, place and the rest are for moderators alone. Asked only where a thread has an event.
EVENT_OF_THREAD: ColumnElement[bool] = and_(Event.thread_id == Thread.id, or_(bindparam("sees_hidden", type_=Boolean), FIRST_IS_SHOWN))
# What the statement that opens a thread asks besides: nothing for a thread of another kind.
EVENT_COLUMNS = (
    *(column.label(f"event_{column.key}") for column in Event.__table__.columns),
    _ANSWERS.correlate(Thread, Board).scalar_subquery().label("event_answers"),
    select(EventAnswer.coming)
    .where(EventAnswer.thread_id == Thread.id, EventAnswer.user_id == READER)
    .correlate(Thread)
    .scalar_subquery()
    .label("event_mine"),
)
# By what is to come, and not by every thread of the boards: a sum cannot be looked up in an index, so neither engine begins there.
_ON_BOARD = Board.id == Thread.board_id + 0
COMING = lasting(
    select(
        Thread.id.label("thread_id"),
        Thread.title,
        Event.begins_at,
        Event.ends_at,
        Event.place,
        Board.kind.label("board_kind"),
        Board.name.label("board_name"),
        Event.called_off_at,
    )
    .join(Thread, Thread.id == Event.thread_id)
    .join(Board, _ON_BOARD)
    .where(READABLE, THREAD_IS_SHOWN, FIRST_IS_SHOWN, Event.ends_at >= bindparam("now", type_=UtcDateTime()))
    .order_by(Event.begins_at, Event.thread_id)
    .limit(MOST_COMING)
)
COMING_ON_BOARD = lasting(COMING.where(Board.id == bindparam("board_id")))


def opened_event(row: Row[*tuple[Any, ...]]) -> OpenEvent | None:
    """Read what `EVENT_COLUMNS` found."""
    if row.event_thread_id is None:
        return None
    plain = {column.key: row._mapping[f"event_{column.key}"] for column in Event.__table__.columns}
    answers = _answers(row.event_answers or "")
    names = tuple(sorted(name for coming, name in answers if coming is Coming.YES))
    of = Counter(coming for coming, _ in answers)
    return OpenEvent(**plain, user_id=row.author_id, names=names, maybe=of[Coming.MAYBE], no=of[Coming.NO], mine=row.event_mine)


def _answers(lines: str) -> list[tuple[Coming, str]]:
    found = (line.partition(" ") for line in lines.split(BETWEEN) if line)
    return [(Coming(coming), name) for coming, _, name in found]


def coming_events(session: Session, actor: Actor, board: OpenBoard | None = None, *, now: datetime, today: date) -> tuple[ComingEvent, ...]:
    """List the next events on boards that the actor may read, or on one of them."""
    values = {**reader(actor, today), "now": now}
    rows = ask(session, COMING_ON_BOARD, {**values, "board_id": board.id}) if board else ask(session, COMING, values)
    return tuple(
        ComingEvent(
            row.thread_id, row.title, row.begins_at, row.ends_at, row.place, row.board_kind, row.board_name, row.called_off_at is not None
        )
        for row in rows
    )
