"""The chain of the audit log: adding to it, and finding out whether anyone has touched it.

Nothing here asks permission: whoever acts has asked, and `add` belongs to that transaction.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal, select, true
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
    _forget_old(session, number, now=now)
    session.flush()


def _forget_old(session: Session, last: int, *, now: datetime) -> None:
    """Remove the oldest entries up to the first to be kept: acts may not come in the order of their moments, and a gap is a fault."""
    first_kept = select(func.min(AuditEntry.id)).where(AuditEntry.at >= now - KEEP).scalar_subquery()
    session.execute(delete(AuditEntry).where(AuditEntry.id < func.coalesce(first_kept, last)))


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
    last_number, last_hash = 0, BEGINNING
    for entry in _entries(session):
        last_number, last_hash = entry.last_number or 0, entry.last_hash or BEGINNING
        if entry.id is None:
            break
        if number is not None and entry.id != number + 1:
            return Verdict(count, previous or "", N_("Der mangler en post efter nr. %(number)s."), number)
        if previous is not None and entry.previous_hash != previous:
            return Verdict(count, previous, N_("Post nr. %(number)s passer ikke til den før."), entry.id)
        if entry.hash != _seal(entry.previous_hash, entry._asdict()):
            return Verdict(count, previous or "", N_("Post nr. %(number)s er ændret, efter at den blev skrevet."), entry.id)
        count, number, previous = count + 1, entry.id, entry.hash
        is_known = is_known or known == entry.hash
    if (number or 0, previous or BEGINNING) != (last_number, last_hash):
        return Verdict(count, previous or "", N_("Der mangler poster efter nr. %(number)s."), number or 0)
    if not is_known:
        return Verdict(count, last_hash, N_("Den hash, du har noteret, findes ikke i kæden."))
    return Verdict(count, last_hash)


def _entries(session: Session) -> Iterator[Row[*tuple[Any, ...]]]:
    """Give every entry beside the end of the chain, in one statement: so both are of one moment, while others go on writing.

    Without entries there is one row without `id`.
    """
    one = select(literal(1)).subquery()
    end = (AuditEnd.number.label("last_number"), AuditEnd.hash.label("last_hash"))
    beside = select(*AuditEntry.__table__.c, *end).select_from(one).outerjoin(AuditEnd, AuditEnd.id == THE_END)
    statement = beside.outerjoin(AuditEntry, true()).order_by(AuditEntry.id).execution_options(yield_per=AT_A_TIME)
    with session.execute(statement) as found:
        yield from found
