"""Working groups: who is in one, and whom its coordinators could add."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, exists, select
from sqlalchemy.orm import Session

from sspedu.accounts.finding import holds_word
from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, User
from sspedu.accounts.queries import place_name
from sspedu.errors import NotFound
from sspedu.network.models import BoardKind, BoardMember
from sspedu.network.queries.boards import OpenBoard, board
from sspedu.network.queries.mentions import LONGEST_NAME
from sspedu.policy import Actor

MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class Peer:
    """Someone as colleagues see them."""

    id: int
    name: str
    profession: Profession | None
    place: str


@dataclass(frozen=True, slots=True)
class Member:
    """Someone in a group."""

    person: Peer
    added_at: datetime
    is_coordinator: bool


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A working group as one of its members (`user_id`) has it open."""

    board: OpenBoard
    user_id: int
    members: tuple[Member, ...]
    is_coordinator: bool


def group(session: Session, actor: Actor, place: str, *, today: date) -> OpenGroup:
    """Return a group that the actor is in, its coordinators first. Raises `NotFound`."""
    opened = board(session, actor, BoardKind.GROUP, place, today=today)
    statement = _peers(BoardMember.added_at, BoardMember.is_coordinator).join(BoardMember, BoardMember.user_id == User.id)
    rows = session.execute(
        statement.where(BoardMember.board_id == opened.id).order_by(BoardMember.is_coordinator.desc(), User.name, User.id)
    ).all()
    members = tuple(Member(_peer(row), row.added_at, row.is_coordinator) for row in rows)
    mine = [member for member in members if member.person.id == actor.id]
    if not mine:
        raise NotFound
    return OpenGroup(opened, opened.user_id, members, mine[0].is_coordinator)


def could_join(session: Session, group: OpenGroup, words: str) -> tuple[Peer, ...]:
    """Find colleagues by all words of a name who are not in the group: at most ten. Nobody for no words."""
    found = [holds_word(word, User.name) for word in words[:LONGEST_NAME].split()]
    if not found:
        return ()
    is_in = exists().where(BoardMember.board_id == group.board.id, BoardMember.user_id == User.id)
    statement = _peers().where(*found, User.suspended_at.is_(None), ~is_in).order_by(User.name, User.id).limit(MOST_FOUND)
    return tuple(map(_peer, session.execute(statement)))


def _peers(*columns: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    people = select(User.id, User.name, User.profession, Municipality.name.label("town"), PoliceDistrict.name.label("district"), *columns)
    return (
        people.select_from(User)
        .outerjoin(Municipality, Municipality.code == User.municipality_code)
        .outerjoin(PoliceDistrict, PoliceDistrict.id == User.police_district_id)
    )


def _peer(row: Row[*tuple[Any, ...]]) -> Peer:
    return Peer(row.id, row.name, row.profession, place_name(row.town, row.district))
