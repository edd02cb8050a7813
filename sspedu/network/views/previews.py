"""How a text will look before it is sent: beside the form, or in its place without JavaScript. Nothing of the text is kept by it.

A page in place of the form keeps the files that came with it, as one that comes back does: no page can put them into their field again.
"""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.network import queries
from sspedu.network.commands import MAX_TEXT
from sspedu.network.queries import OpenBoard
from sspedu.network.views import composing
from sspedu.network.views.blueprint import BOARD, KINDS, POST, THREAD, bp
from sspedu.network.views.composing import Composer
from sspedu.network.views.files import edit_form, kept_files, sent_files
from sspedu.network.views.posts import based_on, edit_page
from sspedu.network.views.threads import merged_page, new_thread_page, thread_page
from sspedu.policy import Action, require
from sspedu.privacy.guarding import tidied
from sspedu.web.access import current_actor, takes_files
from sspedu.web.language import today


@bp.post(f"{BOARD}/ny/se")
@takes_files
def preview_thread(word: str, place: str) -> ResponseReturnValue:
    """Show how a new thread will look."""
    form = composing.filled_in()
    sent = None if _is_asked_for_alone() else sent_files(form.nonce)
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    require(current_actor(), Action.WRITE_POST, opened)
    form = _previewed(form, opened)
    if sent is None:
        return _piece(form)
    form = replace(form, files=kept_files(sent, opened))
    return new_thread_page(opened, form) if opened.place == place else merged_page(opened, form)


@bp.post(f"{THREAD}/se")
@takes_files
def preview_reply(thread_id: int) -> ResponseReturnValue:
    """Show how a reply will look."""
    form = composing.filled_in()
    sent = None if _is_asked_for_alone() else sent_files(form.nonce)
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    require(current_actor(), Action.WRITE_POST, opened)
    form = _previewed(form, opened.board)
    return _piece(form) if sent is None else thread_page(opened, replace(form, files=kept_files(sent, opened)))


@bp.post(f"{POST}/ret/se")
@takes_files
def preview_edit(thread_id: int, number: int) -> ResponseReturnValue:
    """Show how a post will look with its new text."""
    sent = None if _is_asked_for_alone() else sent_files(edit_form(thread_id, number), thread_id, number)
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    post = queries.post(db.session(), opened, number)
    require(current_actor(), Action.EDIT_POST, post)
    form = _previewed(composing.filled_in(), opened.board)
    return _piece(form) if sent is None else edit_page(opened, post, replace(form, files=kept_files(sent, opened)), based_on())


def _is_asked_for_alone() -> bool:
    return "HX-Request" in request.headers


def _previewed(form: Composer, board: OpenBoard) -> Composer:
    names = queries.mentioned(db.session(), board.id, board.user_id, tidied(form.text)[:MAX_TEXT], today=today())
    return composing.previewed(form, tuple(names))


def _piece(form: Composer) -> str:
    return render_template("network/_preview.html", preview=form.preview)
