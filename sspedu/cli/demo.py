"""People to try the product with: one for each role, on one's own machine only."""

from dataclasses import dataclass

from sspedu.accounts import commands, passwords, queries
from sspedu.accounts.models import Municipality, Profession
from sspedu.db import db
from sspedu.policy import OPERATOR, Role
from sspedu.web.access import utc_now

# Invented, like the people: it stands beside the 98 only where there are demo people.
LINDEBORG = Municipality(code="9999", name="Lindeborg", region_id="midtjylland", police_district_id="oestjyllands-politi")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone to sign in as."""

    email: str
    name: str
    profession: Profession
    role: Role
    shown_role: str
    district: str | None = None


PEOPLE = (
    DemoPerson("konsulent@lindeborg.example", "Demo Konsulent", Profession.CONSULTANT, Role.LEARNER, "deltager"),
    DemoPerson("betjent@politi.example", "Demo Betjent", Profession.OFFICER, Role.LEARNER, "deltager, politi", "oestjyllands-politi"),
    DemoPerson("underviser@lindeborg.example", "Demo Underviser", Profession.CONSULTANT, Role.INSTRUCTOR, "underviser"),
    DemoPerson("moderator@lindeborg.example", "Demo Moderator", Profession.CONSULTANT, Role.MODERATOR, "moderator"),
    DemoPerson("leder@lindeborg.example", "Demo Leder", Profession.LEADER, Role.MANAGER, "leder"),
    DemoPerson("admin@lindeborg.example", "Demo Administrator", Profession.OTHER, Role.ADMIN, "administrator"),
)


def add_demo_people(password: str) -> None:
    """Make the demo people who are not there yet, and give them all this password."""
    password_hash = passwords.hash_password(password)
    db.session.merge(LINDEBORG)
    db.session.flush()
    for person in PEOPLE:
        user = queries.user_by_email(db.session(), person.email)
        if user is not None:
            user.password_hash = password_hash
            continue
        new = commands.NewUser(
            email=person.email,
            name=person.name,
            profession=person.profession,
            password_hash=password_hash,
            municipality_code=None if person.district else LINDEBORG.code,
            police_district_id=person.district,
            roles=frozenset({person.role}),
            is_demo=True,
        )
        commands.add_user(db.session(), OPERATOR, new, now=utc_now())
    db.session.commit()
