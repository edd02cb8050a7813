"""The search page: open to everyone, and each finds what they may read."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.search import pages, queries
from sspedu.search.asking import LONGEST_QUERY, read_query
from sspedu.search.entries import Kind
from sspedu.search.queries import Order
from sspedu.search.readers import audiences_of
from sspedu.web.access import current_actor, public
from sspedu.web.language import today
from sspedu.web.revisits import unless_seen

bp = Blueprint("search", __name__, template_folder="templates")

EXAMPLES = ("underretninger", "§ 153", "“skærpet underretningspligt”")


@bp.get("/soeg")
@public
def search() -> ResponseReturnValue:
    """Find what has all the words that were typed."""
    return unless_seen(queries.index_mark(db.session()), _page)


def _page() -> str:
    asked = _asked()
    audiences = audiences_of(current_actor())
    found = pages.results(db.session(), asked, audiences, today=today()) if asked.query.terms else None
    return render_template(
        "search/search.html",
        asked=asked,
        found=found,
        one_of_kind=pages.ONE_OF_KIND,
        examples=EXAMPLES,
        longest=LONGEST_QUERY,
        hits_on_a_page=pages.HITS_ON_A_PAGE,
    )


def _asked() -> pages.Asked:
    """Read the address. What it says wrongly is as if it were not said: it was typed by hand, or is an old link."""
    kind, order, page = request.args.get("slags", ""), request.args.get("orden", ""), request.args.get("side", "")
    return pages.Asked(
        query=read_query(request.args.get("q", "")),
        kind=kind if kind in list(Kind) else None,
        order=Order(order) if order in list(Order) else Order.BEST,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
    )
