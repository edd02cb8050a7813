"""What the staff pages show, in words: made from what `finding` found, so that the templates only place it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from sspedu.accounts.acts import ActName, Cause, user_subject
from sspedu.accounts.days import last_day
from sspedu.accounts.finding import Grant, InvitationRow, Page, PeopleFilter, Person, names_of, roles_mark
from sspedu.accounts.models import Invitation, User
from sspedu.accounts.naming import CAUSE_NAMES, FIELD_NAMES, PROFESSION_NAMES, ROLE_HINTS, ROLE_NAMES
from sspedu.accounts.queries import UserRow, places
from sspedu.audit.models import AuditEntry
from sspedu.audit.queries import history
from sspedu.errors import N_
from sspedu.policy import Actor, Role
from sspedu.web.language import _, show_date

MAX_WORDS = 6
MAX_LOOKS = 20
Choices = tuple[tuple[str, str], ...]

ACT_WORDS: Mapping[str, str] = {
    ActName.ADD: N_("Kontoen blev oprettet"),
    ActName.ACCEPT: N_("Tog imod invitationen"),
    ActName.CHANGE: N_("Oplysninger blev ændret ved en import"),
    ActName.CORRECT: N_("Oplysninger blev rettet"),
    ActName.SET_ROLES: N_("Roller blev ændret"),
    ActName.SUSPEND: N_("Kontoen blev spærret"),
    ActName.LIFT: N_("Spærringen blev ophævet"),
    ActName.SIGN_OUT: N_("Blev logget ud alle steder"),
    ActName.SEND_LINK: N_("Fik sendt et link til en ny adgangskode"),
    ActName.SET_PASSWORD: N_("Fik en ny adgangskode"),
}


class FoundPerson(NamedTuple):
    """A line of the list."""

    id: int
    name: str
    email: str
    profession: str
    place: str
    role_names: str
    is_suspended: bool


class InvitationLine(NamedTuple):
    """A line of the list of invitations."""

    invitation: Invitation
    profession: str
    place: str
    role_names: str
    invited_by: str
    is_over: bool
    is_good: bool


class Search(NamedTuple):
    """The form above the list, as it was filled in. `query` is what the links to other pages carry on."""

    text: str
    municipality: str
    role: str
    state: str
    municipalities: Choices
    roles_: Choices
    states: Choices

    @property
    def query(self) -> dict[str, str]:
        """Return what is looked for, as the address writes it."""
        given = {"q": self.text, "kommune": self.municipality, "rolle": self.role, "status": self.state}
        return {name: value for name, value in given.items() if value}


class RoleChoice(NamedTuple):
    """A role in the form: whether it is chosen, and the last day as it is typed."""

    name: str
    value: str
    hint: str
    is_chosen: bool
    until: str


class HeldRole(NamedTuple):
    """A role that someone has, and where it came from, in sentences."""

    name: str
    origin: str
    end: str
    is_over: bool


class Deed(NamedTuple):
    """Something that was done to a person."""

    at: datetime
    what: str
    who: str


class Look(NamedTuple):
    """Someone who looked a person up."""

    at: datetime
    who: str


class PersonPage(NamedTuple):
    """A person's page."""

    user: User
    place: str
    profession: str
    held: tuple[HeldRole, ...]
    choices: tuple[RoleChoice, ...]
    based_on: str
    sign_in_count: int
    deeds: tuple[Deed, ...]
    is_self: bool


def read_filter(args: Mapping[str, str]) -> PeopleFilter:
    """Read what an address asks for; what it cannot mean is not looked for."""
    place = args.get("kommune", "")
    role = args.get("rolle", "")
    return PeopleFilter(
        words=words_of(args.get("q", "")),
        municipality_code="" if place.startswith("kreds:") else place[:4],
        police_district_id=place.removeprefix("kreds:")[:80] if place.startswith("kreds:") else "",
        role=Role(role) if role in set(Role) else None,
        is_suspended={"aktive": False, "spaerrede": True}.get(args.get("status", "")),
    )


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search; all of them must be found."""
    return tuple(text[:100].split()[:MAX_WORDS])


def search(session: Session, args: Mapping[str, str]) -> Search:
    """Return the form above the list."""
    roles = tuple((role.value, _(name)) for role, name in ROLE_NAMES.items())
    known = places(session)
    return Search(
        text=args.get("q", "")[:100],
        municipality=args.get("kommune", "")[:90],
        role=args.get("rolle", "")[:20],
        state=args.get("status", "")[:20],
        municipalities=(("", _("Alle")), *known.municipalities, *((f"kreds:{id_}", name) for id_, name in known.police_districts)),
        roles_=(("", _("Alle")), *roles),
        states=(("", _("Alle")), ("aktive", _("Kan logge ind")), ("spaerrede", _("Spærret"))),
    )


def found(page: Page[UserRow]) -> tuple[FoundPerson, ...]:
    """Return the lines of a page of the list."""
    return tuple(
        FoundPerson(row.id, row.name, row.email, _(PROFESSION_NAMES[row.profession]), row.place, role_names(row.roles), row.is_suspended)
        for row in page.rows
    )


def role_names(roles: Iterable[Role]) -> str:
    """Write roles in their order: "Deltager, Leder"."""
    held = set(roles)
    return ", ".join(_(name) for role, name in ROLE_NAMES.items() if role in held)


def role_choices(chosen: Iterable[str]) -> tuple[RoleChoice, ...]:
    """Return the roles that an invitation can promise."""
    held = set(chosen)
    return tuple(
        RoleChoice(_(name), role.value, _(ROLE_HINTS[role]), role.value in held, "")
        for role, name in ROLE_NAMES.items()
        if role is not Role.LEARNER
    )


def invited(page: Page[InvitationRow], *, now: datetime) -> tuple[InvitationLine, ...]:
    """Return the lines of a page of invitations."""
    return tuple(
        InvitationLine(
            invitation=row.invitation,
            profession=_(PROFESSION_NAMES[row.invitation.profession]),
            place=row.place,
            role_names=role_names(map(Role, row.invitation.roles)),
            invited_by=row.invited_by or _("Driften"),
            is_over=row.invitation.expires_at <= now,
            is_good=row.is_good,
        )
        for row in page.rows
    )


def person_page(session: Session, person: Person, typed: MultiDict[str, str] | None, reader: Actor) -> PersonPage:
    """Return a person's page. `typed` is the form of roles as it was sent, when it was refused."""
    user = person.user
    place = _("%(municipality)s, %(district)s", municipality=person.place, district=person.district)
    return PersonPage(
        user=user,
        place=place if person.district and person.district != person.place else person.place,
        profession=_(PROFESSION_NAMES[user.profession]),
        held=tuple(_held(grant) for grant in person.grants),
        choices=tuple(_choice(role, person.grants, typed) for role in ROLE_NAMES if role is not Role.LEARNER),
        based_on=roles_mark(person.grants),
        sign_in_count=person.sign_in_count,
        deeds=_deeds(session, user),
        is_self=user.id == reader.id,
    )


