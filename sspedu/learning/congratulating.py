"""One mail when a module or a track is completed, promised in the transaction that completes it.

No view and no command has to think of it, and none can forget it: what the app's sessions write is watched. Completing happens once, under
the enrolment's lock, and is never undone; so does this. A module that a track opened has no mail of its own: whoever takes the whole
training chose one thing, and hears of it once.
"""

from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import InstanceState, Session, scoped_session

from sspedu.accounts.models import User
from sspedu.curriculum.models import Module, Registers
from sspedu.curriculum.offers import Track
from sspedu.jobs import outbox
from sspedu.learning.letters import module_completed, track_completed
from sspedu.learning.models import Enrolment, TrackEnrolment
from sspedu.library.models import ModuleVersion, RegisterVersion


def watch(sessions: scoped_session[Any]) -> None:
    """Write to everyone whose completion is written by one of these sessions. Watching them twice is harmless."""
    # A process may make several apps, all of which share their sessions.
    if not event.contains(sessions, "before_flush", _congratulate):
        event.listen(sessions, "before_flush", _congratulate)


def _congratulate(session: Session, *_: object) -> None:
    for row in list(session.dirty):
        if isinstance(row, (Enrolment, TrackEnrolment)) and row.completed_at is not None and _is_completed_now(row):
            letter = _letter(session, row)
            if letter is not None:
                # Written at once, since what is being flushed takes no more rows.
                outbox.put_all(session, [letter], now=row.completed_at)


def _is_completed_now(row: Enrolment | TrackEnrolment) -> bool:
    state: InstanceState[Any] = inspect(row)
    return bool(state.attrs.completed_at.history.has_changes())


def _letter(session: Session, row: Enrolment | TrackEnrolment) -> outbox.Letter | None:
    assert row.completed_at is not None
    user = session.get_one(User, row.user_id)
    if isinstance(row, TrackEnrolment):
        return track_completed(user, _track(session, row.track_id), at=row.completed_at)
    return None if row.is_quiet else module_completed(user, _module(session, row.module_id), at=row.completed_at)


# Both as they are published in this very transaction: what is kept of what is published must never hold what is undone.


def _module(session: Session, module_id: str) -> Module:
    newest = select(ModuleVersion.document).where(ModuleVersion.module_id == module_id).order_by(ModuleVersion.number.desc()).limit(1)
    return Module.model_validate_json(session.scalars(newest).one())


def _track(session: Session, track_id: str) -> Track:
    newest = select(RegisterVersion.document).order_by(RegisterVersion.id.desc()).limit(1)
    tracks = Registers.model_validate_json(session.scalars(newest).one()).tracks
    return next(track for track in tracks if track.id == track_id)
