"""What a demo shows: half a year of talk, constructed, that the guard has nothing against."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.cli.demo import add_demo_people, half_year, in_order, practice_examples
from sspedu.cli.demo.half_year import told
from sspedu.cli.demo.people import COLLEAGUES, PEOPLE
from sspedu.cli.working import open_todays_boards
from sspedu.library.files import read_tree
from sspedu.library.queries import shelf
from sspedu.network.models import Board, BoardKind, Post, PracticeExample, Thread
from sspedu.privacy import scan
from sspedu.settings import ROOT
from tests.content import publish_tree


@pytest.fixture
def demo(app: Flask, session: Session, now: datetime) -> Session:
    """The training as it is, the demo's people and their boards."""
    publish_tree(session, read_tree(ROOT / "content"), now=now)
    with app.app_context():
        add_demo_people("otte-gule-paraplyer")
    open_todays_boards(session, now)
    session.commit()
    return session


@pytest.mark.once
def test_the_half_year_is_written_once_and_lies_in_the_half_year_before(demo: Session, now: datetime) -> None:
    in_order(half_year(demo, now=now))
    assert not half_year(demo, now=now)
    assert demo.scalar(select(func.count()).select_from(Post)) == sum(len(thread["posts"]) for thread in told())
    earliest, latest = demo.execute(select(func.min(Post.posted_at), func.max(Post.posted_at))).one()
    assert now - timedelta(days=184) < earliest < latest <= now
    assert {moment.weekday() for moment in demo.scalars(select(Post.posted_at))} <= set(range(5))
    kinds = set(demo.scalars(select(Board.kind).join(Thread, Thread.board_id == Board.id)))
    assert kinds == set(BoardKind) - {BoardKind.GROUP}


@pytest.mark.once
def test_what_is_told_stands_in_the_order_of_its_moments(demo: Session, now: datetime) -> None:
    in_order(half_year(demo, now=now), practice_examples(demo, now=now))
    moments = list(demo.scalars(select(Post.posted_at).order_by(Post.id)))
    assert moments == sorted(moments)
    assert demo.scalar(select(func.count()).select_from(PracticeExample))


@pytest.mark.once
def test_every_lesson_that_a_demo_thread_is_about_is_there(demo: Session) -> None:
    lessons = {(module.id, lesson.id) for module in shelf(demo).modules for lesson in module.module.lessons}
    about = {(thread["board"].partition("/")[2], thread["lesson"]) for thread in told() if "lesson" in thread}
    assert about <= lessons


@pytest.mark.parametrize("thread", told(), ids=lambda thread: str(thread["title"]))
def test_the_guard_has_nothing_against_what_is_told(thread: dict[str, Any]) -> None:
    assert [scan(text) for text in (thread["title"], *(post["text"] for post in thread["posts"])) if scan(text)] == []


def test_whoever_speaks_is_named_as_somebody_invented() -> None:
    assert all(person.name.startswith("Demo ") for person in PEOPLE + COLLEAGUES)
