"""What only reads holds no transaction on PostgreSQL, and nobody who writes is ever left without one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import Engine, NullPool, Select, create_engine, delete, func, insert, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sspedu.accounts.models import Region
from sspedu.connections import RESTED_SECONDS, reading
from sspedu.db import UtcDateTime, WroteWhileReading, ask, db, tell
from sspedu.search.patience import TookTooLong, given

ALL = select(Region.id).order_by(Region.id)
NEW = {"id": "proeve", "name": "Region Prøve"}
OFTEN = 20


@pytest.fixture
def engine(app: Flask, session: Session) -> Iterator[Engine]:
    """An engine of one connection, so that each user of it has that of the one before."""
    with app.app_context():
        address = db.engine.url
    session.rollback()
    engine = create_engine(address, pool_size=1, max_overflow=0)
    yield engine
    engine.dispose()


def read(engine: Engine) -> list[str]:
    with reading(), Session(engine) as session:
        return list(ask(session, ALL).scalars())


@pytest.mark.parametrize("rest", [0, RESTED_SECONDS], ids=["at once", "after a rest"])
def test_what_is_often_read_is_planned_once(engine: Engine, engine_name: str, rest: float) -> None:
    for _ in range(OFTEN):
        read(engine)
    sleep(rest)
    read(engine)
    with engine.connect() as connection:
        prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%region%'")
        assert engine_name == "sqlite" or connection.execute(prepared).scalar_one() == 1


def test_who_writes_after_a_reader_can_take_it_back(engine: Engine) -> None:
    before = read(engine)
    with Session(engine) as session:
        session.execute(insert(Region).values(NEW))
        session.rollback()
    assert read(engine) == before


def test_who_reads_and_then_writes_on_one_connection_can_take_it_back(engine: Engine) -> None:
    with engine.connect() as connection:
        with reading():
            before = list(connection.execute(ALL).scalars())
            connection.rollback()
        connection.execute(insert(Region).values(NEW))
        connection.rollback()
    assert read(engine) == before


def test_a_reader_whose_question_was_wrong_leaves_the_next_a_transaction(engine: Engine) -> None:
    before = read(engine)
    with reading(), Session(engine) as session, pytest.raises(Exception, match="no_such_table"):
        session.execute(text("SELECT 1 FROM no_such_table"))
    with Session(engine) as session:
        session.execute(insert(Region).values(NEW))
        session.rollback()
    assert read(engine) == before


def test_what_began_as_reading_writes_nothing_afterwards_either(engine: Engine, engine_name: str) -> None:
    before = read(engine)
    with Session(engine) as session:
        with reading():
            ask(session, ALL).all()
        if engine_name == "postgresql":
            session.add(Region(**NEW))
            with pytest.raises(WroteWhileReading):
                session.flush()
            session.expunge_all()
            with pytest.raises(WroteWhileReading):
                tell(session, insert(Region), NEW)
            with pytest.raises(WroteWhileReading):
                session.execute(delete(Region))
    assert read(engine) == before


def endless(most: int) -> Select[int]:
    """Count to a number, one by one."""
    numbers = select(literal(1).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < most))
    return select(func.count()).select_from(numbers)


def test_a_question_that_takes_too_long_is_given_up_and_the_next_is_not(engine: Engine) -> None:
    with reading(), Session(engine) as session:
        with pytest.raises(TookTooLong), given(session, 0.001):
            ask(session, endless(10**9))
        assert ask(session, endless(10**5)).scalar_one() == 10**5


def test_what_is_wrong_with_a_question_is_said_as_it_is_and_its_time_ends_with_it(engine: Engine) -> None:
    with reading(), Session(engine) as session:
        with pytest.raises(DBAPIError), given(session, 0.001):
            session.execute(text("SELECT 1 FROM no_such_table"))
        assert ask(session, endless(10**5)).scalar_one() == 10**5


def test_rows_that_come_in_portions_are_read_on_both_engines(engine: Engine) -> None:
    with reading(streams=True), Session(engine) as session:
        assert list(session.scalars(ALL.execution_options(yield_per=2))) == list(session.scalars(ALL))


def test_a_connection_that_rested_is_asked_first_whether_it_is_there_still(engine: Engine, engine_name: str) -> None:
    before = read(engine)
    if engine_name == "postgresql":
        with engine.connect() as connection:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with create_engine(engine.url, poolclass=NullPool).connect() as other:
            assert other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}).scalar_one()
    sleep(RESTED_SECONDS)
    assert read(engine) == before


def test_a_moment_is_read_in_utc_whatever_zone_the_database_lives_in(engine: Engine, engine_name: str) -> None:
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    given_zone = {"options": "-c TimeZone=Europe/Copenhagen"} if engine_name == "postgresql" else {}
    with create_engine(engine.url, poolclass=NullPool, connect_args=given_zone).connect() as connection:
        read_moment = connection.execute(select(literal(moment, UtcDateTime))).scalar_one()
    assert (read_moment, read_moment.tzinfo) == (moment, UTC)
