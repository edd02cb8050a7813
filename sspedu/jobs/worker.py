"""The worker: takes what is due from the outbox, sends it, and notes what came of it.

A plain loop over the table. Each mail is claimed in a transaction of its own before it is sent, so that any number of workers share the
work, and a killed one loses nothing: its claim runs out. A mail is sent at least once, always under the same Message-ID.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from traceback import extract_tb
from typing import Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sspedu.connections import reading
from sspedu.jobs import beats, outbox
from sspedu.jobs.delivery import Deliver, PostOffice, ServerAway, breaks_connection, explain
from sspedu.trouble import trouble_of

BATCH = 50
IDLE_SECONDS = 1.0
# After a server or a database that was away: doubled each time.
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
TIDY_EVERY = timedelta(hours=1)
PROMISE_EVERY = timedelta(seconds=15)

log = structlog.get_logger("sspedu.jobs")

# Says whether there may be more to promise at once.
Promise = Callable[[Session, datetime], bool]


class Step(Protocol):
    """Something that is done every hour, by a name that the log and /drift can say."""

    __name__: str

    def __call__(self, session: Session, now: datetime, /) -> None:
        """Do it, without committing."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker works with: a database, a way out, a clock, who says at the last moment whether a mail is still to go, who writes at
    that moment what was promised unwritten (nothing if it is not to go), who makes promises of mail as time passes, what others want done
    every hour (forgetting what is old, mostly), and its name.
    """

    engine: Engine
    office: PostOffice
    clock: Callable[[], datetime]
    is_wanted: Callable[[Session, outbox.Letter, datetime], bool] = lambda _session, _letter, _now: True
    hourly: tuple[Step, ...] = ()
    write: Callable[[Session, outbox.Letter, datetime], outbox.Letter | None] = lambda _session, letter, _now: letter
    promising: tuple[Promise, ...] = ()
    name: str = field(default_factory=lambda: secrets.token_hex(16))

    def work(self, beat: Callable[[str | None], None] = lambda _fault: None) -> int:
        """Send what is due over one connection, at most 50 mails; return how many were taken. Raises `ServerAway`, having taken none.

        `beat` is called after each mail, so that a long batch is not taken for a dead worker. One bad mail stops no other: it is
        put off or given up, and the next is taken.
        """
        if not self._is_any_due():
            return 0
        count = 0
        with self.office() as deliver:
            while count < BATCH and (claimed := self._claim()) is not None:
                count += 1
                if not self._send(claimed, deliver):
                    break
                beat(None)
        return count

    def promise(self) -> None:
        """Promise what is due by now. Each batch is a transaction of its own, and one round is bounded: mail that waits goes in between."""
        for promise in self.promising:
            for _ in range(BATCH):
                with Session(self.engine) as session:
                    has_more = promise(session, self.clock())
                    session.commit()
                if not has_more:
                    break

    def tidy(self) -> tuple[str, ...]:
        """Do what is done every hour, each step in a transaction of its own, and return the names of those that failed.

        Raises `SQLAlchemyError` while the database is away or busy.
        """
        steps: tuple[Step, ...] = (forget_mail, forget_beats, *self.hourly)
        return tuple(step.__name__ for step in steps if not self._do(step))

    def _do(self, step: Step) -> bool:
        try:
            with Session(self.engine) as session:
                step(session, self.clock())
                session.commit()
        except Exception as error:  # whatever is wrong with one step, the others are done and mail is sent
            if trouble_of(error):
                raise
            # Its kind and place are enough to mend it; its text may hold what somebody wrote.
            places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
            log.error("hourly step failed", step=step.__name__, kind=type(error).__name__, places=places[-6:])  # noqa: TRY400 - no text of it
            return False
        return True

    def beat(self, fault: str | None) -> None:
        """Say that it is alive, and what it waits for if it does."""
        with Session(self.engine) as session:
            beats.beat(session, self.name, fault=fault, now=self.clock())
            session.commit()

    def leave(self) -> None:
        """Say that it stops."""
        with Session(self.engine) as session:
            beats.leave(session, self.name)
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
            letter = self._written(claimed)
        except Exception as error:  # whatever is wrong with one mail, the others go out
            if trouble_of(error):
                raise
            self._put_off(claimed, error)
            return True
        if letter is None:
            return True
        try:
            deliver(replace(claimed, letter=letter))
        except Exception as error:  # whatever is wrong with one mail, the others go out
            self._put_off(claimed, error)
            return not breaks_connection(error)
        with Session(self.engine) as session:
            outbox.mark_sent(session, claimed, now=self.clock())
            session.commit()
        log.info("mail sent", mail=claimed.key, kind=claimed.letter.kind, attempt=claimed.attempts)
        return True

    def _put_off(self, claimed: outbox.Claimed, error: Exception) -> None:
        fault, is_final = explain(error)
        log.warning("mail not sent", mail=claimed.key, kind=claimed.letter.kind, attempt=claimed.attempts, fault=fault)
        with Session(self.engine) as session:
            outbox.mark_failed(session, claimed, fault, is_final=is_final, now=self.clock())
            session.commit()

    def _written(self, claimed: outbox.Claimed) -> outbox.Letter | None:
        """Return the mail as it goes; nothing, and it is forgotten, where it is wanted no more."""
        with reading(), Session(self.engine) as session:
            now = self.clock()
            letter = self.write(session, claimed.letter, now) if self.is_wanted(session, claimed.letter, now) else None
        if letter is not None:
            return letter
        with Session(self.engine) as session:
            outbox.drop(session, claimed)
            session.commit()
        log.info("mail dropped", mail=claimed.key, kind=claimed.letter.kind)
        return None


def forget_mail(session: Session, now: datetime) -> None:
    """Remove old mail."""
    outbox.forget_old(session, now=now)


def forget_beats(session: Session, now: datetime) -> None:
    """Remove the signs of workers that are gone."""
    beats.forget_silent(session, now=now)


class Pulse:
    """Says that a worker is alive: at once when what it waits for changes, and otherwise every 15 seconds.

    While it waits for nothing, it says which hourly steps have `failed`, until they are done.
    """

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.said_at: datetime | None = None
        self.fault: str | None = None
        self.failed: tuple[str, ...] = ()

    def beat(self, fault: str | None) -> None:
        """Say it, if it is time."""
        now = self.worker.clock()
        if fault is None and self.failed:
            fault = beats.steps_failed(self.failed)
        if self.said_at is None or fault != self.fault or now - self.said_at >= beats.BEAT_EVERY:
            self.worker.beat(fault)
            self.said_at, self.fault = now, fault


def run(worker: Worker, *, stop: Event, parent: int | None = None) -> None:
    """Work until `stop` is set, or until the process that started this one (`parent`) is gone. Waits out whatever is away."""
    pause = FIRST_PAUSE_SECONDS
    tidied_at: datetime | None = None
    promised_at: datetime | None = None
    pulse = Pulse(worker)
    while not stop.is_set() and parent in {None, os.getppid()}:
        try:
            if promised_at is None or worker.clock() - promised_at > PROMISE_EVERY:
                worker.promise()
                promised_at = worker.clock()
            # Before the mail: what is to be forgotten is not kept for as long as a mail server is away.
            if tidied_at is None or worker.clock() - tidied_at > TIDY_EVERY:
                pulse.failed = worker.tidy()
                tidied_at = worker.clock()
            count = worker.work(pulse.beat)
            pulse.beat(None)
        except (ServerAway, SQLAlchemyError) as away:
            _say_what_is_away(pulse, away, pause)
            _wait(stop, pause, parent)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            continue
        pause = FIRST_PAUSE_SECONDS
        if not count:
            _wait(stop, IDLE_SECONDS, parent)
    with suppress(SQLAlchemyError):
        worker.leave()


def _say_what_is_away(pulse: Pulse, away: ServerAway | SQLAlchemyError, pause: float) -> None:
    # Its kind is enough: the text of either may hold an address.
    fault = str(away) if isinstance(away, ServerAway) else type(away).__name__
    log.warning("worker waits", fault=fault, seconds=pause)
    with suppress(SQLAlchemyError):
        pulse.beat(fault)


def _wait(stop: Event, seconds: float, parent: int | None) -> None:
    """Wait, but not long for a parent that is gone."""
    left = seconds
    while left > 0 and not stop.wait(min(left, IDLE_SECONDS)) and parent in {None, os.getppid()}:
        left -= IDLE_SECONDS
