"""What a file would do to the people that are there: whom it invites, whom it changes and how, and which rows cannot be used.

A plan is made of the file and of what the database holds at the moment. Its hash stands for all of it: what was shown is carried out only
as long as the hash is the same.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sspedu.accounts.importing.files import Table
from sspedu.accounts.importing.rows import PlaceNames, RowFault, Wanted, read_rows
from sspedu.accounts.models import Invitation, Municipality, PoliceDistrict, Profession, RoleGrant, User
from sspedu.accounts.queries import counts
from sspedu.errors import N_, Invalid
from sspedu.policy import Role


class Target(StrEnum):
    """What a row is about: someone new, a pending invitation, or a person."""

    NEW = "new"
    INVITATION = "invitation"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Known:
    """A person or a pending invitation, as far as a file can change it."""

    target: Target
    id: int
    external_id: str | None
    email: str
    name: str
    profession: Profession
    municipality_code: str | None
    police_district_id: str | None
    roles: tuple[Role, ...]
    # For the mail to them; no part of what a plan does.
    language: str | None = field(repr=False)

    @property
    def is_manager(self) -> bool:
        """Whether they hold this role, for good or until a day."""
        return Role.MANAGER in self.roles


class Change(NamedTuple):
    """A field that becomes another."""

    field: str
    before: str | None
    after: str | None


class Step(NamedTuple):
    """What a row does: `changes` is empty for someone new."""

    wanted: Wanted
    target: Target
    target_id: int | None = None
    before: Known | None = None
    changes: tuple[Change, ...] = ()

    def changed(self, field: str) -> Change | None:
        """Return how a field changes, if it does."""
        return next((change for change in self.changes if change.field == field), None)


@dataclass(frozen=True)
class ImportPlan:
    """All that a file would do."""

    created: tuple[Step, ...]
    changed: tuple[Step, ...]
    unchanged_count: int
    faults: tuple[RowFault, ...]
    unknown_columns: tuple[str, ...]

    @cached_property
    def hash(self) -> str:
        """Stand for everything that is shown and done."""
        faults = [(fault.line, [str(problem) for problem in fault.problems]) for fault in self.faults]
        told = repr((self.created, self.changed, faults, self.unchanged_count))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.created and not self.changed


class People:
    """Those people and invitations that a file may be about, by id and by address."""

    def __init__(self, users: Iterable[Known], invitations: Iterable[Known]) -> None:
        users, invitations = list(users), list(invitations)
        self.users_by_id = {person.external_id: person for person in users if person.external_id}
        self.users_by_email = {person.email: person for person in users}
        self.invitations_by_id = {person.external_id: person for person in invitations if person.external_id}
        self.invitations_by_email = {person.email: person for person in invitations}


class ReadRows(NamedTuple):
    """What the rows of a file say, before anyone is looked up."""

    wanted: tuple[Wanted, ...]
    faults: tuple[RowFault, ...]
    unknown_columns: tuple[str, ...]


def understand(session: Session, table: Table) -> ReadRows:
    """Read the rows of a table with the places that there are. This is the slow part, and it needs no lock."""
    wanted, faults = read_rows(table, PlaceNames(session.scalars(select(Municipality)), session.scalars(select(PoliceDistrict))))
    return ReadRows(tuple(wanted), tuple(faults), table.unknown)


def plan(session: Session, read: ReadRows, *, now: datetime, lock: bool = False) -> ImportPlan:
    """Plan what the rows do. With `lock`, nobody changes the people in question until the transaction ends."""
    faults = list(read.faults)
    people = _people(session, read.wanted, now=now, lock=lock)
    created: list[Step] = []
    changed: list[Step] = []
    unchanged, met = 0, dict[tuple[Target, int], int]()
    for row in read.wanted:
        try:
            known = _match(row, people)
            if known is None:
                created.append(Step(row, Target.NEW))
                continue
            _meet_once(row, known, met)
            changes = _changes(row, known)
        except Invalid as problem:
            faults.append(RowFault(row.line, (problem,)))
            continue
        if changes:
            changed.append(Step(row, known.target, known.id, known, changes))
        unchanged += not changes
    faults.sort(key=lambda fault: fault.line)
    return ImportPlan(tuple(created), tuple(changed), unchanged, tuple(faults), read.unknown_columns)


def _people(session: Session, wanted: Iterable[Wanted], *, now: datetime, lock: bool) -> People:
    wanted = tuple(wanted)
    emails = [row.email for row in wanted]
    ids = [row.external_id for row in wanted if row.external_id]
    users = select(User).where(or_(User.email.in_(emails), User.external_id.in_(ids))).order_by(User.id)
    invited = select(Invitation).where(or_(Invitation.email.in_(emails), Invitation.external_id.in_(ids))).order_by(Invitation.id)
    if lock:
        users = users.with_for_update(key_share=True).execution_options(populate_existing=True)
        invited = invited.with_for_update().execution_options(populate_existing=True)
    found = list(session.scalars(users))
    held: dict[int, set[Role]] = {}
    grants = select(RoleGrant.user_id, RoleGrant.role).where(RoleGrant.role.in_([Role.MANAGER, Role.ADMIN]), counts(now))
    for user_id, role in session.execute(grants):
        held.setdefault(user_id, set()).add(role)
    return People(
        [_known(Target.USER, user, held.get(user.id, set())) for user in found],
        [_known(Target.INVITATION, invitation, set(map(Role, invitation.roles))) for invitation in session.scalars(invited)],
    )


def _known(target: Target, row: User | Invitation, roles: set[Role]) -> Known:
    facts = (row.external_id, row.email, row.name, row.profession, row.municipality_code, row.police_district_id)
    language = row.language if isinstance(row, User) else None
    return Known(target, row.id, *facts, tuple(sorted(roles)), language)


def _match(row: Wanted, people: People) -> Known | None:
    """Find whom a row is about: by the id, and by the address only those who carry no id.

    An address alone never leads to someone who carries an id: addresses pass from one employee to the next.
    """
    user, invitation = people.users_by_email.get(row.email), people.invitations_by_email.get(row.email)
    by_id = people.users_by_id.get(row.external_id or "") or people.invitations_by_id.get(row.external_id or "")
    if by_id is not None:
        for holder in (user, invitation if row.email != by_id.email else None):
            if holder is not None and (holder.target, holder.id) != (by_id.target, by_id.id):
                raise Invalid("email", N_("Mailadressen bruges af en anden, der allerede er bruger eller inviteret."))
        return by_id
    by_email = user or invitation
    if by_email is not None and by_email.external_id is not None:
        if row.external_id is None:
            raise Invalid("id", N_("Mailadressen hører til en person, der har et id. Skriv id'et i rækken."))
        raise Invalid("id", N_("Mailadressen hører til en person med et andet id."))
    return by_email


def _meet_once(row: Wanted, known: Known, met: dict[tuple[Target, int], int]) -> None:
    first = met.setdefault((known.target, known.id), row.line)
    if first != row.line:
        raise Invalid("id", N_("Rækken handler om samme person som linje %(line)d, og den række bruges."), line=first)


def _changes(row: Wanted, known: Known) -> tuple[Change, ...]:
    """Say what becomes different. What the file has no column for, or an empty cell for profession and roles, stays as it is."""
    after = {
        "external_id": row.external_id or known.external_id,
        "name": row.name,
        "email": row.email,
        "profession": row.profession or known.profession,
        "municipality_code": row.municipality_code if row.has_municipality else known.municipality_code,
        "police_district_id": row.police_district_id if row.has_district else known.police_district_id,
    }
    changes = [Change(field, getattr(known, field), value) for field, value in after.items() if getattr(known, field) != value]
    if row.is_manager is not None and row.is_manager != known.is_manager:
        changes.append(Change("manager", _yes(known.is_manager), _yes(row.is_manager)))
    if Role.ADMIN in known.roles and known.target is Target.USER and any(change.field == "email" for change in changes):
        raise Invalid("email", N_("Personen er administrator. En administrators mailadresse kan ikke ændres fra en fil."))
    return tuple(changes)


def _yes(is_so: bool) -> str | None:
    return Role.MANAGER.value if is_so else None


def faulty_rows(table: Table, found: ImportPlan, say: Callable[[Invalid], str]) -> list[tuple[str, ...]]:
    """Return the faulty rows as they stood, with their lines and what is wrong, to be mended and sent again."""
    problems = {fault.line: fault.problems for fault in found.faults}
    keep = [index for index, name in enumerate(table.header) if name.casefold() not in {"linje", "fejl"}]
    rows = [(*(table.header[index] for index in keep), "linje", "fejl")]
    for row in table.rows:
        if row.line in problems:
            cells = tuple(row.raw[index] if index < len(row.raw) else "" for index in keep)
            rows.append((*cells, str(row.line), " ".join(say(problem) for problem in problems[row.line])))
    return rows
