"""A text that came back is sent to a moderator: first a page that says what happens, then the sending. Both carry the whole form."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.drafts import forms as drafting
from sspedu.errors import Conflict, Invalid, NotFound, TooMany
from sspedu.network import commands, queries
from sspedu.network.models import CONVERSATIONS, CaseKind, ThreadKind
from sspedu.network.queries import OpenBoard
from sspedu.network.reasons import BY_KIND
from sspedu.network.views.blueprint import BOARD, KINDS, POST, THREAD, board_url, bp, new_thread_url
from sspedu.network.views.files import FilesForm, Sent, edit_form, kept_files, sent_files
from sspedu.network.views.keeping import Kept, kept, sent_back
from sspedu.network.views.lessons import lesson_of
from sspedu.network.views.posts import has_own_form
from sspedu.network.views.refusing import Refusal, refused
from sspedu.web import guard
from sspedu.web.access import current_actor, takes_files, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id


@bp.post(f"{BOARD}/ny/moderator")
@takes_files
def hold_thread(word: str, place: str) -> ResponseReturnValue:
    """Ask a moderator to look at a thread that was stopped."""
    sent = sent_files(_nonce())
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    kind = request.form.get("kind", "")
    held = commands.ToHold(opened, request.form.get("title", ""), request.form.get("text", ""), _nonce())
    about = lesson_of(opened, request.form.get("lesson", ""))
    thread_kind = ThreadKind(kind) if kind in CONVERSATIONS else ThreadKind.DISCUSSION
    return _hold(replace(held, thread_kind=thread_kind, lesson=about.id if about else None), sent)


@bp.post(f"{THREAD}/moderator")
@takes_files
def hold_reply(thread_id: int) -> ResponseReturnValue:
    """Ask a moderator to look at a post that was stopped."""
    sent = sent_files(_nonce())
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return _hold(commands.ToHold(opened, "", request.form.get("text", ""), _nonce()), sent)


@bp.post(f"{POST}/ret/moderator")
@takes_files
def hold_edit(thread_id: int, number: int) -> ResponseReturnValue:
    """Ask a moderator to look at a post's new text that was stopped."""
    sent = sent_files(edit_form(thread_id, number), thread_id, number)
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    post = queries.post(db.session(), opened, number)
    if has_own_form(opened, number):
        raise NotFound
    version = _version()
    held = commands.ToHold(opened, "", request.form.get("text", ""), f"{post.id}.{version}")
    return _hold(replace(held, post=post, version=version), sent)


def _hold(held: commands.ToHold, sent: Sent) -> ResponseReturnValue:
    if not request.form.get("send"):
        note = kept(commands.note_draft_place(held))
        held = replace(held, reason=note.fields.get("why", ""), words=note.fields.get("words", ""), draft=drafting.sent())
        return _page(held, kept_files(sent, held.place), note)
    held = replace(held, reason=request.form.get("why", ""), words=request.form.get("words", ""), consent=guard.consent())
    held = replace(held, draft=drafting.sent("text_"), note_draft=drafting.sent())
    try:
        held = replace(held, files=sent.cleared())
        commands.hold_text(db.session(), current_actor(), held, now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        held, stands = _after(held, error)
        return refused(_page(held, kept_files(sent, held.place, error), sent_back(), error, stands), error)
    db.session.commit()

    flash(_("Teksten er sendt til moderatorerne. Her kan du følge den."), "success")
    return redirect(url_for("network.own_cases"))


def _after(held: commands.ToHold, error: Refusal) -> tuple[commands.ToHold, str]:
    """Return a text that came back, and what stands now: whoever sends again has seen it, and chooses."""
    if held.post is None or not isinstance(error, commands.EditConflict):
        return held, ""
    opened = queries.thread(db.session(), current_actor(), held.post.thread_id, today=today())
    post = queries.post(db.session(), opened, held.post.number)
    return replace(held, place=opened, post=post, version=post.version), post.text


def _page(held: commands.ToHold, files: FilesForm, note: Kept, error: Refusal | None = None, stands: str = "") -> str:
    board = held.place if isinstance(held.place, OpenBoard) else held.place.board
    count = queries.moderator_count(db.session(), current_actor(), board.id, today=today(), now=utc_now())
    kind = commands.kind_of_hold(held.title, held.text) or CaseKind.SENSITIVE
    wrong_field = error.field if isinstance(error, Invalid) else "text"
    return render_template(
        "network/to_moderator.html",
        held=held,
        files=files,
        draft=held.draft,
        kept=note,
        board=board,
        board_url=board_url(board),
        thread=None if isinstance(held.place, OpenBoard) else held.place,
        back=_back(held),
        kind=kind,
        reasons=BY_KIND[kind],
        moderators=count,
        days=commands.KEEP_HELD.days,
        action=request.path,
        stands=stands,
        error=sentence(error) if error else "",
        wrong_field=wrong_field,
        # What was found in a file is shown beside the files.
        review=guard.reviewed(held.words, error) if error and wrong_field != "files" else None,
    )


def _back(held: commands.ToHold) -> str:
    """Return the address of the form the text came from."""
    if isinstance(held.place, OpenBoard):
        return new_thread_url(held.place, lektion=held.lesson)
    if held.post is not None:
        return url_for("network.editing", thread_id=held.place.id, number=held.post.number)
    return url_for("network.thread", thread_id=held.place.id, _anchor="tekst")


def _nonce() -> str:
    return request.form.get("nonce", "")[:40]


def _version() -> int:
    try:
        return row_id(request.form.get("version", ""))
    except ValueError:
        return 0
