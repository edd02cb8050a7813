"""Making people and places."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import commands, queries
from sspedu.accounts.models import Municipality, Profession, User
from sspedu.accounts.naming import municipality_name
from sspedu.errors import Conflict, Forbidden, Invalid
from sspedu.policy import OPERATOR, Actor, Role
from tests.people import People


def new_user(**changes: object) -> commands.NewUser:
    given = {
        "email": "bo@kommune.example",
        "name": "Bo Prøve",
        "profession": Profession.OTHER,
        "password_hash": "x",
        "municipality_code": "0265",
    }
    return commands.NewUser(**{**given, **changes})  # type: ignore[arg-type]


def test_everyone_is_a_learner(people: People) -> None:
    people.add(roles=[Role.MANAGER])
    (row,) = queries.users(people.session, now=people.now)
    assert row.roles == {Role.LEARNER, Role.MANAGER}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "ingen-adresse"}, "ikke en mailadresse"),
        ({"name": " "}, "Navnet"),
        ({"municipality_code": "0000"}, "findes ikke"),
        ({"municipality_code": None}, "Vælg en kommune"),
        ({"police_district_id": "maanens-politi"}, "findes ikke"),
    ],
)
def test_a_bad_account_is_refused_with_a_sentence(people: People, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        commands.add_user(people.session, OPERATOR, new_user(**changes), now=people.now)


def test_an_address_is_taken_in_any_letter_case(people: People) -> None:
    people.add("bo@kommune.example")
    with pytest.raises(Conflict, match="findes allerede"):
        commands.add_user(people.session, OPERATOR, new_user(email="BO@kommune.example"), now=people.now)


def test_an_officer_may_have_a_district_and_no_municipality(people: People) -> None:
    new = new_user(municipality_code=None, police_district_id="oestjyllands-politi", profession=Profession.OFFICER)
    commands.add_user(people.session, OPERATOR, new, now=people.now)
    (row,) = queries.users(people.session, now=people.now)
    assert row.place == "Østjyllands Politi"


def test_only_administrators_make_accounts(people: People) -> None:
    manager = Actor(id=1, roles=frozenset({Role.MANAGER, Role.INSTRUCTOR, Role.MODERATOR, Role.LEARNER}))
    with pytest.raises(Forbidden):
        commands.add_user(people.session, manager, new_user(), now=people.now)


def test_roles_are_given_and_taken(people: People, session: Session) -> None:
    people.add(roles=[Role.MANAGER])
    user = session.scalars(select(User)).one()
    commands.set_roles(session, OPERATOR, user, frozenset({Role.ADMIN}), now=people.now)
    (row,) = queries.users(session, now=people.now)
    assert row.roles == {Role.LEARNER, Role.ADMIN}


def test_the_eastern_regions_become_one_on_the_first_of_january_2027(people: People, session: Session) -> None:
    roskilde = session.get_one(Municipality, "0265")
    assert queries.region_on(session, roskilde, date(2026, 12, 31)).name == "Region Sjælland"
    assert queries.region_on(session, roskilde, date(2027, 1, 1)).name == "Region Østdanmark"
    aarhus = session.get_one(Municipality, "0751")
    assert queries.region_on(session, aarhus, date(2027, 1, 1)).name == "Region Midtjylland"


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Roskilde", "Roskilde Kommune"),
        ("København", "Københavns Kommune"),
        ("Bornholm", "Bornholms Regionskommune"),
        ("Nordfyns", "Nordfyns Kommune"),
    ],
)
def test_a_municipality_is_called_by_its_name(short: str, name: str) -> None:
    assert municipality_name(short) == name
