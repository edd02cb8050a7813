"""Being on a module: enrolling, reading, answering, and what comes of a new version.

Each command locks the enrolment first, so that two tabs finish one after the other; facts are inserted under a unique key, so that what
arrives twice counts once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, exists, func, insert, literal, select, type_coerce, union_all, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from sspedu.curriculum.marking import Marking
from sspedu.curriculum.models import Rule
from sspedu.db import ask, insert_new, tell
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.lasting import lasting
from sspedu.learning.models import (
    Attempt,
    Completion,
    CompletionKind,
    Confidence,
    ContractItem,
    Enrolment,
)
from sspedu.learning.progress import Answered, Event, Read, fulfils, progress
from sspedu.learning.steps import finish_tracks, hold_tracks, is_on_track_with
from sspedu.library.models import Module
from sspedu.library.queries import NEWEST_VERSION, PublishedModule, published_module, shelf
from sspedu.policy import Action, Actor, require

NOT_ENROLLED = N_("Tilmeld dig modulet først, så bliver dit arbejde gemt.")
# What every progress POST asks, put together once.
OWN_ENROLMENT = (
    select(Enrolment)
    .where(Enrolment.user_id == bindparam("user_id"), Enrolment.module_id == bindparam("module_id"))
    .order_by(Enrolment.round.desc())
    .limit(1)
    .with_for_update()
)
OWN_PLACE = OWN_ENROLMENT.add_columns(NEWEST_VERSION)
ONE_MORE = lasting(update(Enrolment).where(Enrolment.id == bindparam("enrolment_id")).values(revision=Enrolment.revision + 1))
FACTS = lasting(
    union_all(
        select(literal(True).label("is_agreed"), ContractItem.item_id, type_coerce(ContractItem.rule, String).label("code")).where(
            ContractItem.enrolment_id == bindparam("enrolment_id")
        ),
        select(literal(False), Completion.item_id, type_coerce(Completion.kind, String)).where(
            Completion.user_id == bindparam("user_id"),
            Completion.module_id == bindparam("module_id"),
            Completion.round == bindparam("round"),
        ),
    )
)


class Facts(NamedTuple):
    """What a place on a module asks for, and what of the module is completed, in whichever way."""

    contract: dict[str, Rule]
    completed: dict[str, CompletionKind]

    @property
    def is_all_done(self) -> bool:
        """Whether nothing that was agreed is left."""
        waived = {item_id for item_id, kind in self.completed.items() if kind is CompletionKind.WAIVED}
        return progress(self.contract, self.completed.keys(), waived).is_complete


class Answer(NamedTuple):
    """An answer to a question as it was given and marked. `raw` is what the form held, `number` the try that the form was made for."""

    item_id: str
    text_hash: str
    number: int
    raw: tuple[str, ...]
    marking: Marking
    confidence: Confidence | None = None


def enrol(session: Session, actor: Actor, module: PublishedModule, *, is_quiet: bool = False, now: datetime) -> Enrolment:
    """Put the actor on the module with the contract that holds now. Enrolling again is harmless and returns the first enrolment.

    Who had left comes back to it: with the contract, the answers and the completions as they were. `is_quiet` where a track opens it: what
    the actor has chosen themselves stays so.
    """
    require(actor, Action.ENROL, module)
    # Publishing waits until this contract is made, or this waits until publishing is done: what holds is read again under the lock.
    session.get_one(Module, module.id, with_for_update={"read": True}, populate_existing=True)
    module = shelf(session).module(module.id)
    new = Enrolment(
        user_id=actor.id, module_id=module.id, round=1, version_id=module.version_id, enrolled_at=now, revision=0, is_quiet=is_quiet
    )
    is_new = insert_new(session, new)
    enrolment = session.scalars(
        select(Enrolment)
        .where(Enrolment.user_id == actor.id, Enrolment.module_id == module.id, Enrolment.round == 1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if is_new:
        session.add_all(ContractItem(enrolment_id=enrolment.id, item_id=item.id, rule=item.rule) for item in module.module.items)
        session.flush()
    enrolment.has_track = enrolment.has_track or is_quiet
    if enrolment.left_at is not None:
        _come_back(session, enrolment, is_quiet=is_quiet)
        _finish(session, enrolment, _facts(session, enrolment), now=now)
    elif enrolment.is_quiet and not is_quiet:
        enrolment.is_quiet = False
        enrolment.revision += 1
    session.flush()
    return enrolment


def leave(session: Session, actor: Actor, enrolment: Enrolment, *, now: datetime) -> None:
    """Take the actor off a module that they are on. Everything they have done is kept; leaving again changes nothing.

    Where a track that they are on asks for something here, the module stays open for it and is merely no longer one that they chose.

    Raises `Conflict` when the module is completed: that is a fact, and there is nothing left to be rid of.
    """
    require(actor, Action.LEARN, enrolment)
    if enrolment.completed_at is not None:
        raise Conflict(N_("Du har gennemført modulet, så det kan ikke forlades. Det bliver ved med at stå som gennemført."))
    if enrolment.left_at is None:
        enrolment.is_quiet = enrolment.has_track and is_on_track_with(session, enrolment)
        enrolment.left_at = None if enrolment.is_quiet else now
        enrolment.revision += 1
        session.flush()


def _come_back(session: Session, enrolment: Enrolment, *, is_quiet: bool = False) -> None:
    """Note that something was done. Whoever had left and does something here has chosen the module by it."""
    if enrolment.left_at is not None:
        enrolment.is_quiet, enrolment.left_at = is_quiet, None
        enrolment.revision += 1
        return
    tell(session, ONE_MORE, {"enrolment_id": enrolment.id})
    set_committed_value(enrolment, "revision", enrolment.revision + 1)


def lock_place(session: Session, actor: Actor, module_id: str) -> tuple[PublishedModule, Enrolment]:
    """Do what `lock_enrolment` does, and return the module as it holds now: both in one question."""
    require(actor, Action.ENROL)
    row = session.execute(OWN_PLACE, {"user_id": actor.id, "module_id": module_id}).one_or_none()
    if row is None:
        raise NotFound(NOT_ENROLLED)
    enrolment, version_id = row
    return published_module(session, version_id), enrolment


def lock_enrolment(session: Session, actor: Actor, module: PublishedModule) -> Enrolment:
    """Lock the actor's enrolment until the transaction ends, and return it. Raises `NotFound` for those who are not on the module."""
    require(actor, Action.ENROL, module)
    enrolment = session.scalar(OWN_ENROLMENT, {"user_id": actor.id, "module_id": module.id})
    if enrolment is None:
        raise NotFound(NOT_ENROLLED)
    return enrolment


