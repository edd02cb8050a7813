"""The network as a room of the search page: posts with the words, newest first, with filters. Only for those who are signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality
from sspedu.accounts.naming import municipality_name
from sspedu.curriculum.sanitising import plain_text
from sspedu.errors import N_
from sspedu.network.models import BoardKind, ThreadKind
from sspedu.network.practice import KNOWN as KNOWN_STEPS
from sspedu.network.queries.finding import Filters, FoundPost, FoundPosts, Place, find_posts, places
from sspedu.search.asking import Query
from sspedu.search.entries import Section
from sspedu.search.patience import TookTooLong, given
from sspedu.search.rooms import Room, Wanted
from sspedu.search.showing import best_place, marked

FIRST_LOOK = 3
# The slowest word takes a fiftieth of this with a million posts: whoever waits longer is better told what to do.
MOST_SECONDS = 5.0
KINDS = {
    ThreadKind.DISCUSSION: N_("Tråd"),
    ThreadKind.QUESTION: N_("Spørgsmål"),
    ThreadKind.PRACTICE: N_("Praksiseksempel"),
    ThreadKind.EVENT: N_("Arrangement"),
}
# What each filter is called in the address.
BOARD, KIND, TOWN, THEME, KNOWN, FROM, TO, BEFORE = "tavle", "art", "kommune", "tema", "ved", "fra", "til", "foer"
FILTERS = (BOARD, KIND, TOWN, THEME, KNOWN, FROM, TO)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found, with the words marked. `known` is how well a practice example is known, at the post that tells it."""

    post: FoundPost
    kind: str
    known: str
    title: Markup
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen among: boards, and values of the address with their names. `kinds` and `known` are sentences."""

    boards: tuple[Place, ...]
    themes: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    known: tuple[tuple[str, str], ...]
    towns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows. `is_late` where the search took too long and was given up. `chosen` is what the address says of filters;
    `next` leads to the older ones, with the same filters.
    """

    hits: tuple[Hit, ...]
    is_cut: bool
    is_late: bool
    is_first_look: bool
    has_filters: bool
    chosen: Mapping[str, str]
    next: Mapping[str, str] | None
    choices: Choices | None


def find(session: Session, wanted: Wanted) -> Found:
    """Find what was asked for among the posts that the actor may read. A first look has no filters, and shows the newest few."""
    within = places(session, wanted.actor, today=wanted.today)
    filters = Filters() if wanted.is_first_look else _filters(wanted.address)
    before = None if wanted.is_first_look else _number(wanted.address.get(BEFORE, ""))
    posts, is_late = FoundPosts(), False
    try:
        with given(session, MOST_SECONDS):
            posts = find_posts(session, wanted.actor, wanted.query, filters, within, today=wanted.today, before=before)
    except TookTooLong:
        is_late = True
    if wanted.is_first_look:
        posts = replace(posts, posts=posts.posts[:FIRST_LOOK])
    chosen = {name: value for name in FILTERS if (value := wanted.address.get(name, "")[:40])}
    return Found(
        hits=tuple(_hit(post, wanted.query) for post in posts.posts),
        is_cut=posts.is_cut,
        is_late=is_late,
        is_first_look=wanted.is_first_look,
        has_filters=filters != Filters(),
        chosen=chosen,
        next=None if wanted.is_first_look else _next(posts, wanted.query, chosen),
        choices=None if wanted.is_first_look else _choices(session, within),
    )


ROOM = Room("netvaerk", N_("Netværk"), "network/_found.html", find)


def _next(posts: FoundPosts, query: Query, chosen: Mapping[str, str]) -> Mapping[str, str] | None:
    return None if posts.before is None else {"q": query.typed, "slags": ROOM.kind, **chosen, BEFORE: str(posts.before)}


def _hit(post: FoundPost, query: Query) -> Hit:
    excerpt = best_place((Section("", "", plain_text(post.html)),), query).excerpt
    known = KNOWN_STEPS[post.known].name if post.known is not None and post.number == 1 else ""
    return Hit(post, KINDS[post.kind], known, marked(post.title, query), excerpt)


def _choices(session: Session, within: tuple[Place, ...]) -> Choices:
    towns = session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name)).all()
    return Choices(
        boards=within,
        themes=tuple((place.place, place.name) for place in within if place.kind is BoardKind.THEME),
        kinds=tuple(KINDS.items()),
        known=tuple((str(number), step.name) for number, step in enumerate(KNOWN_STEPS)),
        towns=tuple((code, municipality_name(name)) for code, name in towns),
    )


def _filters(address: Mapping[str, str]) -> Filters:
    """Read the filters. What the address says wrongly is as if it were not said: it was typed by hand, or is an old link."""
    kind = address.get(KIND, "")
    return Filters(
        board_id=_number(address.get(BOARD, "")),
        kind=ThreadKind(kind) if kind in list(ThreadKind) else None,
        municipality_code=address.get(TOWN, "")[:4] or None,
        theme=address.get(THEME, "")[:80] or None,
        known=_number(address.get(KNOWN, "")[:2]),
        from_on=_day(address.get(FROM, "")),
        to_on=_day(address.get(TO, "")),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    # Outside these no moment can be told in every time zone.
    return day if 1900 <= day.year <= 9000 else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
