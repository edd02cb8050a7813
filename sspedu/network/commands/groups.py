"""Working groups: opened by hand, across municipalities, with the members that their coordinators choose.

A group always has a coordinator: whoever would leave it without one hands it on to the member who has been in it longest.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, Invalid
from sspedu.network.commands.words import group_name, group_purpose
from sspedu.network.models import Board, BoardKind, BoardMember
from sspedu.network.queries import OpenGroup
from sspedu.policy import Action, Actor, require
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

MOST_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What a group is called and what it is for."""

    name: str
    purpose: str
    consent: Consent = NOTHING_SEEN


def open_group(session: Session, actor: Actor, words: GroupWords, nonce: str, *, now: datetime) -> str:
    """Open a group with the actor as its coordinator, and return its place. The same form sent twice opens one. Raises `Invalid`."""
    require(actor, Action.OPEN_GROUP)
    name, purpose = group_name(words.name, words.consent), group_purpose(words.purpose, words.consent)
    place = hashlib.sha256(f"{actor.id}\0{nonce}\0{name}".encode()).hexdigest()[:12]
    if insert_new(session, Board(kind=BoardKind.GROUP, place=place, name=name, purpose=purpose, opened_at=now)):
        board_id = session.execute(select(Board.id).where(Board.kind == BoardKind.GROUP, Board.place == place)).scalar_one()
        session.add(BoardMember(board_id=board_id, user_id=actor.id, added_at=now, added_by_id=actor.id, is_coordinator=True))
        session.flush()
    return place


def change_group(session: Session, actor: Actor, group: OpenGroup, words: GroupWords) -> None:
    """Give a group another name and purpose. Raises `Invalid`."""
    require(actor, Action.COORDINATE, group)
    board = _lock(session, group)
    board.name, board.purpose = group_name(words.name, words.consent), group_purpose(words.purpose, words.consent)
    session.flush()


def add_member(session: Session, actor: Actor, group: OpenGroup, user_id: int, *, now: datetime) -> bool:
    """Let a colleague in; returns whether that was new. Raises `Invalid` for somebody who is not here, and when the group is full."""
    require(actor, Action.COORDINATE, group)
    _lock(session, group)
    if len(_members(session, group)) >= MOST_MEMBERS:
        raise Invalid("words", N_("Gruppen er fuld. Tag nogen af listen, før du sætter flere på."))
    if session.scalar(select(User.id).where(User.id == user_id, User.suspended_at.is_(None))) is None:
        raise Invalid("words", N_("Kollegaen har ikke længere en konto. Søg igen."))
    return insert_new(session, BoardMember(board_id=group.board.id, user_id=user_id, added_at=now, added_by_id=actor.id))


def remove_member(session: Session, actor: Actor, group: OpenGroup, user_id: int) -> None:
    """Take somebody else off a group: from that moment they read nothing of it. Doing it again changes nothing."""
    require(actor, Action.COORDINATE, group)
    _take_off(session, group, user_id)


def leave_group(session: Session, actor: Actor, group: OpenGroup) -> None:
    """Leave a group. Raises `Conflict` for its only member: somebody must be able to read what stands there."""
    require(actor, Action.READ_BOARD, group)
    _take_off(session, group, group.user_id)


def make_coordinator(session: Session, actor: Actor, group: OpenGroup, user_id: int) -> None:
    """Let a member be a coordinator too. Raises `Conflict` for somebody who is no member any more."""
    require(actor, Action.COORDINATE, group)
    _lock(session, group)
    member = session.get(BoardMember, (group.board.id, user_id), populate_existing=True)
    if member is None:
        raise Conflict(N_("Kollegaen er ikke længere med i gruppen."))
    member.is_coordinator = True
    session.flush()


def _take_off(session: Session, group: OpenGroup, user_id: int) -> None:
    _lock(session, group)
    members = _members(session, group)
    rest = [member for member in members if member.user_id != user_id]
    if len(rest) == len(members):
        return
    if not rest:
        raise Conflict(N_("Du er den eneste i gruppen. Sæt en anden på, før du forlader den, så nogen kan læse det, der står der."))
    if not any(member.is_coordinator for member in rest):
        min(rest, key=lambda member: (member.added_at, member.user_id)).is_coordinator = True
    session.delete(next(member for member in members if member.user_id == user_id))
    session.flush()


def _members(session: Session, group: OpenGroup) -> list[BoardMember]:
    statement = select(BoardMember).where(BoardMember.board_id == group.board.id)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _lock(session: Session, group: OpenGroup) -> Board:
    return session.scalars(
        select(Board).where(Board.id == group.board.id).with_for_update().execution_options(populate_existing=True)
    ).one()
