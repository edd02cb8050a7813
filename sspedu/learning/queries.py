"""What is asked about enrolment and progress: everything one person has done, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, Text, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from sspedu.curriculum.models import Rule
from sspedu.db import UtcDateTime
from sspedu.learning.models import Attempt, Completion, CompletionKind, Confidence, ContractItem, Enrolment, WrittenReflection
from sspedu.learning.progress import Progress, progress

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
    revision: int = 0
    contract: dict[str, Rule] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)
    attempts: dict[str, LastAttempt] = field(default_factory=dict)
    reflections: dict[str, Written] = field(default_factory=dict)

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

# One query in place of five: each row says what it is, and the columns mean what that kind of row needs.
Fragment = Select[*tuple[Any, ...]]
Expression = SQLColumnExpression[Any]


def records(session: Session, user_id: int) -> dict[str, Record]:
    """Return the person's record on every module they are enrolled in, without answers."""
    return _read(session, [*_enrolments(user_id), _completions(user_id)])


def record(session: Session, user_id: int | None, module_id: str, *, answers_to: Iterable[str] = ()) -> Record:
    """Return the person's record on one module, with the latest answers and reflections of the items named. Empty for a visitor."""
    if user_id is None:
        return NOTHING
    fragments = [*_enrolments(user_id), _completions(user_id)]
    items = list(answers_to)
    if items:
        fragments += [_attempts(user_id, module_id, items), _reflections(user_id, module_id, items)]
    return _read(session, fragments, module_id=module_id).get(module_id, NOTHING)


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


def _enrolments(user_id: int) -> list[Fragment]:
    mine = Enrolment.user_id == user_id
    begun = _fragment("enrolled", Enrolment.module_id, number=Enrolment.revision, at=Enrolment.enrolled_at).where(mine)
    finished = _fragment("completed", Enrolment.module_id, at=Enrolment.completed_at).where(mine, Enrolment.completed_at.is_not(None))
    agreed = _fragment("contract", Enrolment.module_id, ContractItem.item_id, code=ContractItem.rule)
    agreed = agreed.join(ContractItem, ContractItem.enrolment_id == Enrolment.id).where(mine)
    return [begun, finished, agreed]


def _completions(user_id: int) -> Fragment:
    done = _fragment("done", Completion.module_id, Completion.item_id, code=Completion.kind, at=Completion.completed_at)
    return done.where(Completion.user_id == user_id)


def _attempts(user_id: int, module_id: str, items: list[str]) -> Fragment:
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
    return attempts.where(Attempt.user_id == user_id, Attempt.module_id == module_id, Attempt.item_id.in_(items), Attempt.number == latest)


def _reflections(user_id: int, module_id: str, items: list[str]) -> Fragment:
    texts = _fragment(
        "reflection",
        WrittenReflection.module_id,
        WrittenReflection.item_id,
        body=WrittenReflection.text,
        at=WrittenReflection.written_at,
    )
    return texts.where(WrittenReflection.user_id == user_id, WrittenReflection.module_id == module_id, WrittenReflection.item_id.in_(items))


def _read(session: Session, fragments: list[Fragment], *, module_id: str | None = None) -> dict[str, Record]:
    if module_id is not None:
        fragments = [fragment.where(fragment.selected_columns["module_id"] == module_id) for fragment in fragments]
    found: dict[str, Record] = {}
    for row in session.execute(union_all(*fragments)):
        _enter(found.setdefault(row.module_id, Record()), row)
    return found


def _enter(into: Record, row: Row[*tuple[Any, ...]]) -> None:
    match row.what:
        case "enrolled":
            into.enrolled_at, into.revision = row.at, row.number
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
