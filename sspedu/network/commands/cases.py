"""Cases: sent by members, claimed and decided by moderators of the board."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from sspedu.audit import chain
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.network import limits
from sspedu.network.acts import on_case
from sspedu.network.calling import call_moderators
from sspedu.network.commands.words import answered, said_to_moderators
from sspedu.network.locking import locked_post
from sspedu.network.models import Case, CaseKind, CaseOutcome, Thread
from sspedu.network.queries import OpenCase, OpenPost, OpenThread
from sspedu.network.reasons import REPORTING
from sspedu.policy import Action, Actor, require
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

# A moderator who is called away holds nobody up for long.
CLAIM_LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Report:
    """Why somebody wants a moderator to look at a post: a code of the list, and own words."""

    reason: str
    words: str = ""
    consent: Consent = NOTHING_SEEN


def report_post(session: Session, actor: Actor, thread: OpenThread, post: OpenPost, report: Report, *, now: datetime) -> bool:
    """Report a post to the moderators of its board. Returns whether it was new: one's report of a text counts once.

    Raises `Invalid` without a reason of the list, and `TooMany` after 20 in a day.
    """
    require(actor, Action.REPORT_POST, thread)
    if report.reason not in REPORTING:
        raise Invalid("reason", N_("Vælg, hvad der er galt med indlægget."))
    words = said_to_moderators(report.words, report.consent)
    if post.user_id == actor.id:
        raise Conflict(N_("Det er dit eget indlæg. Du kan selv rette eller fjerne det."))
    limits.lock_member(session, actor.id)
    row = locked_post(session, post)
    if row.removed_at is not None:
        raise Conflict(N_("Indlægget er allerede fjernet."))
    sending = f"r{row.id}.{row.version}"
    mine = (Case.user_id == actor.id, Case.sending == sending)
    if session.scalar(select(Case.id).where(*mine)):
        return False
    limits.check_cases(session, actor.id, (CaseKind.REPORT,), limits.REPORTS, now=now)
    board_id = session.scalars(select(Thread.board_id).where(Thread.id == row.thread_id)).one()
    new = Case(kind=CaseKind.REPORT, board_id=board_id, thread_id=row.thread_id, post_id=row.id, user_id=actor.id, sending=sending)
    new.reason, new.words, new.sent_at, new.answer = report.reason, words, now, ""
    if not insert_new(session, new):
        return False
    call_moderators(session, session.scalars(select(Case.id).where(*mine)).one(), now=now)
    return True


def claim_case(session: Session, actor: Actor, case: OpenCase, *, now: datetime) -> None:
    """Take a case, so that no two moderators act on it. Raises `Conflict` while another has it: for two hours at most.

    And for one that is about the moderator: who cannot decide it must not keep others from it either.
    """
    require(actor, Action.MODERATE, case)
    _refuse_own(actor, case)
    is_free = or_(Case.claimed_by_id.is_(None), Case.claimed_by_id == actor.id, Case.claimed_at < now - CLAIM_LASTS)
    free = (Case.id == case.id, Case.decided_at.is_(None), is_free)
    taken = update(Case).where(*free).values(claimed_by_id=actor.id, claimed_at=now).returning(Case.id)
    if session.execute(taken, execution_options={"synchronize_session": False}).first() is None:
        raise Conflict(N_("En anden moderator har taget sagen eller afgjort den. Se listen igen."))


def release_case(session: Session, actor: Actor, case: OpenCase) -> None:
    """Give a case back to the queue."""
    require(actor, Action.MODERATE, case)
    mine = and_(Case.id == case.id, Case.claimed_by_id == actor.id, Case.decided_at.is_(None))
    session.execute(update(Case).where(mine).values(claimed_by_id=None, claimed_at=None), execution_options={"synchronize_session": False})


def decide_report(
    session: Session, actor: Actor, case: OpenCase, answer: str, *, is_acted: bool, consent: Consent = NOTHING_SEEN, now: datetime
) -> None:
    """Close a report: something was done, or nothing need be. The reporter reads the answer.

    Raises `Conflict` if somebody else was faster, or it is about the moderator.
    """
    require(actor, Action.MODERATE, case)
    if case.kind is not CaseKind.REPORT:
        raise NotFound
    outcome = CaseOutcome.ACTED if is_acted else CaseOutcome.NO_ACT
    close_case(session, actor, case, outcome, answered(answer, consent), now=now)


def close_case(session: Session, actor: Actor, case: OpenCase, outcome: CaseOutcome, answer: str, *, now: datetime) -> None:
    """Lock a case, after all else that is locked, and write down what became of it, here and in the log."""
    require(actor, Action.MODERATE, case)
    _refuse_own(actor, case)
    row = session.scalars(select(Case).where(Case.id == case.id).with_for_update().execution_options(populate_existing=True)).one()
    if row.decided_at is not None:
        raise Conflict(N_("Sagen er allerede afgjort. Din tekst er her, hvis du vil kopiere den."))
    is_anothers = row.claimed_by_id not in {None, actor.id} and row.claimed_at is not None and row.claimed_at >= now - CLAIM_LASTS
    if is_anothers:
        raise Conflict(N_("En anden moderator har taget sagen. Aftal det, eller vent, til den er fri igen."))
    row.outcome, row.answer, row.decided_at, row.decided_by_id = outcome, answer, now, actor.id
    session.flush()
    chain.add(session, actor, on_case(outcome, row.id, row.kind), now=now)


def _refuse_own(actor: Actor, case: OpenCase) -> None:
    if actor.id in {case.sender_id, case.post_author_id}:
        raise Conflict(N_("Sagen handler om dig. En anden moderator skal afgøre den."))
