"""What is asked about places and people."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from sspedu.accounts.cleaning import account_name
from sspedu.accounts.models import Invitation, Municipality, PasswordLink, PoliceDistrict, Profession, Region, RoleGrant, SignIn, User
from sspedu.accounts.naming import danish_order, municipality_name
from sspedu.db import UtcDateTime, ask, joined
from sspedu.jobs.outbox import Letter
from sspedu.lasting import lasting
from sspedu.policy import Actor, Role


class Credentials(NamedTuple):
    """What a sign-in is checked against."""

    user_id: int
    password_hash: str
    is_suspended: bool
    is_demo: bool


class InvitedPerson(NamedTuple):
    """Someone who stands at the door with an invitation."""

    email: str
    name: str


class UserRow(NamedTuple):
    """A person as staff list them."""

    id: int
    email: str
    name: str
    profession: Profession
    place: str
    roles: frozenset[Role]
    is_demo: bool
    is_suspended: bool


class SignInRow(NamedTuple):
    """A browser in which someone is signed in: since when, and whether it is the one that asks."""

    since: datetime
    is_here: bool


class Places(NamedTuple):
    """Where people work, as pairs of key and name."""

    municipalities: tuple[tuple[str, str], ...]
    police_districts: tuple[tuple[str, str], ...]


def actor_of_sign_in(session: Session, token_hash: str, *, with_demo: bool, now: datetime) -> Actor | None:
    """Return who is signed in with this token, in one query.

    Nothing if it has run out, was ended, the person is suspended, or a demo person where there must be none.
    """
    row = ask(session, SIGNED_IN, {"token_hash": token_hash, "with_demo": with_demo, "now": now}).one_or_none()
    return None if row is None else _actor(row)


def counts(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Ask for grants of roles that have not run out."""
    return or_(RoleGrant.until.is_(None), RoleGrant.until > now)


