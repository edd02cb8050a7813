"""The list of practice examples that one may read: filtered on any field, by pages, each with why its place is like the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, literal, or_, select, true
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality, User
from sspedu.accounts.queries import place_name
from sspedu.days import COPENHAGEN, day_of
from sspedu.db import ask, joined
from sspedu.network.access import reader
from sspedu.network.models import Board, MarkKind, Post, PracticeExample, PracticeMark, Result, SizeBand, Terrain, Thread
from sspedu.network.practice import TEXTS, Likeness, Status, is_effective, status_of, two_years_before
from sspedu.network.queries.practice import FIRST, IS_SHOWN
from sspedu.policy import Actor

EXAMPLES_A_PAGE = 20
MOST_COUNTED = 200
COLUMNS = ("prevention", "arena", "terrain", "size_band", "result", "again")
MARKS = {"age": MarkKind.AGE, "partner": MarkKind.PARTNER, "theme": MarkKind.THEME}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: `values` by the name of a column or mark, and the rest. What is not known is not in it."""

    values: Mapping[str, str] = field(default_factory=dict)
    known: int | None = None
    status: Status | None = None
    municipality: str = ""
    district: str = ""
    words: str = ""
    answered: str = ""
    participants: int | None = None
    only_like_ours: bool = False
    by_known: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after an example with this number, and by how well it is known where that is the order."""

    id: int
    known: int = 0


@dataclass(frozen=True, slots=True)
class Ours:
    """What is known of the reader's own place: the district, and what its newest example says of it."""

    code: str | None = None
    district: str | None = None
    size_band: SizeBand | None = None
    terrain: Terrain | None = None
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """An example in a list, and why its place is like the reader's."""

    id: int
    title: str
    problem: str
    place: str
    opened_at: datetime
    known: int
    result: Result
    status: Status
    is_constructed: bool
    reasons: tuple[Likeness, ...]

    @property
    def is_effective(self) -> bool:
        """Whether the strongest words may be used of it."""
        return is_effective(self.known, self.result, self.status)


@dataclass(frozen=True, slots=True)
class ExampleList:
    """A page of examples, and how many there are in all; more than 200 are not counted. `after` is where the next page begins."""

    examples: tuple[ExampleRow, ...]
    count: int
    after: Cursor | None


_SHOWN = (
    select(PracticeExample.thread_id)
    .join(Thread, Thread.id == PracticeExample.thread_id)
    .join(Board, Board.id == Thread.board_id)
    .join(Post, FIRST)
    .outerjoin(User, User.id == Thread.author_id)
    .outerjoin(Municipality, Municipality.code == PracticeExample.municipality_code)
    .where(IS_SHOWN)
)
_SAID = (
    Thread.title,
    Thread.opened_at,
    PracticeExample.problem,
    PracticeExample.known,
    PracticeExample.result,
    PracticeExample.looked_at,
    PracticeExample.reviewed_at,
    PracticeExample.size_band,
    PracticeExample.terrain,
    PracticeExample.municipality_code,
    Municipality.name.label("town"),
    Municipality.police_district_id.label("district"),
    User.is_demo,
)


def ours(session: Session, actor: Actor, *, today: date) -> Ours:
    """Return what is known of the actor's own municipality: nothing but the district until somebody there has told of it."""
    code = actor.municipality_code
    if code is None:
        return Ours(district=actor.police_district_id)
    columns = (PracticeExample.thread_id, PracticeExample.size_band, PracticeExample.terrain)
    told = _SHOWN.with_only_columns(*columns).where(PracticeExample.municipality_code == code)
    newest = told.order_by(PracticeExample.thread_id.desc()).limit(1).subquery()
    of_newest = (PracticeMark.thread_id == newest.c.thread_id, PracticeMark.kind == MarkKind.THEME)
    themes = select(joined(PracticeMark.value)).where(*of_newest).correlate(newest).scalar_subquery().label("themes")
    known = select(Municipality.police_district_id, newest.c.size_band, newest.c.terrain, themes).outerjoin(newest, true())
    row = ask(session, known.where(Municipality.code == code), reader(actor, today)).one()
    return Ours(code, row.police_district_id, row.size_band, row.terrain, frozenset(row.themes.split(",") if row.themes else ()))


def examples(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    our: Ours,
    *,
    today: date,
    after: Cursor | None = None,
    most_counted: int = MOST_COUNTED,
) -> ExampleList:
    """List a page of the examples that the actor may read. Beyond `most_counted` the count is one more, whatever there is."""
    found = _SHOWN.where(*_conditions(wanted, our, today))
    in_all = select(func.count()).select_from(found.limit(most_counted + 1).subquery()).scalar_subquery().label("in_all")
    shares = _shares_theme(our).label("shares_theme")
    page = _placed(found.with_only_columns(PracticeExample.thread_id, *_SAID, shares, in_all), wanted, after).limit(EXAMPLES_A_PAGE + 1)
    rows = ask(session, page, reader(actor, today)).all()
    shown = tuple(_row(row, our, today) for row in rows[:EXAMPLES_A_PAGE])
    more = Cursor(shown[-1].id, shown[-1].known) if len(rows) > EXAMPLES_A_PAGE else None
    # Whoever pages on beyond the last one is not told how many there were.
    return ExampleList(shown, rows[0].in_all if rows else 0, more)


