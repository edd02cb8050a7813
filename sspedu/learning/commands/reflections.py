"""Reflections: texts of one's own, kept for their writer alone."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.db import stamp
from sspedu.drafts.commands import NOTHING_SHOWN, Outcome, Saved, Sent, Typed, keep, settle
from sspedu.errors import N_, Conflict
from sspedu.learning.commands.enrolments import record_event
from sspedu.learning.models import Enrolment, WrittenReflection
from sspedu.learning.progress import Wrote
from sspedu.learning.queries import place_of
from sspedu.library.queries import PublishedModule
from sspedu.policy import Action, Actor, require
from sspedu.privacy import Refusals, own_words
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

MAX_REFLECTION = 5_000
UNFIT = Refusals(
    empty=N_("Feltet er tomt. Skriv et par ord, så er refleksionen gemt."),
    too_long=N_("Refleksionen er ikke gemt endnu: den er på %(length)d tegn og må højst være på %(limit)d. Din tekst er her stadig."),
    stopped=N_(
        "Refleksionen er ikke gemt endnu. Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. "
        "Fjern det, og gem igen. Din tekst er her stadig."
    ),
    warned=N_(
        "Refleksionen er ikke gemt endnu. Noget i den kan føre til en person. Ret det, eller gem alligevel, hvis det ikke er en "
        "rigtig person. Din tekst er her stadig."
    ),
)


class Thought(NamedTuple):
    """A reflection as it was sent. `based_on` names the moment of the text that its writer had before them; empty if there was none.

    `sent` says what its form knew of the draft: that is none afterwards.
    `consent` says what of the guard's warnings its writer has seen and gone on from.
    """

    item_id: str
    text: str
    based_on: str = ""
    sent: Sent = NOTHING_SHOWN
    consent: Consent = NOTHING_SEEN


def reflect(session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, thought: Thought, *, now: datetime) -> None:
    """Keep the actor's reflection, in place of the one that they had before them, and remove its draft.

    Raises `Invalid` when it is empty or longer than 5,000 characters; `Personal` when it holds what is certain to be a CPR number, or what
    its writer has not been warned of yet; `Conflict` when another text was kept meanwhile.
    """
    require(actor, Action.LEARN, enrolment)
    text = own_words(thought.text, MAX_REFLECTION, UNFIT, thought.consent)
    written = _written(session, enrolment, thought.item_id)
    if written is not None and written.text != text and stamp(written.written_at) != thought.based_on:
        raise Conflict(
            N_("Du har gemt en anden udgave i mellemtiden, måske i en anden fane. Begge tekster står her: ret til, og gem igen.")
        )
    if written is None:
        written = WrittenReflection(user_id=enrolment.user_id, module_id=module.id, item_id=thought.item_id)
        session.add(written)
    written.text, written.written_at = text, now
    settle(session, actor, place_of(module.id, thought.item_id), thought.sent, saved=text, now=now)
    record_event(session, actor, enrolment, module, thought.item_id, Wrote(), now=now)


def keep_draft(session: Session, actor: Actor, enrolment: Enrolment, item_id: str, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a reflection so far.

    The enrolment must be locked, as it is when a reflection is saved: so what stands saved is known.
    """
    require(actor, Action.LEARN, enrolment)
    written = _written(session, enrolment, item_id)
    saved = Saved(written.text, stamp(written.written_at)) if written else Saved()
    return keep(session, actor, place_of(enrolment.module_id, item_id), typed, saved=saved, now=now)


def _written(session: Session, enrolment: Enrolment, item_id: str) -> WrittenReflection | None:
    """Return the reflection as it stands saved now, whatever this session has read before."""
    return session.scalar(
        select(WrittenReflection)
        .where(
            WrittenReflection.user_id == enrolment.user_id,
            WrittenReflection.module_id == enrolment.module_id,
            WrittenReflection.item_id == item_id,
        )
        .execution_options(populate_existing=True)
    )
