"""What happens to mail in the outbox: put there, claimed, sent, put off, given up, forgotten.

Nothing here asks permission: whoever causes a mail has asked, and `put` belongs to that transaction. The rest is the worker's.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, or_, select, true, update
from sqlalchemy.orm import Session

from sspedu.jobs.models import Mail

# A claim outlives every limit of time that the delivery has, so that a living worker is not overtaken.
CLAIM = timedelta(minutes=5)
# How long after each failed try the next one comes: about two days in all. After the last the mail is a dead letter.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
MAX_TRIES = len(BACK_OFF) + 1
KEEP_SENT = timedelta(days=30)
KEEP_DEAD = timedelta(days=90)
MAX_SUBJECT = 150
# Whatever breaks a line anywhere (U+2028 makes a mail's header raise), and other control marks.
BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")

TOO_OLD = "too old"
UNFINISHED = "worker died"
RESTORED = "waited in a backup"


class Letter(NamedTuple):
    """A mail as its cause writes it. `kind` names the cause for those who look after the outbox; after `expires_at` it is worth nothing.

    It waits until `not_before`. `stop_url` ends all mail of its kind with one POST (RFC 8058); the outbox does not keep it, since it is
    given by who writes the mail anew when it is sent.
    """

    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    expires_at: datetime | None = None
    not_before: datetime | None = None
    stop_url: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that one worker holds. `at` is the moment of the claim, and with it the proof of it."""

    id: int
    at: datetime
    key: str
    attempts: int
    letter: Letter
    created_at: datetime


class Tally(NamedTuple):
    """How much mail waits and since when the oldest of it, and how much was given up."""

    waiting: int
    dead: int
    oldest_at: datetime | None


def put(session: Session, letter: Letter, *, now: datetime) -> Mail:
    """Promise a mail: it goes if, and only if, the transaction is committed."""
    mail = Mail(**_row(letter, now=now))
    session.add(mail)
    session.flush()
    return mail


def put_all(session: Session, letters: Iterable[Letter], *, now: datetime) -> None:
    """Promise many mails with one statement."""
    if rows := [_row(letter, now=now) for letter in letters]:
        session.execute(insert(Mail), rows)


def was_put(session: Session, kind: str, recipient: str, *, since: datetime) -> bool:
    """Say whether mail of a kind was promised to somebody since a moment."""
    same = select(Mail.id).where(Mail.kind == kind, Mail.recipient == recipient, Mail.created_at > since)
    return session.scalar(select(literal(True)).where(same.exists())) is True


def _row(letter: Letter, *, now: datetime) -> dict[str, Any]:
    return {
        "key": secrets.token_hex(16),
        "kind": letter.kind,
        "recipient": letter.recipient,
        "subject": clean_subject(letter.subject),
        "text": letter.text,
        "html": letter.html,
        "created_at": now,
        "expires_at": letter.expires_at,
        "next_try_at": letter.not_before or now,
        "attempts": 0,
    }


