"""Reflections: texts of one's own, kept for their writer alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.db import stamp
from sspedu.drafts.commands import settle
from sspedu.errors import N_, Conflict
from sspedu.learning.commands.enrolments import record_event
from sspedu.learning.models import Enrolment, WrittenReflection
from sspedu.learning.progress import Wrote
from sspedu.learning.queries import place_of
from sspedu.library.queries import PublishedModule
from sspedu.policy import Action, Actor, require
from sspedu.privacy import Refusals, own_words

MAX_REFLECTION = 5_000
UNFIT = Refusals(
    empty=N_("Feltet er tomt. Skriv et par ord, så er refleksionen gemt."),
    too_long=N_("Refleksionen er ikke gemt endnu: den er på %(length)d tegn og må højst være på %(limit)d. Din tekst er her stadig."),
    personal=N_(
        "Refleksionen er ikke gemt endnu. Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. "
        "Fjern det, og gem igen. Din tekst er her stadig."
    ),
)


@dataclass(frozen=True, slots=True)
class Thought:
    """A reflection as it was sent. `based_on` names the moment of the text that its writer had before them; empty if there was none.

    `seen` names the newest draft that the form had shown, `tab` the page that sends it: what they know of is no draft afterwards.
    """

    item_id: str
    text: str
    based_on: str = ""
    seen: str | None = None
    tab: str = ""


def reflect(session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, thought: Thought, *, now: datetime) -> None:
    """Keep the actor's reflection, in place of the one that they had before them, and remove its draft.

    Raises `Invalid` when it is empty, longer than 5,000 characters, or holds what is certain to be a CPR number; `Conflict` when another
    text was kept meanwhile.
    """
    require(actor, Action.LEARN, enrolment)
    text = own_words(thought.text.strip(), MAX_REFLECTION, UNFIT)
    written = session.scalar(
        select(WrittenReflection).where(
            WrittenReflection.user_id == actor.id,
            WrittenReflection.module_id == module.id,
            WrittenReflection.item_id == thought.item_id,
        )
    )
    if written is not None and written.text != text and stamp(written.written_at) != thought.based_on:
        raise Conflict(
            N_("Du har gemt en anden udgave i mellemtiden, måske i en anden fane. Begge tekster står her: ret til, og gem igen.")
        )
    if written is None:
        written = WrittenReflection(user_id=enrolment.user_id, module_id=module.id, item_id=thought.item_id)
        session.add(written)
    written.text, written.written_at = text, now
    settle(session, actor, place_of(module.id, thought.item_id), seen=thought.seen, tab=thought.tab, saved=text)
    record_event(session, actor, enrolment, module, thought.item_id, Wrote(), now=now)
