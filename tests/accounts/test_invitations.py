"""Invitations: asked in by mail, an account with a password of one's own."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from click import ClickException
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts import commands, letters, queries
from sspedu.accounts.models import Invitation, Profession, RoleGrant, User
from sspedu.cli.serving import refuse_real_people
from sspedu.errors import Conflict, Forbidden, Invalid, NotFound
from sspedu.policy import OPERATOR, VISITOR, Actor, Role
from tests.people import People, token

EMAIL = "bo@kommune.example"
CHOSEN = "tolv blå kaffekopper"


def bo(**changes: object) -> commands.Invitee:
    given = {"email": EMAIL, "name": "Bo Prøve", "profession": Profession.TEACHER, "municipality_code": "0265"}
    return commands.Invitee(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def invited(session: Session, published: None, now) -> commands.Invited:  # type: ignore[no-untyped-def]
    """Somebody who is invited now, by the clock that the pages go by."""
    made = commands.invite(session, OPERATOR, bo(roles=frozenset({Role.MANAGER})), now=now)
    session.execute(update(Invitation).values(expires_at=now + timedelta(days=36_500)))
    session.commit()
    return made


def accept(client: FlaskClient, token_: str, password: str = CHOSEN) -> TestResponse:
    return client.post(f"/invitation/{token_}", data={"password": password, "csrf_token": token(client)})


def test_who_accepts_is_in_and_can_come_back(client: FlaskClient, app: Flask, invited: commands.Invited, people: People) -> None:
    page = client.get(f"/invitation/{invited.token}")
    assert "Bo Prøve" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert accept(client, invited.token).location == "/min-laering"
    assert "Velkommen, Bo Prøve" in client.get("/min-laering").text
    (row,) = queries.users(people.session, now=people.now)
    assert (row.email, row.profession, row.roles) == (EMAIL, Profession.TEACHER, frozenset({Role.LEARNER, Role.MANAGER}))
    other = app.test_client()
    data = {"email": EMAIL, "password": CHOSEN, "csrf_token": token(other)}
    assert other.post("/log-ind", data=data).location == "/min-laering"


def test_whoever_comes_into_a_demo_is_a_demo_person_and_the_demo_starts_again(
    client: FlaskClient, invited: commands.Invited, session: Session
) -> None:
    assert "kun til at prøve med" in client.get(f"/invitation/{invited.token}").text
    assert accept(client, invited.token).status_code == 302
    assert not queries.has_real_people(session)
    assert queries.has_demo_people(session)


def test_whoever_comes_in_otherwise_is_real_and_no_demo_starts_on_them(session: Session, published: None, people: People) -> None:
    made = commands.invite(session, OPERATOR, bo(), now=people.now)
    commands.accept_invitation(session, VISITOR, made.token, "x", now=people.now)
    assert queries.has_real_people(session)
    with pytest.raises(ClickException, match="rigtige brugere"):
        refuse_real_people(session)


def test_an_invitation_is_used_once(client: FlaskClient, app: Flask, invited: commands.Invited, session: Session) -> None:
    accept(client, invited.token)
    again = accept(app.test_client(), invited.token)
    assert again.status_code == 410
    assert "Har du allerede valgt en adgangskode" in again.text
    assert len(session.scalars(select(User)).all()) == 1


def test_a_second_tab_says_that_the_account_is_made(client: FlaskClient, invited: commands.Invited) -> None:
    seen = token(client)
    accept(client, invited.token)
    second = client.post(f"/invitation/{invited.token}", data={"password": CHOSEN, "csrf_token": seen})
    assert second.status_code == 410
    assert "kontoen lavet allerede" in second.text
    assert "/min-laering" in second.text


def test_a_form_that_grew_too_old_gives_the_invitation_anew(client: FlaskClient, invited: commands.Invited) -> None:
    late = client.post(f"/invitation/{invited.token}", data={"password": CHOSEN, "csrf_token": "gammel"})
    assert late.status_code == 400
    assert "Vælg adgangskoden igen" in late.text
    assert accept(client, invited.token).location == "/min-laering"


def test_it_lasts_fourteen_days(session: Session, published: None, people: People) -> None:
    made = commands.invite(session, OPERATOR, bo(), now=people.now)
    assert made.expires_at == people.now + timedelta(days=14)
    with pytest.raises(NotFound):
        commands.accept_invitation(session, VISITOR, made.token, "x", now=made.expires_at)
    commands.accept_invitation(session, VISITOR, made.token, "x", now=made.expires_at - timedelta(seconds=1))


def test_an_old_invitation_gets_a_page_that_says_so(client: FlaskClient, invited: commands.Invited, session: Session) -> None:
    session.execute(update(Invitation).values(expires_at=Invitation.invited_at))
    session.commit()
    assert client.get(f"/invitation/{invited.token}").status_code == 410
    assert accept(client, invited.token).status_code == 410


@pytest.mark.parametrize("password", ["kort", "adgangskode123", EMAIL, ""])
def test_a_weak_password_is_refused_and_the_invitation_stays(client: FlaskClient, invited: commands.Invited, password: str) -> None:
    assert accept(client, invited.token, password).status_code == 422
    assert accept(client, invited.token).status_code == 302


def test_asking_again_renews_the_invitation(people: People, session: Session) -> None:
    first = commands.invite(session, OPERATOR, bo(), now=people.now)
    second = commands.invite(session, OPERATOR, bo(name="Bo Andet Navn"), now=people.now)
    with pytest.raises(NotFound):
        commands.accept_invitation(session, VISITOR, first.token, "x", now=people.now)
    assert commands.accept_invitation(session, VISITOR, second.token, "x", now=people.now).name == "Bo Andet Navn"


def test_nobody_is_invited_who_has_an_account(people: People) -> None:
    people.add(EMAIL)
    with pytest.raises(Conflict, match="findes allerede"):
        commands.invite(people.session, OPERATOR, bo(email="BO@kommune.example"), now=people.now)


def test_who_got_an_account_meanwhile_is_told_to_sign_in(client: FlaskClient, invited: commands.Invited, people: People) -> None:
    people.add(EMAIL)
    answer = accept(client, invited.token)
    assert answer.status_code == 410
    assert "log ind" in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "ingen-adresse"}, "ikke en mailadresse"),
        ({"name": " "}, "Navnet"),
        ({"municipality_code": "0000"}, "findes ikke"),
        ({"municipality_code": None}, "Vælg en kommune"),
    ],
)
def test_a_bad_invitation_is_refused_with_a_sentence(people: People, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        commands.invite(people.session, OPERATOR, bo(**changes), now=people.now)


def test_only_administrators_invite(people: People) -> None:
    manager = Actor(id=1, roles=frozenset(Role) - {Role.ADMIN})
    with pytest.raises(Forbidden):
        commands.invite(people.session, manager, bo(), now=people.now)


def test_who_invited_has_granted_the_roles(people: People, session: Session) -> None:
    admin = people.add("admin@kommune.example", roles=[Role.ADMIN])
    made = commands.invite(session, admin, bo(), now=people.now)
    user = commands.accept_invitation(session, VISITOR, made.token, "x", now=people.now)
    assert set(session.scalars(select(RoleGrant.granted_by_id).where(RoleGrant.user_id == user.id))) == {admin.id}


def test_only_a_hash_of_the_link_is_kept(invited: commands.Invited, session: Session) -> None:
    assert session.scalars(select(Invitation.token_hash)).one() == commands.hash_token(invited.token)


def test_the_mail_says_who_is_invited_where_and_for_how_long(app: Flask, invited: commands.Invited) -> None:
    with app.app_context():
        letter = letters.invitation(invited)
    for text in (letter.text, letter.html):
        assert f"http://127.0.0.1:8000/invitation/{invited.token}" in text
        assert "Hej Bo Prøve" in text
        assert "6. december 2026 kl. 13.00" in text
    assert letter.expires_at == invited.expires_at
    assert not re.search(r"[{}]|\n{3}", letter.text)
    assert "<script" not in letter.html


def test_a_name_is_text_in_a_mail(app: Flask, people: People) -> None:
    made = commands.invite(people.session, OPERATOR, bo(name="<b>Bo</b> & Co"), now=people.now)
    with app.app_context():
        letter = letters.invitation(made)
    assert "Hej <b>Bo</b> & Co" in letter.text
    assert "Hej &lt;b&gt;Bo&lt;/b&gt; &amp; Co" in letter.html


def test_of_two_accounts_with_one_address_at_once_the_second_is_refused(session: Session, people: People) -> None:
    sent = commands.invite(session, OPERATOR, bo(), now=people.now)
    session.commit()
    engine, begun = session.get_bind(), Event()

    def accept_meanwhile() -> None:
        with Session(engine) as own:
            event.listen(own, "before_flush", lambda *_: begun.set())
            commands.accept_invitation(own, VISITOR, sent.token, "x", now=people.now)

    new = commands.NewUser(EMAIL, "Bo Prøve", Profession.TEACHER, "x", "0265")
    with ThreadPoolExecutor(1) as other:
        commands.add_user(session, OPERATOR, new, now=people.now)
        waiting = other.submit(accept_meanwhile)
        # PostgreSQL comes as far as the constraint; SQLite lets nobody begin before the first has ended.
        begun.wait(timeout=1)
        session.commit()
        with pytest.raises(Conflict):
            waiting.result()
