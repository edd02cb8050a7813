"""Events: called, changed, called off, and who comes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.db import insert_new, write_over
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.network.commands.drafts import settle_fields
from sspedu.network.commands.posts import NewThread, start_thread
from sspedu.network.commands.practice_words import Refused, tried
from sspedu.network.commands.words import posted_text, thread_title
from sspedu.network.locking import is_standing, locked_thread
from sspedu.network.models import Coming, Event, EventAnswer, Thread
from sspedu.network.queries import OpenBoard, OpenEvent, OpenThread, event_place
from sspedu.network.steps import title_changed
from sspedu.policy import Action, Actor, require
from sspedu.privacy import Refusals, own_words, stopping
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

MAX_PLACE = 200
MAX_URL = 500
PERSONAL = N_(
    "Det er ikke gemt endnu. Noget i feltet kan føre til en person. Ret det, eller gem alligevel, hvis det ikke er en rigtig person."
)
STOPPED = N_("Det er ikke gemt endnu. Vi fandt noget, der ligner et CPR-nummer, i feltet. Fjern det, og prøv igen.")
TOO_LONG = N_("Feltet er på %(length)d tegn og må højst være på %(limit)d.")
PLACE = Refusals(empty=N_("Skriv, hvor det er: et sted eller »Online«."), too_long=TOO_LONG, stopped=STOPPED, warned=PERSONAL)
AUDIENCE = Refusals(too_long=TOO_LONG, stopped=STOPPED, warned=PERSONAL)
WHY = Refusals(too_long=TOO_LONG, stopped=STOPPED, warned=PERSONAL)
# The fields of the form from top to bottom, as they are kept, and as what is wrong in them is named: a day and a time are one.
EVENT_FIELDS = ("title", "begins_on", "begins_at", "ends_on", "ends_at", "place", "url", "audience", "text")
WRONG_IN_ORDER = ("title", "begins", "ends", "place", "url", "audience", "reason", "text")
WHY_CALLED_OFF = replace(WHY, empty=N_("Skriv, hvorfor det er aflyst, så de andre ved det."))


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where it is, and for whom. `wrong` says why a time that was typed is none; where it would stand, any moment does.

    `fields` are those of the form that it was typed in, whose draft goes when it is called.
    """

    begins_at: datetime
    ends_at: datetime
    place: str
    url: str = ""
    audience: str = ""
    wrong: Mapping[str, Invalid] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EventChange:
    """An event as it shall be, why, and the number of changes that the form knew of. Without `title` its thread keeps its own."""

    meeting: Meeting
    reason: str
    sequence: int
    consent: Consent = NOTHING_SEEN
    title: str | None = None


def call_event(session: Session, actor: Actor, board: OpenBoard, new: NewThread, meeting: Meeting, *, now: datetime) -> Thread:
    """Begin the thread of an event. The same form sent twice begins one. Raises `Refused` with all that is wrong in it."""
    require(actor, Action.WRITE_POST, board)
    errors = dict(meeting.wrong)
    tried(errors, "title", lambda: thread_title(new.title, new.first.consent))
    tried(errors, "text", lambda: posted_text(new.first.text, new.first.consent))
    meeting = _fit(errors, meeting, new.first.consent)
    if "begins" not in errors and meeting.begins_at < now:
        errors["begins"] = Invalid("begins", N_("Tidspunktet er passeret. Vælg et, der kommer."))
    if errors:
        raise Refused(errors, WRONG_IN_ORDER)
    # Whoever goes back and chooses another time has called another event.
    nonce = hashlib.sha256(repr((new.first.nonce, meeting)).encode()).hexdigest()[:40]
    thread = start_thread(session, actor, board, replace(new, first=replace(new.first, nonce=nonce, draft=None)), now=now)
    settle_fields(session, actor, event_place(board), new.first.draft, meeting.fields, now=now)
    event = Event(thread_id=thread.id, begins_at=meeting.begins_at, ends_at=meeting.ends_at, place=meeting.place, saved_at=now)
    event.url, event.audience, event.sequence, event.change_reason = meeting.url, meeting.audience, 0, ""
    # A form that comes again, after what it called was taken away, calls nothing.
    if is_standing(session, thread.id, 1):
        insert_new(session, event)
    return thread


