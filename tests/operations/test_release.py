"""After a rollback the program runs on the tables of the release that came after it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from sspedu.operations.release import newest_migration


@pytest.fixture
def newer_database(session: Session) -> Iterator[None]:
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    yield
    session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest_migration()})
    session.commit()


def test_a_database_of_a_newer_release_is_used_as_it_is(app: Flask, client: FlaskClient, newer_database: None) -> None:
    said = app.test_cli_runner().invoke(args=["sspedu", "setup"])
    assert said.exit_code == 0, said.output
    assert "fra en nyere udgave (migration 9999)" in said.output
    ready = client.get("/klar")
    assert (ready.status_code, ready.json and ready.json["migrations"]) == (200, True)


def test_a_database_of_an_older_release_is_not_ready(client: FlaskClient, session: Session, published: None, newer_database: None) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    assert client.get("/klar").status_code == 503