def people_with(*columns: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    """Select people with their places and roles, and more columns of theirs. Wants `now`."""
    roles = select(joined(RoleGrant.role)).where(RoleGrant.user_id == User.id, counts(NOW)).scalar_subquery()
    facts = (User.id, User.name, User.municipality_code, User.police_district_id, User.language)
    places = select(*facts, Municipality.name.label("town"), PoliceDistrict.name.label("district"), roles.label("roles"), *columns)
    return (
        places.select_from(User)
        .outerjoin(Municipality, Municipality.code == User.municipality_code)
        .outerjoin(PoliceDistrict, PoliceDistrict.id == User.police_district_id)
    )


# Asked by every request, so they are put together once: building a statement takes longer than running it.
NOW = bindparam("now", type_=UtcDateTime)
SIGNED_IN = lasting(
    people_with()
    .join(SignIn, SignIn.user_id == User.id)
    .where(
        SignIn.token_hash == bindparam("token_hash", type_=String),
        SignIn.expires_at > NOW,
        User.suspended_at.is_(None),
        or_(User.is_demo.is_(False), bindparam("with_demo", type_=Boolean)),
    )
)
EVERYONE = people_with(User.email, User.profession, User.is_demo, User.suspended_at).order_by(User.name, User.id)


PLACES = union_all(
    select(Municipality.code.label("key"), Municipality.name, literal(True).label("is_town")),
    select(PoliceDistrict.id, PoliceDistrict.name, literal(False)),
)


def _roles(joined: str | None) -> frozenset[Role]:
    return frozenset(Role(role) for role in joined.split(",")) if joined else frozenset()


def place_of(row: Row[*tuple[Any, ...]]) -> str:
    """Return where the person of a row of `people_with` belongs."""
    return place_name(row.town, row.district)


def place_name(town: str | None, district: str | None) -> str:
    """Return where someone belongs: the municipality, or else the police district."""
    return municipality_name(town) if town else district or ""


def _actor(row: Row[*tuple[Any, ...]]) -> Actor:
    return Actor(
        id=row.id,
        name=row.name,
        place=place_of(row),
        roles=_roles(row.roles),
        municipality_code=row.municipality_code,
        police_district_id=row.police_district_id,
        language=row.language,
    )


def credentials(session: Session, email: str) -> Credentials | None:
    """Return what to check a sign-in against, if the account exists."""
    user = user_by_email(session, email)
    return None if user is None else Credentials(user.id, user.password_hash, user.suspended_at is not None, user.is_demo)


def user_by_email(session: Session, email: str) -> User | None:
    """Return the person with this address, however it is written."""
    return session.scalar(select(User).where(User.email == account_name(email)))


def some_user(session: Session) -> User | None:
    """Return anyone at all, to do for them what must look the same for nobody."""
    return session.scalar(select(User).order_by(User.id).limit(1))


def email_of_link(session: Session, token_hash: str, *, now: datetime) -> str | None:
    """Return whose password a link may renew, or nothing if it never was, is used or too old, or the person is suspended."""
    valid = (PasswordLink.token_hash == token_hash, PasswordLink.expires_at > now, User.suspended_at.is_(None))
    return session.scalar(select(User.email).join(PasswordLink, PasswordLink.user_id == User.id).where(*valid))


def is_good(now: datetime) -> ColumnElement[bool]:
    """Ask for invitations that hold: not too old, and from someone who may still invite, or from the operator at the machine.

    Whom an administrator asked in would otherwise get from them what they may give no more.
    """
    return and_(Invitation.expires_at > now, or_(Invitation.invited_by_id.is_(None), Invitation.invited_by_id.in_(may_invite(now))))


def may_invite(now: datetime) -> Select[int]:
    """Select the ids of those who may invite: `Action.MANAGE_USERS` in SQL."""
    administrators = (RoleGrant.role == Role.ADMIN, counts(now), User.suspended_at.is_(None))
    return select(RoleGrant.user_id).join(User, User.id == RoleGrant.user_id).where(*administrators)


def is_wanted(session: Session, letter: Letter, now: datetime) -> bool:
    """Say whether a mail that was promised is still to go: to nobody who is suspended, and with no link that holds no more.

    A link and the letter that carries it end at the same moment, which no other link of the same person does.
    """
    if letter.kind == "invitation":
        same = (Invitation.email == letter.recipient, Invitation.expires_at == letter.expires_at, is_good(now))
        return session.scalar(select(Invitation.id).where(*same)) is not None
    if letter.kind == "new_password":
        link = select(PasswordLink.user_id).where(PasswordLink.expires_at == letter.expires_at)
        person = (User.email == letter.recipient, User.suspended_at.is_(None), User.id.in_(link))
        return session.scalar(select(User.id).where(*person)) is not None
    return session.scalar(select(User.id).where(User.email == letter.recipient, User.suspended_at.is_not(None))) is None


def invited_by_token(session: Session, token_hash: str, *, now: datetime) -> InvitedPerson | None:
    """Return who is asked in by a link, if it still holds."""
    row = session.execute(select(Invitation.email, Invitation.name).where(Invitation.token_hash == token_hash, is_good(now))).one_or_none()
    return None if row is None else InvitedPerson(row.email, row.name)


def sign_ins(session: Session, user_id: int | None, token_hash: str, *, now: datetime) -> list[SignInRow]:
    """List where a person is signed in, this browser first, then the latest. `token_hash` is this browser's."""
    rows = session.execute(
        select(SignIn.created_at, (SignIn.token_hash == token_hash).label("is_here"))
        .where(SignIn.user_id == user_id, SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    )
    return sorted((SignInRow(row.created_at, bool(row.is_here)) for row in rows), key=lambda row: not row.is_here)


def places(session: Session) -> Places:
    """Return every municipality and police district to choose from, by name."""
    rows = sorted(ask(session, PLACES), key=lambda row: danish_order(row.name))
    towns = tuple((row.key, municipality_name(row.name)) for row in rows if row.is_town)
    return Places(towns, tuple((row.key, row.name) for row in rows if not row.is_town))


def users(session: Session, *, now: datetime) -> list[UserRow]:
    """List everyone by name with their roles."""
    return [user_row(row) for row in session.execute(EVERYONE, {"now": now})]


def user_row(row: Row[*tuple[Any, ...]]) -> UserRow:
    """Read a row of `people_with`."""
    suspended = row.suspended_at is not None
    return UserRow(row.id, row.email, row.name, row.profession, place_of(row), _roles(row.roles), row.is_demo, suspended)


def holders(session: Session, role: Role, *, with_demo: bool, now: datetime) -> list[User]:
    """Return everyone who holds a role today and may sign in."""
    holding = (RoleGrant.role == role, counts(now), User.suspended_at.is_(None), or_(User.is_demo.is_(False), literal(with_demo)))
    return list(session.scalars(select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(*holding).order_by(User.id)))


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
