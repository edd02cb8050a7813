"""Threads: begun, read, answered."""

import secrets
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.models import ThreadKind
from sspedu.network.queries import POSTS_A_PAGE, OpenBoard, OpenThread
from sspedu.network.views.blueprint import board_url, bp, kind_of, post_url, today
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence
from sspedu.web.safe import sanitised

MAX_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Composer:
    """A form to write in, perhaps as it was filled in, with what is wrong. `nonce` names this one sending."""

    nonce: str
    title: str = ""
    kind: str = ThreadKind.DISCUSSION
    text: str = ""
    error: str = ""
    wrong_field: str = ""
    max_length: int = commands.MAX_TEXT


@bp.get("/netvaerk/<word>/<place>/ny")
def new_thread(word: str, place: str) -> ResponseReturnValue:
    """Show the form for a new thread."""
    opened = queries.board(db.session(), current_actor(), kind_of(word), place, today=today())
    return _new_thread_page(opened, Composer(secrets.token_hex(8)))


@bp.post("/netvaerk/<word>/<place>/ny")
def start_thread(word: str, place: str) -> ResponseReturnValue:
    """Begin a thread."""
    opened = queries.board(db.session(), current_actor(), kind_of(word), place, today=today())
    form = _filled_in()
    kind = ThreadKind(form.kind) if form.kind in set(ThreadKind) else ThreadKind.DISCUSSION
    new = commands.NewThread(form.title, kind, commands.NewPost(form.text, form.nonce))
    try:
        thread = commands.start_thread(db.session(), current_actor(), opened, new, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _new_thread_page(opened, _refused(form, error)), 422
    thread_id = thread.id
    db.session.commit()

    flash(_("Din tråd er begyndt."), "success")
    return redirect(f"/netvaerk/traad/{thread_id}")


@bp.get("/netvaerk/traad/<int:thread_id>")
def thread(thread_id: int) -> ResponseReturnValue:
    """Show a page of a thread."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return _thread_page(opened, Composer(secrets.token_hex(8)))


@bp.post("/netvaerk/traad/<int:thread_id>")
def reply(thread_id: int) -> ResponseReturnValue:
    """Add a post."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    form = _filled_in()
    try:
        number = commands.reply(db.session(), current_actor(), opened, commands.NewPost(form.text, form.nonce), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _thread_page(opened, _refused(form, error)), 409 if isinstance(error, Conflict) else 422
    db.session.commit()
    return redirect(post_url(opened, number))


@bp.post("/netvaerk/traad/<int:thread_id>/set")
def see_thread(thread_id: int) -> ResponseReturnValue:
    """Note how far the reader has come: sent by the page when it is shown, or by its button."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    commands.see_thread(db.session(), current_actor(), opened, _number(request.form.get("number", "")))
    db.session.commit()
    if "HX-Request" in request.headers:
        return "", 204
    return redirect(board_url(opened.board))


def _new_thread_page(board: OpenBoard, form: Composer) -> str:
    readers = queries.reader_count(db.session(), board, today=today())
    return render_template("network/new_thread.html", board=board, form=form, readers=readers, kinds=ThreadKind, board_url=board_url)


def _thread_page(opened: OpenThread, form: Composer) -> str:
    first = _first(opened)
    found = queries.posts(db.session(), opened, first=first)
    return render_template(
        "network/thread.html",
        thread=opened,
        posts=found,
        first=first,
        pages=tuple(range(1, opened.post_count + 1, POSTS_A_PAGE)),
        form=form,
        board_url=board_url,
        sanitised=sanitised,
    )


def _first(opened: OpenThread) -> int:
    """Return the first number of the page that is asked for; without one, of the page with the first unread post."""
    asked = request.args.get("fra", "")
    number = _number(asked) if asked else opened.seen_number + 1
    number = max(1, min(number, opened.post_count))
    return (number - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1


def _number(text: str) -> int:
    return min(int(text), MAX_NUMBER) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _filled_in() -> Composer:
    form = request.form
    nonce = form.get("nonce", "")[:40] or secrets.token_hex(8)
    return Composer(nonce, form.get("title", ""), form.get("kind", ""), form.get("text", ""))


def _refused(form: Composer, error: Invalid | Conflict) -> Composer:
    field = error.field if isinstance(error, Invalid) else "text"
    return Composer(form.nonce, form.title, form.kind, form.text, sentence(error), field)
