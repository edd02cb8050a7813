"""The staff page for invitations."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import commands
from sspedu.accounts.models import Invitation, Profession, User
from sspedu.jobs.models import Mail
from sspedu.policy import OPERATOR, Role
from tests.people import People, token

GIVEN = {
    "name": "Bo Prøve",
    "email": "bo@kommune.example",
    "profession": "ssp_teacher",
    "municipality": "0265",
    "police_district": "",
    "role": "manager",
}


@pytest.fixture
def staff(people: People) -> FlaskClient:
    return people.sign_in("chef@kommune.example", roles=[Role.ADMIN])


@pytest.fixture
def csrf(staff: FlaskClient) -> dict[str, str]:
    return {"csrf_token": token(staff)}


@pytest.fixture
def invited(staff: FlaskClient, csrf: dict[str, str], session: Session) -> Invitation:
    assert staff.post("/invitationer", data={**GIVEN, **csrf}).status_code == 302
    session.rollback()
    return session.scalars(select(Invitation)).one()


def let_time_pass(session: Session) -> None:
    (invitation,) = session.scalars(select(Invitation))
    invitation.invited_at -= timedelta(days=1)
    session.flush()


def test_someone_is_invited_mailed_and_listed(staff: FlaskClient, invited: Invitation, session: Session) -> None:
    mail = session.scalars(select(Mail)).one()
    assert (mail.kind, mail.recipient) == ("invitation", "bo@kommune.example")
    page = staff.get("/invitationer").text
    for words in ("Bo Prøve", "bo@kommune.example", "SSP-lærer", "Leder", "af Anna Prøve", "1 invitation"):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Skriv et navn"),
        ({"email": "bo"}, "er ikke en mailadresse"),
        ({"email": "chef@kommune.example"}, "findes allerede"),
        ({"municipality": ""}, "Vælg en kommune"),
        ({"municipality": "9998"}, "findes ikke i registret"),
        ({"police_district": "maanen"}, "findes ikke i registret"),
    ],
)
def test_a_refused_form_comes_back_filled_in(
    staff: FlaskClient, csrf: dict[str, str], changes: dict[str, str], sentence: str, session: Session
) -> None:
    answer = staff.post("/invitationer", data={**GIVEN, **changes, **csrf})
    assert answer.status_code in {409, 422}
    assert sentence in answer.text
    assert f'value="{ {**GIVEN, **changes}["email"] }"' in answer.text
    assert 'value="ssp_teacher" selected' in answer.text
    assert 'value="manager" checked' in answer.text
    session.rollback()
    assert session.scalars(select(Mail)).all() == []


def test_a_second_click_sends_no_second_mail(staff: FlaskClient, csrf: dict[str, str], invited: Invitation, session: Session) -> None:
    hashed = invited.token_hash
    answer = staff.post("/invitationer", data={**GIVEN, **csrf})
    assert "lige blevet inviteret" in answer.text
    session.rollback()
    assert session.scalars(select(Invitation.token_hash)).one() == hashed
    assert len(session.scalars(select(Mail)).all()) == 1


def test_sending_again_renews_the_link_once(staff: FlaskClient, csrf: dict[str, str], invited: Invitation, session: Session) -> None:
    let_time_pass(session)
    hashed = invited.token_hash
    for _ in range(2):
        staff.post(f"/invitationer/{invited.id}/send-igen", data=csrf)
    session.rollback()
    assert session.scalars(select(Invitation.token_hash)).one() != hashed
    assert len(session.scalars(select(Mail)).all()) == 2


def test_a_withdrawn_invitation_is_worth_nothing(app: Flask, staff: FlaskClient, csrf: dict[str, str], people: People) -> None:
    invitee = commands.Invitee("bo@kommune.example", "Bo Prøve", Profession.TEACHER, "0265")
    made = commands.invite(people.session, OPERATOR, invitee, now=people.now)
    id_ = people.session.scalars(select(Invitation.id)).one()
    assert "holder op med at virke" in staff.get(f"/invitationer/{id_}/traek-tilbage").text
    said = staff.post(f"/invitationer/{id_}/traek-tilbage", data=csrf, follow_redirects=True).text
    assert "er trukket tilbage" in said
    assert app.test_client().get(f"/invitation/{made.token}").status_code == 410
    again = staff.post(f"/invitationer/{id_}/traek-tilbage", data=csrf, follow_redirects=True).text
    assert "brugt eller trukket tilbage" in again


def test_one_that_has_run_out_says_so(staff: FlaskClient, invited: Invitation, session: Session) -> None:
    invited.expires_at -= timedelta(days=15)
    assert "Udløb" in staff.get("/invitationer").text


def test_whoever_is_in_is_not_invited_again(people: People, staff: FlaskClient, csrf: dict[str, str], invited: Invitation) -> None:
    people.add("bo@kommune.example")
    said = staff.post(f"/invitationer/{invited.id}/send-igen", data=csrf, follow_redirects=True).text
    assert "findes allerede" in said


def test_invitations_are_searched(staff: FlaskClient, invited: Invitation) -> None:
    assert "Bo Prøve" in staff.get("/invitationer?q=prøve+BO").text
    assert "Ingen invitationer passer" in staff.get("/invitationer?q=ingen").text


def test_the_log_follows_someone_in(people: People, session: Session, staff: FlaskClient) -> None:
    invitee = commands.Invitee("bo@kommune.example", "Bo Prøve", Profession.TEACHER, "0265")
    made = commands.invite(session, OPERATOR, invitee, now=people.now)
    user = commands.accept_invitation(session, OPERATOR, made.token, "x", now=people.now)
    assert "Tog imod invitationen" in staff.get(f"/brugere/{session.get_one(User, user.id).id}").text
