"""Calls moderators to a case that comes into an empty queue: one mail for each of them, and none for what comes while it waits.

Asks no permission: the commands that make cases have. A promise holds ids; whether it is still true is asked again when the mail goes.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.days import day_of
from sspedu.jobs import outbox
from sspedu.network import queries

CASE_WAITS = "case_waits"


def call_moderators(session: Session, case_id: int, *, now: datetime) -> None:
    """Promise a mail to every moderator who can decide a case and had none to decide."""
    called = queries.called_by(session, case_id, today=day_of(now), now=now)
    letters = (outbox.Letter(CASE_WAITS, person.email, "Der er en sag til dig", f"{person.user_id} {case_id}", "") for person in called)
    outbox.put_all(session, letters, now=now)
