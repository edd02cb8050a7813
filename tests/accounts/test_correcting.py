"""Correcting one person from their page, and writing down who looked at whom."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts import commands
from sspedu.accounts.acts import ActName
from sspedu.accounts.models import PasswordLink, Profession, User
from sspedu.audit.models import AuditEntry
from sspedu.errors import NotFound
from sspedu.jobs.models import Mail
from sspedu.policy import OPERATOR, Actor, Role
from tests.people import People, token

BOSS = "chef@kommune.example"
MOVED = "anna@nyt.example"


@pytest.fixture
def anna(people: People) -> Actor:
    return people.add()


@pytest.fixture
def staff(people: People, anna: Actor) -> FlaskClient:
    return people.sign_in(BOSS, roles=[Role.ADMIN])


def user(session: Session, anna: Actor) -> User:
    session.rollback()
    return session.get_one(User, anna.id, populate_existing=True)


def correct(client: FlaskClient, session: Session, who: Actor, **typed: str) -> TestResponse:
    present = user(session, who)
    facts = {
        "name": present.name,
        "email": present.email,
        "profession": present.profession.value,
        "municipality": present.municipality_code or "",
        "police_district": "",
        "cause": "asked",
        "based_on": commands.profile_stamp(present),
        "csrf_token": token(client),
    }
    return client.post(f"/brugere/{who.id}/ret", data={**facts, **typed})


def entries(session: Session, action: ActName) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def test_a_name_and_a_place_are_corrected_and_nobody_is_signed_out(
    people: People, staff: FlaskClient, session: Session, anna: Actor
) -> None:
    browser = people.browser("anna@kommune.example")
    answer = correct(staff, session, anna, name="Anna  Ny", municipality="0751", cause="changed")
    assert answer.location == f"/brugere/{anna.id}"
    found = user(session, anna)
    assert (found.name, found.municipality_code, found.email) == ("Anna Ny", "0751", "anna@kommune.example")
    assert browser.get("/min-laering").status_code == 200
    assert session.scalars(select(Mail)).all() == []
    (entry,) = entries(session, ActName.CORRECT)
    assert entry.details == {"cause": "changed", "name": [], "municipality_code": ["0265", "0751"]}
    assert "Blev rettet: Navn, Kommune. Det har ændret sig." in staff.get(f"/brugere/{anna.id}").text


def test_another_address_ends_sign_ins_and_links_and_is_told_at_both(
    people: People, staff: FlaskClient, session: Session, anna: Actor
) -> None:
    browser = people.browser("anna@kommune.example")
    commands.make_password_link(session, OPERATOR, user(session, anna), now=people.now)
    session.commit()
    answer = correct(staff, session, anna, email="Anna@Nyt.example")
    assert "får besked på begge adresser" in staff.get(answer.location).text
    assert browser.get("/min-laering").status_code == 302
    assert people.browser(MOVED).get("/min-laering").status_code == 200
    assert session.scalars(select(PasswordLink)).all() == []
    mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [mail.recipient for mail in mails] == ["anna@kommune.example", MOVED]
    assert "fra anna@kommune.example til anna@nyt.example" in mails[0].text
    (entry,) = entries(session, ActName.CORRECT)
    assert entry.details == {"cause": "asked", "email": []}


def test_whoever_corrects_their_own_address_stays_signed_in_here_only(people: People, staff: FlaskClient, session: Session) -> None:
    elsewhere = people.browser(BOSS)
    boss = Actor(id=session.scalars(select(User.id).where(User.email == BOSS)).one())
    assert correct(staff, session, boss, email="chefen@kommune.example").status_code == 302
    assert staff.get("/brugere").status_code == 200
    assert elsewhere.get("/brugere").status_code == 302


def test_an_address_that_is_taken_or_invited_is_a_conflict_and_nothing_typed_is_lost(
    people: People, staff: FlaskClient, session: Session, anna: Actor
) -> None:
    invitee = commands.Invitee("carl@kommune.example", "Carl Prøve", Profession.OTHER, "0265")
    commands.invite(session, OPERATOR, invitee, now=people.now)
    session.commit()
    for email, sentence in ((BOSS, "Der findes allerede en bruger"), (invitee.email, "Træk invitationen tilbage først")):
        answer = correct(staff, session, anna, name="Anna Ny", email=email)
        assert answer.status_code == 409
        assert sentence in answer.text
        assert 'value="Anna Ny"' in answer.text
    assert user(session, anna).name == "Anna Prøve"


def test_all_that_is_wrong_is_said_at_once(staff: FlaskClient, session: Session, anna: Actor) -> None:
    answer = correct(staff, session, anna, name="=x", email="ikke en adresse", municipality="", cause="")
    assert answer.status_code == 422
    for sentence in ("Navnet kan ikke begynde med =", "er ikke en mailadresse", "Vælg en kommune, eller en politikreds", "Vælg, hvorfor"):
        assert sentence in answer.text


def test_all_that_is_wrong_with_an_invitation_is_said_at_once(staff: FlaskClient) -> None:
    typed = {"csrf_token": token(staff), "name": "=x", "email": "ikke en adresse"}
    answer = staff.post("/invitationer", data=typed)
    assert answer.status_code == 422
    for sentence in ("Navnet kan ikke begynde med =", "er ikke en mailadresse", "Vælg en kommune, eller en politikreds"):
        assert sentence in answer.text


def test_a_correction_of_what_was_changed_meanwhile_is_shown_before_it_is_kept(staff: FlaskClient, session: Session, anna: Actor) -> None:
    seen = commands.profile_stamp(user(session, anna))
    assert correct(staff, session, anna, name="Anna Først").status_code == 302
    refused = correct(staff, session, anna, name="Anna Sidst", based_on=seen)
    assert refused.status_code == 409
    assert "Anna Sidst" in refused.text
    again = refused.text.split('name="based_on"')[1].split('value="')[1].split('"')[0]
    assert correct(staff, session, anna, name="Anna Sidst", based_on=again).status_code == 302
    assert user(session, anna).name == "Anna Sidst"


def test_what_is_right_already_is_no_act(staff: FlaskClient, session: Session, anna: Actor) -> None:
    assert correct(staff, session, anna).status_code == 302
    assert entries(session, ActName.CORRECT) == []


def test_only_administrators_look_up_a_person(people: People, session: Session, anna: Actor) -> None:
    manager = people.add("leder@kommune.example", roles=[Role.MANAGER])
    with pytest.raises(NotFound):
        commands.note_look_up(session, manager, anna.id or 0, now=people.now)


def test_who_looks_at_a_person_is_written_down_once_an_hour(people: People, session: Session, anna: Actor) -> None:
    boss = people.add(BOSS, roles=[Role.ADMIN])
    for minutes in (0, 59, 61):
        commands.note_look_up(session, boss, anna.id or 0, now=people.now + timedelta(minutes=minutes))
    commands.note_look_up(session, boss, boss.id or 0, now=people.now)
    found = [(entry.actor_id, entry.subject, entry.details) for entry in entries(session, ActName.LOOK_UP)]
    assert found == 2 * [(boss.id, f"user:{anna.id}", {})]


def test_a_person_sees_on_their_own_profile_who_looked_them_up(people: People, staff: FlaskClient, session: Session, anna: Actor) -> None:
    browser = people.browser("anna@kommune.example")
    assert "Ingen. Åbner en administrator din side" in browser.get("/profil").text
    for page in ("", "/ret", "/spaer"):
        assert staff.get(f"/brugere/{anna.id}{page}").status_code == 200
    assert len(entries(session, ActName.LOOK_UP)) == 1
    assert "look up" not in staff.get(f"/brugere/{anna.id}").text
    assert "Det er de seneste gange, en administrator har åbnet din side." in browser.get("/profil").text


def test_a_history_begins_with_the_invitation(people: People, staff: FlaskClient, session: Session) -> None:
    boss = Actor(id=session.scalars(select(User.id).where(User.email == BOSS)).one(), roles=frozenset({Role.ADMIN}))
    invitee = commands.Invitee("carl@kommune.example", "Carl Prøve", Profession.OTHER, "0265")
    sent = commands.invite(session, boss, invitee, now=people.now - timedelta(days=3))
    carl_id = commands.accept_invitation(session, OPERATOR, sent.token, "x", now=people.now).id
    page = staff.get(f"/brugere/{carl_id}").text
    assert page.index("Tog imod invitationen") < page.index("Blev inviteret") < page.index("19. november 2026")
