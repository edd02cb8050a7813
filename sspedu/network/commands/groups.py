"""Working groups: opened by hand, across municipalities, with the members that their coordinators choose.

A group always has a coordinator who is here: whoever would leave it without one hands it on to the member who has been in it longest. Once
an hour the same is done for groups whose coordinators were suspended or erased. No role stands in: nobody reads more by it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.audit import chain
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.network.acts import on_group
from sspedu.network.commands.words import group_name, group_purpose
from sspedu.network.models import Board, BoardKind, BoardMember
from sspedu.network.queries import OpenGroup
from sspedu.policy import Action, Actor, require
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

MOST_MEMBERS = 500
IS_HERE: ColumnElement[bool] = and_(User.id == BoardMember.user_id, User.suspended_at.is_(None))
_SOMEBODY_HERE = exists().where(BoardMember.board_id == Board.id, IS_HERE)
# Groups with members who are here, and no coordinator among them.
LEFT_ALONE = select(Board.id).where(Board.kind == BoardKind.GROUP, _SOMEBODY_HERE, ~_SOMEBODY_HERE.where(BoardMember.is_coordinator))


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
    # By what is in it too: whoever goes back and says something else has opened another.
    place = _mark(str(actor.id), nonce, name, purpose)
    if insert_new(session, Board(kind=BoardKind.GROUP, place=place, name=name, purpose=purpose, opened_at=now)):
        board_id = session.execute(select(Board.id).where(Board.kind == BoardKind.GROUP, Board.place == place)).scalar_one()
        session.add(BoardMember(board_id=board_id, user_id=actor.id, added_at=now, added_by_id=actor.id, is_coordinator=True))
        session.flush()
    return place


def change_group(session: Session, actor: Actor, group: OpenGroup, words: GroupWords, based_on: str) -> None:
    """Give a group another name and purpose. `based_on` is `words_mark` of those that the form showed.

    Raises `Invalid`, and `Conflict` when another coordinator has changed them meanwhile.
    """
    require(actor, Action.COORDINATE, group)
    name, purpose = group_name(words.name, words.consent), group_purpose(words.purpose, words.consent)
    board = _lock_as_coordinator(session, group)
    if (board.name, board.purpose) == (name, purpose):
        return
    if words_mark(board.name, board.purpose) != based_on:
        raise Conflict(
            N_("Gruppen er ændret, siden du åbnede siden, måske af en anden tovholder. Begge dele står her; vælg, hvad der skal gælde.")
        )
    board.name, board.purpose = name, purpose
    session.flush()


def words_mark(name: str, purpose: str) -> str:
    """Name what a group is called and for, as a form shows it, so that the form can say which words it changes."""
    return _mark(name, purpose)


def add_member(session: Session, actor: Actor, group: OpenGroup, user_id: int, *, now: datetime) -> bool:
    """Let a colleague in; returns whether that was new. Raises `Invalid` for somebody who is not here, and when the group is full."""
    require(actor, Action.COORDINATE, group)
    _lock_as_coordinator(session, group)
    if len(_members(session, group.board.id)) >= MOST_MEMBERS:
        raise Invalid("words", N_("Gruppen er fuld. Tag nogen af listen, før du sætter flere på."))
    if session.scalar(select(User.id).where(User.id == user_id, User.suspended_at.is_(None))) is None:
        raise Invalid("words", N_("Kollegaen har ikke længere en konto. Søg igen."))
    return insert_new(session, BoardMember(board_id=group.board.id, user_id=user_id, added_at=now, added_by_id=actor.id))


def remove_member(session: Session, actor: Actor, group: OpenGroup, user_id: int) -> None:
    """Take somebody else off a group: from that moment they read nothing of it. Doing it again changes nothing."""
    require(actor, Action.COORDINATE, group)
    _lock_as_coordinator(session, group)
    _take_off(session, group, user_id)


def leave_group(session: Session, actor: Actor, group: OpenGroup) -> None:
    """Leave a group. Raises `Conflict` for the only member who is not suspended: somebody must be able to read what stands there."""
    require(actor, Action.READ_BOARD, group)
    _lock(session, group)
    _take_off(session, group, group.user_id)


def make_coordinator(session: Session, actor: Actor, group: OpenGroup, user_id: int) -> None:
    """Let a member be a coordinator too. Raises `Conflict` for somebody who is no member any more."""
    require(actor, Action.COORDINATE, group)
    _lock_as_coordinator(session, group)
    member = session.get(BoardMember, (group.board.id, user_id), populate_existing=True)
    if member is None:
        raise Conflict(N_("Kollegaen er ikke længere med i gruppen."))
    member.is_coordinator = True
    session.flush()


def hand_on_groups(session: Session, actor: Actor, *, now: datetime) -> None:
    """Let somebody coordinate each group whose coordinators are all suspended or erased: the member of longest standing who is here.

    Doing it again changes nothing. A coordinator whose suspension is lifted is one still, beside the other.
    """
    require(actor, Action.TIDY)
    acts = []
    for board_id in session.scalars(LEFT_ALONE.order_by(Board.id)).all():
        session.execute(select(Board.id).where(Board.id == board_id).with_for_update())
        # Under the lock: meanwhile a member may have left, or have been made a coordinator.
        heir = _hand_on(_who_are_here(session, board_id, _members(session, board_id)))
        if heir is not None:
            acts.append(on_group(board_id, heir.user_id))
    if acts:
        session.flush()
        chain.add(session, actor, *acts, now=now)


def _take_off(session: Session, group: OpenGroup, user_id: int) -> None:
    """Take somebody off a group that is locked."""
    members = _members(session, group.board.id)
    rest = [member for member in members if member.user_id != user_id]
    if len(rest) == len(members):
        return
    if not rest:
        raise Conflict(N_("Du er den eneste i gruppen. Sæt en anden på, før du forlader den, så nogen kan læse det, der står der."))
    here = _who_are_here(session, group.board.id, rest)
    if not here:
        raise Conflict(N_("Ingen andre i gruppen kan læse med lige nu. Sæt en anden på, før du forlader den."))
    _hand_on(here)
    session.delete(next(member for member in members if member.user_id == user_id))
    session.flush()


def _hand_on(here: list[BoardMember]) -> BoardMember | None:
    """Let the member of longest standing coordinate unless somebody does. Returns who took over, if anyone did."""
    if not here or any(member.is_coordinator for member in here):
        return None
    eldest = min(here, key=lambda member: (member.added_at, member.user_id))
    eldest.is_coordinator = True
    return eldest


def _members(session: Session, board_id: int) -> list[BoardMember]:
    statement = select(BoardMember).where(BoardMember.board_id == board_id)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _who_are_here(session: Session, board_id: int, members: list[BoardMember]) -> list[BoardMember]:
    """Return those of the members who are not suspended."""
    ids = set(session.scalars(select(BoardMember.user_id).join(User, IS_HERE).where(BoardMember.board_id == board_id)))
    return [member for member in members if member.user_id in ids]


def _lock(session: Session, group: OpenGroup) -> Board:
    return session.scalars(
        select(Board).where(Board.id == group.board.id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _lock_as_coordinator(session: Session, group: OpenGroup) -> Board:
    """Lock a group. Raises `NotFound` if who has it open coordinates it no more: they let nobody in when they are out themselves."""
    board = _lock(session, group)
    member = session.get(BoardMember, (group.board.id, group.user_id), populate_existing=True)
    if member is None or not member.is_coordinator:
        raise NotFound
    return board


def _mark(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]