def mark_read(session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, lesson_id: str, *, now: datetime) -> None:
    """Record that the actor has read a lesson. Doing it again changes nothing."""
    require(actor, Action.LEARN, enrolment)
    record_event(session, actor, enrolment, module, lesson_id, Read(), now=now)


def answer(session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, given: Answer, *, now: datetime) -> bool:
    """Record an answer. Returns false, and changes nothing, if that try was used already: a double click, or another tab.

    Raises `Invalid` if the number of the try is not the next one.
    """
    require(actor, Action.LEARN, enrolment)
    highest = session.scalar(
        select(func.max(Attempt.number)).where(
            Attempt.user_id == actor.id, Attempt.module_id == module.id, Attempt.item_id == given.item_id
        )
    )
    if 1 <= given.number <= (highest or 0):
        return False
    if given.number != (highest or 0) + 1:
        raise Invalid("number", N_("Formularen passer ikke til dit seneste svar. Hent siden igen, og svar en gang til."))
    session.add(
        Attempt(
            user_id=enrolment.user_id,
            module_id=module.id,
            item_id=given.item_id,
            number=given.number,
            text_hash=given.text_hash,
            given="\n".join(given.raw),
            is_right=given.marking.is_right,
            score=float(given.marking.score),
            confidence=given.confidence,
            answered_at=now,
        )
    )
    record_event(session, actor, enrolment, module, given.item_id, Answered(given.marking.is_right), now=now)
    return True


