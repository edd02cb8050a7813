"""One mail when a module is completed, promised in the transaction that completes it.

No view and no command has to think of it, and none can forget it: what the app's sessions write is watched. Completing happens once, under
the enrolment's lock, and is never undone; so does this.
"""

from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, scoped_session

from sspedu.accounts.models import User
from sspedu.curriculum.models import Module
from sspedu.jobs import outbox
from sspedu.learning.letters import module_completed
from sspedu.learning.models import Enrolment
from sspedu.library.models import ModuleVersion


def watch(sessions: scoped_session[Any]) -> None:
    """Write to everyone whose completion is written by one of these sessions. Watching them twice is harmless."""
    # A process may make several apps, all of which share their sessions.
    if not event.contains(sessions, "before_flush", _congratulate):
        event.listen(sessions, "before_flush", _congratulate)


def _congratulate(session: Session, *_: object) -> None:
    for row in list(session.dirty):
        if isinstance(row, Enrolment) and row.completed_at is not None and inspect(row).attrs.completed_at.history.has_changes():
            user = session.get_one(User, row.user_id)
            letter = module_completed(user, _module(session, row.module_id), at=row.completed_at)
            # Written at once, since what is being flushed takes no more rows.
            outbox.put_all(session, [letter], now=row.completed_at)


def _module(session: Session, module_id: str) -> Module:
    """Return the module as it is published in this very transaction: what is kept of published modules must never hold what is undone."""
    newest = select(ModuleVersion.document).where(ModuleVersion.module_id == module_id).order_by(ModuleVersion.number.desc()).limit(1)
    return Module.model_validate_json(session.scalars(newest).one())
