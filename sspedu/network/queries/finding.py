"""Posts that have all words of a search, newest first: what their reader may read, and nothing else, by the rule in SQL.

Two steps. The index gives posts with the words, newest first, from the scopes that the reader looks into; then each is held to
`access.READABLE`, to what is shown, and to the filters. Both are bounded: a search that has looked at enough gives the place to go on from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality, PoliceDistrict, User
from sspedu.accounts.queries import place_name
from sspedu.db import ask
from sspedu.network.access import FIRST_IS_SHOWN, FOR_ALL, POST_IS_SHOWN, READABLE, THREAD_IS_SHOWN, reader
from sspedu.network.indexing import OPEN_SCOPE, PERIOD, period_of
from sspedu.network.models import Board, BoardKind, MarkKind, Post, PostEntry, PostWord, PracticeExample, PracticeMark, Thread, ThreadKind
from sspedu.network.queries.boards import BOARD_COLUMNS
from sspedu.network.queries.posts import POSTS_A_PAGE
from sspedu.policy import Actor
from sspedu.search.asking import Query

FOUND_A_PAGE = 10
# Posts with the words that are taken from the index at a time, and that one search looks at before it says where to go on.
AT_ONCE, MOST_LOOKED_AT = 200, 1_000
# Of those, so many are held to the rule at a time: mostly the first are enough, and by the keys of many more SQLite would rather read every
# thread there is than look each post up.
HELD_AT_ONCE = 50
# Periods that are looked through at a time at most, and times a term may be looked for in a period in one search.
WIDEST, MOST_LOOKS = 16, 512
# For a single word these are few rows, since it was rare in the periods before: then in fewer and wider steps.
WIDEST_FOR_ONE = 128
# A town's day.
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
# "{" is the sign after z: what begins alike lies before it.
AFTER_LAST_LETTER = "{"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is held to. Days are Danish ones, both included; a theme is that of the board or of the practice example, and
    `known` how well the example is known (0 to 5): a post in a thread without one has none.
    """

    board_id: int | None = None
    kind: ThreadKind | None = None
    municipality_code: str | None = None
    theme: str | None = None
    known: int | None = None
    from_on: date | None = None
    to_on: date | None = None

    @property
    def values(self) -> dict[str, object]:
        """Those that are set, by name."""
        named = {
            "board": self.board_id,
            "kind": self.kind,
            "municipality": self.municipality_code,
            "theme": self.theme,
            "known": self.known,
        }
        days = {
            "from": None if self.from_on is None else datetime.combine(self.from_on, time(), COPENHAGEN),
            "to": None if self.to_on is None else datetime.combine(self.to_on, time(23, 59, 59, 999_999), COPENHAGEN),
        }
        return {name: value for name, value in {**named, **days}.items() if value is not None}


