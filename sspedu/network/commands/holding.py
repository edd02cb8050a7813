"""Texts that wait for a moderator: what was stopped as a CPR number and is none, or is sensitive beside a person.

Nothing stands meanwhile. The exact text is in one row, until it is decided and for 14 days at most. Allowed, it goes through the ordinary
commands, as its writer, who must still read the board. Its files wait with it, under its own nonce (`attached.hold`).
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sspedu.drafts.commands import PLAIN, Place, Sent, settle
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.network import attached, limits, queries
from sspedu.network.attaching.clearing import NO_FILES, Files
from sspedu.network.calling import call_moderators
from sspedu.network.commands.cases import close_case
from sspedu.network.commands.drafts import settle_fields
from sspedu.network.commands.posts import (
    Edit,
    EditConflict,
    NewPost,
    NewThread,
    check_board,
    check_post,
    check_thread,
    edit_post,
    reply,
    start_thread,
)
from sspedu.network.commands.words import MAX_TEXT, MAX_TITLE, TEXT, TITLE, answered, said_to_moderators
from sspedu.network.locking import locked_post, locked_thread
from sspedu.network.models import Board, Case, CaseKind, CaseOutcome, HeldAs, HeldText, ThreadKind
from sspedu.network.queries import OpenBoard, OpenCase, OpenPost, OpenThread, edit_place, new_thread_place, note_place, reply_place, titled
from sspedu.network.queries.drafts import TITLED
from sspedu.network.reasons import BY_KIND
from sspedu.policy import Action, Actor, require
from sspedu.privacy import Severity, masked, own_words, scan, without_numbers
from sspedu.privacy.guarding import CLEARED, NOTHING_SEEN, Consent

KEEP_HELD = timedelta(days=14)
NO_TEXT = N_("Teksten er her ikke længere, så den kan ikke komme til at stå i tråden.")
# What is said to the moderator, in the form that a text is sent to one with.
NOTE_FIELDS = ("why", "words")
MASKED = frozenset({Severity.STOPS, Severity.ASKS, Severity.HOLDS})


@dataclass(frozen=True, slots=True)
class ToHold:
    """What somebody wrote that came back, where it was to stand, and why it should be let through."""

    place: OpenBoard | OpenThread
    title: str
    text: str
    nonce: str
    reason: str = ""
    words: str = ""
    thread_kind: ThreadKind = ThreadKind.DISCUSSION
    post: OpenPost | None = None
    version: int = 0
    consent: Consent = NOTHING_SEEN
    files: Files = NO_FILES
    lesson: str | None = None
    draft: Sent | None = None
    note_draft: Sent | None = None

    @property
    def sending(self) -> str:
        """Name this sending by its form and by what is in it."""
        return hashlib.sha256("\0".join((self.nonce, self.title, self.text, *self.files.marks)).encode()).hexdigest()[:40]

    @property
    def held_as(self) -> HeldAs:
        """What it is to become."""
        if isinstance(self.place, OpenBoard):
            return HeldAs.THREAD
        return HeldAs.EDIT if self.post else HeldAs.REPLY


def kind_of_hold(title: str, text: str) -> CaseKind | None:
    """Say what a moderator is to look for in a text; nothing if it can be sent in the ordinary way."""
    found = {finding.severity for piece in (title, text) for finding in scan(piece)}
    if Severity.STOPS in found:
        return CaseKind.NOT_CPR
    return CaseKind.SENSITIVE if Severity.HOLDS in found else None


def note_draft_place(held: ToHold) -> Place:
    """Return where the draft of what is said to the moderator about a text lies."""
    return note_place(_draft_place(held))


def hold_text(session: Session, actor: Actor, held: ToHold, *, now: datetime) -> None:
    """Send a text to the moderators of its board. The same form sent twice is one case.

    Raises `Invalid` without a reason or where nothing stops the text, `Conflict` where it could not stand, whatever a moderator says, and
    `TooMany` after 10 in a day.
    """
    require(actor, Action.WRITE_POST, held.place)
    if held.post is not None:
        require(actor, Action.EDIT_POST, held.post)
    held = _checked(held)
    kind = kind_of_hold(held.title, held.text)
    if kind is None:
        raise Invalid("text", N_("Der er ikke noget, en moderator skal se. Gå tilbage, og send teksten på almindelig vis."))
    if held.reason not in BY_KIND[kind]:
        raise Invalid("reason", N_("Vælg, hvad det er.") if kind is CaseKind.NOT_CPR else N_("Vælg, hvorfor det kan stå."))
    words = said_to_moderators(held.words, held.consent)
    limits.lock_member(session, actor.id)
    board_id = _lock_place(session, held.place)
    _settle(session, actor, held, now=now)
    if session.scalar(select(Case.id).where(Case.user_id == actor.id, Case.sending == held.sending)):
        return
    _check_place(session, held)
    limits.check_cases(session, actor.id, (CaseKind.NOT_CPR, CaseKind.SENSITIVE), limits.HELD, now=now)
    case = Case(kind=kind, board_id=board_id, user_id=actor.id, sending=held.sending, reason=held.reason, words=words, sent_at=now)
    case.answer = ""
    case.thread_id = None if isinstance(held.place, OpenBoard) else held.place.id
    case.post_id = held.post.id if held.post else None
    session.add(case)
    session.flush()
    session.add(_row(case.id, held))
    session.flush()
    attached.hold(session, actor.id, held.sending, held.files, post_id=case.post_id or 0, now=now)
    call_moderators(session, case.id, now=now)


def withdraw_case(session: Session, actor: Actor, case_id: int, *, now: datetime) -> None:
    """Take back what one sent to the moderators. Doing it again changes nothing. Raises `NotFound` for another's."""
    require(actor, Action.WRITE_DRAFT)
    row = session.scalar(select(Case).where(Case.id == case_id, Case.user_id == actor.id).with_for_update())
    if row is None:
        raise NotFound
    if row.decided_at is None:
        row.outcome, row.decided_at = CaseOutcome.WITHDRAWN, now
        session.flush()
    session.execute(delete(HeldText).where(HeldText.case_id == row.id))


