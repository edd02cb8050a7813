"""Threads: begun, read, answered."""

import secrets
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.models import CONVERSATIONS, ThreadKind
from sspedu.network.queries import POSTS_A_PAGE, OpenBoard, OpenThread
from sspedu.network.views.blueprint import BOARD, KINDS, board_url, bp, new_thread_url, post_url
from sspedu.network.views.showing import Showing
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id

MERGED = N_("Tavlen er lagt sammen med den, der står øverst. Se, hvem der nu kan læse med, og send igen. Din tekst er her stadig.")


@dataclass(frozen=True, slots=True)
class Composer:
    """A form to write in, perhaps as it was filled in, with what is wrong. `nonce` names this one sending."""

    nonce: str
    title: str = ""
    kind: str = ThreadKind.DISCUSSION
    text: str = ""
    error: str = ""
    wrong_field: str = ""
    review: guard.Review | None = None
    max_length: int = commands.MAX_TEXT


@bp.get(f"{BOARD}/ny")
def new_thread(word: str, place: str) -> ResponseReturnValue:
    """Show the form for a new thread."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    if opened.place != place:
        return redirect(new_thread_url(opened), 301)
    return _new_thread_page(opened, Composer(secrets.token_hex(8)))


@bp.post(f"{BOARD}/ny")
def start_thread(word: str, place: str) -> ResponseReturnValue:
    """Begin a thread."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    form = _filled_in()
    if opened.place != place:
        # More people read the board that took over than its writer was told.
        return _new_thread_page(opened, replace(form, error=_(MERGED), wrong_field="text")), 409
    kind = ThreadKind(form.kind) if form.kind in CONVERSATIONS else ThreadKind.DISCUSSION
    new = commands.NewThread(form.title, kind, commands.NewPost(form.text, form.nonce, guard.consent()))
    try:
        thread = commands.start_thread(db.session(), current_actor(), opened, new, now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _new_thread_page(opened, _refused(form, error)), 409 if isinstance(error, Conflict) else 422
    thread_id = thread.id
    db.session.commit()

    flash(_("Din tråd er begyndt."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


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
    new = commands.NewPost(form.text, form.nonce, guard.consent())
    try:
        number = commands.reply(db.session(), current_actor(), opened, new, now=utc_now())
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
    return render_template(
        "network/new_thread.html", board=board, form=form, readers=readers, board_url=board_url, new_thread_url=new_thread_url
    )


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
        showing=Showing(),
    )


def _first(opened: OpenThread) -> int:
    """Return the first number of the page that is asked for; without one, of the page with the first unread post."""
    asked = request.args.get("fra", "")
    number = _number(asked) if asked else opened.seen_number + 1
    number = max(1, min(number, opened.post_count))
    return (number - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1


def _number(text: str) -> int:
    try:
        return row_id(text)
    except ValueError:
        return 0


def _filled_in() -> Composer:
    form = request.form
    nonce = form.get("nonce", "")[:40] or secrets.token_hex(8)
    return Composer(nonce, form.get("title", ""), form.get("kind", ""), form.get("text", ""))


def _refused(form: Composer, error: Invalid | Conflict) -> Composer:
    field = error.field if isinstance(error, Invalid) else "text"
    judged = " ".join(form.title.split()) if field == "title" else form.text
    return replace(form, error=sentence(error), wrong_field=field, review=guard.reviewed(judged, error))
