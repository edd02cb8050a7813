"""What staff look for: people and invitations by words, place and role, in pages; and one person with all that staff see."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.cleaning import account_name
from sspedu.accounts.models import Invitation, Municipality, PeopleImport, PoliceDistrict, RoleGrant, SignIn, User
from sspedu.accounts.naming import LAST_LETTERS
from sspedu.accounts.queries import UserRow, counts, is_good, people_with, place_name, place_of, user_row
from sspedu.policy import Role

T = TypeVar("T")
PAGE_SIZE = 50


class PeopleFilter(NamedTuple):
    """Whom staff look for: words of a name, an address or an id, a place, a role, and whether suspended."""

    words: tuple[str, ...] = ()
    municipality_code: str = ""
    police_district_id: str = ""
    role: Role | None = None
    is_suspended: bool | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the rows that were found: the page of this number, counted from 1."""

    rows: tuple[T, ...]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


class Grant(NamedTuple):
    """A role that someone holds, or held until it ran out. Without a granter it came from the machine."""

    role: Role
    granted_at: datetime
    until: datetime | None
    granted_by: str
    is_over: bool


class Person(NamedTuple):
    """A person as staff see them."""

    user: User
    place: str
    district: str
    grants: tuple[Grant, ...]
    sign_in_count: int


class InvitationRow(NamedTuple):
    """Someone who is invited, and by whom."""

    invitation: Invitation
    place: str
    invited_by: str
    is_good: bool


def people(session: Session, wanted: PeopleFilter, number: int, *, now: datetime) -> Page[UserRow]:
    """Return one page of those people that are looked for, in Danish order of their names."""
    found = [holds_word(word, User.name, User.email, User.external_id) for word in wanted.words]
    if wanted.role:
        found.append(User.id.in_(select(RoleGrant.user_id).where(RoleGrant.role == wanted.role, counts(now))))
    if wanted.municipality_code:
        found.append(User.municipality_code == wanted.municipality_code)
    if wanted.police_district_id:
        found.append(User.police_district_id == wanted.police_district_id)
    if wanted.is_suspended is not None:
        found.append(User.suspended_at.is_not(None) if wanted.is_suspended else User.suspended_at.is_(None))
    total = session.scalar(select(func.count()).select_from(User).where(*found)) or 0
    statement = people_with(User.email, User.profession, User.is_demo, User.suspended_at).where(*found)
    rows = session.execute(_paged(statement.order_by(_danish_order(User.name), User.id), number), {"now": now})
    return Page(tuple(user_row(row) for row in rows), total, number)


def _paged(statement: Select[*tuple[Any, ...]], number: int) -> Select[*tuple[Any, ...]]:
    return statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)


def holds_word(word: str, *columns: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Say whether any of the columns holds the word, in small or capital letters."""
    return or_(*(_folded(column).contains(fold(word), autoescape=True) for column in columns))


def _folded(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Write a column in small letters. SQLite's own `lower` leaves every letter that is not English."""
    text: ColumnElement[str] = func.lower(column)
    for letter in "ÆØÅÉÄÖÜ":
        text = func.replace(text, letter, letter.lower())
    return text


def fold(text: str) -> str:
    """Write a text as `_folded` writes a column, and a whole address as its account is kept under it."""
    return account_name(text) if "@" in text else text.lower()


def _danish_order(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Write `naming.danish_order` in SQL."""
    text = _folded(column)
    for letter, last in LAST_LETTERS:
        text = func.replace(text, letter, last)
    return text


def person(session: Session, user_id: int, *, now: datetime) -> Person | None:
    """Return all that staff see of a person."""
    user = session.get(User, user_id)
    if user is None:
        return None
    (row,) = session.execute(people_with().where(User.id == user_id), {"now": now})
    granter = aliased(User)
    grants = session.execute(
        select(RoleGrant.role, RoleGrant.granted_at, RoleGrant.until, RoleGrant.granted_by_id, granter.name)
        .outerjoin(granter, granter.id == RoleGrant.granted_by_id)
        .where(RoleGrant.user_id == user_id)
    )
    sign_ins = session.scalar(select(func.count()).where(SignIn.user_id == user_id, SignIn.expires_at > now)) or 0
    held = (Grant(role, at, until, name or "", until is not None and until <= now) for role, at, until, _, name in grants)
    order = list(Role)
    return Person(user, place_of(row), row.district or "", tuple(sorted(held, key=lambda grant: order.index(grant.role))), sign_ins)


def roles_mark(grants: Iterable[Grant | RoleGrant]) -> str:
    """Return a mark of these roles, so that a form can say on which it was based."""
    told = sorted(f"{grant.role} {grant.granted_at.isoformat()} {grant.until and grant.until.isoformat()}" for grant in grants)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def names_of(session: Session, user_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people; who is erased is not in it."""
    ids = set(user_ids)
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids))) if ids else ()
    return {row[0]: row[1] for row in rows}


def invitations(session: Session, words: Iterable[str] = (), number: int = 1, *, now: datetime) -> Page[InvitationRow]:
    """Return one page of those who are invited and not yet in, the latest first."""
    found = [holds_word(word, Invitation.name, Invitation.email, Invitation.external_id) for word in words]
    total = session.scalar(select(func.count()).select_from(Invitation).where(*found)) or 0
    statement = (
        select(Invitation, Municipality.name.label("town"), PoliceDistrict.name.label("district"), User.name.label("inviter"), is_good(now))
        .outerjoin(Municipality, Municipality.code == Invitation.municipality_code)
        .outerjoin(PoliceDistrict, PoliceDistrict.id == Invitation.police_district_id)
        .outerjoin(User, User.id == Invitation.invited_by_id)
        .where(*found)
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    )
    rows = session.execute(_paged(statement, number))
    return Page(tuple(InvitationRow(row[0], place_name(row[1], row[2]), row[3] or "", bool(row[4])) for row in rows), total, number)


def imports(session: Session) -> list[tuple[PeopleImport, str]]:
    """List the files that were read of late, the latest first, with the name of who read each."""
    rows = session.execute(
        select(PeopleImport, User.name).outerjoin(User, User.id == PeopleImport.made_by_id).order_by(PeopleImport.id.desc()).limit(20)
    )
    return [(kept, name or "") for kept, name in rows]
