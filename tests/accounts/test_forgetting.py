"""What is old is forgotten by the worker, whether or not anyone comes by."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.accounts import commands
from sspedu.accounts.models import PeopleImport
from sspedu.cli.working import HOURLY
from sspedu.db import db
from sspedu.errors import Forbidden
from sspedu.jobs.delivery import post_office
from sspedu.jobs.worker import Worker
from sspedu.policy import OPERATOR
from tests.people import People


@pytest.fixture
def file_of_people(people: People) -> People:
    """A file that somebody has put up, with a person in it."""
    admin = people.add()
    text = "navn;mail\nBo Prøve;bo@kommune.example"
    people.session.add(PeopleImport(made_by_id=admin.id, made_at=people.now, file_name="folk.csv", text=text))
    people.session.commit()
    return people


def _count(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(PeopleImport))


def test_a_file_of_people_is_forgotten_after_a_week(file_of_people: People) -> None:
    session, now = file_of_people.session, file_of_people.now
    commands.forget_old_files(session, OPERATOR, now=now + timedelta(days=7))
    assert _count(session) == 1
    commands.forget_old_files(session, OPERATOR, now=now + timedelta(days=7, seconds=1))
    assert _count(session) == 0


def test_the_worker_forgets_old_files_of_people(file_of_people: People, app: Flask) -> None:
    with app.app_context():
        post = post_office(app.extensions["settings"])
        Worker(db.engine, post, lambda: file_of_people.now + timedelta(days=8), hourly=HOURLY).tidy()
    assert _count(file_of_people.session) == 0


def test_only_those_who_tidy_forget(file_of_people: People) -> None:
    learner = file_of_people.add("bo@kommune.example")
    with pytest.raises(Forbidden):
        commands.forget_old_files(file_of_people.session, learner, now=file_of_people.now)
