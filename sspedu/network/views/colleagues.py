"""Finding a colleague to mention: a page with what to write, or the list alone while one writes."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts.naming import PROFESSION_NAMES
from sspedu.db import db
from sspedu.network import queries
from sspedu.network.queries import OpenBoard
from sspedu.network.views.blueprint import BOARD, KINDS, THREAD, bp, new_thread_url
from sspedu.policy import Action, require
from sspedu.web.access import current_actor
from sspedu.web.language import today


@bp.get(f"{BOARD}/ny/kolleger")
def colleagues_on_board(word: str, place: str) -> ResponseReturnValue:
    """Find those who may read a board."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    return _found(opened, new_thread_url(opened))


@bp.get(f"{THREAD}/kolleger")
def colleagues_in_thread(thread_id: int) -> ResponseReturnValue:
    """Find those who may read a thread."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return _found(opened.board, url_for("network.thread", thread_id=thread_id))


def _found(board: OpenBoard, back: str) -> str:
    require(current_actor(), Action.READ_BOARD, board)
    typed = request.args.get("navn", "")
    people = queries.colleagues(db.session(), board, typed, today=today())
    shown = {"people": people, "professions": PROFESSION_NAMES}
    if "HX-Request" in request.headers:
        return render_template("network/_colleagues.html", **shown)
    return render_template("network/colleagues.html", board=board, typed=typed, back=back, **shown)
