"""What the site says about itself is true: the notice names every table that holds something about a person."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.about.kept import PLAN
from sspedu.app import create_app
from sspedu.db import Base, db
from sspedu.settings import Mode, Settings
from tests.people import People

Get = Callable[[str], TestResponse]
ABOUT_PEOPLE = {"email", "recipient", "account_key", "name_of", "actor_id"}


def _holds_people(table: str) -> bool:
    columns = Base.metadata.tables[table].columns
    keys = {key.column.table.name for column in columns for key in column.foreign_keys}
    return bool(keys & {"user_account", "enrolment"}) or bool(ABOUT_PEOPLE & {column.name for column in columns})


@pytest.fixture
def open_house(app: Flask, tmp_path: Path, session: Session) -> Iterator[Get]:
    """An installation whose keepers have named themselves."""
    settings = Settings(
        mode=Mode.PRODUCTION,
        base_url="https://laering.example.dk",
        secret_key="x" * 40,
        trusted_proxies=1,
        var_dir=tmp_path,
        database_url=app.config["SQLALCHEMY_DATABASE_URI"],
        log_level="CRITICAL",
        controller="Lindeborg Kommune, dpo@lindeborg.example",
        was_url="https://www.was.digst.dk/laering",
        security_contact="sikkerhed@lindeborg.example",
        mail="folder",
    )
    house = create_app(settings)
    yield lambda path: house.test_client().get(path, base_url="https://laering.example.dk")
    with house.app_context():
        db.engine.dispose()


def test_every_table_that_holds_something_about_a_person_stands_in_the_notice(app: Flask) -> None:
    named = frozenset().union(*(kept.tables for kept in PLAN))
    assert {table for table in Base.metadata.tables if _holds_people(table)} <= named
    assert named <= set(Base.metadata.tables)


def test_the_notice_says_how_long_as_the_rules_that_delete_do(client: FlaskClient) -> None:
    page = client.get("/privatliv").text
    for words in (
        "i højst 7 dage",
        "i 15 minutter",
        "i 30 minutter",
        "i 14 dage",
        "30 dage efter",
        "90 dage, hvis",
        "90 dage efter",
        "højst 7 dage",
        "13 måneder",
    ):
        assert words in page, words
    assert "har ikke skrevet her, hvem der er dataansvarlig" in page


def test_help_says_who_sees_what(client: FlaskClient) -> None:
    page = client.get("/hjaelp").text
    assert "En leder kan ikke se, hvor langt andre er" in page
    assert "Dine refleksioner er dine." in page


def test_the_page_about_cookies_names_every_cookie_that_is_set(people: People) -> None:
    client = people.sign_in()
    client.post("/sprog", data={"language": "da", "csrf_token": client.get("/").text.split('csrf_token" value="')[1].split('"')[0]})
    page = client.get("/cookies").text
    names = {name for name in ("sspedu", "sprog", "session") if client.get_cookie(name)}
    assert names == {"sspedu", "sprog"}
    assert all(f">{name}<" in page for name in names)


def test_every_page_leads_there(client: FlaskClient) -> None:
    page = client.get("/log-ind").text
    assert all(f'href="{path}"' in page for path in ("/hjaelp", "/privatliv", "/cookies"))
    assert "/was" not in page


def test_where_the_keepers_name_themselves_the_pages_do(open_house: Get) -> None:
    assert "Dataansvarlig: Lindeborg Kommune, dpo@lindeborg.example" in open_house("/privatliv").text
    assert 'href="/was"' in open_house("/hjaelp").text
    assert open_house("/was").headers["Location"] == "https://www.was.digst.dk/laering"
    assert "__Host-sprog" in open_house("/cookies").text


def test_security_txt_is_as_the_standard_wants_it(open_house: Get) -> None:
    answer = open_house("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:sikkerhed@lindeborg.example"
    assert fields["Canonical"] == "https://laering.example.dk/.well-known/security.txt"
    ahead = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < ahead < timedelta(days=365)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"was_url": "was.digst.dk"}, "SSPEDU_WAS_URL"),
        ({"was_url": "javascript:alert(1)"}, "SSPEDU_WAS_URL"),
        ({"security_contact": "ring til os"}, "SSPEDU_SECURITY_CONTACT"),
        ({"security_contact": "a@b.dk\nContact: mailto:x@y.dk"}, "SSPEDU_SECURITY_CONTACT"),
        ({"controller": "A\nB"}, "SSPEDU_CONTROLLER"),
    ],
)
def test_a_contact_that_cannot_be_used_is_told_at_the_start(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Settings.model_validate({"mode": Mode.DEMO, **given})