def allow_text(
    session: Session, actor: Actor, case: OpenCase, answer: str = "", *, consent: Consent = NOTHING_SEEN, today: date, now: datetime
) -> None:
    """Let a held text stand as its writer's. The exact copy goes.

    Raises `Conflict` if somebody decided it meanwhile, or it can stand no more: its writer does not read the board, or the post is another.
    """
    require(actor, Action.MODERATE, case)
    answer = said_to_moderators(answer, consent)
    if case.held is None or case.held.is_masked or case.sender_id is None:
        raise Conflict(NO_TEXT)
    try:
        _let_stand(session, Actor(id=case.sender_id), case, case.held, today=today, now=now)
    except NotFound:
        raise Conflict(N_("Den, der skrev teksten, kan ikke længere læse tavlen eller tråden. Teksten kan kun afvises.")) from None
    except EditConflict:
        raise Conflict(N_("Indlægget er ændret, siden rettelsen blev sendt. Afvis den, og bed om en ny.")) from None
    close_case(session, actor, case, CaseOutcome.ALLOWED, answer, now=now)
    row = _held_now(session, case)
    if row is None or (row.title, row.text) != (case.held.title, case.held.text):
        raise Conflict(NO_TEXT)
    session.execute(delete(HeldText).where(HeldText.case_id == case.id))


def refuse_text(session: Session, actor: Actor, case: OpenCase, answer: str, *, consent: Consent = NOTHING_SEEN, now: datetime) -> None:
    """Refuse a held text, and say why. Its writer keeps a masked copy for what is left of the 14 days."""
    require(actor, Action.MODERATE, case)
    if case.kind is CaseKind.REPORT:
        raise NotFound
    close_case(session, actor, case, CaseOutcome.REFUSED, answered(answer, consent), now=now)
    row = _held_now(session, case)
    if row is not None:
        row.text, row.title, row.is_masked = masked(row.text, MASKED), masked(row.title, MASKED)[:MAX_TITLE], True
        session.flush()


def forget_held(session: Session, actor: Actor, *, now: datetime) -> None:
    """Remove texts that have been held for 14 days. What nobody decided is over, and its writer reads so."""
    require(actor, Action.TIDY)
    old = select(Case.id).where(Case.sent_at < now - KEEP_HELD, Case.kind != CaseKind.REPORT)
    undecided = update(Case).where(Case.id.in_(old), Case.decided_at.is_(None))
    unsynchronised = {"synchronize_session": False}
    session.execute(undecided.values(outcome=CaseOutcome.LAPSED, decided_at=now), execution_options=unsynchronised)
    session.execute(delete(HeldText).where(HeldText.case_id.in_(old)), execution_options=unsynchronised)


