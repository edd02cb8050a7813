"""Signs of life: what a worker says of itself at intervals, and what others make of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.jobs.models import WorkerBeat

# How often a worker renews its sign, and after how long without one nobody counts on it. In between lies the longest that a worker is
# busy with one thing: a mail to a slow server, and the pause after a server that was away.
BEAT_EVERY = timedelta(seconds=15)
SILENT_AFTER = timedelta(minutes=3)
FORGET_AFTER = timedelta(days=1)
STEPS_FAILED = "StepsFailed"


@dataclass(frozen=True, slots=True)
class Sign:
    """The latest that is known of the workers. `fault` is what the one that was heard last waits for, or did in vain."""

    beat_at: datetime
    age: timedelta
    fault: str | None
    count: int

    @property
    def failed_steps(self) -> str:
        """The names of the hourly steps that failed last time, if any."""
        return (self.fault or "").removeprefix(STEPS_FAILED).strip() if (self.fault or "").startswith(STEPS_FAILED) else ""

    @property
    def is_alive(self) -> bool:
        """Whether a worker can be counted on."""
        return self.age < SILENT_AFTER


def steps_failed(names: tuple[str, ...]) -> str:
    """Say that hourly steps failed, in as many characters as a sign has room for."""
    return f"{STEPS_FAILED} {', '.join(names)}"[:80]


def beat(session: Session, worker: str, *, fault: str | None, now: datetime) -> None:
    """Renew a worker's sign of life."""
    own = update(WorkerBeat).where(WorkerBeat.worker == worker).values(beat_at=now, fault=fault)
    if session.scalar(own.returning(WorkerBeat.worker)) is None:
        insert_new(session, WorkerBeat(worker=worker, started_at=now, beat_at=now, fault=fault))


def leave(session: Session, worker: str) -> None:
    """Take a worker's sign away: it has stopped in good order."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.worker == worker))


def forget_silent(session: Session, *, now: datetime) -> None:
    """Remove the signs of workers that have not been heard for a day."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at < now - FORGET_AFTER))


def latest(session: Session, *, now: datetime) -> Sign | None:
    """Return the sign of the worker that was heard last, and how many are alive; nothing if none ever was or all have left."""
    signs = session.scalars(select(WorkerBeat).order_by(WorkerBeat.beat_at.desc())).all()
    if not signs:
        return None
    alive = sum(now - sign.beat_at < SILENT_AFTER for sign in signs)
    return Sign(signs[0].beat_at, max(now - signs[0].beat_at, timedelta()), signs[0].fault, alive)
