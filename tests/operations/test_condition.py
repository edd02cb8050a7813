"""What is known of the workers and the mail, and what `/klar` and the page for administrators say of it."""

import os
import re
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from sspedu.db import db
from sspedu.jobs import beats, outbox
from sspedu.jobs.delivery import post_office
from sspedu.jobs.models import Mail, WorkerBeat
from sspedu.jobs.worker import Worker, run
from sspedu.network.calling import CASE_WAITS
from sspedu.network.commands import DIGEST, NOTICE
from sspedu.network.verdict_letters import LET_IN
from sspedu.operations import commands, words
from sspedu.operations.queries import condition
from sspedu.policy import OPERATOR, Role
from sspedu.web.access import utc_now
from tests.architecture.source import PACKAGE
from tests.jobs.test_outbox import letter
from tests.jobs.test_worker import by_smtp
from tests.people import People, token
from tests.post import free_port, until

ANNA = "anna@kommune.example"
SECRET = "HEMMELIG-TEKST-I-BREVET"


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def give_up(session: Session, now: datetime, *, expires_at: datetime | None = None) -> Mail:
    mail = outbox.put(session, outbox.Letter("invitation", ANNA, "Hej", SECRET, SECRET, expires_at), now=now)
    claimed = outbox.claim_next(session, now=now)
    assert claimed is not None
    outbox.mark_failed(session, claimed, "SMTPRecipientsRefused 550", is_final=True, now=now)
    session.commit()
    session.refresh(mail)
    return mail


def test_nobody_has_heard_a_worker_that_never_was(session: Session, now: datetime) -> None:
    found = condition(session, now=now)
    assert (found.has_worker, found.worker, found.backed_up_at) == (False, None, None)


def test_a_worker_is_alive_until_it_has_been_silent_for_three_minutes(session: Session, now: datetime) -> None:
    beats.beat(session, "a", fault=None, now=now)
    assert condition(session, now=now + beats.SILENT_AFTER - timedelta(seconds=1)).has_worker
    assert not condition(session, now=now + beats.SILENT_AFTER).has_worker


def test_a_worker_renews_its_own_sign_and_the_silent_are_forgotten(session: Session, now: datetime) -> None:
    later = now + timedelta(days=2)
    beats.beat(session, "a", fault=None, now=now)
    beats.beat(session, "b", fault=None, now=now)
    beats.beat(session, "b", fault="ConnectionRefusedError", now=later)
    assert session.scalars(select(WorkerBeat.worker).order_by(WorkerBeat.worker)).all() == ["a", "b"]
    beats.forget_silent(session, now=later)
    assert session.scalars(select(WorkerBeat.worker)).all() == ["b"]
    sign = beats.latest(session, now=later)
    assert sign is not None
    assert (sign.fault, sign.count) == ("ConnectionRefusedError", 1)


def test_a_worker_is_heard_while_it_waits_and_takes_leave(session: Session, engine: Engine) -> None:
    outbox.put(session, letter(ANNA), now=utc_now())
    session.commit()
    stop = Event()
    worker = Worker(engine, post_office(by_smtp(free_port())), utc_now)
    thread = Thread(target=run, args=(worker,), kwargs={"stop": stop, "parent": os.getppid()})
    thread.start()
    until(lambda: faults(session) == ["ConnectionRefusedError"])
    assert condition(session, now=utc_now()).has_worker
    session.rollback()
    stop.set()
    thread.join()
    assert faults(session) == []


def faults(session: Session) -> list[str | None]:
    session.rollback()
    found = list(session.scalars(select(WorkerBeat.fault)))
    session.rollback()
    return found


def test_ready_is_degraded_and_still_ready_without_a_worker(client: FlaskClient, session: Session, published: None) -> None:
    give_up(session, utc_now())
    outbox.put(session, letter(ANNA), now=utc_now() - timedelta(hours=1))
    answer = client.get("/klar")
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["status"], answer.json["worker"], answer.json["worker_age_seconds"]) == ("nedsat", False, None)
    assert answer.json["mail"] is False


