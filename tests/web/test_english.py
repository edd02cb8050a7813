"""English as the second language: chosen by the reader, on every page, in errors and in mail; what is Danish is marked so."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.jobs.models import Mail
from tests.english import danish_in, switch
from tests.people import PASSWORD, People, token

PUBLIC = (
    "/", "/moduler", "/moduler/lov", "/temaer", "/maa-jeg-dele-det", "/lov", "/lov/rpl-115", "/lov/barnets-lov-133", "/lov/serviceloven-153", "/ord",
    "/tal", "/kilder", "/log-ind", "/glemt-adgangskode", "/ny-adgangskode/ukendt", "/invitation/ukendt", "/findes-ikke", "/hjaelp", "/privatliv",
    "/cookies",
)  # fmt: skip
PRIVATE = ("/moduler/lov", "/moduler/lov/foerste", "/moduler/lov/anden", "/moduler/lov/forlad", "/min-laering", "/profil")


def test_what_reads_pages_finds_danish() -> None:
    assert danish_in('<p>Du er her</p><p lang="da">Du er <b>her</b></p><p aria-label="Søg">Search</p>') == ["Du er her", "Søg"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_speaks_english_to_a_visitor_who_chose_it(client: FlaskClient, published: None, path: str) -> None:
    switch(client)
    page = client.get(path).text
    assert '<html lang="en" ' in page
    assert danish_in(page) == []


@pytest.mark.parametrize("is_enrolled", [False, True])
def test_pages_speak_english_to_whoever_is_signed_in(people: People, is_enrolled: bool) -> None:
    client = people.sign_in()
    switch(client)
    if is_enrolled:
        client.post("/moduler/lov/tilmeld", data={"csrf_token": token(client)})
        client.post("/moduler/lov/foerste/laest", data={"csrf_token": token(client)})
        answer = {"option": "0", "number": "1", "csrf_token": token(client)}
        client.post("/moduler/lov/foerste/spoergsmaal/valg", data=answer)
        client.post("/moduler/lov/anden/refleksion/mandag", data={"text": "A thought", "csrf_token": token(client)})
    for path in PRIVATE:
        assert danish_in(client.get(path, follow_redirects=True).text) == [], path


def test_danish_stays_as_it_was_and_marks_nothing(client: FlaskClient, published: None) -> None:
    page = client.get("/moduler/lov").text
    assert '<html lang="da" ' in page
    assert 'lang="da"' not in page.split("<body")[1]
    assert ">English</button>" in page


def test_an_english_page_says_that_the_lessons_are_in_danish(client: FlaskClient, published: None) -> None:
    switch(client)
    page = client.get("/moduler/lov").text
    assert "The lessons are in Danish." in page
    assert '<h1 lang="da">Lov i små bidder</h1>' in page
    assert ">Dansk</button>" in page


def test_the_switch_comes_back_to_the_same_page(client: FlaskClient, published: None) -> None:
    page = client.get("/log-ind?next=/moduler/lov%3Fa%3Db").text
    here = page.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    answer = client.post("/sprog", data={"language": "en", "next": here, "csrf_token": token(client)})
    assert answer.headers["Location"] == "/log-ind?next=/moduler/lov%3Fa%3Db"


@pytest.mark.parametrize("elsewhere", ["//ond.example", "https://ond.example", "/\\ond.example", ""])
def test_the_switch_leads_nowhere_else(client: FlaskClient, elsewhere: str) -> None:
    assert client.post("/sprog", data={"language": "en", "next": elsewhere}).headers["Location"] == "/"


def test_only_our_own_pages_switch_the_language(client: FlaskClient, people: People) -> None:
    data = {"language": "en", "next": "/"}
    assert client.post("/sprog", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post("/sprog", data=data, headers={"Origin": "https://ond.example"}).status_code == 400
    assert client.post("/sprog", data=data, headers={"Origin": "http://localhost"}).status_code == 303
    assert people.sign_in().post("/sprog", data=data).status_code == 400
    assert client.post("/sprog", data={"language": "fr", "next": "/"}).status_code == 400


def test_a_page_that_answers_a_form_offers_no_switch_since_it_cannot_be_asked_for_again(client: FlaskClient) -> None:
    answer = client.post("/log-ind", data={"email": "", "csrf_token": token(client)})
    assert 'action="/sprog"' not in answer.text


def test_a_visitor_gets_one_cookie_by_choosing_and_none_by_reading(client: FlaskClient) -> None:
    client.get("/moduler")
    assert client.get_cookie("sprog") is None
    switch(client)
    cookie = client.get_cookie("sprog")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("en", True, "Lax")
    client.set_cookie("sprog", "<script>")
    assert '<html lang="da" ' in client.get("/").text


def test_the_choice_goes_into_the_profile_and_is_met_in_any_browser(people: People, session: Session) -> None:
    client = people.sign_in()
    switch(client)
    assert session.scalars(select(User.language)).all() == ["en"]
    other = people.browser("anna@kommune.example")
    assert '<html lang="en" ' in other.get("/min-laering").text
    switch(other, "da")
    assert '<html lang="da" ' in client.get("/min-laering").text


def test_a_page_that_the_browser_has_in_danish_is_made_anew_in_english(people: People) -> None:
    client = people.sign_in()
    client.get("/moduler/lov")
    tag = client.get("/moduler/lov").headers["ETag"]
    switch(client)
    answer = client.get("/moduler/lov", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Modules" in answer.text


@pytest.mark.parametrize(("preferred", "said"), [("en-GB", "da"), ("da", "da")])
def test_what_the_browser_prefers_is_not_asked(client: FlaskClient, preferred: str, said: str) -> None:
    assert f'<html lang="{said}" ' in client.get("/", headers={"Accept-Language": preferred}).text


def test_dates_numbers_and_moments_are_english(people: People) -> None:
    client = people.sign_in()
    switch(client)
    client.post("/moduler/lov/tilmeld", data={"csrf_token": token(client)})
    assert re.search(r"Enrolled on \d{1,2} \w+ \d{4}", client.get("/min-laering").text)
    assert re.search(r"Here, since \d{1,2} \w+ \d{4} at \d\d:\d\d", client.get("/profil").text)
    assert "At most 5,000 characters" in client.get("/moduler/lov/anden").text


def test_a_refused_form_says_why_in_english(people: People) -> None:
    client = people.sign_in()
    switch(client)
    client.post("/moduler/lov/tilmeld", data={"csrf_token": token(client)})
    answers = [
        client.post("/profil", data={"name": "", "csrf_token": token(client)}),
        client.post("/moduler/lov/anden/refleksion/mandag", data={"text": "CPR 0101010101", "csrf_token": token(client)}),
        client.post("/moduler/lov/foerste/spoergsmaal/valg", data={"number": "1", "csrf_token": token(client)}),
        client.post("/profil", data={"name": "A name", "csrf_token": "old"}),
    ]
    for answer in answers:
        assert answer.status_code in {400, 422}
        assert danish_in(answer.text) == []
    assert "Enter your name." in answers[0].text


def test_a_database_that_is_away_says_so_in_the_language_of_the_browser(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    switch(client)

    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("sspedu.learning.views.modules.shelf", away)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "The site is busy for a moment" in answer.text
    assert danish_in(answer.text) == []


@pytest.fixture
def letters(session: Session) -> Callable[[], list[tuple[str, str]]]:
    def read() -> list[tuple[str, str]]:
        session.rollback()
        return [(mail.subject, mail.text) for mail in session.scalars(select(Mail).order_by(Mail.id))]

    return read


def test_mail_is_in_the_language_of_whoever_gets_it(
    app: Flask, people: People, session: Session, letters: Callable[[], list[tuple[str, str]]]
) -> None:
    people.add()
    session.query(User).update({"language": "en"})
    session.commit()
    visitor = app.test_client()
    visitor.post("/glemt-adgangskode", data={"email": "anna@kommune.example", "csrf_token": token(visitor)})
    session.query(User).update({"language": "da"})
    session.commit()
    switch(visitor)
    visitor.post("/glemt-adgangskode", data={"email": "anna@kommune.example", "csrf_token": token(visitor)})
    english, danish = letters()
    assert english[0] == "Choose a new password for SSP Læring"
    assert "Kind regards" in english[1]
    assert danish[0] == "Vælg en ny adgangskode til SSP Læring"
    assert "Venlig hilsen" in danish[1]


def test_who_signs_in_meets_the_language_of_their_profile_at_once(people: People, session: Session) -> None:
    people.add()
    session.query(User).update({"language": "en"})
    session.commit()
    browser = people.app.test_client()
    data = {"email": "anna@kommune.example", "password": PASSWORD, "csrf_token": token(browser)}
    assert '<html lang="en" ' in browser.post("/log-ind", data=data, follow_redirects=True).text
    browser.post("/log-ud", data={"csrf_token": token(browser)})
    assert '<html lang="en" ' in browser.get("/log-ind").text
