"""How the service is doing: mail, workers, backups."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.jobs import beats, outbox
from sspedu.operations.models import Backup


class Condition(NamedTuple):
    """What whoever watches the service asks first."""

    mail: outbox.Tally
    worker: beats.Sign | None
    backed_up_at: datetime | None
    at: datetime

    @property
    def has_worker(self) -> bool:
        """Whether a worker can be counted on to send what waits."""
        return self.worker is not None and self.worker.is_alive

    @property
    def oldest_mail(self) -> timedelta:
        """How long the oldest mail that waits has waited; nothing at all if none does."""
        return max(self.at - self.mail.oldest_at, timedelta()) if self.mail.oldest_at else timedelta()


def condition(session: Session, *, now: datetime) -> Condition:
    """Ask how mail, workers and backups are."""
    backed_up_at = session.scalar(select(func.max(Backup.made_at)))
    return Condition(outbox.tally(session), beats.latest(session, now=now), backed_up_at, now)
