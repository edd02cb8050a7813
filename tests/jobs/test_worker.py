"""The worker and a real mail server: up, down, slow, refusing, dropping; and a worker that is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from structlog import BoundLogger, ReturnLogger, wrap_logger
from structlog.testing import LogCapture

from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import NotFound
from sspedu.jobs import beats, outbox
from sspedu.jobs.delivery import ServerAway, post_office
from sspedu.jobs.models import Mail
from sspedu.jobs.worker import Worker, run
from sspedu.policy import Role
from sspedu.settings import ROOT, Mode, Settings
from tests.jobs.test_outbox import letter
from tests.people import People
from tests.post import Dripping, Mailbox, free_port, serving, until

ANNA, BO, CARL = (f"{name}@kommune.example" for name in ("anna", "bo", "carl"))


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(mailbox: Mailbox, port: int) -> Iterator[Mailbox]:
    with serving(mailbox, port):
        yield mailbox


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def by_smtp(port: int, **more: object) -> Settings:
    given = {
        "mode": Mode.DEMO,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_starttls": False,
        "smtp_from": "SSP Læring <ssp@by.example>",
    }
    return Settings.model_validate({**given, **more})


@pytest.fixture
def worker(engine: Engine, port: int, now: datetime) -> Worker:
    return Worker(engine, post_office(by_smtp(port), timeout_seconds=2), lambda: now)


def promise(session: Session, now: datetime, *recipients: str) -> None:
    for recipient in recipients:
        outbox.put(session, letter(recipient), now=now)
    session.commit()


def fates(session: Session) -> dict[str, str]:
    session.rollback()
    found = {mail.recipient: "dead" if mail.dead_at else "sent" if mail.sent_at else "waits" for mail in session.scalars(select(Mail))}
    session.rollback()
    return found


def test_what_was_promised_arrives_with_text_and_html(session: Session, worker: Worker, server: Mailbox, now: datetime) -> None:
    outbox.put(session, outbox.Letter("try", ANNA, "Velkommen på øen", "Kære Åse\n", "<p>Kære Åse</p>"), now=now)
    session.commit()
    assert worker.work() == 1
    (message,) = server.received
    assert message["Subject"] == "Velkommen på øen"
    assert message["From"] == "SSP Læring <ssp@by.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    parts = {part.get_content_type(): part.get_content() for part in message.iter_parts() if isinstance(part, EmailMessage)}
    assert {kind: text.strip() for kind, text in parts.items()} == {"text/plain": "Kære Åse", "text/html": "<p>Kære Åse</p>"}


def test_nothing_is_sent_twice(session: Session, worker: Worker, server: Mailbox, now: datetime) -> None:
    promise(session, now, ANNA, BO)
    assert (worker.work(), worker.work()) == (2, 0)
    assert server.recipients == [ANNA, BO]


def test_a_server_that_is_down_costs_no_mail_a_try(session: Session, worker: Worker, mailbox: Mailbox, port: int, now: datetime) -> None:
    promise(session, now, ANNA, BO)
    with pytest.raises(ServerAway):
        worker.work()
    assert set(session.scalars(select(Mail.attempts))) == {0}
    session.rollback()
    with serving(mailbox, port):
        worker.work()
    assert mailbox.recipients == [ANNA, BO]


@pytest.mark.parametrize(("answer", "fate"), [("550 unknown here", "dead"), ("451 try later", "waits")])
def test_a_recipient_who_is_refused_stops_no_other(
    session: Session, worker: Worker, server: Mailbox, now: datetime, answer: str, fate: str
) -> None:
    server.answers[BO] = answer
    promise(session, now, ANNA, BO, CARL)
    worker.work()
    assert fates(session) == {ANNA: "sent", BO: fate, CARL: "sent"}
    fault = session.scalars(select(Mail.fault).where(Mail.recipient == BO)).one()
    assert fault == f"SMTPRecipientsRefused {answer[:3]}"


def test_a_mail_that_cannot_be_written_stops_no_other(session: Session, worker: Worker, server: Mailbox, now: datetime) -> None:
    promise(session, now, "to\nlinjer@kommune.example", CARL)
    worker.work()
    assert server.recipients == [CARL]


def test_a_mail_of_which_nothing_can_be_made_stops_no_other(session: Session, worker: Worker, server: Mailbox, now: datetime) -> None:
    def write(_session: Session, mail: outbox.Letter, _now: datetime) -> outbox.Letter:
        if mail.recipient == ANNA:
            raise NotFound("En hemmelighed.")
        return mail

    promise(session, now, ANNA, BO)
    assert replace(worker, write=write).work() == 2
    assert server.recipients == [BO]
    assert fates(session) == {ANNA: "waits", BO: "sent"}
    assert session.scalars(select(Mail.fault).where(Mail.recipient == ANNA)).one() == "NotFound"


def test_a_server_that_drops_the_connection_gets_the_rest_over_a_new_one(
    session: Session, worker: Worker, server: Mailbox, now: datetime
) -> None:
    server.drops.add(ANNA)
    promise(session, now, ANNA, BO, CARL)
    while worker.work():
        pass
    assert fates(session) == {ANNA: "waits", BO: "sent", CARL: "sent"}


def test_a_slow_server_is_given_up_and_the_mail_kept(session: Session, engine: Engine, port: int, server: Mailbox, now: datetime) -> None:
    server.is_holding = True
    promise(session, now, ANNA)
    Worker(engine, post_office(by_smtp(port), timeout_seconds=0.2), lambda: now).work()
    assert fates(session) == {ANNA: "waits"}
    server.is_holding = False
    later = now + outbox.BACK_OFF[0]
    Worker(engine, post_office(by_smtp(port), timeout_seconds=5), lambda: later).work()
    assert fates(session) == {ANNA: "sent"}


@pytest.mark.parametrize("after", ["greeting", "text"])
def test_a_server_that_drips_its_answer_is_hung_up_on_and_the_mail_kept(
    session: Session, engine: Engine, now: datetime, after: str
) -> None:
    promise(session, now, ANNA)
    dripping = Dripping(after=after)
    worker = Worker(engine, post_office(by_smtp(dripping.port), timeout_seconds=20, deadline_seconds=0.3), lambda: now)
    with suppress(ServerAway):
        worker.work()
    assert fates(session) == {ANNA: "waits"}
    assert session.scalars(select(Mail.attempts)).one() == (0 if after == "greeting" else 1)
    dripping.thread.join()


@pytest.mark.parametrize("more", [{"smtp_starttls": True}, {"smtp_user": "os", "smtp_password": "hemmeligt"}])
def test_a_server_without_what_we_ask_for_gets_nothing(
    session: Session, engine: Engine, port: int, server: Mailbox, now: datetime, more: dict[str, object]
) -> None:
    promise(session, now, ANNA)
    with pytest.raises(ServerAway):
        Worker(engine, post_office(by_smtp(port, **more)), lambda: now).work()
    assert fates(session) == {ANNA: "waits"}
    assert server.received == []


def test_two_workers_share_the_work(session: Session, worker: Worker, server: Mailbox, now: datetime) -> None:
    everyone = [f"person{number}@kommune.example" for number in range(40)]
    promise(session, now, *everyone)
    threads = [Thread(target=worker.work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.recipients) == sorted(everyone)


def test_without_a_mail_server_mail_is_written_in_a_folder(session: Session, engine: Engine, tmp_path: Path, now: datetime) -> None:
    promise(session, now, ANNA)
    Worker(engine, post_office(Settings(mode=Mode.DEMO, var_dir=tmp_path)), lambda: now).work()
    (path,) = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o077 == 0
    assert message_from_bytes(path.read_bytes(), policy=default)["To"] == ANNA


def test_a_worker_waits_until_the_server_is_there_and_stops_when_told(
    session: Session, engine: Engine, port: int, mailbox: Mailbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sspedu.jobs.worker.FIRST_PAUSE_SECONDS", 0.05)
    promise(session, now, ANNA)
    stop = Event()
    thread = Thread(target=run, args=(Worker(engine, post_office(by_smtp(port)), lambda: now),), kwargs={"stop": stop})
    thread.start()
    with serving(mailbox, port):
        until(lambda: mailbox.received)
        stop.set()
        thread.join()
    assert fates(session) == {ANNA: "sent"}


def test_what_is_done_every_hour_is_done_while_the_mail_server_is_away(session: Session, engine: Engine, port: int, now: datetime) -> None:
    promise(session, now, ANNA)
    done, stop = Event(), Event()
    worker = Worker(engine, post_office(by_smtp(port)), lambda: now, hourly=(lambda _session, _now: done.set(),))
    thread = Thread(target=run, args=(worker,), kwargs={"stop": stop})
    thread.start()
    try:
        until(done.is_set)
    finally:
        stop.set()
        thread.join()


def test_a_worker_ends_when_its_parent_is_gone(worker: Worker) -> None:
    run(worker, stop=Event(), parent=os.getppid() + 1)


def test_a_worker_killed_between_claim_and_answer_loses_no_mail(
    app: Flask, session: Session, worker: Worker, server: Mailbox, port: int, now: datetime, tmp_path: Path
) -> None:
    promise(session, now, ANNA, BO, CARL)
    server.is_holding = True
    process = start_worker(app, port, tmp_path)
    until(lambda: server.held or process.poll() is not None, seconds=60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.is_holding = False
    session.rollback()
    claimed = session.scalars(select(Mail).where(Mail.claimed_at.is_not(None))).one()
    assert (claimed.recipient, claimed.sent_at, claimed.attempts) == (ANNA, None, 1)
    ran_out = (claimed.claimed_at or now) + outbox.CLAIM + timedelta(seconds=1)
    session.rollback()

    Worker(worker.engine, worker.office, lambda: ran_out).work()
    assert set(server.recipients) == {ANNA, BO, CARL}
    assert set(fates(session).values()) == {"sent"}
    # What the killed worker had handed over may have arrived too: then under the same Message-ID.
    assert len({message["Message-ID"] for message in server.received}) == 3


def test_a_worker_that_is_told_to_stop_stops_cleanly(
    app: Flask, session: Session, server: Mailbox, port: int, tmp_path: Path, now: datetime
) -> None:
    promise(session, now, ANNA)
    process = start_worker(app, port, tmp_path)
    until(lambda: server.received or process.poll() is not None, seconds=60)
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def start_worker(app: Flask, port: int, folder: Path) -> subprocess.Popen[bytes]:
    settings: Settings = app.extensions["settings"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SSPEDU_")},
        "SSPEDU_DATABASE_URL": settings.database,
        "SSPEDU_VAR_DIR": str(folder),
        "SSPEDU_SMTP_HOST": "127.0.0.1",
        "SSPEDU_SMTP_PORT": str(port),
        "SSPEDU_SMTP_STARTTLS": "false",
        "SSPEDU_SMTP_FROM": "ssp@by.example",
    }
    with (folder / "worker.log").open("wb") as log:
        command = [str(Path(sys.executable).with_name("flask")), "sspedu", "work"]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def test_a_step_that_fails_stops_neither_the_others_nor_the_mail_and_is_seen_until_it_is_done(
    engine: Engine, session: Session, port: int, server: Mailbox, now: datetime, monkeypatch: pytest.MonkeyPatch, people: People
) -> None:
    clock, done, is_mended, stop = [now], [], Event(), Event()

    def break_down(session: Session, now: datetime) -> None:
        outbox.put(session, letter("skal-ikke-ud@kommune.example"), now=now)
        if not is_mended.is_set():
            raise NotFound("En hemmelighed.")
        session.rollback()

    def come_after(_session: Session, now: datetime) -> None:
        done.append(now)

    promise(session, now, ANNA)
    office = post_office(by_smtp(port), timeout_seconds=2)
    worker = Worker(engine, office, lambda: clock[0], hourly=(break_down, come_after))
    monkeypatch.setattr("sspedu.jobs.worker.IDLE_SECONDS", 0.02)
    monkeypatch.setattr("sspedu.operations.views.utc_now", lambda: clock[0])
    operator = people.sign_in("drift@kommune.example", roles=[Role.ADMIN])
    logged = LogCapture()
    monkeypatch.setattr("sspedu.jobs.worker.log", wrap_logger(ReturnLogger(), processors=[logged], wrapper_class=BoundLogger))
    thread = Thread(target=run, args=(worker,), kwargs={"stop": stop})
    thread.start()
    until(lambda: failing(engine, now) == "break_down")
    promise(session, now, BO)
    until(lambda: len(server.received) == 2)
    assert "lykkedes ikke" in operator.get("/drift").text
    is_mended.set()
    clock[0] = now + timedelta(hours=1, seconds=1)
    until(lambda: failing(engine, now) == "")
    stop.set()
    thread.join()
    assert done == [now, clock[0]], "the step after it was done each time"
    assert fates(session) == {ANNA: "sent", BO: "sent"}
    (entry,) = [entry for entry in logged.entries if entry["event"] == "hourly step failed"]
    assert (entry["step"], entry["kind"]) == ("break_down", "NotFound")
    assert "hemmelighed" not in str(logged.entries)


def failing(engine: Engine, now: datetime) -> str | None:
    with reading(), Session(engine) as session:
        sign = beats.latest(session, now=now)
        return None if sign is None else sign.failed_steps
