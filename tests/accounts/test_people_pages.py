"""Staff pages for people: found, looked at, given roles, signed out, suspended, sent a link."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.accounts import commands, finding
from sspedu.accounts.models import RoleGrant, SignIn, User
from sspedu.accounts.naming import danish_order
from sspedu.jobs.models import Mail
from sspedu.policy import OPERATOR, Actor, Role
from tests.counting import counted
from tests.people import People, token

CHIEF = "chef@kommune.example"


@pytest.fixture
def staff(people: People) -> FlaskClient:
    people.add(CHIEF, roles=[Role.ADMIN], name="Chefen Prøve")
    return people.browser(CHIEF)


@pytest.fixture
def anna(people: People) -> Actor:
    return people.add(name="Anna Østergård")


def roles_form(client: FlaskClient, anna: Actor) -> dict[str, str]:
    page = client.get(f"/brugere/{anna.id}").text
    based_on = re.search(r'name="based_on" value="(\w+)"', page)
    assert based_on is not None
    return {"csrf_token": token(client), "based_on": based_on[1]}


def test_the_bar_leads_there_for_administrators_only(people: People, staff: FlaskClient) -> None:
    assert 'href="/brugere"' in staff.get("/min-laering").text
    manager = people.sign_in("leder@kommune.example", roles=[Role.MANAGER, Role.INSTRUCTOR, Role.MODERATOR])
    assert 'href="/brugere"' not in manager.get("/min-laering").text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=øster", True),
        ("q=ØSTERGÅRD+anna", True),
        ("q=anna%40kommune", True),
        ("q=anna+bo", False),
        ("q=%25", False),
        ("kommune=0265", True),
        ("kommune=0751", False),
        ("kommune=kreds:oestjyllands-politi", False),
        ("rolle=learner", True),
        ("rolle=manager", False),
        ("status=aktive", True),
        ("status=spaerrede", False),
        ("rolle=vrøvl&status=vrøvl&side=-1", True),
    ],
)
def test_people_are_found(staff: FlaskClient, anna: Actor, query: str, is_found: bool) -> None:
    assert ("Anna Østergård" in staff.get(f"/brugere?{query}").text) is is_found


def test_an_expired_role_is_not_found(people: People, staff: FlaskClient, anna: Actor, session: Session) -> None:
    session.add(RoleGrant(user_id=anna.id, role=Role.MANAGER, granted_at=people.now, until=people.now - timedelta(days=900)))
    assert "Anna" not in staff.get("/brugere?rolle=manager").text
    assert "Udløb" in staff.get(f"/brugere/{anna.id}").text


def test_names_stand_in_danish_order(people: People, session: Session) -> None:
    for number, name in enumerate(("Åse Prøve", "Ærø Prøve", "Zoe Prøve", "Øjvind Prøve", "anton Prøve")):
        people.add(f"p{number}@kommune.example", name=name)
    page = finding.people(session, finding.PeopleFilter(), 1, now=people.now)
    assert [row.name.split()[0] for row in page.rows] == ["anton", "Zoe", "Ærø", "Øjvind", "Åse"]
    assert [row.name for row in page.rows] == sorted((row.name for row in page.rows), key=danish_order)


def test_an_address_with_danish_letters_is_found_as_it_is_written(people: People, session: Session) -> None:
    people.add("anna@rødby.example")
    found = finding.people(session, finding.PeopleFilter(words=("Anna@Rødby.example",)), 1, now=people.now)
    assert found.total == 1


def test_a_long_list_has_pages_and_a_page_costs_the_same(people: People, staff: FlaskClient, session: Session) -> None:
    with counted() as few:
        staff.get("/brugere")
    first = session.scalars(select(User)).one()
    for number in range(120):
        facts = {"profession": first.profession, "municipality_code": "0265", "password_hash": "x", "created_at": people.now}
        session.add(User(email=f"p{number:03}@kommune.example", name=f"Person {number:03}", **facts))
    session.commit()
    with counted() as many:
        page = staff.get("/brugere?q=person&side=2").text
    assert "Side 2 af 3" in page
    assert "Person 050" in page
    assert "q=person" in page.split('rel="next"')[1].split(">")[0]
    assert len(many) == len(few) <= 6
    assert "ikke så mange sider" in staff.get("/brugere?side=99").text


def test_a_page_of_a_person_says_what_staff_need(people: People, staff: FlaskClient, anna: Actor) -> None:
    page = staff.get(f"/brugere/{anna.id}").text
    for words in ("Anna Østergård", "anna@kommune.example", "SSP-konsulent", "Roskilde Kommune", "22. november 2026", "Driften"):
        assert words in page


def test_roles_are_given_with_a_last_day(staff: FlaskClient, anna: Actor, session: Session) -> None:
    form = {**roles_form(staff, anna), "role": ["manager", "instructor"], "until_instructor": "31.12.2099"}
    assert staff.post(f"/brugere/{anna.id}/roller", data=form).status_code == 302
    page = staff.get(f"/brugere/{anna.id}").text
    assert "Til og med 31. december 2099" in page
    assert re.search(r"Givet \d.* af Chefen Prøve", page)
    assert "Roller blev givet: Underviser til og med 31. december 2099, Leder" in page
    session.rollback()
    (end,) = session.scalars(select(RoleGrant.until).where(RoleGrant.role == Role.INSTRUCTOR))
    assert end is not None
    assert end.isoformat() == "2099-12-31T23:00:00+00:00"


def test_a_day_beside_an_empty_box_is_not_passed_over(staff: FlaskClient, anna: Actor) -> None:
    form = {**roles_form(staff, anna), "role": ["manager"], "until_instructor": "2099-12-31"}
    answer = staff.post(f"/brugere/{anna.id}/roller", data=form)
    assert answer.status_code == 422
    assert "Du har skrevet en dato ved Underviser" in answer.text
    assert 'name="until_instructor" value="2099-12-31"' in answer.text


@pytest.mark.parametrize(("day", "sentence"), [("i morgen", "er ikke en dato"), ("2020-01-01", "Den dag er gået")])
def test_a_bad_day_is_refused_and_the_form_kept(staff: FlaskClient, anna: Actor, day: str, sentence: str) -> None:
    form = {**roles_form(staff, anna), "role": ["manager"], "until_manager": day}
    answer = staff.post(f"/brugere/{anna.id}/roller", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'name="until_manager" value="{day}"' in answer.text
    assert re.search(r'value="manager" checked', answer.text)


def test_of_two_tabs_the_second_is_told(staff: FlaskClient, anna: Actor, session: Session) -> None:
    form = roles_form(staff, anna)
    staff.post(f"/brugere/{anna.id}/roller", data={**form, "role": ["manager"]})
    answer = staff.post(f"/brugere/{anna.id}/roller", data={**form, "role": ["instructor"]})
    assert answer.status_code == 409
    assert "Rollerne er ændret" in answer.text
    session.rollback()
    assert Role.INSTRUCTOR not in set(session.scalars(select(RoleGrant.role)))


def test_the_last_administrator_is_told_why_not(staff: FlaskClient, session: Session) -> None:
    chief = session.scalars(select(User)).one()
    actor = Actor(id=chief.id)
    answer = staff.post(f"/brugere/{chief.id}/roller", data=roles_form(staff, actor))
    assert answer.status_code == 409
    assert "den sidste administrator" in answer.text


def test_someone_is_signed_out_everywhere(people: People, staff: FlaskClient, anna: Actor, session: Session) -> None:
    browser = people.browser("anna@kommune.example")
    assert "I 1 browser" in staff.get(f"/brugere/{anna.id}").text
    staff.post(f"/brugere/{anna.id}/log-ud", data={"csrf_token": token(staff)})
    assert browser.get("/min-laering").status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SignIn).where(SignIn.user_id == anna.id)) == 0


def test_a_link_to_a_new_password_is_mailed(staff: FlaskClient, client: FlaskClient, anna: Actor, session: Session) -> None:
    staff.post(f"/brugere/{anna.id}/link", data={"csrf_token": token(staff)})
    session.rollback()
    mail = session.scalars(select(Mail)).one()
    assert "En administrator har sendt dig et link" in mail.text
    path = re.search(r"/ny-adgangskode/\S+", mail.text)
    assert path is not None
    assert client.get(path[0]).status_code == 200


def test_the_way_through_a_suspension_and_back(people: People, staff: FlaskClient, anna: Actor) -> None:
    browser = people.browser("anna@kommune.example")
    form = {"csrf_token": token(staff)}
    refused = staff.post(f"/brugere/{anna.id}/spaer", data={**form, "reason": ""})
    assert (refused.status_code, "Skriv hvorfor" in refused.text) == (422, True)
    staff.post(f"/brugere/{anna.id}/spaer", data={**form, "reason": "Er stoppet <her>."})
    assert browser.get("/min-laering").status_code == 302
    page = staff.get(f"/brugere/{anna.id}").text
    assert "Er stoppet &lt;her&gt;." in page
    assert "Kontoen blev spærret" in page
    assert "Anna" in staff.get("/brugere?status=spaerrede").text
    said = staff.post(f"/brugere/{anna.id}/link", data=form, follow_redirects=True).text
    assert "er spærret og får ingen mail" in said
    staff.post(f"/brugere/{anna.id}/ophaev", data=form)
    assert people.browser("anna@kommune.example").get("/min-laering").status_code == 200


def test_a_second_click_suspends_once(staff: FlaskClient, anna: Actor, session: Session) -> None:
    form = {"csrf_token": token(staff), "reason": "Er stoppet."}
    assert [staff.post(f"/brugere/{anna.id}/spaer", data=form).status_code for _ in range(2)] == [302, 409]
    lifted = {"csrf_token": form["csrf_token"]}
    assert [staff.post(f"/brugere/{anna.id}/ophaev", data=lifted).status_code for _ in range(2)] == [302, 302]


def test_a_history_survives_whoever_made_it(people: People, staff: FlaskClient, anna: Actor, session: Session) -> None:
    gone = people.add("gone@kommune.example", roles=[Role.ADMIN], name="Gitte Prøve")
    commands.set_roles(session, gone, session.get_one(User, anna.id), frozenset({Role.MANAGER}), now=people.now)
    session.delete(session.get_one(User, gone.id))
    assert "En tidligere bruger" in staff.get(f"/brugere/{anna.id}").text


def test_a_new_person_has_not_the_history_of_whoever_had_the_id(people: People, staff: FlaskClient, session: Session) -> None:
    first = people.add()
    commands.suspend(session, OPERATOR, session.get_one(User, first.id), "Er stoppet.", now=people.now)
    user = session.get_one(User, first.id)
    user.created_at = people.now + timedelta(days=1)
    user.suspended_at = None
    assert "Kontoen blev spærret" not in staff.get(f"/brugere/{first.id}").text
