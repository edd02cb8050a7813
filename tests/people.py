"""People for tests. All invented."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session

from sspedu.accounts import commands
from sspedu.accounts.models import Profession
from sspedu.policy import OPERATOR, Actor, Role

PASSWORD = "fire-grønne-cykler"


@cache
def password_hash() -> str:
    """Return a hash that is cheap to compare with: its cost stands in the hash itself, and hundreds of tests sign in."""
    return Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class People:
    """Makes people, and clients signed in as them."""

    def __init__(self, app: Flask, session: Session, now: datetime) -> None:
        self.app = app
        self.session = session
        self.now = now

    def add(self, email: str = "anna@kommune.example", *, roles: Iterable[Role] = (), name: str = "Anna Prøve") -> Actor:
        """Make a person and return them as an actor."""
        new = commands.NewUser(
            email=email,
            name=name,
            profession=Profession.CONSULTANT,
            password_hash=password_hash(),
            municipality_code="0265",
            roles=frozenset(roles),
        )
        user = commands.add_user(self.session, OPERATOR, new, now=self.now)
        self.session.commit()
        return Actor(id=user.id, name=user.name, roles=frozenset(roles) | {Role.LEARNER}, municipality_code="0265")

    def sign_in(self, email: str = "anna@kommune.example", *, roles: Iterable[Role] = ()) -> FlaskClient:
        """Make a person and return a browser in which they are signed in."""
        self.add(email, roles=roles)
        return self.browser(email)

    def browser(self, email: str) -> FlaskClient:
        """Return a new browser in which an existing person is signed in."""
        client = self.app.test_client()
        answer = client.post("/log-ind", data={"email": email, "password": PASSWORD, "csrf_token": token(client)})
        assert answer.status_code == 302, answer.text
        return client


def token(client: FlaskClient) -> str:
    """Return the CSRF token of a browser, as any form would show it."""
    with client.session_transaction() as kept:
        raw = kept.setdefault("csrf_token", secrets.token_hex(20))
    key = client.application.secret_key
    assert isinstance(key, str)
    text = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw)
    assert isinstance(text, str)
    return text
