"""A forgotten password: asked for, mailed, chosen, once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts import commands
from sspedu.accounts.models import PasswordLink, SignIn, User
from sspedu.errors import NotFound
from sspedu.jobs.models import Mail
from sspedu.policy import OPERATOR, VISITOR
from tests.counting import counted
from tests.people import PASSWORD, People, token

EMAIL = "anna@kommune.example"
NEW = "tolv blå kaffekopper"


def ask(client: FlaskClient, email: str = EMAIL, **more: dict[str, str]) -> TestResponse:
    data = {"email": email, "csrf_token": token(client)}
    return client.post("/glemt-adgangskode", data=data, **more)


def mails(session: Session) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).order_by(Mail.id)))


def link_of(mail: Mail) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+/\S+)", mail.text)
    assert found is not None, mail.text
    return found[1]


def choose(client: FlaskClient, link: str, password: str = NEW) -> TestResponse:
    return client.post(link, data={"password": password, "csrf_token": token(client)})


@pytest.fixture
def link(people: People, client: FlaskClient, session: Session) -> str:
    people.add()
    ask(client)
    return link_of(mails(session)[0])


def test_the_way_from_a_forgotten_password_to_a_new_one(people: People, app: Flask, client: FlaskClient, session: Session) -> None:
    people.add()
    assert "/glemt-adgangskode" in client.get("/log-ind").text
    assert ask(client, " ANNA@kommune.example ").location == "/log-ind"
    (mail,) = mails(session)
    link = link_of(mail)
    assert (mail.recipient, mail.kind) == (EMAIL, "new_password")
    assert link in mail.html
    assert EMAIL in client.get(link).text
    assert choose(client, link).location == "/log-ind"
    other = app.test_client()
    signed_in = other.post("/log-ind", data={"email": EMAIL, "password": NEW, "csrf_token": token(other)})
    assert signed_in.location == "/min-laering"
    assert [mail.kind for mail in mails(session)] == ["new_password", "password_changed"]


def test_a_link_is_used_once(client: FlaskClient, link: str) -> None:
    choose(client, link)
    again = choose(client, link, "fjorten røde paraplyer")
    assert again.status_code == 410
    assert "Linket virker ikke" in again.text


def test_looking_does_not_use_a_link_up(client: FlaskClient, link: str) -> None:
    for _ in range(3):
        assert client.get(link).status_code == 200


def test_a_link_lasts_thirty_minutes(client: FlaskClient, link: str, session: Session) -> None:
    session.execute(update(PasswordLink).values(expires_at=PasswordLink.created_at))
    session.commit()
    assert client.get(link).status_code == 410
    assert choose(client, link).status_code == 410


def test_the_clock_of_a_link_starts_when_it_is_made(people: People, session: Session) -> None:
    people.add()
    user = session.scalars(select(User)).one()
    made = commands.make_password_link(session, VISITOR, user, now=people.now)
    with pytest.raises(NotFound):
        commands.use_password_link(session, VISITOR, made, "x", now=people.now + timedelta(minutes=30))
    commands.use_password_link(session, VISITOR, made, "x", now=people.now + timedelta(minutes=29, seconds=59))


def test_only_a_hash_of_the_link_is_kept(link: str, session: Session) -> None:
    secret = link.rsplit("/", 1)[1]
    kept = session.scalars(select(PasswordLink.token_hash)).one()
    assert kept != secret
    assert kept == commands.hash_token(secret)


def test_a_page_with_a_secret_in_its_address_is_kept_nowhere(client: FlaskClient, link: str) -> None:
    assert client.get(link).headers["Cache-Control"] == "no-store"


def test_the_link_leads_to_the_configured_address_whatever_host_was_asked(people: People, client: FlaskClient, session: Session) -> None:
    people.add()
    ask(client, headers={"Host": "localhost:9999", "X-Forwarded-Host": "ond.example"})
    (mail,) = mails(session)
    assert "http://127.0.0.1:8000/ny-adgangskode/" in mail.text
    assert "localhost" not in mail.text + mail.html
    assert "ond.example" not in mail.text + mail.html


def test_a_new_password_ends_every_sign_in_and_every_other_link(people: People, client: FlaskClient, session: Session) -> None:
    browser = people.sign_in()
    ask(client)
    ask(client)
    first, second = map(link_of, mails(session))
    choose(client, second)
    assert browser.get("/min-laering").status_code == 302
    assert session.scalars(select(SignIn)).all() == []
    assert client.get(first).status_code == 410


def test_a_password_set_by_an_administrator_makes_links_worthless(people: People, client: FlaskClient, link: str, session: Session) -> None:
    commands.set_password(session, OPERATOR, session.scalars(select(User)).one(), "x", now=people.now)
    assert client.get(link).status_code == 410


def test_whoever_was_shut_out_by_failed_tries_comes_in_by_a_link(client: FlaskClient, link: str) -> None:
    def try_sign_in(password: str) -> int:
        data = {"email": EMAIL, "password": password, "csrf_token": token(client)}
        return client.post("/log-ind", data=data).status_code

    while try_sign_in("forkert-forkert") != 429:
        pass
    choose(client, link)
    assert try_sign_in(NEW) == 302


@pytest.mark.parametrize("password", ["kort", "adgangskode123", EMAIL, ""])
def test_a_weak_password_is_refused_and_the_link_stays(client: FlaskClient, link: str, password: str) -> None:
    refused = choose(client, link, password)
    assert refused.status_code == 422
    assert "form-error-message" in refused.text
    assert choose(client, link).status_code == 302


def test_known_and_unknown_addresses_get_the_same_answer(people: People, app: Flask, session: Session) -> None:
    people.add()
    pages = {}
    for email in (EMAIL, "ukendt@kommune.example"):
        client = app.test_client()
        answer = ask(client, email)
        pages[email] = (answer.status_code, answer.location, re.sub(r'value="[^"]+"', "", client.get(answer.location).text))
    assert len(set(pages.values())) == 1
    assert [mail.recipient for mail in mails(session)] == [EMAIL]


def test_known_and_unknown_addresses_cost_the_same_work(people: People, client: FlaskClient) -> None:
    people.add()
    sent = {}
    for email in (EMAIL, "ukendt@kommune.example"):
        csrf_token = token(client)
        with counted() as statements:
            client.post("/glemt-adgangskode", data={"email": email, "csrf_token": csrf_token})
        sent[email] = statements
    assert sent[EMAIL] == sent["ukendt@kommune.example"]


def test_a_suspended_person_gets_no_mail(people: People, client: FlaskClient, session: Session) -> None:
    people.add()
    session.execute(update(User).values(suspended_at=User.created_at))
    ask(client)
    assert mails(session) == []


def test_a_link_made_before_a_suspension_is_worthless(client: FlaskClient, link: str, session: Session) -> None:
    session.execute(update(User).values(suspended_at=User.created_at))
    assert choose(client, link).status_code == 410


@pytest.mark.parametrize("email", [EMAIL, "ukendt@kommune.example"])
def test_an_address_gets_three_links_in_a_quarter_of_an_hour(people: People, app: Flask, session: Session, email: str) -> None:
    people.add()
    assert [ask(app.test_client(), email).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert len(mails(session)) == (3 if email == EMAIL else 0)


def test_asking_for_links_shuts_nobody_out_of_signing_in(people: People, client: FlaskClient, app: Flask) -> None:
    people.add()
    for _ in range(4):
        ask(client)
    other = app.test_client()
    assert other.post("/log-ind", data={"email": EMAIL, "password": PASSWORD, "csrf_token": token(other)}).status_code == 302


def test_without_any_account_the_answer_is_the_same(client: FlaskClient, session: Session) -> None:
    assert ask(client).location == "/log-ind"
    assert mails(session) == []


@pytest.mark.parametrize("typed", ["Anna@Rødby.example", "anna@xn--rdby-gra.example", " ANNA@RØDBY.EXAMPLE "])
def test_an_address_with_danish_letters_gets_its_link_and_signs_in(
    people: People, client: FlaskClient, session: Session, typed: str
) -> None:
    people.add("anna@rødby.example")
    assert ask(client, typed).status_code == 302
    (mail,) = mails(session)
    assert mail.recipient == "anna@xn--rdby-gra.example"
    assert people.browser(typed).get("/min-laering").status_code == 200


def test_a_link_that_leads_nowhere_leads_to_a_new_one(people: People, client: FlaskClient, session: Session) -> None:
    people.add()
    page = client.get("/ny-adgangskode/kom-ikke-helt-med").text
    form = page.split('action="/glemt-adgangskode"')[1]
    csrf_token = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post("/glemt-adgangskode", data={"email": EMAIL, "csrf_token": csrf_token}).status_code == 302
    assert len(mails(session)) == 1
