"""Who may read which board: the one rule, in SQL. Every query of the network asks it, and whatever is shown elsewhere asks it again.

Rule (the design's "Who may read and write comes from place and role"): the national board, themes and modules are for all who are signed
in; a region's, a police district's and a municipality's for those who belong there on that day; a group's for its members. No role reads
more: the rights of a moderator and an administrator follow the board, too.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from sspedu.accounts.models import Municipality, Region, User
from sspedu.network.models import Board, BoardKind, BoardMember, Post, Thread
from sspedu.policy import Actor

FOR_ALL = (BoardKind.NATIONAL, BoardKind.THEME, BoardKind.MODULE)
READER: ColumnElement[int] = bindparam("reader_id")
TODAY = bindparam("today", type_=Date)


def readable_by(reader_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition under which a person reads the board at hand, on the day `today`.

    Where they belong is read from their own row at that moment, never from what a page or a sign-in remembers.
    """
    person = aliased(User, name="person")
    is_them = person.id == reader_id
    region = case((and_(Region.valid_to < TODAY, Region.replaced_by_id.is_not(None)), Region.replaced_by_id), else_=Region.id)
    district = func.coalesce(person.police_district_id, Municipality.police_district_id)
    of_town = person.municipality_code == Municipality.code
    home = select(region).join(Municipality, Municipality.region_id == Region.id).join(person, of_town)
    beat = select(district).select_from(person).outerjoin(Municipality, of_town)
    town = select(person.municipality_code)
    # Of the board at hand however deep this stands in a statement: left to itself, a question within a question asks for any board.
    is_member = exists().where(BoardMember.board_id == Board.id, BoardMember.user_id == reader_id).correlate_except(BoardMember)
    places = {BoardKind.REGION: home, BoardKind.DISTRICT: beat, BoardKind.MUNICIPALITY: town}
    return and_(
        Board.closed_at.is_(None),
        exists().where(is_them, person.suspended_at.is_(None)),
        or_(
            *(_is(kind) for kind in FOR_ALL),
            *(and_(_is(kind), Board.place == place.where(is_them).scalar_subquery()) for kind, place in places.items()),
            and_(_is(BoardKind.GROUP), is_member),
        ),
    )


def _is(kind: BoardKind) -> ColumnElement[bool]:
    # Part of the statement: as a value it would be carried to the database with every question.
    return Board.kind == literal_column(f"'{kind}'")


READABLE = readable_by(READER)
# What a moderator has hidden is shown nowhere but to moderators, on the page where it stands. Of a merged thread only its address is left.
THREAD_IS_SHOWN: ColumnElement[bool] = and_(Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None))
POST_IS_SHOWN: ColumnElement[bool] = and_(Post.hidden_at.is_(None), Post.removed_at.is_(None))
# What a thread says in fields (a practice example's, an event's) belongs to its first post, and is shown where that is.
_first = aliased(Post)
FIRST_IS_SHOWN: ColumnElement[bool] = (
    exists()
    .where(_first.thread_id == Thread.id, _first.number == 1, _first.hidden_at.is_(None), _first.removed_at.is_(None))
    .correlate_except(_first)
)


def reader(actor: Actor, today: date) -> Mapping[str, object]:
    """Return the values that `READABLE` wants: who reads, and the day (regions change on 1 January 2027)."""
    return {"reader_id": actor.id, "today": today}
