"""Drafts of the network: kept while one writes, shown before they are thrown away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.drafts import commands as drafts
from sspedu.drafts import forms as drafting
from sspedu.drafts.commands import Outcome, Place
from sspedu.drafts.fields import joined
from sspedu.drafts.queries import Unsaved, unsaved
from sspedu.errors import Invalid
from sspedu.network import commands, queries
from sspedu.network.commands import EVENT_FIELDS, NOTE_FIELDS, PRACTICE_FIELDS, TRY_FIELDS
from sspedu.network.queries import OpenBoard, OpenThread
from sspedu.network.views.blueprint import BOARD, KINDS, POST, PRACTICE, THREAD, bp, call_url, new_thread_url, post_url, share_url
from sspedu.network.views.keeping import field_name, fields_said, thread_said
from sspedu.policy import Action, require
from sspedu.privacy import scan
from sspedu.privacy.guarding import tidied
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today

# Where each form stands; its draft is kept at the same address with `/kladde`.
FORMS: Mapping[str, str] = {
    "thread": f"{BOARD}/ny",
    "reply": THREAD,
    "edit": f"{POST}/ret",
    "practice": f"{BOARD}/praksis",
    "practice_edit": f"{PRACTICE}/ret",
    "try": f"{PRACTICE}/proevet",
    "event": f"{BOARD}/indkald",
    "thread_note": f"{BOARD}/ny/moderator",
    "reply_note": f"{THREAD}/moderator",
    "edit_note": f"{POST}/ret/moderator",
}
# Where there is no practice example, these are not there.
OF_EXAMPLES = ("practice_edit", "try")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where something is being written: the place of its draft, how it is kept, what it is part of, and the page of its form.

    `fields` are those of a form that has several.
    """

    place: Place
    keep: Callable[..., Outcome]
    name: str
    back: str
    fields: tuple[str, ...] = ()


