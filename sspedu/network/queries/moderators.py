"""Who of the moderators can decide a case, and whom of them to tell that there is one. Their rights follow the board, as everyone's do."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import RoleGrant, User
from sspedu.accounts.queries import counts
from sspedu.db import UtcDateTime, ask
from sspedu.network.access import READABLE, READER, readable_by, reader
from sspedu.network.models import Board, Case, MailChoice, Post
from sspedu.policy import Actor, Role

_NOW = bindparam("now", type_=UtcDateTime())


@dataclass(frozen=True, slots=True)
class Called:
    """A moderator to tell of a case."""

    user_id: int
    email: str


def _is_theirs_to_decide(person: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Ask for open cases that neither come from a person nor are about what they wrote: those are for somebody else to decide."""
    is_about_them = exists().where(Post.id == Case.post_id, Post.author_id == person).correlate_except(Post)
    return and_(Case.decided_at.is_(None), or_(Case.user_id.is_(None), Case.user_id != person), ~is_about_them)


# Whoever chose neither mail of the network wants none from it.
_WANTS_MAIL = or_(MailChoice.user_id.is_(None), MailChoice.is_each, MailChoice.digest_day.is_not(None))
_ELSEWHERE = aliased(Case)
_CALLED = (
    select(User.id, User.email)
    .select_from(Case)
    .join(Board, Board.id == Case.board_id)
    .join(RoleGrant, RoleGrant.role == Role.MODERATOR)
    .join(User, User.id == RoleGrant.user_id)
    .outerjoin(MailChoice, MailChoice.user_id == User.id)
    .where(Case.id == bindparam("case_id"), counts(_NOW), _WANTS_MAIL, _is_theirs_to_decide(User.id), readable_by(User.id))
    .order_by(User.id)
)
# A board is asked for once, however many cases of it wait.
_BUSY = (
    select(User.id)
    .join(Board, Board.id.in_(select(_ELSEWHERE.board_id).where(_ELSEWHERE.decided_at.is_(None), _ELSEWHERE.id != bindparam("case_id"))))
    .where(
        User.id.in_(bindparam("people", expanding=True)),
        exists().where(Case.board_id == Board.id, Case.id != bindparam("case_id"), _is_theirs_to_decide(User.id)).correlate(Board, User),
        readable_by(User.id),
    )
)
_FIRST_CASE = (
    select(func.min(Case.id))
    .join(Board, Board.id == Case.board_id)
    .where(
        READABLE,
        _is_theirs_to_decide(READER),
        exists().where(RoleGrant.user_id == READER, RoleGrant.role == Role.MODERATOR, counts(_NOW)),
        ~exists().where(MailChoice.user_id == READER, ~_WANTS_MAIL),
    )
)
_MODERATORS = (
    select(func.count(func.distinct(User.id)))
    .select_from(User)
    .join(Board, Board.id == bindparam("board_id"))
    .join(RoleGrant, RoleGrant.user_id == User.id)
    .where(RoleGrant.role == Role.MODERATOR, counts(_NOW), readable_by(User.id), User.id != READER)
)


def moderator_count(session: Session, actor: Actor, board_id: int, *, today: date, now: datetime) -> int:
    """Count the moderators, besides the actor, who read a board today: without one a case waits."""
    return int(ask(session, _MODERATORS, {**reader(actor, today), "board_id": board_id, "now": now}).scalar_one())


def called_by(session: Session, case_id: int, *, today: date, now: datetime) -> tuple[Called, ...]:
    """List the moderators who can decide a case and had none before it, without those who want no mail of the network."""
    values = {"case_id": case_id, "today": today, "now": now}
    people = ask(session, _CALLED, values).all()
    if not people:
        return ()
    busy = set(ask(session, _BUSY, {**values, "people": [row.id for row in people]}).scalars())
    return tuple(Called(row.id, row.email) for row in people if row.id not in busy)


def first_case_for(session: Session, user_id: int, *, today: date, now: datetime) -> int | None:
    """Return the oldest case that someone can decide; nothing if there is none, they are no moderator or want no mail of the network."""
    first: int | None = ask(session, _FIRST_CASE, {"reader_id": user_id, "today": today, "now": now}).scalar_one()
    return first
