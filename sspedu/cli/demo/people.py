"""People to try the product with: one for each role, on one's own machine only."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sspedu.accounts import commands, passwords, queries
from sspedu.accounts.models import Municipality, Profession
from sspedu.db import db
from sspedu.policy import OPERATOR, Actor, Role
from sspedu.web.access import utc_now

# Invented, like the people: they stand beside the 98 only where there are demo people.
LINDEBORG, FJORDBY, KLITBORG, SKOVSTRUP, HAVNSTRUP = "9999", "9998", "9997", "9996", "9995"
TOWNS = (
    (LINDEBORG, "Lindeborg", "midtjylland", "oestjyllands-politi"),
    (FJORDBY, "Fjordby", "syddanmark", "fyns-politi"),
    (KLITBORG, "Klitborg", "nordjylland", "nordjyllands-politi"),
    (SKOVSTRUP, "Skovstrup", "sjaelland", "midt-og-vestsjaellands-politi"),
    (HAVNSTRUP, "Havnstrup", "hovedstaden", "nordsjaellands-politi"),
    ("9994", "Vestermose", "midtjylland", "midt-og-vestjyllands-politi"),
    ("9993", "Kærsund", "midtjylland", "oestjyllands-politi"),
    ("9992", "Skovhøj", "hovedstaden", "koebenhavns-vestegns-politi"),
    ("9991", "Strandlev", "nordjylland", "nordjyllands-politi"),
    ("9990", "Bakkedal", "syddanmark", "sydoestjyllands-politi"),
    ("9989", "Mosevig", "sjaelland", "sydsjaellands-og-lolland-falsters-politi"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone to sign in as."""

    email: str
    name: str
    profession: Profession
    role: Role
    shown_role: str
    district: str | None = None
    town: str = LINDEBORG


PEOPLE = (
    DemoPerson("konsulent@lindeborg.example", "Demo Konsulent", Profession.CONSULTANT, Role.LEARNER, "deltager"),
    DemoPerson("betjent@politi.example", "Demo Betjent", Profession.OFFICER, Role.LEARNER, "deltager, politi", "oestjyllands-politi"),
    DemoPerson("underviser@lindeborg.example", "Demo Underviser", Profession.CONSULTANT, Role.INSTRUCTOR, "underviser"),
    DemoPerson("moderator@lindeborg.example", "Demo Moderator", Profession.CONSULTANT, Role.MODERATOR, "moderator"),
    DemoPerson("leder@lindeborg.example", "Demo Leder", Profession.LEADER, Role.MANAGER, "leder"),
    DemoPerson("admin@lindeborg.example", "Demo Administrator", Profession.OTHER, Role.ADMIN, "administrator"),
)

# Those whom they talk with in the network.
COLLEAGUES = (
    DemoPerson("fjordby@fjordby.example", "Demo Konsulent Fjordby", Profession.CONSULTANT, Role.LEARNER, "deltager", town=FJORDBY),
    DemoPerson("laerer@fjordby.example", "Demo Lærer Fjordby", Profession.TEACHER, Role.LEARNER, "deltager", town=FJORDBY),
    DemoPerson("fynbo@politi.example", "Demo Betjent Fyn", Profession.OFFICER, Role.LEARNER, "deltager, politi", "fyns-politi"),
    DemoPerson("klitborg@klitborg.example", "Demo Konsulent Klitborg", Profession.CONSULTANT, Role.LEARNER, "deltager", town=KLITBORG),
    DemoPerson("skovstrup@skovstrup.example", "Demo Konsulent Skovstrup", Profession.CONSULTANT, Role.LEARNER, "deltager", town=SKOVSTRUP),
    DemoPerson("raadgiver@skovstrup.example", "Demo Rådgiver Skovstrup", Profession.PRACTITIONER, Role.LEARNER, "deltager", town=SKOVSTRUP),
    DemoPerson("havnstrup@havnstrup.example", "Demo Konsulent Havnstrup", Profession.CONSULTANT, Role.LEARNER, "deltager", town=HAVNSTRUP),
)


def town_values(town: tuple[str, str, str, str]) -> dict[str, str]:
    """Return an invented municipality's values by column."""
    return dict(zip(("code", "name", "region_id", "police_district_id"), town, strict=True))


def add_demo_people(password: str) -> None:
    """Make the demo people who are not there yet, and give them all this password."""
    password_hash = passwords.hash_password(password)
    for town in TOWNS:
        db.session.merge(Municipality(**town_values(town)))
    db.session.flush()
    for person in PEOPLE + COLLEAGUES:
        user = queries.user_by_email(db.session(), person.email)
        if user is not None:
            user.password_hash = password_hash
            continue
        new = commands.NewUser(
            email=person.email,
            name=person.name,
            profession=person.profession,
            password_hash=password_hash,
            municipality_code=None if person.district else person.town,
            police_district_id=person.district,
            roles=frozenset({person.role}),
            is_demo=True,
        )
        commands.add_user(db.session(), OPERATOR, new, now=utc_now())
    db.session.commit()


def actor_named(session: Session, begins: str) -> Actor:
    """Return the demo person whose address begins so."""
    person = next(person for person in PEOPLE + COLLEAGUES if person.email.startswith(f"{begins}@"))
    user = queries.user_by_email(session, person.email)
    assert user is not None, "demo people are made first"
    return Actor(id=user.id, name=user.name, roles=frozenset({person.role}), municipality_code=user.municipality_code)