def follow_publication(session: Session, actor: Actor, module: PublishedModule, now: datetime) -> None:
    """Waive what the new version no longer asks for, for everyone who has it in their contract: nobody waits for it."""
    require(actor, Action.PUBLISH)
    session.execute(select(Enrolment.id).where(*_begun_on(module)).order_by(Enrolment.id).with_for_update())
    asked_for = [item.id for item in module.module.items]
    waived = (
        select(
            Enrolment.user_id,
            Enrolment.module_id,
            ContractItem.item_id,
            Enrolment.round,
            literal(module.version_id),
            literal(CompletionKind.WAIVED, Completion.kind.type),
            literal(now, Completion.completed_at.type),
        )
        .join(ContractItem, ContractItem.enrolment_id == Enrolment.id)
        .where(*_begun_on(module), ContractItem.item_id.not_in(asked_for), ~_is_completed())
    )
    columns = ["user_id", "module_id", "item_id", "round", "version_id", "kind", "completed_at"]
    session.execute(insert(Completion).from_select(columns, waived))
    waited = session.scalars(select(Enrolment).where(*_begun_on(module), _has_nothing_open(), Enrolment.left_at.is_(None))).all()
    for enrolment in waited:
        _finish(session, enrolment, _facts(session, enrolment), now=now)


def _begun_on(module: PublishedModule) -> tuple[ColumnElement[bool], ...]:
    return (Enrolment.module_id == module.id, Enrolment.completed_at.is_(None))


def _is_completed() -> ColumnElement[bool]:
    """The fact that the contract's item is complete, for the row at hand."""
    return exists().where(
        Completion.user_id == Enrolment.user_id,
        Completion.module_id == Enrolment.module_id,
        Completion.item_id == ContractItem.item_id,
        Completion.round == Enrolment.round,
    )


def _has_nothing_open() -> ColumnElement[bool]:
    return ~exists().where(ContractItem.enrolment_id == Enrolment.id, ~_is_completed())


def record_event(
    session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, item_id: str, event: Event, *, now: datetime
) -> None:
    """Note what the actor did with an item, and complete what it completes."""
    require(actor, Action.LEARN, enrolment)
    facts = _facts(session, enrolment)
    was_away = enrolment.left_at is not None
    # Whoever does something on a module is on it: what was sent from a tab that was open when they left counts, and they are back.
    _come_back(session, enrolment)
    rule = facts.contract.get(item_id) or _rule_of_what_is_new(module, item_id)
    is_new = rule is not None and fulfils(event, rule)
    tracks = hold_tracks(session, enrolment) if is_new else []
    is_complete = is_new and _complete(session, enrolment, module, item_id, now=now)
    if is_complete:
        facts.completed[item_id] = CompletionKind.DONE
    # What was still open when they left may have been waived since, so that nothing is left to do.
    if is_complete or was_away:
        _finish(session, enrolment, facts, now=now)
    if is_complete:
        finish_tracks(session, tracks, now=now)


def _facts(session: Session, enrolment: Enrolment) -> Facts:
    """Return what is agreed and what is done. The enrolment must be locked, so that nothing is added meanwhile."""
    whose = {"user_id": enrolment.user_id, "module_id": enrolment.module_id, "round": enrolment.round}
    rows: Sequence[Any] = ask(session, FACTS, {"enrolment_id": enrolment.id, **whose}).all()
    contract = {item_id: Rule(code) for is_agreed, item_id, code in rows if is_agreed}
    return Facts(contract, {item_id: CompletionKind(code) for is_agreed, item_id, code in rows if not is_agreed})


def _rule_of_what_is_new(module: PublishedModule, item_id: str) -> Rule | None:
    """Return how an item is completed that came after the learner began: as the module says."""
    return next((item.rule for item in module.module.items if item.id == item_id), None)


def _complete(session: Session, enrolment: Enrolment, module: PublishedModule, item_id: str, *, now: datetime) -> bool:
    """Note that an item is complete. Returns whether that was new."""
    fact = Completion(
        user_id=enrolment.user_id,
        module_id=module.id,
        item_id=item_id,
        round=enrolment.round,
        version_id=module.version_id,
        kind=CompletionKind.DONE,
        completed_at=now,
    )
    return insert_new(session, fact)


def _finish(session: Session, enrolment: Enrolment, facts: Facts, *, now: datetime) -> None:
    if enrolment.completed_at is None and facts.is_all_done:
        enrolment.completed_at = max(now, enrolment.enrolled_at)
        session.flush()