def test_ready_does_not_tell_whether_an_address_has_an_account(client: FlaskClient, people: People) -> None:
    people.add("anna@kommune.example")
    told = []
    for email in ("anna@kommune.example", "ukendt@kommune.example"):
        client.post("/glemt-adgangskode", data={"email": email, "csrf_token": token(client)})
        told.append(client.get("/klar").json)
    assert told[0] == told[1]


def test_ready_is_well_with_a_worker(client: FlaskClient, session: Session, published: None) -> None:
    beats.beat(session, "a", fault=None, now=utc_now() - timedelta(seconds=20))
    answer = client.get("/klar")
    assert answer.json is not None
    assert (answer.json["status"], answer.json["worker"]) == ("ok", True)
    assert answer.json["worker_age_seconds"] >= 20


def test_an_administrator_sees_what_was_given_up_and_never_what_it_said(people: People, now: datetime) -> None:
    mail = give_up(people.session, now)
    page = people.sign_in(roles=[Role.ADMIN]).get("/drift").text
    for said in (mail.key, "Invitation", "tager ikke imod adressen (svar 550)", "22. november 2026 kl. 13.00", "Arbejderen svarer ikke"):
        assert said in page
    assert SECRET not in page
    assert ANNA not in page.split("<h1>")[1]


def test_an_administrator_lets_a_mail_be_tried_again(people: People, now: datetime) -> None:
    mail = give_up(people.session, now)
    client = people.sign_in(roles=[Role.ADMIN])
    answer = client.post(f"/drift/mail/{mail.key}/igen", data={"csrf_token": token(client)}, follow_redirects=True)
    assert "Mailen prøves igen" in answer.text
    assert "Mail, der venter: 1" in answer.text
    people.session.refresh(mail)
    assert (mail.dead_at, mail.attempts) == (None, 0)


def test_a_mail_that_is_tried_already_is_not_tried_twice(people: People, now: datetime) -> None:
    mail = give_up(people.session, now)
    client = people.sign_in(roles=[Role.ADMIN])
    form = {"csrf_token": token(client)}
    statuses = [client.post(f"/drift/mail/{mail.key}/igen", data=form).status_code for _ in range(2)]
    assert statuses == [302, 409]


def test_a_mail_that_is_worth_nothing_has_no_button(people: People, now: datetime) -> None:
    give_up(people.session, now, expires_at=now + timedelta(minutes=1))
    page = people.sign_in(roles=[Role.ADMIN]).get("/drift").text
    assert "For gammel til at sende igen" in page
    assert "/igen" not in page


def test_the_page_says_what_the_worker_waits_for_and_when_a_copy_was_made(people: People, now: datetime) -> None:
    beats.beat(people.session, "a", fault="ConnectionRefusedError", now=utc_now())
    commands.note_backup(people.session, OPERATOR, bytes=10, now=now)
    page = people.sign_in(roles=[Role.ADMIN]).get("/drift").text
    for said in ("Der er ingen mailserver på adressen", "Den prøver igen af sig selv", "er fra 22. november 2026 kl. 13.00"):
        assert said in page
    assert "Ingen. Mail, som ikke kunne sendes" in page


def test_only_administrators_find_the_word_in_the_bar(people: People) -> None:
    assert 'href="/drift"' in people.sign_in(roles=[Role.ADMIN]).get("/min-laering").text
    assert 'href="/drift"' not in people.sign_in("bo@kommune.example", roles=[Role.MANAGER]).get("/min-laering").text


def test_every_kind_of_mail_has_its_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*letters.py"))
    sent = set(re.findall(r"etter\(\s*\"([a-z_]+)\"", source))
    assert sent >= {"invitation", "module_completed"}
    assert sent | {CASE_WAITS, DIGEST, LET_IN, NOTICE} == set(words.KINDS)
