"""The mail of a demo, which nobody sends, can be read by whoever tries the demo; and nowhere else."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sspedu.app import create_app
from sspedu.db import db
from sspedu.jobs.delivery import post_office
from sspedu.jobs.worker import Worker
from sspedu.settings import Mode, Settings
from sspedu.web.access import utc_now
from tests.english import switch
from tests.people import People, token


@pytest.fixture
def send(app: Flask, session: Session):  # type: ignore[no-untyped-def]
    """Do the worker's work."""

    def send() -> None:
        session.commit()
        with app.app_context():
            Worker(db.engine, post_office(app.extensions["settings"]), utc_now).work()

    yield send
    for path in app.extensions["settings"].mail_dir.glob("*"):
        path.unlink()


def test_a_forgotten_password_is_renewed_by_the_link_in_the_demos_post(client: FlaskClient, people: People, send) -> None:  # type: ignore[no-untyped-def]
    people.add()
    form = {"email": "anna@kommune.example", "csrf_token": token(client)}
    told = client.post("/glemt-adgangskode", data=form, follow_redirects=True).text
    assert 'href="/demo/post"' in told
    send()
    answer = client.get("/demo/post")
    assert "Vælg en ny adgangskode til SSP Læring" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    link = re.search(r'href="http://127\.0\.0\.1:8000(/ny-adgangskode/[^"]+)"', answer.text)
    assert link is not None
    assert "anna@kommune.example" in client.get(link[1]).text


def test_the_newest_is_on_top_and_what_is_no_mail_is_passed_over(client: FlaskClient, people: People, app: Flask, send) -> None:  # type: ignore[no-untyped-def]
    folder: Path = app.extensions["settings"].mail_dir
    folder.mkdir(exist_ok=True)
    written = "To: a@b.example\nSubject: {0} <b>\nDate: Sun, 22 Nov 2026 12:00:00 +0000\n\nHej <script>."
    for name in ("20261122-1-a", "20261122-2-b"):
        (folder / f"{name}.eml").write_text(written.format(name))
    (folder / "20261122-3-c.eml").write_bytes(b"\xff\x00 intet")
    page = client.get("/demo/post").text
    assert page.index("20261122-2-b &lt;b&gt;") < page.index("20261122-1-a")
    assert "<script>." not in page
    assert "20261122-3-c" not in page


def test_a_mail_is_marked_as_the_language_it_is_in(client: FlaskClient, people: People, send) -> None:  # type: ignore[no-untyped-def]
    people.add()
    for language in ("en", "da"):
        switch(client, language)
        form = {"email": "anna@kommune.example", "csrf_token": token(client)}
        client.post("/glemt-adgangskode", data=form)
    send()
    page = client.get("/demo/post").text
    assert 'lang="en">Choose a new password for SSP Læring</h2>' in page
    assert 'lang="da">Vælg en ny adgangskode til SSP Læring</h2>' in page


def test_an_empty_folder_says_what_could_be_here(client: FlaskClient) -> None:
    assert "Her er ikke noget endnu" in client.get("/demo/post").text


def test_in_production_there_is_no_such_page(app: Flask, published: None, tmp_path: Path) -> None:
    settings = Settings(
        mode=Mode.PRODUCTION,
        base_url="https://laering.example.dk",
        secret_key="x" * 40,
        trusted_proxies=1,
        mail="folder",
        var_dir=tmp_path,
        database_url=app.extensions["settings"].database,
        log_level="CRITICAL",
    )
    real = create_app(settings)
    asks = {"base_url": "https://laering.example.dk"}
    assert real.test_client().get("/demo/post", **asks).status_code == 404
    assert "/demo/post" not in real.test_client().get("/log-ind", **asks).text
    with real.app_context():
        db.engine.dispose()
