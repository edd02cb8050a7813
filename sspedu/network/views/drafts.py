"""Drafts of the network: kept while one writes, shown before they are thrown away."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.drafts import commands as drafts
from sspedu.drafts import forms as drafting
from sspedu.drafts.commands import Outcome, Place
from sspedu.drafts.queries import unsaved
from sspedu.errors import Invalid
from sspedu.network import commands, queries
from sspedu.network.views.blueprint import BOARD, KINDS, POST, THREAD, bp, new_thread_url, post_url
from sspedu.policy import Action, require
from sspedu.privacy import scan
from sspedu.privacy.guarding import tidied
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today


@dataclass(frozen=True, slots=True)
class Desk:
    """Where something is being written: the place of its draft, how it is kept, what it is part of, and the page of its form."""

    place: Place
    keep: Callable[..., Outcome]
    name: str
    back: str


@bp.post(f"{BOARD}/ny/kladde", endpoint="thread_draft")
@bp.post(f"{THREAD}/kladde", endpoint="reply_draft")
@bp.post(f"{POST}/ret/kladde", endpoint="edit_draft")
def keep_draft(**where: Any) -> ResponseReturnValue:
    """Keep what is typed so far, and answer with a line that says so and with what other pages have written."""
    desk = _desk(**where)
    title, text = request.form.get("title"), request.form.get("text", "")
    typed = drafting.typed(text if title is None else queries.titled(title, text, request.form.get("kind", "")))
    try:
        outcome = desk.keep(typed, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return render_template("drafts/_state.html", words=sentence(error), draft=None, review=_hints()), 422
    # Read before the lock is let go: a page must not be told that it has shown what another writes in the next moment.
    draft = unsaved(db.session(), current_actor().id, desk.place)
    db.session.commit()
    return render_template("drafts/_state.html", url=request.path, draft=draft, outcome=outcome, review=_hints())


@bp.get(f"{BOARD}/ny/kladde", endpoint="show_thread_draft")
@bp.get(f"{THREAD}/kladde", endpoint="show_reply_draft")
@bp.get(f"{POST}/ret/kladde", endpoint="show_edit_draft")
def show_draft(**where: Any) -> ResponseReturnValue:
    """Show a draft, and ask whether it is to be thrown away."""
    desk = _desk(**where)
    draft = unsaved(db.session(), current_actor().id, desk.place)
    if draft is None:
        return redirect(desk.back)
    return render_template("drafts/discard.html", draft=draft, url=request.path, place=desk.name, back=desk.back)


@bp.post(f"{BOARD}/ny/kladde/kasser", endpoint="discard_thread_draft")
@bp.post(f"{THREAD}/kladde/kasser", endpoint="discard_reply_draft")
@bp.post(f"{POST}/ret/kladde/kasser", endpoint="discard_edit_draft")
def discard_draft(**where: Any) -> ResponseReturnValue:
    """Throw away the draft as it was shown. What was written elsewhere since then stays."""
    desk = _desk(**where)
    drafts.settle(db.session(), current_actor(), desk.place, drafting.sent(), now=utc_now())
    db.session.commit()

    flash(_("Kladden er kasseret."), "success")
    return redirect(desk.back)


def _desk(word: str = "", place: str = "", thread_id: int = 0, number: int = 0) -> Desk:
    """Open where something is being written. Raises `NotFound` where the actor may not."""
    session, actor = db.session(), current_actor()
    if word:
        board = queries.board(session, actor, KINDS[word], place, today=today())
        keep = partial(commands.keep_thread_draft, session, actor, board)
        return Desk(queries.new_thread_place(board), keep, board.name, new_thread_url(board))
    thread = queries.thread(session, actor, thread_id, today=today())
    if not number:
        keep = partial(commands.keep_reply_draft, session, actor, thread)
        return Desk(queries.reply_place(thread), keep, thread.title, url_for("network.thread", thread_id=thread.id) + "#svar")
    post = queries.post(session, thread, number)
    require(actor, Action.EDIT_POST, post)
    keep = partial(commands.keep_edit_draft, session, actor, post)
    back = post_url(thread, number) if post.removed_at else url_for("network.editing", thread_id=thread.id, number=number)
    return Desk(queries.edit_place(post.id), keep, thread.title, back)


def _hints() -> guard.Review | None:
    """Make ready what the guard would say of what is typed so far: nobody is stopped by it, and it is said before it is sent."""
    title, text = (tidied(request.form.get(name, ""))[: commands.MAX_TEXT] for name in ("title", "text"))
    return guard.review(title, scan(title)) or guard.review(text, scan(text))
