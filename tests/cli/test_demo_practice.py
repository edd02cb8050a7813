"""The constructed practice examples of the demo: told by the ordinary commands, varied, and the same when told again."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.accounts import commands as accounts
from sspedu.accounts.models import User
from sspedu.cli.demo.practice import PLACES, practice_examples
from sspedu.cli.demo.story import in_order
from sspedu.curriculum.places import PoliceDistrict, Region
from sspedu.library.queries import shelf
from sspedu.network import commands, queries
from sspedu.network.models import MarkKind, Post, PracticeExample, PracticeMark, PracticeTry, Result, Thread
from sspedu.policy import OPERATOR, Actor
from tests.network.world import BEFORE
from tests.network.world import PLACES as TOWNS

# Which engine holds it makes no difference to what is told.
pytestmark = pytest.mark.once

LEAST = 12


@pytest.fixture
def demo(app: Flask, session: Session, published: None, now: datetime) -> Session:
    """The places that the constructed people need, the boards, and the examples."""
    regions = {town.region_id for town in PLACES.values()} - {region.id for region in TOWNS.regions}
    districts = {town.police_district_id for town in PLACES.values()} - {district.id for district in TOWNS.police_districts}
    more = {
        "regions": (*TOWNS.regions, *(Region(id=id_, name=id_) for id_ in sorted(regions))),
        "police_districts": (*TOWNS.police_districts, *(PoliceDistrict(id=id_, name=id_) for id_ in sorted(districts))),
    }
    accounts.record_places(session, OPERATOR, TOWNS.model_copy(update=more))
    commands.open_boards(session, OPERATOR, shelf(session), today=BEFORE, now=now)
    in_order(practice_examples(session, now=now))
    session.commit()
    return session


def count(session: Session, table: type) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)


def test_there_are_enough_and_not_only_good_ones(demo: Session) -> None:
    results = list(demo.scalars(select(PracticeExample.result)))
    assert len(results) >= LEAST
    assert {Result.NO_DIFFERENCE, Result.MIXED, Result.HARMED, Result.TOO_EARLY, Result.WORKED, Result.PROMISING} == set(results)
    assert len(set(demo.scalars(select(PracticeExample.arena)))) >= 6
    assert len(set(demo.scalars(select(PracticeExample.prevention)))) == 3


def test_told_again_later_nothing_is_added(demo: Session, now: datetime) -> None:
    tables = (Thread, Post, PracticeExample, PracticeMark, PracticeTry, User)
    before = [count(demo, table) for table in tables]
    in_order(practice_examples(demo, now=now))
    demo.commit()
    assert [count(demo, table) for table in tables] == before


def test_each_says_that_it_is_constructed_and_none_is_said_of_a_real_municipality(demo: Session) -> None:
    author = demo.scalars(select(Thread.author_id)).first()
    found = queries.examples(demo, Actor(id=author), queries.Wanted(), queries.Ours(), today=BEFORE)
    assert all(row.is_constructed for row in found.examples)
    assert set(demo.scalars(select(PracticeExample.municipality_code))) <= {town.code for town in PLACES.values()}


def test_one_is_summed_as_the_rule_book_says(demo: Session) -> None:
    tried = select(PracticeTry.post_id).join(Post, Post.id == PracticeTry.post_id).where(Post.thread_id == PracticeExample.thread_id)
    author, thread_id = demo.execute(
        select(Thread.author_id, Thread.id)
        .join(PracticeExample, PracticeExample.thread_id == Thread.id)
        .order_by(tried.with_only_columns(func.count()).scalar_subquery().desc())
    ).first() or (None, 0)
    example = queries.practice(demo, Actor(id=author), thread_id, today=BEFORE)
    assert queries.tries(demo, example).by_result == {Result.WORKED: 4, Result.MIXED: 2, Result.NO_DIFFERENCE: 1}


def test_every_example_has_its_ages(demo: Session) -> None:
    aged = set(demo.scalars(select(PracticeMark.thread_id).where(PracticeMark.kind == MarkKind.AGE)))
    assert aged == set(demo.scalars(select(PracticeExample.thread_id)))
