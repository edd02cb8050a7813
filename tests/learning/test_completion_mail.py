"""One mail when a module is completed, and never another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.db import db
from sspedu.jobs.models import Mail
from sspedu.learning import commands
from sspedu.learning.congratulating import watch
from sspedu.learning.models import Enrolment
from sspedu.library.commands import Publication, publish
from sspedu.library.queries import published_ids, shelf
from sspedu.policy import OPERATOR, Actor
from tests.content import FIRST, read_tree, small_tree
from tests.learning.test_coming_back import finish
from tests.learning.test_views import Learner
from tests.people import People


@pytest.fixture
def learner(people: People) -> Learner:
    return Learner(people.sign_in())


def mails(session: Session) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail)))


def test_completing_a_module_promises_one_mail(learner: Learner, session: Session) -> None:
    finish(learner)
    [mail] = mails(session)
    assert mail.recipient == "anna@kommune.example"
    assert mail.subject == "Du har gennemført ”Lov i små bidder”"
    assert "/moduler/lov" in mail.text
    completed_at = session.scalars(select(Enrolment.completed_at)).one()
    assert completed_at is not None
    assert str(completed_at.year) in mail.text


def test_a_process_that_makes_several_apps_promises_one_mail_all_the_same(learner: Learner, session: Session) -> None:
    watch(db.session)
    finish(learner)
    assert len(mails(session)) == 1


def test_nothing_is_promised_before_the_last_item(learner: Learner, session: Session) -> None:
    learner.post("/moduler/lov/foerste/laest")
    learner.answer("valg", option="1")
    assert mails(session) == []


def test_doing_it_all_again_promises_no_other(learner: Learner, session: Session) -> None:
    finish(learner)
    finish(learner)
    learner.post("/moduler/lov/tilmeld")
    learner.answer("valg", option="1", number=2)
    assert len(mails(session)) == 1


def test_two_tabs_that_do_the_last_two_things_at_once_promise_one_mail(learner: Learner, session: Session, app: Flask) -> None:
    for item, lesson, fields in (("valg", "foerste", {"option": "1"}), ("alle", "foerste", {"option": ["0", "1"]})):
        learner.answer(item, lesson, **fields)
    learner.answer("gaet", "anden", value="40")
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Jeg ringer til skolen.")
    session.rollback()
    user_id = session.scalars(select(Enrolment.user_id)).one()
    module = shelf(session).module("lov")
    session.rollback()
    together = Barrier(2)

    def finish_one(lesson: str) -> None:
        with app.app_context():
            tab = db.session()
            together.wait()
            enrolment = commands.lock_enrolment(tab, Actor(id=user_id), module)
            commands.mark_read(tab, Actor(id=user_id), enrolment, module, lesson, now=datetime.now(UTC))
            tab.commit()

    with ThreadPoolExecutor(2) as tabs:
        list(tabs.map(finish_one, ("foerste", "anden")))
    assert len(mails(session)) == 1


def test_the_mail_holds_nothing_that_was_written(learner: Learner, session: Session) -> None:
    finish(learner)
    assert "Jeg ringer til skolen" not in mails(session)[0].text + mails(session)[0].html


def test_whoever_waited_only_for_what_is_no_longer_asked_for_is_written_to(
    learner: Learner, session: Session, people: People, app: Flask
) -> None:
    learner.answer("valg", option="1")
    learner.answer("gaet", "anden", value="40")
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Jeg ringer til skolen.")
    for lesson in ("foerste", "anden"):
        learner.post(f"/moduler/lov/{lesson}/laest")
    session.rollback()
    files = small_tree(first=FIRST[: FIRST.index("/// quiz\n    id: alle")], retired="retired:\n  - id: alle\n    on: 2026-11-22\n")
    reading = read_tree(files, now=people.now, published=published_ids(session))
    later = people.now + timedelta(days=1)
    session.rollback()
    with app.app_context():
        publish(db.session(), OPERATOR, Publication(files, reading.curriculum), followers=[commands.follow_publication], now=later)
        db.session.commit()
    assert [mail.kind for mail in mails(session)] == ["module_completed"]
