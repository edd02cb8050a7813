"""One post: edited or taken away by who wrote it."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.drafts import forms as drafting
from sspedu.errors import Conflict, Invalid, NotFound
from sspedu.network import commands, queries
from sspedu.network.models import ThreadKind
from sspedu.network.queries import OpenPost, OpenThread
from sspedu.network.views import composing
from sspedu.network.views.blueprint import POST, bp, post_url
from sspedu.network.views.composing import Composer
from sspedu.network.views.files import edit_form, kept_files, of_post, sent_files
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, takes_files, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id


@bp.get(f"{POST}/ret")
def editing(thread_id: int, number: int) -> ResponseReturnValue:
    """Show the form for a post's new text."""
    opened, post = _open(thread_id, number)
    require(current_actor(), Action.EDIT_POST, post)
    if post.removed_at is not None:
        return redirect(post_url(opened, number))
    if has_own_form(opened, number):
        return redirect(url_for("network.editing_example", thread_id=thread_id))
    draft = queries.edit_draft(db.session(), current_actor().id, post)
    # Whoever goes on with a draft of an older text has what stands now before them, and chooses.
    stands = post.text if draft and draft.based_on != str(post.version) else ""
    form = composing.empty(draft) if draft else replace(composing.empty(), text=post.text)
    form = replace(form, files=of_post(post))
    return edit_page(opened, post, form, post.version, stands=stands)


@bp.post(f"{POST}/ret")
@takes_files
def edit(thread_id: int, number: int) -> ResponseReturnValue:
    """Give a post a new text. What cannot be kept comes back, after a conflict with what stands now beside it."""
    sent = sent_files(edit_form(thread_id, number), thread_id, number)
    opened, post = _open(thread_id, number)
    if has_own_form(opened, number):
        raise NotFound
    form, version = composing.filled_in(), based_on()
    change = commands.Edit(form.text, version, guard.consent(), drafting.sent())
    try:
        change = replace(change, files=sent.cleared())
        commands.edit_post(db.session(), current_actor(), post, change, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        form = replace(composing.refused(form, error), files=kept_files(sent, opened, error))
        return edit_page(opened, post, form, version), 422
    except Conflict as error:
        db.session.rollback()
        # Whoever saves again has seen what stands now, and chooses.
        opened, post = _open(thread_id, number)
        form = replace(composing.refused(form, error), files=kept_files(sent, opened, error))
        return edit_page(opened, post, form, post.version, stands=post.text), 409
    db.session.commit()

    flash(_("Indlægget er rettet."), "success")
    return redirect(post_url(opened, number))


@bp.get(f"{POST}/fjern")
def removing(thread_id: int, number: int) -> ResponseReturnValue:
    """Ask once, and say what is lost."""
    opened, post = _open(thread_id, number)
    require(current_actor(), Action.REMOVE_POST, post)
    if post.removed_at is not None:
        return redirect(post_url(opened, number))
    return _removal_page(opened, number)


@bp.post(f"{POST}/fjern")
def remove(thread_id: int, number: int) -> ResponseReturnValue:
    """Take a post away."""
    opened, post = _open(thread_id, number)
    reason = request.form.get("reason_text", "")
    try:
        commands.remove_post(db.session(), current_actor(), post, reason, guard.consent(), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _removal_page(opened, number, reason, error), 422
    db.session.commit()

    flash(_("Indlægget er fjernet. Dets plads i tråden står tilbage."), "success")
    return redirect(post_url(opened, number))


def _open(thread_id: int, number: int) -> tuple[OpenThread, OpenPost]:
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return opened, queries.post(db.session(), opened, number)


def has_own_form(opened: OpenThread, number: int) -> bool:
    """Say whether a post is the running text of fields, which are changed in the form of the fields."""
    return opened.kind is ThreadKind.PRACTICE and number == 1


def based_on() -> int:
    """Return the version that a form for a post's new text was made from."""
    try:
        return row_id(request.form.get("version", ""))
    except ValueError:
        return 0


def edit_page(opened: OpenThread, post: OpenPost, form: Composer, version: int, *, stands: str = "") -> str:
    """Render the form for a post's new text; after a conflict with what stands now beside it."""
    back = post_url(opened, post.number)
    return render_template("network/edit.html", thread=opened, post=post, form=form, version=version, stands=stands, back=back)


def _removal_page(opened: OpenThread, number: int, reason: str = "", error: Invalid | None = None) -> str:
    return render_template(
        "network/remove.html",
        thread=opened,
        reason=reason,
        error=sentence(error) if error else "",
        review=guard.reviewed(" ".join(reason.split()), error) if error else None,
        back=post_url(opened, number),
    )