def clean_subject(text: str) -> str:
    """Return the subject on one line, at most 150 characters."""
    return BREAKS.sub(" ", text).strip()[:MAX_SUBJECT].rstrip()


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Say whether a worker has something to do. Only reads."""
    return session.scalar(select(literal(True)).where(select(Mail.id).where(Mail.next_try_at <= now).exists())) is True


def claim_next(session: Session, *, now: datetime) -> Claimed | None:
    """Take the mail that has waited longest, before it is sent. Committed by the worker at once.

    The try is counted here, so that a mail on which workers die becomes a dead letter in the end.
    """
    _give_up_hopeless(session, now=now)
    mail = session.scalar(
        select(Mail).where(Mail.next_try_at <= now).order_by(Mail.next_try_at, Mail.id).limit(1).with_for_update(skip_locked=True)
    )
    if mail is None:
        return None
    mail.claimed_at = now
    mail.next_try_at = now + CLAIM
    mail.attempts += 1
    session.flush()
    letter = Letter(mail.kind, mail.recipient, mail.subject, mail.text, mail.html, mail.expires_at)
    return Claimed(mail.id, now, mail.key, mail.attempts, letter, mail.created_at)


def _give_up_hopeless(session: Session, *, now: datetime) -> None:
    due = Mail.next_try_at <= now
    dead = {"next_try_at": None, "dead_at": now}
    session.execute(update(Mail).where(due, Mail.expires_at <= now).values(**dead, fault=TOO_OLD, text="", html=""))
    session.execute(update(Mail).where(due, Mail.attempts >= MAX_TRIES).values(**dead, fault=func.coalesce(Mail.fault, UNFINISHED)))


def _held(claimed: Claimed) -> ColumnElement[bool]:
    """What only the worker that still holds the claim may change."""
    return and_(Mail.id == claimed.id, Mail.claimed_at == claimed.at, Mail.attempts == claimed.attempts, Mail.next_try_at.is_not(None))


def mark_sent(session: Session, claimed: Claimed, *, now: datetime) -> None:
    """Note that the mail is out, and forget what it said."""
    values = {"sent_at": now, "next_try_at": None, "fault": None, "text": "", "html": ""}
    session.execute(update(Mail).where(_held(claimed)).values(**values))


def drop(session: Session, claimed: Claimed) -> None:
    """Forget a mail whose cause is gone: it is no dead letter, for nobody is to look into it."""
    session.execute(delete(Mail).where(_held(claimed)))


def mark_failed(session: Session, claimed: Claimed, fault: str, *, is_final: bool, now: datetime) -> None:
    """Note that the try failed: it is tried again later, or given up after the last try or where the recipient is refused for good."""
    if is_final or claimed.attempts >= MAX_TRIES:
        values: dict[str, object] = {"next_try_at": None, "dead_at": now}
    else:
        values = {"next_try_at": now + BACK_OFF[claimed.attempts - 1]}
    session.execute(update(Mail).where(_held(claimed)).values(**values, fault=fault[:80]))


def revive(session: Session, *, key: str | None = None, now: datetime) -> int:
    """Let every dead letter (or the one with this key) that still has its text be tried afresh. Returns how many."""
    chosen = true() if key is None else Mail.key == key
    worth_it = (chosen, Mail.dead_at.is_not(None), Mail.text != "", or_(Mail.expires_at.is_(None), Mail.expires_at > now))
    revived = session.scalars(update(Mail).where(*worth_it).values(dead_at=None, next_try_at=now, attempts=0).returning(Mail.id))
    return len(revived.all())


def hold_waiting(session: Session, *, now: datetime) -> int:
    """Give up all that waits, with its text, until somebody revives it. Returns how many."""
    held = update(Mail).where(Mail.next_try_at.is_not(None)).values(next_try_at=None, dead_at=now, fault=RESTORED)
    return len(session.scalars(held.returning(Mail.id)).all())


def forget_old(session: Session, *, now: datetime) -> None:
    """Remove what was sent 30 days ago or given up 90 days ago."""
    session.execute(delete(Mail).where(or_(Mail.sent_at < now - KEEP_SENT, Mail.dead_at < now - KEEP_DEAD)))


def tally(session: Session) -> Tally:
    """Count what waits and what was given up."""
    waits = Mail.next_try_at.is_not(None)
    waiting, oldest_at = session.execute(select(func.count(), func.min(Mail.created_at)).where(waits)).one()
    dead = session.scalar(select(func.count()).where(Mail.dead_at.is_not(None)))
    return Tally(waiting, dead or 0, oldest_at)


def dead_letters(session: Session, *, limit: int = 100) -> list[Mail]:
    """List what was given up, the latest first."""
    return list(session.scalars(select(Mail).where(Mail.dead_at.is_not(None)).order_by(Mail.dead_at.desc(), Mail.id.desc()).limit(limit)))
