"""What the rows of a file say about people, each by itself: a person, or what is wrong with the row."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from sspedu.accounts.cleaning import clean_email, clean_name
from sspedu.accounts.importing.files import Column, Row, Table
from sspedu.accounts.models import Municipality, PoliceDistrict, Profession
from sspedu.accounts.naming import PROFESSION_NAMES, ROLE_NAMES, municipality_name
from sspedu.errors import N_, Invalid
from sspedu.policy import Role
from sspedu.privacy import stopping

MAX_ID = 64
CPR_LENGTH = 10
T = TypeVar("T")


class Wanted(NamedTuple):
    """What a row says of a person. `None` for profession and `is_manager` where it says nothing.

    `has_municipality` and `has_district`: whether the file has such a column at all; what it has none for stays as it is.
    """

    line: int
    external_id: str | None
    email: str
    name: str
    profession: Profession | None
    municipality_code: str | None
    police_district_id: str | None
    has_municipality: bool
    has_district: bool
    is_manager: bool | None


class RowFault(NamedTuple):
    """A row that cannot be used, and why: sentences without what stood in it."""

    line: int
    problems: tuple[Invalid, ...]


class PlaceNames:
    """The places that a row can name, under all their names."""

    def __init__(self, municipalities: Iterable[Municipality], districts: Iterable[PoliceDistrict]) -> None:
        self.municipalities: dict[str, str] = {}
        self.districts: dict[str, str] = {}
        for town in municipalities:
            for name in (town.code, town.code.lstrip("0"), town.name, f"{town.name} kommune", municipality_name(town.name)):
                self.municipalities[_plain(name)] = town.code
        for district in districts:
            for name in (district.id, district.name, f"{district.name}kreds"):
                self.districts[_plain(name)] = district.id


def read_rows(table: Table, places: PlaceNames) -> tuple[list[Wanted], list[RowFault]]:
    """Read every row. Of rows with the same id or address the first counts; the others are faulty."""
    wanted: list[Wanted] = []
    faults: list[RowFault] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        person, problems = _read_row(row, table, places)
        if person is not None and not problems:
            problems = _repeats(person, seen)
        if person is None or problems:
            faults.append(RowFault(row.line, tuple(problems)))
        else:
            wanted.append(person)
    return wanted, faults


def _repeats(person: Wanted, seen: dict[tuple[str, str], int]) -> list[Invalid]:
    keys = [("email", person.email), *([("id", person.external_id)] if person.external_id else [])]
    found = {kind: seen[kind, value] for kind, value in keys if (kind, value) in seen}
    if "id" in found:
        return [Invalid("id", N_("Id'et står allerede i linje %(line)d, og den række bruges."), line=found["id"])]
    if "email" in found:
        return [Invalid("email", N_("Mailadressen står allerede i linje %(line)d, og den række bruges."), line=found["email"])]
    seen.update(dict.fromkeys(keys, person.line))
    return []


def _read_row(row: Row, table: Table, places: PlaceNames) -> tuple[Wanted | None, list[Invalid]]:
    problems: list[Invalid] = []
    if row.is_too_long:
        return None, [Invalid("file", N_("Rækken har flere felter, end der er kolonner. Mangler der anførselstegn om et felt?"))]

    def take(read: Callable[[str], T], column: Column) -> T | None:
        try:
            return read(row.cells.get(column, ""))
        except Invalid as problem:
            problems.append(problem)
            return None

    external_id, name, email = take(_read_id, Column.ID), take(clean_name, Column.NAME), take(clean_email, Column.EMAIL)
    profession, is_manager = take(_read_profession, Column.PROFESSION), take(_read_manager, Column.ROLES)
    municipality = take(lambda text: _place(text, places.municipalities, MUNICIPALITY_UNKNOWN), Column.MUNICIPALITY)
    district = take(lambda text: _place(text, places.districts, DISTRICT_UNKNOWN), Column.DISTRICT)
    if not any(row.cells.get(column) for column in (Column.MUNICIPALITY, Column.DISTRICT)):
        problems.append(Invalid("municipality", N_("Kommune mangler (eller politikreds for politifolk).")))
    if problems or name is None or email is None:
        return None, problems
    has = (Column.MUNICIPALITY in table.columns, Column.DISTRICT in table.columns)
    return Wanted(row.line, external_id, email, name, profession, municipality, district, *has, is_manager), []


MUNICIPALITY_UNKNOWN = N_("Kommunen »%(name)s« findes ikke. Skriv navnet eller koden på fire cifre.")
DISTRICT_UNKNOWN = N_("Politikredsen »%(name)s« findes ikke. Skriv navnet, fx Fyns Politi.")


def _place(text: str, known: dict[str, str], unknown: str) -> str | None:
    if not text:
        return None
    if _plain(text) not in known:
        raise Invalid("municipality", unknown, name=text[:60])
    return known[_plain(text)]


def _read_id(text: str) -> str | None:
    if len(text) > MAX_ID or re.search(r"[\x00-\x1f\x7f]", text):
        raise Invalid("id", N_("Id'et må højst være på %(most)d tegn og skal stå på én linje."), most=MAX_ID)
    # Beside the word any ten digits with a date in them are certain enough: here it is better to refuse a number too many.
    if len(text) >= CPR_LENGTH and stopping(f"cpr {text}"):
        raise Invalid("id", N_("Id'et ligner et CPR-nummer. Brug et medarbejdernummer eller et andet id."))
    return text or None


def _read_profession(text: str) -> Profession | None:
    if not text:
        return None
    if _plain(text) not in PROFESSIONS:
        names = ", ".join(PROFESSION_NAMES.values())
        raise Invalid("profession", N_("Stillingen »%(text)s« kendes ikke. Brug en af disse: %(names)s."), text=text[:60], names=names)
    return PROFESSIONS[_plain(text)]


def _read_manager(text: str) -> bool | None:
    """Read the roles. A file can make someone a manager or not; the roles that can do harm to others are given to one person at a time."""
    if not text:
        return None
    words = [word for word in re.split(r"[,+/|&]|\bog\b", text) if word.strip()]
    roles = [ROLES.get(_plain(word)) for word in words]
    if None in roles:
        known = {"first": "deltager", "second": "leder"}
        raise Invalid(
            "role", N_("Rollen »%(text)s« kendes ikke. I en fil kan der stå %(first)s eller %(second)s."), text=text[:60], **known
        )
    if others := [role for role in roles if role not in {Role.LEARNER, Role.MANAGER, None}]:
        name = ROLE_NAMES[others[0]] if others[0] else ""
        raise Invalid("role", N_("Rollen »%(name)s« kan ikke gives fra en fil. Giv den på personens egen side."), name=name)
    return Role.MANAGER in roles


def _plain(text: str) -> str:
    return re.sub(r"[\s\-_.]", "", text).casefold()


PROFESSIONS = {_plain(name): profession for profession, name in PROFESSION_NAMES.items()} | {_plain(each): each for each in Profession}
ROLES = {_plain(name): role for role, name in ROLE_NAMES.items()} | {_plain(role): role for role in Role}
