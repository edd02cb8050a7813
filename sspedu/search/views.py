"""The search page: open to everyone, and each finds what they may read."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.search import pages, queries
from sspedu.search.asking import LONGEST_QUERY, read_query
from sspedu.search.entries import Kind
from sspedu.search.queries import Order
from sspedu.search.readers import audiences_of
from sspedu.search.rooms import Room, Wanted
from sspedu.web.access import current_actor, public
from sspedu.web.language import today
from sspedu.web.revisits import unless_seen

bp = Blueprint("search", __name__, template_folder="templates")

EXAMPLES = ("underretninger", "§ 153", "“skærpet underretningspligt”")


@bp.get("/soeg")
@public
def search() -> ResponseReturnValue:
    """Find what has all the words that were typed."""
    if _rooms() and request.args.get("slags") not in list(Kind):
        # What the rooms hold changes with every post, and with what one may read.
        return _page()
    return unless_seen(queries.index_mark(db.session()), _page)


def _page() -> str:
    asked, rooms = _asked(), _rooms()
    chosen = next((room for room in rooms if room.kind == request.args.get("slags")), None)
    audiences = audiences_of(current_actor())
    is_asked = bool(asked.query.terms)
    found = pages.results(db.session(), asked, audiences, today=today()) if is_asked and chosen is None else None
    first_look = chosen is None and asked.kind is None and asked.page == 1
    looked_in = rooms if is_asked and first_look else filter(None, (chosen,))
    return render_template(
        "search/search.html",
        asked=asked,
        found=found,
        rooms=rooms,
        chosen=chosen,
        looked_in=[(room, room.find(db.session(), _wanted(asked, is_first_look=first_look))) for room in looked_in],
        one_of_kind=pages.ONE_OF_KIND,
        examples=EXAMPLES,
        longest=LONGEST_QUERY,
        hits_on_a_page=pages.HITS_ON_A_PAGE,
    )


def _rooms() -> tuple[Room, ...]:
    """Return the rooms in which the reader may look: none for visitors."""
    joined: tuple[Room, ...] = current_app.extensions["search_rooms"]
    return joined if current_actor().is_signed_in else ()


def _wanted(asked: pages.Asked, *, is_first_look: bool) -> Wanted:
    return Wanted(asked.query, current_actor(), request.args, today(), is_first_look)


def _asked() -> pages.Asked:
    """Read the address. What it says wrongly is as if it were not said: it was typed by hand, or is an old link."""
    kind, order, page = request.args.get("slags", ""), request.args.get("orden", ""), request.args.get("side", "")
    return pages.Asked(
        query=read_query(request.args.get("q", "")),
        kind=kind if kind in list(Kind) else None,
        order=Order(order) if order in list(Order) else Order.BEST,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
    )
