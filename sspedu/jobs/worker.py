"""The worker: takes what is due from the outbox, sends it, and notes what came of it.

A plain loop over the table. Each mail is claimed in a transaction of its own before it is sent, so that any number of workers share the
work, and a killed one loses nothing: its claim runs out. A mail is sent at least once, always under the same Message-ID.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sspedu.db import reading
from sspedu.jobs import outbox
from sspedu.jobs.delivery import Deliver, PostOffice, ServerAway, breaks_connection, explain

BATCH = 50
IDLE_SECONDS = 1.0
# After a server or a database that was away: doubled each time.
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
TIDY_EVERY = timedelta(hours=1)

log = structlog.get_logger("sspedu.jobs")

Forget = Callable[[Session, datetime], None]


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker works with: a database, a way out, a clock, and what others want forgotten when it is old."""

    engine: Engine
    office: PostOffice
    clock: Callable[[], datetime]
    forgetting: tuple[Forget, ...] = ()

    def work(self) -> int:
        """Send what is due over one connection, at most 50 mails; return how many were taken. Raises `ServerAway`, having taken none.

        One bad mail stops no other: it is put off or given up, and the next is taken.
        """
        if not self._is_any_due():
            return 0
        count = 0
        with self.office() as deliver:
            while count < BATCH and (claimed := self._claim()) is not None:
                count += 1
                if not self._send(claimed, deliver):
                    break
        return count

    def tidy(self) -> None:
        """Forget what is old."""
        with Session(self.engine) as session:
            outbox.forget_old(session, now=self.clock())
            for forget in self.forgetting:
                forget(session, self.clock())
            session.commit()

    def _is_any_due(self) -> bool:
        with reading(), Session(self.engine) as session:
            return outbox.is_any_due(session, now=self.clock())

    def _claim(self) -> outbox.Claimed | None:
        with Session(self.engine) as session:
            claimed = outbox.claim_next(session, now=self.clock())
            session.commit()
            return claimed

    def _send(self, claimed: outbox.Claimed, deliver: Deliver) -> bool:
        """Send one mail and note what came of it. Returns whether the connection can be used for the next."""
        try:
            deliver(claimed)
        except Exception as error:  # whatever is wrong with one mail, the others go out
            fault, is_final = explain(error)
            log.warning("mail not sent", mail=claimed.key, kind=claimed.letter.kind, attempt=claimed.attempts, fault=fault)
            with Session(self.engine) as session:
                outbox.mark_failed(session, claimed, fault, is_final=is_final, now=self.clock())
                session.commit()
            return not breaks_connection(error)
        with Session(self.engine) as session:
            outbox.mark_sent(session, claimed, now=self.clock())
            session.commit()
        log.info("mail sent", mail=claimed.key, kind=claimed.letter.kind, attempt=claimed.attempts)
        return True


def run(worker: Worker, *, stop: Event, parent: int | None = None) -> None:
    """Work until `stop` is set, or until the process that started this one (`parent`) is gone. Waits out whatever is away."""
    pause = FIRST_PAUSE_SECONDS
    tidied_at: datetime | None = None
    while not stop.is_set() and parent in {None, os.getppid()}:
        try:
            count = worker.work()
            if tidied_at is None or worker.clock() - tidied_at > TIDY_EVERY:
                worker.tidy()
                tidied_at = worker.clock()
        except (ServerAway, SQLAlchemyError) as away:
            # Its kind is enough: the text of either may hold an address.
            log.warning("worker waits", fault=str(away) if isinstance(away, ServerAway) else type(away).__name__, seconds=pause)
            _wait(stop, pause, parent)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            continue
        pause = FIRST_PAUSE_SECONDS
        if not count:
            _wait(stop, IDLE_SECONDS, parent)


def _wait(stop: Event, seconds: float, parent: int | None) -> None:
    """Wait, but not long for a parent that is gone."""
    left = seconds
    while left > 0 and not stop.wait(min(left, IDLE_SECONDS)) and parent in {None, os.getppid()}:
        left -= IDLE_SECONDS
