"""What is asked about places and people."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, Region, RoleGrant, SignIn, User
from sspedu.accounts.naming import municipality_name
from sspedu.policy import Actor, Role


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: int
    password_hash: str
    is_suspended: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person as staff list them."""

    id: int
    email: str
    name: str
    profession: Profession
    place: str
    roles: frozenset[Role]
    is_demo: bool


def actor_of_sign_in(session: Session, token_hash: str, *, with_demo: bool, now: datetime) -> Actor | None:
    """Return who is signed in with this token, in one query.

    Nothing if it has run out, was ended, the person is suspended, or a demo person where there must be none.
    """
    person = _people(now).join(SignIn, SignIn.user_id == User.id)
    valid = (SignIn.token_hash == token_hash, SignIn.expires_at > now, User.suspended_at.is_(None))
    row = session.execute(person.where(*valid, or_(User.is_demo.is_(False), literal(with_demo)))).one_or_none()
    return None if row is None else _actor(row)


def _people(now: datetime) -> Select[User, str | None, str | None, str | None]:
    holds = and_(RoleGrant.user_id == User.id, or_(RoleGrant.until.is_(None), RoleGrant.until > now))
    roles = select(func.aggregate_strings(RoleGrant.role, ",")).where(holds).scalar_subquery()
    places = select(User, Municipality.name, PoliceDistrict.name, roles)
    return places.outerjoin(Municipality, Municipality.code == User.municipality_code).outerjoin(
        PoliceDistrict, PoliceDistrict.id == User.police_district_id
    )


def _roles(joined: str | None) -> frozenset[Role]:
    return frozenset(Role(role) for role in joined.split(",")) if joined else frozenset()


def _actor(row: Row[User, str | None, str | None, str | None]) -> Actor:
    user, municipality, district, roles = row
    return Actor(
        id=user.id,
        name=user.name,
        place=municipality_name(municipality) if municipality else district or "",
        roles=_roles(roles),
        municipality_code=user.municipality_code,
        police_district_id=user.police_district_id,
    )


def credentials(session: Session, email: str) -> Credentials | None:
    """Return what to check a sign-in against, if the account exists."""
    user = session.scalar(select(User).where(User.email == email))
    return None if user is None else Credentials(user.id, user.password_hash, user.suspended_at is not None, user.is_demo)


def user_by_email(session: Session, email: str) -> User | None:
    """Return the person with this address, in any letter case."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def users(session: Session, *, now: datetime) -> list[UserRow]:
    """List everyone by name with their roles."""
    rows = session.execute(_people(now).order_by(User.name, User.id))
    return [
        UserRow(
            user.id,
            user.email,
            user.name,
            user.profession,
            municipality_name(town) if town else district or "",
            _roles(roles),
            user.is_demo,
        )
        for user, town, district, roles in rows
    ]


def has_demo_people(session: Session) -> bool:
    """Say whether the database holds demo accounts."""
    return session.scalar(select(literal(True)).where(select(User.id).where(User.is_demo).exists())) is True


def has_real_people(session: Session) -> bool:
    """Say whether the database holds accounts of real people."""
    return session.scalar(select(literal(True)).where(select(User.id).where(User.is_demo.is_(False)).exists())) is True


def region_on(session: Session, municipality: Municipality, day: date) -> Region:
    """Return the region to which the municipality belongs on a day: the register's, or the one that took over."""
    region = session.get_one(Region, municipality.region_id)
    while region.valid_to is not None and region.valid_to < day and region.replaced_by_id is not None:
        region = session.get_one(Region, region.replaced_by_id)
    return region