def _held(grant: Grant) -> HeldRole:
    given = show_date(grant.granted_at)
    by = _("Givet %(day)s af %(name)s", day=given, name=grant.granted_by) if grant.granted_by else _("Givet %(day)s", day=given)
    if grant.until is None:
        end = ""
    elif grant.is_over:
        end = _("Udløb %(day)s", day=show_date(last_day(grant.until)))
    else:
        end = _("Til og med %(day)s", day=show_date(last_day(grant.until)))
    return HeldRole(_(ROLE_NAMES[grant.role]), by, end, grant.is_over)


def _choice(role: Role, grants: Iterable[Grant], typed: MultiDict[str, str] | None) -> RoleChoice:
    grant = next((grant for grant in grants if grant.role is role and not grant.is_over), None)
    is_chosen, until = grant is not None, last_day(grant.until).isoformat() if grant and grant.until else ""
    if typed is not None:
        is_chosen, until = role.value in typed.getlist("role"), typed.get(f"until_{role.value}", "")[:40]
    return RoleChoice(_(ROLE_NAMES[role]), role.value, _(ROLE_HINTS[role]), is_chosen, until)


def _deeds(session: Session, user: User) -> tuple[Deed, ...]:
    entries = history(session, user_subject(user.id), ACT_WORDS.keys(), since=user.created_at)
    inviters = (entry.details.get("invited_by") for entry in entries)
    names = names_of(session, (id_ for id_ in (*inviters, *(entry.actor_id for entry in entries)) if id_ is not None))
    deeds = [Deed(entry.at, _what(entry), who(entry.actor_id, names)) for entry in entries]
    return (*deeds, *(_invitation(entry, names) for entry in entries if "invited_at" in entry.details))


def looks(session: Session, user: User) -> tuple[Look, ...]:
    """Return who has looked up a person of late, for that person."""
    entries = history(session, user_subject(user.id), {ActName.LOOK_UP}, since=user.created_at, limit=MAX_LOOKS)
    names = names_of(session, (entry.actor_id for entry in entries if entry.actor_id is not None))
    return tuple(Look(entry.at, who(entry.actor_id, names)) for entry in entries)


def _invitation(accepted: AuditEntry, names: Mapping[int, str]) -> Deed:
    """Tell of the invitation that was accepted: what is written of it stands under a number that another may have by now."""
    at = datetime.fromisoformat(accepted.details["invited_at"])
    return Deed(at, _("Blev inviteret"), who(accepted.details["invited_by"], names))


def who(user_id: int | None, names: Mapping[int, str]) -> str:
    """Name whoever acted: without an id it was the operator at the machine."""
    if user_id is None:
        return _("Driften")
    return names.get(user_id) or _("En tidligere bruger")


def _what(entry: AuditEntry) -> str:
    given, taken = entry.details.get("given", {}), entry.details.get("taken", [])
    if entry.action == ActName.CORRECT:
        fields = ", ".join(_(name) for field, name in FIELD_NAMES.items() if field in entry.details)
        return _("Blev rettet: %(fields)s. %(cause)s.", fields=fields, cause=_(CAUSE_NAMES[Cause(entry.details["cause"])]))
    if entry.action != ActName.SET_ROLES:
        return _(ACT_WORDS[entry.action])
    if given and taken:
        return _("Roller blev ændret. Givet: %(given)s. Taget: %(taken)s.", given=_ends(given), taken=role_names(map(Role, taken)))
    if given:
        return _("Roller blev givet: %(given)s", given=_ends(given))
    return _("Roller blev taget: %(taken)s", taken=role_names(map(Role, taken)))


def _ends(given: Mapping[str, str | None]) -> str:
    """Write roles, each with its last day where it has one."""
    shown = []
    for role, end in sorted(given.items()):
        name = _(ROLE_NAMES[Role(role)])
        day = show_date(last_day(datetime.fromisoformat(end))) if end else ""
        shown.append(_("%(role)s til og med %(day)s", role=name, day=day) if day else name)
    return ", ".join(shown)