HAS_THEME = (
    select(PracticeMark.thread_id)
    .where(PracticeMark.thread_id == Post.thread_id, PracticeMark.kind == MarkKind.THEME, PracticeMark.value == bindparam("theme"))
    .correlate(Post)
    .exists()
)
# What each filter asks for, by its name.
CONDITIONS: Mapping[str, ColumnElement[bool]] = MappingProxyType({
    "board": Board.id == bindparam("board"),
    "kind": Thread.kind == bindparam("kind"),
    "municipality": User.municipality_code == bindparam("municipality"),
    "theme": or_(and_(Board.kind == BoardKind.THEME, Board.place == bindparam("theme")), and_(HAS_THEME, FIRST_IS_SHOWN)),
    "known": and_(PracticeExample.known == bindparam("known"), FIRST_IS_SHOWN),
    "from": Post.posted_at >= bindparam("from"),
    "to": Post.posted_at <= bindparam("to"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A board that its reader may look into."""

    id: int
    kind: BoardKind
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post that was found, on a board that its reader may read."""

    id: int
    thread_id: int
    number: int
    title: str
    kind: ThreadKind
    board: str
    author: str
    author_place: str
    html: str
    posted_at: datetime
    known: int | None

    @property
    def first(self) -> int | None:
        """The number with which the page of its thread begins on which it stands; none for the first page."""
        first = (self.number - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1
        return first if first > 1 else None


@dataclass(frozen=True, slots=True)
class FoundPosts:
    """A page of posts, newest first. `before` is where to go on; `is_cut` where there was more to look at than one search looks at."""

    posts: tuple[FoundPost, ...] = ()
    before: int | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """Posts with the words, newest first, and the post before which the next look begins. After the last one a search has cost enough."""

    ids: tuple[int, ...]
    end: int
    is_last: bool


PLACES = select(*BOARD_COLUMNS).where(READABLE).order_by(Board.name)
NEWEST = select(func.max(PostEntry.post_id))
FIRST_SINCE = select(Post.id).where(Post.posted_at >= bindparam("moment")).order_by(Post.posted_at, Post.id).limit(1)
DETAILS = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.html,
        Post.posted_at,
        Thread.title,
        Thread.kind,
        Board.name.label("board"),
        User.name.label("author"),
        Municipality.name.label("town"),
        PoliceDistrict.name.label("district"),
        PracticeExample.known,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Board, Board.id == Thread.board_id)
    .outerjoin(User, User.id == Post.author_id)
    .outerjoin(Municipality, Municipality.code == User.municipality_code)
    .outerjoin(PoliceDistrict, PoliceDistrict.id == User.police_district_id)
    .outerjoin(PracticeExample, PracticeExample.thread_id == Thread.id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), READABLE, THREAD_IS_SHOWN, POST_IS_SHOWN)
    .order_by(Post.id.desc())
)


def places(session: Session, actor: Actor, *, today: date) -> tuple[Place, ...]:
    """List the boards that somebody's search looks into."""
    return tuple(Place(row.id, row.kind, row.place, row.name) for row in ask(session, PLACES, reader(actor, today)))


def find_posts(
    session: Session, actor: Actor, query: Query, filters: Filters, within: Sequence[Place], *, today: date, before: int | None = None
) -> FoundPosts:
    """Find posts with all words of a query on the boards in `within`, older than the post `before`."""
    scopes = _scopes(within, filters)
    if not query.terms or not scopes:
        return FoundPosts()
    filtered = filters.values
    details = _details(tuple(filtered))
    found: list[FoundPost] = []
    looked_at = 0
    for look in _looks(session, query, scopes, *_bounds(session, filtered, before)):
        for start in range(0, len(look.ids), HELD_AT_ONCE):
            if len(found) <= FOUND_A_PAGE:
                ids = look.ids[start : start + HELD_AT_ONCE]
                found += map(_found, ask(session, details, {**reader(actor, today), **filtered, "ids": ids}))
        looked_at += len(look.ids)
        if len(found) > FOUND_A_PAGE:
            return FoundPosts(tuple(found[:FOUND_A_PAGE]), found[FOUND_A_PAGE - 1].id)
        if look.is_last or looked_at >= MOST_LOOKED_AT:
            return FoundPosts(tuple(found), look.end, is_cut=True)
    return FoundPosts(tuple(found))


def _scopes(within: Sequence[Place], filters: Filters) -> list[int]:
    """Return where to look: in the scope of open boards, and in those of the reader's own."""
    wanted = [place for place in within if filters.board_id in {None, place.id}]
    own = [place.id for place in wanted if place.kind not in FOR_ALL]
    return [OPEN_SCOPE, *own] if len(own) < len(wanted) else own


@lru_cache(maxsize=128)
def _details(names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return DETAILS.where(*(CONDITIONS[name] for name in names))


def _bounds(session: Session, filtered: Mapping[str, object], before: int | None) -> tuple[int, int]:
    """Return the posts between which to look: from the first one on, and before the second."""
    newest = ask(session, NEWEST).scalar_one() or 0
    first = ask(session, FIRST_SINCE, {"moment": filtered["from"]}).scalar_one_or_none() or newest + 1 if "from" in filtered else 0
    last = ask(session, FIRST_SINCE, {"moment": filtered["to"]}).scalar_one_or_none() if "to" in filtered else None
    return first, min(newest + 1 if last is None else last, newest + 1 if before is None else before)


def _looks(session: Session, query: Query, scopes: Sequence[int], first: int, end: int) -> Iterator[_Look]:
    """Look for posts that have the words, newest first: in the newest period, and then in more of them at a time, for a rare word."""
    statement = _statement(tuple((len(term.tokens), bool(term.start)) for term in query.terms))
    words = _values(query)
    is_one = len(query.terms) == 1 and len(query.terms[0].tokens) == 1
    widest, growth = (WIDEST_FOR_ONE, 4) if is_one else (WIDEST, 2)
    looks, width = 0, 1
    while end > first:
        newest = period_of(end - 1)
        oldest = max(period_of(first), newest - width + 1)
        # Always as many of them, if need be from before the first: a statement of the same length is planned once on PostgreSQL.
        periods = list(range(newest - width + 1, newest + 1))
        values = {"periods": periods, "scopes": list(scopes), "first": first, "end": end, **words}
        ids = tuple(ask(session, statement, values).scalars())
        if len(ids) == AT_ONCE:
            end = ids[-1]
        else:
            end = oldest * PERIOD
            looks, width = looks + width * len(query.terms), min(widest, width * growth)
        yield _Look(ids, end, is_last=looks >= MOST_LOOKS and end > first)


def _values(query: Query) -> dict[str, object]:
    values: dict[str, object] = {}
    for number, term in enumerate(query.terms):
        values |= {f"token{number}_{place}": token for place, token in enumerate(term.tokens)}
        if len(term.tokens) > 1:
            values[f"row{number}"] = f"% {' '.join(term.tokens)} %"
        if term.start:
            values |= {f"start{number}": term.start, f"stop{number}": term.start + AFTER_LAST_LETTER}
    return values


@lru_cache(maxsize=256)
def _statement(shape: tuple[tuple[int, bool], ...]) -> Select[int]:
    """Make the question for terms of a shape: how many tokens each has, and whether it is also the beginning of a compound."""
    candidates = _term(0, *shape[0]).subquery()
    others = [candidates.c.post_id.in_(_term(number, *term)) for number, term in enumerate(shape) if number]
    found = select(candidates.c.post_id).where(*others).distinct().order_by(candidates.c.post_id.desc()).limit(AT_ONCE)
    rows: list[ColumnElement[str]] = [bindparam(f"row{number}") for number, (tokens, _) in enumerate(shape) if tokens > 1]
    if not rows:
        return found
    return found.join(PostEntry, PostEntry.post_id == candidates.c.post_id).where(*(PostEntry.words.like(row) for row in rows))


def _term(number: int, tokens: int, has_start: bool) -> Select[int]:
    """Ask for the posts that have a term. Each part is a range of the key, so that none reads what does not match."""
    exactly = _posts(PostWord.token == bindparam(f"token{number}_0"))
    for place in range(1, tokens):
        exactly = exactly.where(PostWord.post_id.in_(_posts(PostWord.token == bindparam(f"token{number}_{place}"))))
    if not has_start:
        return exactly
    begins = _posts(PostWord.token >= bindparam(f"start{number}"), PostWord.token < bindparam(f"stop{number}"))
    both = exactly.union_all(begins).subquery()
    return select(both.c.post_id)


def _posts(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(PostWord.post_id).where(
        PostWord.period.in_(bindparam("periods", expanding=True)),
        PostWord.scope.in_(bindparam("scopes", expanding=True)),
        PostWord.post_id >= bindparam("first"),
        PostWord.post_id < bindparam("end"),
        *conditions,
    )


def _found(row: Row[*tuple[Any, ...]]) -> FoundPost:
    return FoundPost(
        row.id,
        row.thread_id,
        row.number,
        row.title,
        row.kind,
        row.board,
        row.author or "",
        place_name(row.town, row.district),
        row.html,
        row.posted_at,
        row.known,
    )
