"""The product and the anchor, each on the same web server with the same arguments, and people who are signed in there.

People are written straight into the database: to check 3,219 passwords would measure argon2, which is slow on purpose.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert

from benchmarks.anchors import SECRET
from benchmarks.measuring import Server
from sspedu.accounts.commands import hash_token
from sspedu.accounts.models import Profession, RoleGrant, SignIn, User
from sspedu.app import create_app
from sspedu.cli.serving import CONNECTIONS
from sspedu.db import db
from sspedu.learning.models import ContractItem, Enrolment
from sspedu.library.queries import shelf
from sspedu.policy import Role
from sspedu.settings import Settings
from sspedu.web.access import utc_now

BIN = Path(sys.executable).parent
MODULE = "lovgivning"
PASSWORD = "otte-gule-paraplyer"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Learner:
    """Someone who is signed in and enrolled: what the browser sends."""

    cookie: Mapping[str, str]
    form: str


class Anchor(Server):
    """Bare Flask."""

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.folder / 'anchor.sqlite3'}"

    def start(self) -> None:
        """Start it."""
        self.run(web_server(self.port, "benchmarks.anchors:app"), {"ANCHOR_DATABASE": self.database}, ready="/")

    @property
    def cookie(self) -> dict[str, str]:
        """The signed cookie of its one person."""
        app = Flask("anchor")
        app.secret_key = SECRET
        return {"Cookie": f"session={_signed(app, {'user': 1})}"}


class Product(Server):
    """SSP Læring on SQLite, with the law module."""

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return {
            "SSPEDU_MODE": "demo",
            "SSPEDU_PORT": str(self.port),
            "SSPEDU_VAR_DIR": str(self.folder),
            "SSPEDU_DEMO_PASSWORD": PASSWORD,
            "SSPEDU_LOG_LEVEL": "WARNING",
        }

    def start(self, *, workers: int = 1) -> None:
        """Start it as an operator does."""
        self.run([str(BIN / "flask"), "sspedu", "serve", f"--workers={workers}"], self.environment, ready="/klar")

    def start_bare(self) -> None:
        """Start its web server only, on an installation that is ready: one worker, one import of the application."""
        self.run(web_server(self.port, "wsgi:app"), self.environment, ready="/sundhed")

    def settings(self) -> Settings:
        """The same settings, for this process."""
        os.environ.update(self.environment)
        return Settings()

    def enrol_people(self, count: int) -> list[Learner]:
        """Make people who are signed in and enrolled in the law module."""
        app = create_app(self.settings())
        with app.app_context():
            tokens = _write_people(count)
            db.session.remove()
            db.engine.dispose()
        return [_learner(app, token) for token in tokens]


def web_server(port: int, app: str) -> list[str]:
    """Return the command that serves an application with one worker, with the product's own arguments."""
    limits = [f"--backpressure={CONNECTIONS}", f"--blocking-threads={Settings.model_fields['threads'].default}"]
    return [
        *(str(BIN / "granian"), "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1"),
        *(*limits, "--no-ws", "--log-level=warning", app),
    ]


def _write_people(count: int) -> list[str]:
    session, now = db.session(), utc_now()
    module = shelf(session).module(MODULE)
    first = session.query(User).count() + 1000
    ids = range(first, first + count)
    tokens = {id_: secrets.token_urlsafe(32) for id_ in ids}
    facts = {"profession": Profession.CONSULTANT, "municipality_code": "0265", "password_hash": "!", "is_demo": True, "created_at": now}
    session.execute(insert(User), [{"id": id_, "email": f"person{id_}@kommune.example", "name": f"Person {id_}", **facts} for id_ in ids])
    session.execute(insert(RoleGrant), [{"user_id": id_, "role": Role.LEARNER, "granted_at": now} for id_ in ids])
    expires = {"created_at": now, "expires_at": now.replace(year=now.year + 1)}
    session.execute(insert(SignIn), [{"user_id": id_, "token_hash": hash_token(token), **expires} for id_, token in tokens.items()])
    place = {"module_id": module.id, "version_id": module.version_id, "enrolled_at": now, "revision": 0, "round": 1}
    session.execute(insert(Enrolment), [{"id": id_, "user_id": id_, **place} for id_ in ids])
    items = [{"item_id": item.id, "rule": item.rule} for item in module.module.items]
    session.execute(insert(ContractItem), [{"enrolment_id": id_, **item} for id_ in ids for item in items])
    session.commit()
    return list(tokens.values())


def _learner(app: Flask, token: str) -> Learner:
    raw = secrets.token_hex(20)
    assert isinstance(app.secret_key, str)
    csrf_token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)
    cookie = _signed(app, {"_user_id": token, "_fresh": False, "_permanent": True, "csrf_token": raw})
    return Learner({"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}"}, urlencode({"csrf_token": csrf_token}))


def _signed(app: Flask, values: dict[str, object]) -> str:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    text = serializer.dumps(values)
    return text if isinstance(text, str) else text.decode()
