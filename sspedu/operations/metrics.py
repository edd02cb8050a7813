"""The address where the metrics are read: what the web server's processes have counted, and what the database says at that moment.

Runs in a process of its own beside the web server; imported only where metrics are asked for.
"""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sspedu.connections import reading
from sspedu.operations.queries import Condition, condition
from sspedu.operations.release import version


class Service:
    """What the database says of mail, workers and backups, asked each time that somebody reads."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self.clock = clock

    def collect(self) -> Iterator[Metric]:
        """Give each metric; where the database is away, only that it is."""
        about = {"version": version(), "python": platform.python_version(), "engine": self.engine.dialect.name}
        yield InfoMetricFamily("sspedu_build", "Which program this is.", value=about)
        try:
            with reading(), Session(self.engine) as session:
                found = condition(session, now=self.clock())
        except SQLAlchemyError:
            yield GaugeMetricFamily("sspedu_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("sspedu_database_up", "Whether the database answers.", value=1)
        yield from _of_condition(found)


def _of_condition(found: Condition) -> Iterator[Metric]:
    yield GaugeMetricFamily("sspedu_mail_waiting", "Mail in the outbox that waits.", value=found.mail.waiting)
    yield GaugeMetricFamily("sspedu_mail_dead", "Mail that was given up.", value=found.mail.dead)
    oldest = found.oldest_mail.total_seconds()
    yield GaugeMetricFamily("sspedu_mail_oldest_seconds", "How long the oldest mail that waits has waited.", value=oldest)
    yield GaugeMetricFamily("sspedu_workers_alive", "Workers heard within three minutes.", value=found.worker.count if found.worker else 0)
    # What never was has no age: the metric is absent, and an alert asks for that.
    if found.worker:
        age = found.worker.age.total_seconds()
        yield GaugeMetricFamily("sspedu_worker_beat_age_seconds", "Since a worker was heard last.", value=age)
        is_failing = int(bool(found.worker.failed_steps))
        yield GaugeMetricFamily("sspedu_worker_failing", "Whether something that is done every hour failed last time.", value=is_failing)
    if found.backed_up_at:
        age = (found.at - found.backed_up_at).total_seconds()
        yield GaugeMetricFamily("sspedu_backup_age_seconds", "Since a backup was made and verified.", value=age)


class Counted:
    """What the web server's processes have counted. Those that are gone keep their counts and lose their gauges."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.all = MultiProcessCollector(None, path=str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterator[Metric]:
        """Give each metric, added up."""
        for path in self.folder.glob("gauge_live*_*.db"):
            number = int(path.stem.rsplit("_", 1)[1])
            if not _is_running(number):
                mark_process_dead(number, str(self.folder))  # type: ignore[no-untyped-call]
        yield from self.all.collect()  # type: ignore[no-untyped-call]


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def begin_anew(folder: Path) -> None:
    """Empty the folder of counts: it is for as long as one web server runs."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def answer(engine: Engine, folder: Path, host: str, port: int, *, clock: Callable[[], datetime]) -> None:
    """Answer from now on, in a thread."""
    registry = CollectorRegistry()
    registry.register(Counted(folder))
    registry.register(Service(engine, clock))
    start_http_server(port, host, registry)
