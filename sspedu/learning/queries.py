"""What is asked about enrolment and progress: everything one person has done, in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Row,
    Select,
    SQLColumnExpression,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from sspedu.curriculum.models import Rule
from sspedu.db import UtcDateTime
from sspedu.learning.models import Attempt, Completion, CompletionKind, Confidence, ContractItem, Enrolment, WrittenReflection
from sspedu.learning.progress import Progress, progress
from sspedu.library.queries import WHAT_HOLDS, Shelf, shelf_of

LONG_AGO = datetime(1975, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Done:
    """That an item is complete: when, and how it came to be."""

    at: datetime
    kind: CompletionKind


@dataclass(frozen=True, slots=True)
class LastAttempt:
    """The latest answer to a question, pinned to the text it answered."""

    number: int
    text_hash: str
    given: tuple[str, ...]
    confidence: Confidence | None
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection as it stands."""

    text: str
    written_at: datetime


def stamp(moment: datetime) -> str:
    """Name a moment exactly, so that a form can say which text it was made from."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(slots=True)
class Record:
    """Everything that one person has done on one module. Attempts and reflections only where they were asked for."""

    enrolled_at: datetime | None = None
    completed_at: datetime | None = None
    has_left: bool = False
    revision: int = 0
    contract: dict[str, Rule] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)
    attempts: dict[str, LastAttempt] = field(default_factory=dict)
    reflections: dict[str, Written] = field(default_factory=dict)

    @property
    def is_enrolled(self) -> bool:
        """Whether the person is on the module now."""
        return self.enrolled_at is not None and not self.has_left

    @property
    def progress(self) -> Progress:
        """How far the person has come."""
        waived = {item_id for item_id, done in self.done.items() if done.kind is CompletionKind.WAIVED}
        return progress(self.contract, self.done.keys(), waived)

    @property
    def last_active_at(self) -> datetime:
        """When something was completed last, or the module begun."""
        moments = [done.at for done in self.done.values()]
        return max([*moments, self.enrolled_at] if self.enrolled_at else moments, default=LONG_AGO)


NOTHING = Record()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is published now, and `marks` of that and of how far one person has come: as long as they are the same, so are the pages."""

    shelf: Shelf
    marks: str


# One query in place of five: each row says what it is, and the columns mean what that kind of row needs. The statements are put together
# once, with places for the values: building one takes longer than running it.
Fragment = Select[*tuple[Any, ...]]
Expression = SQLColumnExpression[Any]
USER = bindparam("user_id", type_=Integer)
MODULE = bindparam("module_id", type_=Text)
ITEMS = bindparam("item_ids", type_=Text, expanding=True)


def standing(session: Session, user_id: int | None) -> Standing:
    """Return what is published now and where the person stands, in one query."""
    rows = session.execute(WHERE_ONE_STANDS, {"user_id": user_id}).all()
    return Standing(shelf_of(session, rows), " ".join(f"{row.version_id}/{row.registers_id}/{row.revisions}" for row in rows))


def records(session: Session, user_id: int) -> dict[str, Record]:
    """Return the person's record on every module they are or were enrolled in, without answers."""
    return _read(session, ALL_MODULES, {"user_id": user_id})


def record(session: Session, user_id: int | None, module_id: str, *, answers_to: Iterable[str] = ()) -> Record:
    """Return the person's record on one module, with the latest answers and reflections of the items named. Empty for a visitor."""
    if user_id is None:
        return NOTHING
    values = {"user_id": user_id, "module_id": module_id}
    items = list(answers_to)
    found = _read(session, ONE_LESSON, {**values, "item_ids": items}) if items else _read(session, ONE_MODULE, values)
    return found.get(module_id, NOTHING)


