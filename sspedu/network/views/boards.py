"""The boards, and the threads of one."""

from itertools import groupby

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.network import commands, queries
from sspedu.network.models import BoardKind
from sspedu.network.views.blueprint import BOARD, KINDS, board_url, bp, new_thread_url, share_url
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import today
from sspedu.web.requests import row_id


@bp.get("/netvaerk")
def boards() -> ResponseReturnValue:
    """List the boards that the reader may read."""
    found = queries.boards(db.session(), current_actor(), today=today())
    order = {kind: place for place, kind in enumerate(BoardKind)}
    ordered = sorted(found, key=lambda board: order[board.kind])
    groups = [(kind, tuple(boards)) for kind, boards in groupby(ordered, key=lambda board: board.kind)]
    events = queries.coming_events(db.session(), current_actor(), now=utc_now(), today=today())
    return render_template("network/boards.html", groups=groups, board_url=board_url, events=events)


@bp.get(BOARD)
def board(word: str, place: str) -> ResponseReturnValue:
    """Show a page of a board's threads. The address of a region that is no more leads to the one that took over."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    if opened.place != place:
        return redirect(board_url(opened), 301)
    before, after = _cursor("foer"), _cursor("efter")
    page = queries.threads(db.session(), opened, before=before, after=after)
    if not page.threads and (before, after) != (None, None):
        # Nothing stands there any more, which does not say that the board is empty.
        page = queries.threads(db.session(), opened)
    return render_template(
        "network/board.html", board=opened, page=page, board_url=board_url, new_thread_url=new_thread_url, share_url=share_url
    )


@bp.post(f"{BOARD}/set")
def see_board(word: str, place: str) -> ResponseReturnValue:
    """Note that all on the board is seen."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    commands.see_board(db.session(), current_actor(), opened)
    db.session.commit()
    return redirect(board_url(opened))


def _cursor(name: str) -> int | None:
    try:
        return row_id(request.args.get(name, ""))
    except ValueError:
        return None
