"""A page that the browser has already is not made again, and nobody ever sees a page that is not true for them any more."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts.models import User
from sspedu.web import language, revisits
from tests.content import FIRST, publish_tree, small_tree
from tests.counting import counted
from tests.people import People, token

LESSON = "/moduler/lov/foerste"
PAGES = (LESSON, "/moduler/lov", "/min-laering")


@pytest.fixture
def learner(people: People) -> FlaskClient:
    client = people.sign_in()
    _post(client, "/moduler/lov/tilmeld")
    client.get("/min-laering")
    return client


def _post(client: FlaskClient, path: str, **fields: str) -> None:
    assert client.post(path, data={"csrf_token": token(client), **fields}).status_code == 302


def _again(client: FlaskClient, first: TestResponse, path: str = LESSON) -> TestResponse:
    return client.get(path, headers={"If-None-Match": first.headers["ETag"]})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_has_not_changed_is_not_made_again(learner: FlaskClient, path: str) -> None:
    again = _again(learner, learner.get(path), path)
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in again.headers["Vary"]
    assert "Set-Cookie" not in again.headers


def test_it_is_known_after_two_questions_to_the_database(learner: FlaskClient) -> None:
    first = learner.get(LESSON)
    with counted() as statements:
        _again(learner, first)
    assert len(statements) == 2


def test_a_page_that_has_changed_asks_no_more_for_having_been_asked_about(learner: FlaskClient) -> None:
    learner.get(LESSON)
    with counted() as statements:
        assert learner.get(LESSON, headers={"If-None-Match": 'W/"en-anden"'}).status_code == 200
    assert len(statements) <= 3


@pytest.mark.parametrize("path", PAGES)
def test_progress_shows_at_once(learner: FlaskClient, path: str) -> None:
    first = learner.get(path)
    _post(learner, f"{LESSON}/laest")
    learner.get("/")
    assert _again(learner, first, path).status_code == 200


def test_an_answer_shows_at_once(learner: FlaskClient) -> None:
    first = learner.get(LESSON)
    _post(learner, f"{LESSON}/spoergsmaal/valg", option="0", number="1")
    assert "HEMMELIG-FORKERT" in _again(learner, first).text


def test_a_reflection_that_is_written_anew_shows_at_once(learner: FlaskClient) -> None:
    _post(learner, "/moduler/lov/anden/refleksion/mandag", text="Den første tanke")
    learner.get("/")
    first = learner.get("/moduler/lov/anden")
    based_on = first.text.split('name="based_on" value="')[1].split('"')[0]
    _post(learner, "/moduler/lov/anden/refleksion/mandag", text="Den anden tanke", based_on=based_on)
    learner.get("/")
    assert "Den anden tanke" in _again(learner, first, "/moduler/lov/anden").text


def test_a_message_that_waits_is_shown_and_not_kept(learner: FlaskClient) -> None:
    _post(learner, f"{LESSON}/laest")
    with learner.session_transaction() as cookie:
        cookie.pop("_flashes")
    first = learner.get(LESSON)
    with learner.session_transaction() as cookie:
        cookie["_flashes"] = [("success", "En besked")]
    shown = _again(learner, first)
    assert "En besked" in shown.text
    assert "ETag" not in shown.headers
    assert _again(learner, first).status_code == 304


def test_a_new_version_shows_at_once(learner: FlaskClient, session: Session, people: People) -> None:
    first = learner.get(LESSON)
    session.rollback()
    publish_tree(session, small_tree(first=FIRST.replace("Hvad er rigtigt?", "Hvad er sandt?")), now=people.now)
    assert "Hvad er sandt?" in _again(learner, first).text


def test_another_person_in_the_same_browser_gets_a_page_of_their_own(learner: FlaskClient, people: People) -> None:
    first = learner.get(LESSON)
    other = people.sign_in("bo@kommune.example")
    other.get("/")
    assert _again(other, first).status_code == 200


def test_the_same_person_signed_in_anew_gets_a_page_whose_forms_work(learner: FlaskClient, people: People) -> None:
    first = learner.get(LESSON)
    anew = people.browser("anna@kommune.example")
    anew.get("/")
    assert _again(anew, first).status_code == 200


def test_whoever_is_signed_out_is_sent_to_sign_in(learner: FlaskClient) -> None:
    first = learner.get(LESSON)
    learner.post("/log-ud", data={"csrf_token": token(learner)})
    assert _again(learner, first).status_code == 302


def test_a_new_name_shows_at_once(learner: FlaskClient, session: Session) -> None:
    first = learner.get(LESSON)
    session.query(User).update({"name": "Anna Nyt Navn"})
    session.commit()
    assert "Anna Nyt Navn" in _again(learner, first).text


def test_a_new_day_is_looked_at_anew_since_law_depends_on_it(learner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    monkeypatch.setattr(language, "utc_now", lambda: evening)
    first = learner.get(LESSON)
    assert _again(learner, first).status_code == 304
    # The day is the Danish one: an hour later it is past midnight in Copenhagen, and not in UTC.
    monkeypatch.setattr(language, "utc_now", lambda: evening + timedelta(hours=1))
    assert _again(learner, first).status_code == 200


def test_a_new_program_shows_at_once(learner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = learner.get(LESSON)
    monkeypatch.setattr(revisits, "program", lambda: "en ny udgave")
    assert _again(learner, first).status_code == 200


def test_a_page_is_known_by_its_own_address_only(learner: FlaskClient) -> None:
    first = learner.get(LESSON)
    assert _again(learner, first, "/moduler/lov/anden").status_code == 200


def test_an_asterisk_is_no_tag(learner: FlaskClient) -> None:
    assert learner.get(LESSON, headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("path", ["/moduler/lov", "/"])
def test_visitors_have_no_tag(client: FlaskClient, published: None, path: str) -> None:
    client.get(path)
    assert "ETag" not in client.get(path).headers