def _fragment(
    what: str,
    module_id: Expression,
    item_id: Expression | None = None,
    *,
    code: Expression | None = None,
    body: Expression | None = None,
    note: Expression | None = None,
    number: Expression | None = None,
    at: Expression | None = None,
) -> Fragment:
    def text(column: Expression | None) -> Expression:
        return cast(null() if column is None else column, Text)

    return select(
        literal(what).label("what"),
        module_id.label("module_id"),
        text(item_id).label("item_id"),
        text(code).label("code"),
        text(body).label("body"),
        text(note).label("note"),
        (cast(null(), Attempt.number.type) if number is None else number).label("number"),
        (cast(null(), UtcDateTime) if at is None else at).label("at"),
    )


def _enrolments() -> list[Fragment]:
    mine = Enrolment.user_id == USER
    left = case((Enrolment.left_at.is_not(None), literal("left")))
    begun = _fragment("enrolled", Enrolment.module_id, code=left, number=Enrolment.revision, at=Enrolment.enrolled_at).where(mine)
    finished = _fragment("completed", Enrolment.module_id, at=Enrolment.completed_at).where(mine, Enrolment.completed_at.is_not(None))
    agreed = _fragment("contract", Enrolment.module_id, ContractItem.item_id, code=ContractItem.rule)
    agreed = agreed.join(ContractItem, ContractItem.enrolment_id == Enrolment.id).where(mine)
    return [begun, finished, agreed]


def _completions() -> Fragment:
    done = _fragment("done", Completion.module_id, Completion.item_id, code=Completion.kind, at=Completion.completed_at)
    return done.where(Completion.user_id == USER)


def _attempts() -> Fragment:
    later = aliased(Attempt)
    latest = (
        select(func.max(later.number))
        .where(later.user_id == Attempt.user_id, later.module_id == Attempt.module_id, later.item_id == Attempt.item_id)
        .scalar_subquery()
    )
    attempts = _fragment(
        "attempt",
        Attempt.module_id,
        Attempt.item_id,
        code=Attempt.text_hash,
        body=Attempt.given,
        note=Attempt.confidence,
        number=Attempt.number,
        at=Attempt.answered_at,
    )
    return attempts.where(Attempt.user_id == USER, Attempt.item_id.in_(ITEMS), Attempt.number == latest)


def _reflections() -> Fragment:
    texts = _fragment(
        "reflection",
        WrittenReflection.module_id,
        WrittenReflection.item_id,
        body=WrittenReflection.text,
        at=WrittenReflection.written_at,
    )
    return texts.where(WrittenReflection.user_id == USER, WrittenReflection.item_id.in_(ITEMS))


def _of_one_module(fragments: Iterable[Fragment]) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*(fragment.where(fragment.selected_columns["module_id"] == MODULE) for fragment in fragments))


# Every fact about progress raises its enrolment's revision.
REVISIONS = select(func.aggregate_strings(cast(Enrolment.id, Text) + ":" + cast(Enrolment.revision, Text), ",")).where(
    Enrolment.user_id == USER
)
WHERE_ONE_STANDS = WHAT_HOLDS.add_columns(REVISIONS.scalar_subquery().label("revisions"))
PROGRESS = (*_enrolments(), _completions())
ALL_MODULES = union_all(*PROGRESS)
ONE_MODULE = _of_one_module(PROGRESS)
ONE_LESSON = _of_one_module((*PROGRESS, _attempts(), _reflections()))


def _read(session: Session, statement: CompoundSelect[*tuple[Any, ...]], values: Mapping[str, object]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for row in session.execute(statement, values):
        _enter(found.setdefault(row.module_id, Record()), row)
    return found


def _enter(into: Record, row: Row[*tuple[Any, ...]]) -> None:
    match row.what:
        case "enrolled":
            into.enrolled_at, into.revision, into.has_left = row.at, row.number, row.code is not None
        case "completed":
            into.completed_at = row.at
        case "contract":
            into.contract[row.item_id] = Rule(row.code)
        case "done":
            into.done[row.item_id] = Done(row.at, CompletionKind(row.code))
        case "attempt":
            confidence = Confidence(row.note) if row.note else None
            into.attempts[row.item_id] = LastAttempt(row.number, row.code, tuple(row.body.split("\n")), confidence, row.at)
        case "reflection":
            into.reflections[row.item_id] = Written(row.body, row.at)
