"""The chain of the audit log: adding to it, and finding out whether anyone has touched it.

Nothing here asks permission: whoever acts has asked, and `add` belongs to that transaction.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sspedu.audit.models import AuditEnd, AuditEntry
from sspedu.db import insert_new
from sspedu.errors import N_
from sspedu.policy import Actor

KEEP = timedelta(days=396)  # 13 months
BEGINNING = "0" * 64
THE_END = 1
AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Act:
    """What was done to whom. `details` holds codes, roles, days and counts, never a name, an address, a text or a secret."""

    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found. `fault` names the first entry that does not hold."""

    count: int
    last_hash: str
    fault: str = ""
    number: int = 0


def add(session: Session, actor: Actor, *acts: Act, now: datetime) -> None:
    """Write acts to the end of the chain. Whoever comes second waits for the transaction of the first.

    Entries older than 13 months go, so the chain begins later and later; what is left still holds.
    """
    end = _locked_end(session)
    number, previous, rows = end.number, end.hash, []
    for act in acts:
        number += 1
        row = {"id": number, "at": now, "actor_id": actor.id, "action": act.action, "subject": act.subject, "details": dict(act.details)}
        sealed = _seal(previous, row)
        rows.append({**row, "previous_hash": previous, "hash": sealed})
        previous = sealed
    if rows:
        session.execute(insert(AuditEntry), rows)
    end.number, end.hash = number, previous
    session.execute(delete(AuditEntry).where(AuditEntry.at < now - KEEP, AuditEntry.id < number))
    session.flush()


def _locked_end(session: Session) -> AuditEnd:
    insert_new(session, AuditEnd(id=THE_END, number=0, hash=BEGINNING))
    return session.get_one(AuditEnd, THE_END, with_for_update=True, populate_existing=True)


def _seal(previous: str, row: Mapping[str, Any]) -> str:
    """Return the hash of an entry and of all before it, through the hash of the one before."""
    moment = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said = [previous, row["id"], moment, row["actor_id"], row["action"], row["subject"], row["details"]]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def verify(session: Session, *, known: str | None = None) -> Verdict:
    """Go through the chain from its oldest entry. `known` is a hash that was noted earlier and must still be in it (or be its end)."""
    count, number, previous, is_known = 0, None, None, known is None
    for entry in _entries(session):
        if number is not None and entry.id != number + 1:
            return Verdict(count, previous or "", N_("Der mangler en post efter nr. %(number)s."), number)
        if previous is not None and entry.previous_hash != previous:
            return Verdict(count, previous, N_("Post nr. %(number)s passer ikke til den før."), entry.id)
        if entry.hash != _seal(entry.previous_hash, vars(entry)):
            return Verdict(count, previous or "", N_("Post nr. %(number)s er ændret, efter at den blev skrevet."), entry.id)
        count, number, previous = count + 1, entry.id, entry.hash
        is_known = is_known or known == entry.hash
    end = session.get(AuditEnd, THE_END)
    last_number, last_hash = (end.number, end.hash) if end else (0, BEGINNING)
    if (number or 0, previous or BEGINNING) != (last_number, last_hash):
        return Verdict(count, previous or "", N_("Der mangler poster efter nr. %(number)s."), number or 0)
    if not is_known:
        return Verdict(count, last_hash, N_("Den hash, du har noteret, findes ikke i kæden."))
    return Verdict(count, last_hash)


def _entries(session: Session) -> Iterator[AuditEntry]:
    last = 0
    while some := session.scalars(select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(AT_A_TIME)).all():
        for entry in some:
            yield entry
            session.expunge(entry)
            last = entry.id
