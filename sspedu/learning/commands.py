"""Everything that changes enrolment and progress.

Each command locks the enrolment first, so that two tabs finish one after the other; facts are inserted under a unique key, so that what
arrives twice counts once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.curriculum.marking import Marking
from sspedu.curriculum.models import Rule
from sspedu.db import insert_new
from sspedu.errors import N_, Invalid, NotFound
from sspedu.learning.models import (
    Attempt,
    Completion,
    CompletionKind,
    Confidence,
    ContractItem,
    Enrolment,
    WrittenReflection,
)
from sspedu.learning.progress import Answered, Event, Read, Wrote, fulfils, progress
from sspedu.library.queries import PublishedModule
from sspedu.policy import Action, Actor, require
from sspedu.privacy import scan

MAX_REFLECTION = 5_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question as it was given and marked. `raw` is what the form held, `number` the try that the form was made for."""

    item_id: str
    text_hash: str
    number: int
    raw: tuple[str, ...]
    marking: Marking
    confidence: Confidence | None = None


def enrol(session: Session, actor: Actor, module: PublishedModule, *, now: datetime) -> Enrolment:
    """Put the actor on the module with the contract that holds now. Enrolling again is harmless and returns the first enrolment."""
    require(actor, Action.ENROL, module)
    new = Enrolment(user_id=actor.id, module_id=module.id, round=1, version_id=module.version_id, enrolled_at=now, revision=0)
    is_new = insert_new(session, new)
    enrolment = session.scalars(
        select(Enrolment).where(Enrolment.user_id == actor.id, Enrolment.module_id == module.id, Enrolment.round == 1)
    ).one()
    if is_new:
        session.add_all(ContractItem(enrolment_id=enrolment.id, item_id=item.id, rule=item.rule) for item in module.module.items)
        session.flush()
    return enrolment


def own_enrolment(session: Session, actor: Actor, module: PublishedModule) -> Enrolment:
    """Return the actor's enrolment, locked until the transaction ends. Raises `NotFound` for those who are not on the module."""
    require(actor, Action.ENROL, module)
    enrolment = session.scalar(
        select(Enrolment)
        .where(Enrolment.user_id == actor.id, Enrolment.module_id == module.id)
        .order_by(Enrolment.round.desc())
        .limit(1)
        .with_for_update()
    )
    if enrolment is None:
        raise NotFound(N_("Tilmeld dig modulet først, så bliver dit arbejde gemt."))
    return enrolment


def mark_read(session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, lesson_id: str, *, now: datetime) -> None:
    """Record that the actor has read a lesson. Doing it again changes nothing."""
    require(actor, Action.LEARN, enrolment)
    _happened(session, enrolment, module, lesson_id, Read(), now=now)


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
    if given.number <= (highest or 0):
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
    _happened(session, enrolment, module, given.item_id, Answered(given.marking.is_right), now=now)
    return True


def reflect(
    session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, item_id: str, text: str, *, now: datetime
) -> None:
    """Keep the actor's reflection, in place of an earlier one.

    Raises `Invalid` when it is empty, longer than 5,000 characters, or holds what is certain to be a CPR number.
    """
    require(actor, Action.LEARN, enrolment)
    text = _own_words(text)
    written = session.scalar(
        select(WrittenReflection).where(
            WrittenReflection.user_id == actor.id,
            WrittenReflection.module_id == module.id,
            WrittenReflection.item_id == item_id,
        )
    )
    if written is None:
        written = WrittenReflection(user_id=enrolment.user_id, module_id=module.id, item_id=item_id)
        session.add(written)
    written.text, written.written_at = text, now
    _happened(session, enrolment, module, item_id, Wrote(), now=now)


def _own_words(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) < 2:
        raise Invalid("text", N_("Feltet er tomt. Skriv et par ord, så er refleksionen gemt."))
    if len(text) > MAX_REFLECTION:
        raise Invalid(
            "text",
            N_("Refleksionen er ikke gemt endnu: den er på %(length)d tegn og må højst være på %(limit)d. Din tekst er her stadig."),
            length=len(text),
            limit=MAX_REFLECTION,
        )
    for finding in scan(text):
        raise Invalid(
            "text",
            N_(
                "Refleksionen er ikke gemt endnu. Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. "
                "Fjern det, og gem igen. Din tekst er her stadig."
            ),
            line=finding.line(text),
        )
    return text


def follow_publication(session: Session, actor: Actor, module: PublishedModule, now: datetime) -> None:
    """Waive what the new version retired for everyone who has it in their contract: nobody loses anything, and nobody waits for it."""
    require(actor, Action.PUBLISH)
    retired = [item.id for item in module.module.retired]
    if not retired:
        return
    rows = session.execute(
        select(Enrolment, ContractItem.item_id)
        .join(ContractItem, ContractItem.enrolment_id == Enrolment.id)
        .where(Enrolment.module_id == module.id, Enrolment.completed_at.is_(None), ContractItem.item_id.in_(retired))
        .order_by(Enrolment.id)
        .with_for_update(of=Enrolment)
    ).all()
    for enrolment, item_id in rows:
        _complete(session, enrolment, module, item_id, CompletionKind.WAIVED, now=now)


def _happened(session: Session, enrolment: Enrolment, module: PublishedModule, item_id: str, event: Event, *, now: datetime) -> None:
    rule = _rule(session, enrolment, module, item_id)
    enrolment.revision += 1
    session.flush()
    if rule is not None and fulfils(event, rule):
        _complete(session, enrolment, module, item_id, CompletionKind.DONE, now=now)


def _rule(session: Session, enrolment: Enrolment, module: PublishedModule, item_id: str) -> Rule | None:
    """Return how the item is completed: as the contract says, or for what is new since, as the module says."""
    agreed = session.get(ContractItem, (enrolment.id, item_id))
    if agreed is not None:
        return agreed.rule
    return next((item.rule for item in module.module.items if item.id == item_id), None)


def _complete(
    session: Session, enrolment: Enrolment, module: PublishedModule, item_id: str, kind: CompletionKind, *, now: datetime
) -> None:
    fact = Completion(
        user_id=enrolment.user_id,
        module_id=module.id,
        item_id=item_id,
        round=enrolment.round,
        version_id=module.version_id,
        kind=kind,
        completed_at=now,
    )
    if insert_new(session, fact):
        _finish(session, enrolment, now=now)


def _finish(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    if enrolment.completed_at is not None:
        return
    contract = {row.item_id: row.rule for row in session.scalars(select(ContractItem).where(ContractItem.enrolment_id == enrolment.id))}
    completed = session.scalars(
        select(Completion.item_id).where(
            Completion.user_id == enrolment.user_id,
            Completion.module_id == enrolment.module_id,
            Completion.round == enrolment.round,
        )
    )
    if progress(contract, frozenset(completed)).is_complete:
        enrolment.completed_at = max(now, enrolment.enrolled_at)
        session.flush()