def change_event(session: Session, actor: Actor, event: OpenEvent, change: EventChange, *, now: datetime) -> None:
    """Give an event of one's own another title, time or place.

    Raises `Refused` with all that is wrong, and `Conflict` when it was changed meanwhile or is called off.
    """
    require(actor, Action.CHANGE_EVENT, event)
    meeting, title, reason = _fit_change(change)
    thread = locked_thread(session, event.thread_id)
    row = _lock(session, event)
    stands = Meeting(row.begins_at, row.ends_at, row.place, row.url, row.audience)
    is_renamed = title is not None and title != thread.title
    if stands == meeting and not is_renamed:
        return
    if row.sequence != change.sequence:
        raise Conflict(N_("Det er ændret, siden du åbnede siden, måske i en anden fane. Se, hvad der gælder nu, og ret igen."))
    if title is not None and is_renamed:
        thread.title = title
        title_changed(session, thread)
    if (stands.begins_at, stands.ends_at, stands.place) != (meeting.begins_at, meeting.ends_at, meeting.place):
        row.changed_at, row.change_reason = now, reason
        row.began_at_before = stands.begins_at if stands.begins_at != meeting.begins_at else None
    row.begins_at, row.ends_at, row.place = meeting.begins_at, meeting.ends_at, meeting.place
    row.url, row.audience = meeting.url, meeting.audience
    row.sequence, row.saved_at = row.sequence + 1, now
    session.flush()


def call_off(session: Session, actor: Actor, event: OpenEvent, reason: str, consent: Consent = NOTHING_SEEN, *, now: datetime) -> None:
    """Call an event of one's own off, with a reason. Doing it again changes nothing."""
    require(actor, Action.CHANGE_EVENT, event)
    reason = _words("reason", reason, 300, WHY_CALLED_OFF, consent)
    row = session.scalar(select(Event).where(Event.thread_id == event.thread_id).with_for_update())
    if row is None:
        raise NotFound
    if row.called_off_at is not None:
        return
    row.called_off_at, row.change_reason, row.saved_at, row.sequence = now, reason, now, row.sequence + 1
    session.flush()


def answer_event(session: Session, actor: Actor, thread: OpenThread, coming: Coming | None, *, now: datetime) -> None:
    """Say whether the actor comes; nothing takes the answer back. Raises `Conflict` for an event that is over or called off."""
    require(actor, Action.READ_BOARD, thread)
    if thread.event is None:
        raise NotFound
    if thread.event.called_off_at is not None or thread.event.ends_at < now:
        raise Conflict(N_("Der kan ikke svares mere: Det er aflyst eller forbi."))
    if coming is None:
        session.execute(delete(EventAnswer).where(EventAnswer.thread_id == thread.id, EventAnswer.user_id == actor.id))
        return
    write_over(session, EventAnswer(thread_id=thread.id, user_id=actor.id, coming=coming, answered_at=now))


def _lock(session: Session, event: OpenEvent) -> Event:
    row = session.scalar(select(Event).where(Event.thread_id == event.thread_id).with_for_update())
    if row is None:
        raise NotFound
    if row.called_off_at is not None:
        raise Conflict(N_("Det er aflyst og kan ikke rettes. Indkald til et nyt i stedet."))
    return row


def _fit_change(change: EventChange) -> tuple[Meeting, str | None, str]:
    """Return what an event is to be, its title if it is to have another, and why. Raises `Refused`."""
    errors, wanted = dict(change.meeting.wrong), change.title
    title = None if wanted is None else tried(errors, "title", lambda: thread_title(wanted, change.consent))
    meeting = _fit(errors, change.meeting, change.consent)
    reason = tried(errors, "reason", lambda: _words("reason", change.reason, 300, WHY, change.consent))
    if errors:
        raise Refused(errors, WRONG_IN_ORDER)
    return meeting, title, reason or ""


def _fit(errors: dict[str, Invalid], meeting: Meeting, consent: Consent) -> Meeting:
    """Return a meeting as it is kept, and note all that is wrong in it."""
    if not meeting.wrong and meeting.ends_at <= meeting.begins_at:
        errors["ends"] = Invalid("ends", N_("Det skal slutte, efter at det begynder."))
    place = tried(errors, "place", lambda: _words("place", meeting.place, MAX_PLACE, PLACE, consent))
    url = tried(errors, "url", lambda: _link(meeting.url.strip()))
    audience = tried(errors, "audience", lambda: _words("audience", meeting.audience, MAX_PLACE, AUDIENCE, consent))
    return replace(meeting, place=place or "", audience=audience or "", url=url or "")


def _link(url: str) -> str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    is_plain = url.isprintable() and url.isascii() and not set(url) & set(" <>\"'`\\")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain or len(url) > MAX_URL:
        raise Invalid("url", N_("Linket skal være en hel adresse, der begynder med https://."))
    if any(stopping(url)):
        raise Invalid("url", STOPPED)
    return url


def _words(field: str, text: str, limit: int, refusals: Refusals, consent: Consent) -> str:
    try:
        return own_words(" ".join(text.split()), limit, refusals, consent)
    except Invalid as error:
        error.field = field
        raise