def _held_now(session: Session, case: OpenCase) -> HeldText | None:
    """Return what is held with a case that is locked: words may have been taken out of it since the moderator opened it."""
    return session.get(HeldText, case.id, populate_existing=True)


def _checked(held: ToHold) -> ToHold:
    """Return what is held as it would stand. Raises `Invalid` for what is empty or too long."""
    text = own_words(held.text, MAX_TEXT, TEXT, CLEARED)
    if held.held_as is not HeldAs.THREAD:
        return replace(held, title="", text=text)
    return replace(held, title=own_words(" ".join(held.title.split()), MAX_TITLE, TITLE, CLEARED), text=text)


def _lock_place(session: Session, place: OpenBoard | OpenThread) -> int:
    """Lock what the text is to stand on, and return its board as it is now."""
    if isinstance(place, OpenThread):
        return locked_thread(session, place.id).board_id
    return session.execute(select(Board.id).where(Board.id == place.id).with_for_update(key_share=True)).scalar_one()


def _check_place(session: Session, held: ToHold) -> None:
    """Raise `Conflict` if the text could not stand, whatever a moderator says. What it is to stand on is locked."""
    if isinstance(held.place, OpenBoard):
        check_board(session.execute(select(Board.closed_at).where(Board.id == held.place.id)).scalar_one())
    elif held.post is None:
        check_thread(locked_thread(session, held.place.id), held.place)
    else:
        row = locked_post(session, held.post)
        check_post(row)
        if row.version != held.version:
            raise EditConflict


def _settle(session: Session, actor: Actor, held: ToHold, *, now: datetime) -> None:
    """Remove the drafts of what is sent: while it waits it stands in one place. Drafts have their numbers masked."""
    note = {"why": held.reason, "words": held.words}
    settle_fields(session, actor, note_draft_place(held), held.note_draft, note, now=now)
    if held.draft is not None:
        is_thread = held.held_as is HeldAs.THREAD
        text, shape = (titled(held.title, held.text), TITLED) if is_thread else (held.text, PLAIN)
        settle(session, actor, _draft_place(held), held.draft, saved=without_numbers(text), shape=shape, now=now)


def _draft_place(held: ToHold) -> Place:
    if isinstance(held.place, OpenBoard):
        return new_thread_place(held.place)
    return edit_place(held.post.id) if held.post else reply_place(held.place)


def _row(case_id: int, held: ToHold) -> HeldText:
    return HeldText(
        case_id=case_id,
        held_as=held.held_as,
        title=held.title,
        text=held.text,
        thread_kind=held.thread_kind,
        nonce=held.sending,
        version=held.version,
        is_masked=False,
        lesson=held.lesson,
    )


def _let_stand(session: Session, writer: Actor, case: OpenCase, held: queries.Held, *, today: date, now: datetime) -> None:
    new = NewPost(held.text, held.nonce, CLEARED, files=_files(session, writer, held))
    if held.held_as is HeldAs.THREAD:
        board = queries.board(session, writer, case.board_kind, case.board_place, today=today)
        start_thread(session, writer, board, NewThread(held.title, held.thread_kind, new, held.lesson), now=now)
        return
    thread = queries.thread(session, writer, case.thread_id or 0, today=today)
    if held.held_as is HeldAs.REPLY:
        reply(session, writer, thread, new, now=now)
        return
    post = queries.post(session, thread, case.post_number or 0)
    files = _files(session, writer, held, thread.id, post.number)
    edit_post(session, writer, post, Edit(held.text, held.version, CLEARED, files=files), now=now)


def _files(session: Session, writer: Actor, held: queries.Held, thread_id: int = 0, number: int = 0) -> Files:
    """Return the files that wait with a text. Of one that the edited post has already its own is taken: its address stays."""
    there = queries.held_files(session, writer, held.nonce, thread_id=thread_id, number=number)
    waiting = {file.sha256: file for file in there if file.post_id is None}
    own = {file.sha256: file for file in there if file.post_id is not None and file.sha256 in waiting}
    return Files(held.nonce, held=tuple({**waiting, **own}.values()))