def keep_draft(**where: Any) -> ResponseReturnValue:
    """Keep what is typed so far, and answer with a line that says so and with what other pages have written."""
    desk = _desk(**where)
    try:
        outcome = desk.keep(drafting.typed(_typed(desk)), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return render_template("drafts/_state.html", words=sentence(error), draft=None, **_hints(desk)), 422
    # Read before the lock is let go: a page must not be told that it has shown what another writes in the next moment.
    draft = _draft(desk)
    db.session.commit()
    return render_template("drafts/_state.html", url=request.path, draft=draft, outcome=outcome, **_hints(desk))


def show_draft(**where: Any) -> ResponseReturnValue:
    """Show a draft, and ask whether it is to be thrown away."""
    desk = _desk(**where)
    draft = _draft(desk)
    if draft is None:
        return redirect(desk.back)
    return render_template("drafts/discard.html", draft=draft, url=request.path, place=desk.name, back=desk.back)


def discard_draft(**where: Any) -> ResponseReturnValue:
    """Throw away the draft as it was shown. What was written elsewhere since then stays."""
    desk = _desk(**where)
    drafts.settle(db.session(), current_actor(), desk.place, drafting.sent(), now=utc_now())
    db.session.commit()

    flash(_("Kladden er kasseret."), "success")
    return redirect(desk.back)


for form, address in FORMS.items():
    bp.post(f"{address}/kladde", endpoint=f"{form}_draft", defaults={"form": form})(keep_draft)
    bp.get(f"{address}/kladde", endpoint=f"show_{form}_draft", defaults={"form": form})(show_draft)
    bp.post(f"{address}/kladde/kasser", endpoint=f"discard_{form}_draft", defaults={"form": form})(discard_draft)


def _desk(form: str, word: str = "", place: str = "", thread_id: int = 0, number: int = 0) -> Desk:
    """Open where something is being written. Raises `NotFound` where the actor may not."""
    if word:
        return _desk_on_board(form, queries.board(db.session(), current_actor(), KINDS[word], place, today=today()))
    thread = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return _desk_of_post(form, thread, number) if number else _desk_in_thread(form, thread)


def _desk_on_board(form: str, board: OpenBoard) -> Desk:
    session, actor = db.session(), current_actor()
    new = queries.new_thread_place(board)
    match form:
        case "practice":
            return _form_desk(board, queries.practice_place(board), share_url(board), PRACTICE_FIELDS)
        case "event":
            return _form_desk(board, queries.event_place(board), call_url(board), EVENT_FIELDS)
        case "thread_note":
            return _form_desk(board, queries.note_place(new), new_thread_url(board), NOTE_FIELDS)
    return Desk(new, partial(commands.keep_thread_draft, session, actor, board), board.name, new_thread_url(board))


def _desk_in_thread(form: str, thread: OpenThread) -> Desk:
    session, actor = db.session(), current_actor()
    back = url_for("network.thread", thread_id=thread.id) + "#svar"
    if form in OF_EXAMPLES:
        queries.practice(session, actor, thread.id, today=today())
    match form:
        case "practice_edit":
            post = queries.post(session, thread, 1)
            require(actor, Action.EDIT_POST, post)
            keep = partial(commands.keep_practice_edit_draft, session, actor, post, today=today())
            back = url_for("network.editing_example", thread_id=thread.id)
            return Desk(queries.practice_edit_place(thread.id), keep, thread.title, back, PRACTICE_FIELDS)
        case "try":
            back = url_for("network.telling_try", thread_id=thread.id)
            return _form_desk(thread, queries.try_place(thread.id), back, TRY_FIELDS)
        case "reply_note":
            return _form_desk(thread, queries.note_place(queries.reply_place(thread)), back, NOTE_FIELDS)
    return Desk(queries.reply_place(thread), partial(commands.keep_reply_draft, session, actor, thread), thread.title, back)


def _desk_of_post(form: str, thread: OpenThread, number: int) -> Desk:
    session, actor = db.session(), current_actor()
    post = queries.post(session, thread, number)
    require(actor, Action.EDIT_POST, post)
    back = post_url(thread, number) if post.removed_at else url_for("network.editing", thread_id=thread.id, number=number)
    if form == "edit_note":
        return _form_desk(thread, queries.note_place(queries.edit_place(post.id)), back, NOTE_FIELDS)
    return Desk(queries.edit_place(post.id), partial(commands.keep_edit_draft, session, actor, post), thread.title, back)


def _form_desk(opened: OpenBoard | OpenThread, place: Place, back: str, fields: tuple[str, ...]) -> Desk:
    keep = partial(commands.keep_fields_draft, db.session(), current_actor(), opened, place)
    return Desk(place, keep, opened.name if isinstance(opened, OpenBoard) else opened.title, back, fields)


def _typed(desk: Desk) -> str:
    """Return what is typed so far as the text of its draft."""
    if desk.fields:
        return joined(drafting.fields(desk.fields))
    title, text = request.form.get("title"), request.form.get("text", "")
    return text if title is None else queries.titled(title, text, request.form.get("kind", ""))


def _draft(desk: Desk) -> Unsaved | None:
    """Return the draft that stands, with what it says for people to read."""
    draft = unsaved(db.session(), current_actor().id, desk.place)
    if draft is None:
        return None
    if desk.fields:
        return draft.in_parts(fields_said)
    return draft.in_parts(thread_said) if desk.place.kind == queries.NEW_THREAD else draft


def _hints(desk: Desk) -> dict[str, object]:
    """Make ready what the guard would say of what is typed so far: nobody is stopped by it, and it is said before it is sent.

    Of a form with several fields it says in which.
    """
    for name in desk.fields or ("title", "text"):
        text = tidied(request.form.get(name, ""))[: commands.MAX_TEXT]
        if review := guard.review(text, scan(text)):
            return {"review": review, "field": field_name(name) if desk.fields else ""}
    return {}
