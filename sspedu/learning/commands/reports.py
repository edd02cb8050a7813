"""Faults in lessons: reported by readers, handled by those who look after the modules."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.errors import N_, Conflict, NotFound, TooMany
from sspedu.learning.models import FaultKind, LessonReport
from sspedu.policy import Action, Actor, require
from sspedu.privacy import Refusals, own_words
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

MAX_TEXT = 2_000
UNFIT_FAULT = Refusals(
    empty=N_("Skriv kort, hvad der er galt. Så er det nemmere at finde og rette."),
    too_long=N_("Teksten er på %(length)d tegn og må højst være på %(limit)d. Den er her stadig."),
    stopped=N_("Det er ikke sendt endnu. Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. Fjern det. Din tekst er her stadig."),
    warned=N_(
        "Det er ikke sendt endnu. Noget i teksten kan føre til en person. Ret det, eller send alligevel, hvis det ikke er en "
        "rigtig person. Din tekst er her stadig."
    ),
)
UNFIT_NOTE = replace(UNFIT_FAULT, empty=N_("Skriv kort, hvad du har gjort. Den, der meldte fejlen, kan læse det."))
# Enough for someone who reads proofs, and too little to drown anyone.
MAX_REPORTS = 10
WINDOW = timedelta(hours=24)


class Fault(NamedTuple):
    """A fault as it was reported: in which text of which version, at which heading, of what kind."""

    module_id: str
    version_id: int
    lesson_id: str
    text_hash: str
    heading: str
    kind: FaultKind
    text: str
    consent: Consent = NOTHING_SEEN


def report_fault(session: Session, actor: Actor, fault: Fault, *, now: datetime) -> LessonReport | None:
    """Note a fault. Returns nothing, and changes nothing, if the actor has reported the very same already and it is not handled.

    Raises `Invalid` when the text is empty or too long; `Personal` when it holds what is certain to be a CPR number, or what its writer has
    not been warned of yet; `TooMany` after ten in a day.
    """
    require(actor, Action.REPORT_FAULT)
    text = own_words(fault.text, MAX_TEXT, UNFIT_FAULT, fault.consent)
    # Two tabs of one person come one after the other.
    session.execute(select(User.id).where(User.id == actor.id).with_for_update())
    same = (LessonReport.user_id == actor.id, LessonReport.module_id == fault.module_id, LessonReport.lesson_id == fault.lesson_id)
    if session.scalar(select(LessonReport.id).where(*same, LessonReport.text == text, LessonReport.handled_at.is_(None)).limit(1)):
        return None
    recent = (LessonReport.user_id == actor.id, LessonReport.reported_at > now - WINDOW)
    if (session.scalar(select(func.count()).where(*recent)) or 0) >= MAX_REPORTS:
        raise TooMany(
            N_("Du har meldt %(count)d fejl det seneste døgn. Tak for det! Flere kan du melde i morgen. Din tekst er her stadig."),
            wait_seconds=int(WINDOW.total_seconds()),
            count=MAX_REPORTS,
        )
    report = LessonReport(
        module_id=fault.module_id,
        version_id=fault.version_id,
        lesson_id=fault.lesson_id,
        text_hash=fault.text_hash,
        heading=fault.heading,
        kind=fault.kind,
        text=text,
        user_id=actor.id,
        reported_at=now,
        note="",
    )
    session.add(report)
    session.flush()
    return report


def handle_fault(
    session: Session, actor: Actor, report_id: int, note: str, *, consent: Consent = NOTHING_SEEN, now: datetime
) -> LessonReport:
    """Note that a fault was handled, and how; the one who reported it can read the note.

    Raises `Invalid` for a note that cannot be used, and `Conflict` if somebody else was faster.
    """
    require(actor, Action.HANDLE_FAULTS)
    note = own_words(note, MAX_TEXT, UNFIT_NOTE, consent)
    report = session.get(LessonReport, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise NotFound
    if report.handled_at is not None and report.note != note:
        raise Conflict(N_("Fejlen er allerede behandlet, måske af en anden. Din tekst er her, hvis du vil kopiere den."))
    if report.handled_at is None:
        report.handled_at, report.handled_by_id, report.note = now, actor.id, note
        session.flush()
    return report
