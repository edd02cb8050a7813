"""What is sent to the server: too much of it, too slowly, and numbers that no database holds."""

import re
from collections.abc import Callable
from io import BytesIO, RawIOBase

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts import commands
from sspedu.accounts.models import PasswordLink, User
from sspedu.app import MAX_FORM_BYTES
from sspedu.policy import OPERATOR, Role
from tests.architecture.test_routes import ALL_ROUTES
from tests.people import People, token

FORM = "application/x-www-form-urlencoded"
TOO_MUCH = b"text=" + b"x" * MAX_FORM_BYTES
POSTS = [path for method, path in ALL_ROUTES if method == "POST"]
BEYOND = 2**63
STAFF_WORDS = ("Sådan skal filen se ud", "Inviteret og ikke kommet ind endnu", "Ret roller")


def post_too_much(client: FlaskClient) -> dict[str, int]:
    """Send more than is read to every route that takes a form; no answer may hold a staff page."""
    met = {}
    for path in POSTS:
        answer = client.post(path, input_stream=BytesIO(TOO_MUCH), content_length=len(TOO_MUCH), content_type=FORM)
        met[path] = answer.status_code
        if path != "/brugere/import":
            assert not any(words in answer.text for words in STAFF_WORDS), path
    return met


def test_too_large_a_form_is_answered_alike_to_a_visitor_everywhere(client: FlaskClient, published: None) -> None:
    assert post_too_much(client) == dict.fromkeys(POSTS, 413)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.ADMIN])
def test_too_large_a_form_is_answered_alike_to_whoever_is_signed_in(people: People, role: Role) -> None:
    assert post_too_much(people.sign_in(roles=[role])) == dict.fromkeys(POSTS, 413)


def test_too_large_a_form_is_answered_where_the_sign_in_is_gone(people: People, session: Session) -> None:
    client = people.sign_in()
    user = session.scalars(select(User)).one()
    commands.sign_out_everywhere(session, OPERATOR, user, now=people.now)
    answer = client.post("/profil", input_stream=BytesIO(TOO_MUCH), content_length=len(TOO_MUCH), content_type=FORM)
    assert answer.status_code == 413


class SlowBody(RawIOBase):
    """A body whose last part arrives when something else has happened."""

    def __init__(self, body: bytes, meanwhile: Callable[[], None]) -> None:
        self.parts = [body[:10], body[10:]]
        self.meanwhile = meanwhile

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self.parts:
            return 0
        if len(self.parts) == 1:
            self.meanwhile()
        part = self.parts.pop(0)
        buffer[: len(part)] = part
        return len(part)


def post_slowly(client: FlaskClient, path: str, data: str, meanwhile: Callable[[], None]) -> TestResponse:
    body = f"csrf_token={token(client)}&{data}".encode()
    stream = {"wsgi.input": SlowBody(body, meanwhile), "CONTENT_LENGTH": str(len(body))}
    return client.post(path, content_type=FORM, environ_overrides=stream)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda session, user, now: commands.suspend(session, OPERATOR, user, "Er rejst", now=now), 401),
        (lambda session, user, now: commands.set_roles(session, OPERATOR, user, frozenset(), now=now), 401),
    ],
    ids=["suspended", "without the role"],
)
def test_rights_that_end_while_a_body_arrives_are_not_used(people: People, session: Session, change, status: int) -> None:  # type: ignore[no-untyped-def]
    people.add("anden@kommune.example", roles=[Role.ADMIN])
    anna = people.add()
    client = people.sign_in("chef@kommune.example", roles=[Role.ADMIN])
    boss = session.scalars(select(User).where(User.email == "chef@kommune.example")).one()

    def meanwhile() -> None:
        change(session, boss, people.now)
        session.commit()

    answer = post_slowly(client, f"/brugere/{anna.id}/link", "", meanwhile)
    assert answer.status_code == status
    assert session.scalars(select(PasswordLink)).all() == []


def test_a_number_that_no_database_holds_is_no_page(app: Flask, people: People) -> None:
    client = people.sign_in(roles=[Role.ADMIN])
    csrf_token, met = token(client), {}
    rules = [rule for rule in app.url_map.iter_rules() if any("int:" in part for part in rule.rule.split("<"))]
    assert len(rules) >= 10
    for rule in rules:
        path = re.sub(r"<int:\w+>", str(BEYOND), rule.rule)
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        met[method, rule.rule] = client.open(path, method=method, data={"csrf_token": csrf_token}).status_code
    assert met == dict.fromkeys(met, 404)


@pytest.mark.parametrize("path", ["/undervis/fejl?foer={}", "/brugere?side={}", "/invitationer?side={}"])
@pytest.mark.parametrize("number", [str(BEYOND), "9" * 5_000, "-1", "x", "²"])
def test_a_cursor_that_means_nothing_is_passed_over(people: People, path: str, number: str) -> None:
    assert people.sign_in(roles=[Role.ADMIN]).get(path.format(number)).status_code == 200
