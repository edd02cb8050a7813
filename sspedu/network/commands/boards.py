"""Boards as the registers have them on a day: one for each place, theme and module, and the merging of regions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import Municipality, PoliceDistrict, Region
from sspedu.accounts.naming import municipality_name
from sspedu.db import insert_new
from sspedu.drafts.commands import move_drafts
from sspedu.library.queries import Shelf
from sspedu.network.indexing import move_board
from sspedu.network.models import Board, BoardKind, BoardSeen, BoardWatch, Case, Thread
from sspedu.network.queries import places_on
from sspedu.policy import Action, Actor, require

NATIONAL_PLACE = "landet"
_HEIR = aliased(Board)


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: BoardKind
    place: str
    name: str


def open_boards(session: Session, actor: Actor, published: Shelf, *, today: date, now: datetime) -> None:
    """Make the boards that the registers ask for on a day, and move what stands on the board of a region that is no more.

    Doing it again changes nothing. From 1 January 2027 the two eastern regions are one (lov nr. 699 af 20. juni 2025, § 126).
    """
    require(actor, Action.OPEN_BOARDS)
    for wanted in _wanted(session, published, today):
        new = Board(kind=wanted.kind, place=wanted.place, name=wanted.name, purpose="", opened_at=now)
        if not insert_new(session, new):
            stands = (Board.kind == wanted.kind, Board.place == wanted.place, Board.name != wanted.name)
            session.execute(update(Board).where(*stands).values(name=wanted.name))
    for region in session.scalars(select(Region).where(Region.valid_to < today, Region.replaced_by_id.is_not(None))):
        _merge(session, region, now=now)
    for old, heir in session.execute(select(Board, _HEIR).join(_HEIR, _HEIR.id == Board.merged_into_id).order_by(Board.id)).all():
        # Not in the merging alone: a page that was open may keep what it holds in the same moment, for the board as it had it open.
        for place, new_place in zip(places_on(old), places_on(heir), strict=True):
            move_drafts(session, actor, place, new_place)


def _wanted(session: Session, published: Shelf, today: date) -> Iterator[_Wanted]:
    yield _Wanted(BoardKind.NATIONAL, NATIONAL_PLACE, "Hele landet")
    for region in session.scalars(select(Region).order_by(Region.id)):
        if (region.valid_from is None or region.valid_from <= today) and (region.valid_to is None or today <= region.valid_to):
            yield _Wanted(BoardKind.REGION, region.id, region.name)
    for district in session.scalars(select(PoliceDistrict).order_by(PoliceDistrict.id)):
        yield _Wanted(BoardKind.DISTRICT, district.id, district.name)
    for town in session.scalars(select(Municipality).order_by(Municipality.code)):
        yield _Wanted(BoardKind.MUNICIPALITY, town.code, municipality_name(town.name))
    for theme in published.registers.all.themes:
        yield _Wanted(BoardKind.THEME, theme.id, theme.title)
    for entry in published.modules:
        yield _Wanted(BoardKind.MODULE, entry.id, entry.module.title)


def _merge(session: Session, region: Region, *, now: datetime) -> None:
    """Move the threads of a region's board to the one that took over, and close it. What someone has seen stays seen."""
    old = session.scalar(
        select(Board).where(Board.kind == BoardKind.REGION, Board.place == region.id, Board.closed_at.is_(None)).with_for_update()
    )
    heir = session.scalar(select(Board).where(Board.kind == BoardKind.REGION, Board.place == region.replaced_by_id))
    if old is None or heir is None:
        return
    session.execute(update(Thread).where(Thread.board_id == old.id).values(board_id=heir.id))
    session.execute(update(Case).where(Case.board_id == old.id).values(board_id=heir.id))
    move_board(session, old, heir)
    for floor in session.scalars(select(BoardSeen).where(BoardSeen.board_id == old.id)).all():
        _keep_seen(session, floor, heir)
    _keep_watching(session, old, heir)
    old.closed_at, old.merged_into_id = now, heir.id
    session.flush()


def _keep_seen(session: Session, floor: BoardSeen, heir: Board) -> None:
    """Carry over how far someone has seen: never further than on either board, since the other's threads may be unread."""
    other = session.get(BoardSeen, (floor.user_id, heir.id))
    if other is None:
        session.add(BoardSeen(user_id=floor.user_id, board_id=heir.id, post_id=floor.post_id))
    else:
        other.post_id = min(other.post_id, floor.post_id)
    session.flush()


def _keep_watching(session: Session, old: Board, heir: Board) -> None:
    """Carry over what people chose to hear of a board. What someone chose for the one that took over counts."""
    chose = select(BoardWatch.user_id).where(BoardWatch.board_id == heir.id)
    moved = update(BoardWatch).where(BoardWatch.board_id == old.id, BoardWatch.user_id.not_in(chose)).values(board_id=heir.id)
    session.execute(moved, execution_options={"synchronize_session": False})
