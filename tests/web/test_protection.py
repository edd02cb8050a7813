"""What every answer carries, and what is refused at the door."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, delete, text
from sqlalchemy.exc import OperationalError

from sspedu.connections import reading
from sspedu.db import WroteWhileReading, ask, db
from sspedu.library.models import Module
from sspedu.settings import BadSettings, Mode, Settings, read_settings
from sspedu.web.access import is_own_path
from sspedu.web.assets import DIST
from tests.people import People, token

STYLE = "/static/" + json.loads((DIST / "manifest.json").read_text())["site.css"]
PATHS = ["/", "/log-ind", "/ukendt", "/sundhed", "/min-laering", "/static/intet.css", STYLE]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_is_not_ours(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_kept_by_the_one_browser_only(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("host", ["ond.example", "127.0.0.1.ond.example", "localhost.ond.example:80"])
def test_an_unknown_host_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_a_post_without_its_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/log-ind", data={"email": "a@b.example", "password": "x"}).status_code == 400


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/log-ind").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_visitor_who_only_reads_gets_no_cookie(client: FlaskClient) -> None:
    for path in ("/", "/moduler", "/temaer", "/lov", "/ord", "/tal", "/kilder", "/hjaelp", "/privatliv", "/cookies"):
        assert "Set-Cookie" not in client.get(path).headers, path


@pytest.mark.parametrize("status", [404, 405, 413])
def test_an_error_has_a_danish_page(client: FlaskClient, status: int) -> None:
    answer = {
        404: lambda: client.get("/ukendt"),
        405: lambda: client.post("/moduler"),
        413: lambda: client.post("/log-ind", data={"email": "x" * 2_000_000}),
    }[status]()
    assert answer.status_code == status
    assert '<html lang="da"' in answer.text


def test_a_request_is_answered_with_its_number(client: FlaskClient) -> None:
    assert client.get("/", headers={"X-Request-ID": "abc-12345678"}).headers["X-Request-ID"] == "abc-12345678"
    assert client.get("/", headers={"X-Request-ID": "<script>"}).headers["X-Request-ID"] != "<script>"


def test_a_get_that_writes_fails(app: Flask) -> None:
    with app.app_context(), reading():
        db.session.add(Module(id="x", position=1))
        with pytest.raises(WroteWhileReading):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(WroteWhileReading):
            db.session.query(Module).delete()
        db.session.remove()


def test_a_database_that_is_away_gives_a_page_that_says_so(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("sspedu.learning.views.modules.shelf", away)
    answer = client.get("/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "optaget" in answer.text


def test_a_locked_database_gives_a_signed_in_writer_a_page_with_the_text(people: People, app: Flask, engine_name: str) -> None:
    client = people.sign_in()
    csrf_token = token(client)
    with app.app_context():
        engine = db.engine
    people.session.commit()
    beside = create_engine(engine.url, poolclass=NullPool)
    with beside.connect() as other, pytest.MonkeyPatch.context() as patch:
        if engine_name == "sqlite":
            patch.setattr("sspedu.connections.BUSY_TIMEOUT_MS", 50)
            engine.dispose()
            other.exec_driver_sql("SELECT 1")
        else:
            other.exec_driver_sql("LOCK TABLE module_version IN ACCESS EXCLUSIVE MODE")
            patch.setenv("PGOPTIONS", "-c lock_timeout=50ms")
            engine.dispose()
        answer = client.post("/moduler/lov/anden/refleksion/mandag", data={"text": "Min tekst", "csrf_token": csrf_token})
    engine.dispose()
    assert answer.status_code == 503
    assert "Min tekst" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_fault_of_ours_gives_a_page_and_a_number_but_no_trace(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("hemmelig tekst")

    monkeypatch.setattr("sspedu.learning.views.modules.shelf", fail)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "hemmelig tekst" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_alive_and_ready(client: FlaskClient, published: None) -> None:
    assert client.get("/sundhed").json == {"status": "ok"}
    ready = client.get("/klar")
    assert ready.status_code == 200
    assert ready.json is not None
    assert {name: ready.json[name] for name in ("database", "migrations", "content")} == dict.fromkeys(
        ("database", "migrations", "content"), True
    )


def test_without_content_it_is_alive_but_not_ready(client: FlaskClient) -> None:
    assert client.get("/sundhed").status_code == 200
    answer = client.get("/klar")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["content"] is False


@pytest.mark.parametrize("path", ["/", "/moduler/lov", "/a?b=//c", "/a#b"])
def test_an_own_path_is_one(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize("path", ["", "moduler", "//x", "/\\x", "\\\\x", "/\n/x", "http://x", "javascript:x", " /x", "/\x00/x"])
def test_what_leads_away_is_no_own_path(path: str) -> None:
    assert not is_own_path(path)


def test_sqlite_keeps_what_it_has_answered(app: Flask, engine_name: str) -> None:
    with app.app_context():
        if engine_name == "sqlite":
            assert db.session.execute(text("PRAGMA synchronous")).scalar() == 2
            assert db.session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        else:
            assert db.session.execute(text("SHOW synchronous_commit")).scalar() == "on"
        db.session.remove()


def test_production_tells_all_faults_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "MODE": "production",
        "BASE_URL": "http://x.dk",
        "SECRET_KEY": "kort",
        "DEMO_PASSWORD": "x",
        "METRICS_PORT": "8000",
    }.items():
        monkeypatch.setenv(f"SSPEDU_{name}", value)
    with pytest.raises(BadSettings) as told:
        read_settings()
    for word in ("SECRET_KEY", "https://", "TRUSTED_PROXIES", "DEMO_PASSWORD", "METRICS_PORT", "SSPEDU_MAIL=folder"):
        assert word in str(told.value)


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSPEDU_PORT", "mange")
    monkeypatch.setenv("SSPEDU_MODE", "demo")
    with pytest.raises(BadSettings, match="SSPEDU_PORT kan ikke bruges"):
        read_settings()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"smtp_host": "mail.by.example"}, "SMTP_FROM mangler"),
        ({"smtp_host": "mail.by.example", "smtp_from": "SSP Læring"}, "ikke en mailadresse"),
        ({"smtp_host": "mail.by.example", "smtp_from": "SSP\nBcc: x <a@b.dk>"}, "ikke en mailadresse"),
        ({"smtp_user": "os"}, "hører sammen"),
        ({"mail": "folder", "smtp_host": "mail.by.example", "smtp_from": "a@b.dk"}, "kun gå en vej"),
        ({"smtp_host": "mail.by.example", "smtp_user": "os", "smtp_password": "x", "smtp_starttls": False}, "klar tekst"),
    ],
)
def test_mail_settings_that_cannot_be_used_get_a_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Settings.model_validate({"mode": Mode.DEMO, **given})


def test_a_demo_is_reached_from_its_own_machine_only() -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        Settings(mode=Mode.DEMO, base_url="https://laering.example.dk")
    with pytest.raises(ValueError, match="fjern SSPEDU_HOST"):
        Settings(mode=Mode.DEMO, host="0.0.0.0")


def test_a_demo_makes_and_keeps_its_own_secret(tmp_path: Path) -> None:
    settings = Settings(mode=Mode.DEMO, var_dir=tmp_path)
    assert len(settings.secret()) >= 32
    assert settings.secret() == Settings(mode=Mode.DEMO, var_dir=tmp_path).secret()


def test_production_cookies_are_bound_to_the_host_and_to_https(tmp_path: Path) -> None:
    settings = Settings(
        mode=Mode.PRODUCTION, base_url="https://laering.example.dk", secret_key="x" * 40, trusted_proxies=1, var_dir=tmp_path, mail="folder"
    )
    assert settings.is_https
    assert settings.hosts == {"laering.example.dk"}


def test_asking_past_the_mapper_only_asks(app: Flask) -> None:
    with app.app_context(), pytest.raises(WroteWhileReading):
        ask(db.session(), delete(Module))