def _placed(statement: Select[*tuple[Any, ...]], wanted: Wanted, after: Cursor | None) -> Select[*tuple[Any, ...]]:
    newest = PracticeExample.thread_id.desc()
    if not wanted.by_known:
        return statement.where(PracticeExample.thread_id < after.id if after else literal(True)).order_by(newest)
    if after is not None:
        earlier = and_(PracticeExample.known == after.known, PracticeExample.thread_id < after.id)
        statement = statement.where(or_(PracticeExample.known < after.known, earlier))
    return statement.order_by(PracticeExample.known.desc(), newest)


def _conditions(wanted: Wanted, our: Ours, today: date) -> list[ColumnElement[bool]]:
    conditions = [getattr(PracticeExample, name) == wanted.values[name] for name in COLUMNS if wanted.values.get(name)]
    conditions += [_has(kind, [wanted.values[name]]) for name, kind in MARKS.items() if wanted.values.get(name)]
    if wanted.known is not None:
        conditions.append(PracticeExample.known == wanted.known)
    if wanted.participants is not None:
        conditions.append(PracticeExample.participants >= wanted.participants)
    if wanted.municipality:
        conditions.append(PracticeExample.municipality_code == wanted.municipality)
    if wanted.district:
        conditions.append(Municipality.police_district_id == wanted.district)
    if wanted.words:
        texts = (Thread.title, *(getattr(PracticeExample, name) for name in TEXTS))
        conditions.append(or_(*(text.icontains(wanted.words, autoescape=True) for text in texts)))
    if wanted.answered in TEXTS:
        conditions.append(getattr(PracticeExample, wanted.answered) != "")
    if wanted.status is not None:
        conditions.append(_has_status(wanted.status, today))
    if wanted.only_like_ours:
        conditions.append(_is_like(our))
    return conditions


def _has(kind: MarkKind, values: list[str]) -> ColumnElement[bool]:
    mine = (PracticeMark.thread_id == PracticeExample.thread_id, PracticeMark.kind == kind, PracticeMark.value.in_(values))
    return select(PracticeMark.thread_id).where(*mine).correlate(PracticeExample).exists()


def _has_status(status: Status, today: date) -> ColumnElement[bool]:
    """Say in SQL what `status_of` says."""
    fresh_from = datetime.combine(two_years_before(today) + timedelta(days=1), time(), COPENHAGEN)
    is_fresh = PracticeExample.looked_at >= fresh_from
    if status is Status.REVISIT:
        return ~is_fresh
    is_reviewed = PracticeExample.reviewed_at.is_not(None)
    return and_(is_fresh, is_reviewed if status is Status.REVIEWED else ~is_reviewed)


def _shares_theme(our: Ours) -> ColumnElement[bool]:
    return _has(MarkKind.THEME, sorted(our.themes)) if our.themes else false()


def _is_like(our: Ours) -> ColumnElement[bool]:
    reasons: list[ColumnElement[bool]] = [_shares_theme(our)]
    for column, value in (
        (Municipality.police_district_id, our.district),
        (PracticeExample.size_band, our.size_band),
        (PracticeExample.terrain, our.terrain),
    ):
        if value is not None:
            reasons.append(column == value)
    is_other = PracticeExample.municipality_code.is_distinct_from(our.code) if our.code else literal(True)
    return and_(is_other, or_(*reasons))


def _row(row: Row[*tuple[Any, ...]], our: Ours, today: date) -> ExampleRow:
    is_own = our.code is not None and row.municipality_code == our.code
    likeness = {
        Likeness.DISTRICT: row.district is not None and row.district == our.district,
        Likeness.SIZE: row.size_band == our.size_band,
        Likeness.TERRAIN: row.terrain == our.terrain,
        Likeness.THEME: bool(row.shares_theme),
    }
    return ExampleRow(
        id=row.thread_id,
        title=row.title,
        problem=row.problem,
        place=place_name(row.town, None),
        opened_at=row.opened_at,
        known=row.known,
        result=row.result,
        status=status_of(looked_at=day_of(row.looked_at), is_reviewed=row.reviewed_at is not None, today=today),
        is_constructed=bool(row.is_demo),
        reasons=() if is_own else tuple(reason for reason, holds in likeness.items() if holds),
    )
