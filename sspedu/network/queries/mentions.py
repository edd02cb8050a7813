"""Who can be mentioned on a board, and who is: only people who may read it, by the very rule that lets them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, User
from sspedu.accounts.queries import place_name
from sspedu.db import ask
from sspedu.network.access import readable_by
from sspedu.network.models import Board, Mention
from sspedu.network.queries.boards import OpenBoard

MOST_SHOWN = 8
MOST_MENTIONED = 20
LEAST_TYPED = 2
LONGEST_NAME = 120
MOST_WORDS = 6
SIGN = re.compile(rf"(?<![\w@/.])@(?=\w)([^\n@]{{1,{2 * LONGEST_NAME}}})")
CODE = re.compile(r"`[^`\n]*`")
PLACE = re.compile(r" \(([^()\n]{1,80})\)")
PUNCTUATION = ".,;:!?)*_\"'”»"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who may read a board. `written` is what mentions them: their name, with where they work if another has the same."""

    id: int
    name: str
    profession: Profession
    place: str
    written: str


@cache
def _readers() -> Select[*tuple[Any, ...]]:
    town, district = aliased(Municipality), aliased(PoliceDistrict)
    return (
        select(User.id, User.name, User.profession, town.name.label("town"), district.name.label("district"))
        .select_from(User)
        .join(Board, Board.id == bindparam("board_id"))
        .outerjoin(town, town.code == User.municipality_code)
        .outerjoin(district, district.id == User.police_district_id)
        .where(readable_by(User.id), User.id != bindparam("writer_id"))
        .order_by(User.name, User.id)
    )


@cache
def _readers_named() -> Select[*tuple[Any, ...]]:
    return _readers().where(User.name.in_(bindparam("names", expanding=True)))


def colleagues(session: Session, board: OpenBoard, typed: str, *, today: date) -> tuple[Colleague, ...]:
    """List those whose name, or a later name of theirs, begins with what is typed: eight at most, and nobody who may not read the board."""
    typed = " ".join(typed.split())[:LONGEST_NAME]
    if len(typed) < LEAST_TYPED:
        return ()
    # SQLite knows no capitals beyond a-z.
    spellings = {typed, typed.lower(), typed.capitalize(), typed.title()}
    begins = [condition for way in spellings for condition in _begins(way)]
    rows = session.execute(_readers().where(or_(*begins)).limit(MOST_SHOWN + 1), _values(board.id, board.user_id, today)).all()
    # People of one name stand together, so the ninth says whether the eighth is alone with theirs.
    names = [row.name for row in rows]
    return tuple(_colleague(row, is_alone=names.count(row.name) == 1) for row in rows[:MOST_SHOWN])


def mentioned(session: Session, board_id: int, writer_id: int | None, text: str, *, today: date) -> Mapping[str, tuple[int, ...]]:
    """Return whom a text mentions: what is written, with its @, and who that is.

    What is quoted or shown as code mentions nobody. A name that several have mentions nobody without the place of one.
    """
    tails = _tails(text)
    names = {name for tail in tails for name in _possible(tail)}
    if not names:
        return {}
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in ask(session, _readers_named(), {**_values(board_id, writer_id or 0, today), "names": sorted(names)}):
        found.setdefault(row.name, []).append(row)
    written = (_whom(tail, found) for tail in tails)
    return {words: ids for words, ids in written if ids}


def mentioned_ids(session: Session, post_id: int, *, since_version: int = 1) -> tuple[int, ...]:
    """Return who is mentioned in a post, or only those who are new since a version of it."""
    new = (Mention.post_id == post_id, Mention.version >= since_version)
    return tuple(session.scalars(select(Mention.user_id).where(*new).order_by(Mention.user_id)))


def _begins(typed: str) -> tuple[Any, Any]:
    return User.name.istartswith(typed, autoescape=True), User.name.icontains(f" {typed}", autoescape=True)


def _values(board_id: int, writer_id: int, today: date) -> dict[str, object]:
    return {"board_id": board_id, "writer_id": writer_id, "today": today}


def _colleague(row: Row[*tuple[Any, ...]], *, is_alone: bool) -> Colleague:
    place = _place(row)
    return Colleague(row.id, row.name, row.profession, place, f"@{row.name}" if is_alone else f"@{row.name} ({place})")


def _place(row: Row[*tuple[Any, ...]]) -> str:
    return place_name(row.town, row.district)


def _tails(text: str) -> list[str]:
    """Return what follows each @ on its line."""
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith((">", "    ")))
    return SIGN.findall(CODE.sub("", own))[:MOST_MENTIONED]


def _possible(tail: str) -> list[str]:
    """Return what may be a name at the beginning of a text, the longest first."""
    words = tail.split(" ")[:MOST_WORDS]
    starts = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    return list(dict.fromkeys(name for start in starts for name in (start, start.rstrip(PUNCTUATION)) if name))


def _whom(tail: str, found: Mapping[str, list[Row[*tuple[Any, ...]]]]) -> tuple[str, tuple[int, ...]]:
    name = next((name for name in _possible(tail) if name in found), "")
    people = found.get(name, [])
    said = PLACE.match(tail, len(name))
    there = [row for row in people if said and _place(row) == said[1]]
    if said and there:
        return f"@{name}{said[0]}", tuple(row.id for row in there)
    return f"@{name}", tuple(row.id for row in people) if len(people) == 1 else ()
