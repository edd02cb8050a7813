"""What a moderator does to a post or a thread where it stands. To others these pages are not there."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.connections import sweep
from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.models import ActKind
from sspedu.network.noting import Why
from sspedu.network.queries import OpenPost, OpenThread
from sspedu.network.views.blueprint import bp, post_url
from sspedu.network.views.refusing import refused
from sspedu.network.views.verdicts import tell_authors
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id
from sspedu.web.safe import sanitised

THREAD = "/moderation/traad/<int:thread_id>"
ONE_POST = f"{THREAD}/<int:number>"


@bp.get(THREAD)
def moderating_thread(thread_id: int) -> ResponseReturnValue:
    """Show what can be done to a thread."""
    return _thread_page(open_thread(thread_id))


@bp.post(THREAD)
def moderate_thread(thread_id: int) -> ResponseReturnValue:
    """Hide, lock or pin a thread, or undo it."""
    opened = open_thread(thread_id)
    try:
        done = commands.act_on_thread(db.session(), current_actor(), opened, _act(), why(), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_thread_page(open_thread(thread_id), error), error)
    tell_authors(done)
    db.session.commit()

    flash(_("Det er gjort, og den, der begyndte tråden, får besked."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(ONE_POST)
def moderating_post(thread_id: int, number: int) -> ResponseReturnValue:
    """Show what can be done to a post."""
    opened, post = _open_post(thread_id, number)
    return redirect(post_url(opened, number)) if post.removed_at else _post_page("moderate_post", opened, post)


@bp.post(ONE_POST)
def moderate_post(thread_id: int, number: int) -> ResponseReturnValue:
    """Hide a post, or show it again."""
    opened, post = _open_post(thread_id, number)
    try:
        done = commands.act_on_post(db.session(), current_actor(), opened, post, _act(), why(), version=_version(), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_post_page("moderate_post", *_open_post(thread_id, number), error), error)
    tell_authors(done)
    db.session.commit()

    flash(_("Det er gjort, og den, der skrev indlægget, får besked."), "success")
    return redirect(post_url(opened, number))


@bp.get(f"{ONE_POST}/fjern")
def redacting(thread_id: int, number: int) -> ResponseReturnValue:
    """Ask once, and say what is lost."""
    opened, post = _open_post(thread_id, number)
    return redirect(post_url(opened, number)) if post.removed_at else _post_page("redact", opened, post)


@bp.post(f"{ONE_POST}/fjern")
def redact(thread_id: int, number: int) -> ResponseReturnValue:
    """Take a post's words away everywhere."""
    opened, post = _open_post(thread_id, number)
    redaction = commands.Redaction(why(), _version(), with_title=bool(request.form.get("with_title")))
    try:
        done = commands.redact_post(db.session(), current_actor(), opened, post, redaction, now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_post_page("redact", *_open_post(thread_id, number), error), error)
    tell_authors(done)
    db.session.commit()
    sweep(db.engine)

    flash(_("Personoplysningerne er fjernet overalt, hvor vi gemmer dem. Pladsen i tråden står tilbage."), "success")
    return redirect(post_url(opened, number))


def open_thread(thread_id: int) -> OpenThread:
    """Open a thread as a moderator of its board. Raises `NotFound` for all others."""
    require(current_actor(), Action.READ_CASES)
    return queries.thread(db.session(), current_actor(), thread_id, today=today())


def why() -> Why:
    """Read the reason that a form gives."""
    return Why(request.form.get("reason_text", ""), guard.consent())


def why_fields(error: Invalid | Conflict | None) -> dict[str, object]:
    """Return what the field of the reason shows."""
    said = request.form.get("reason_text", "")
    return {
        "said": said,
        "error": sentence(error) if error else "",
        "wrong_field": error.field if isinstance(error, Invalid) else "",
        "review": guard.reviewed(" ".join(said.split()), error) if error else None,
    }


def _act() -> ActKind:
    try:
        return ActKind(request.form.get("act", ""))
    except ValueError:
        raise Invalid("act", N_("Vælg, hvad der skal ske.")) from None


def _open_post(thread_id: int, number: int) -> tuple[OpenThread, OpenPost]:
    opened = open_thread(thread_id)
    return opened, queries.post(db.session(), opened, number)


def _version() -> int:
    try:
        return row_id(request.form.get("version", ""))
    except ValueError:
        return 0


def _thread_page(opened: OpenThread, error: Invalid | Conflict | None = None) -> str:
    return render_template("network/moderate_thread.html", thread=opened, act=request.form.get("act", ""), **why_fields(error))


def _post_page(name: str, opened: OpenThread, post: OpenPost, error: Invalid | Conflict | None = None) -> str:
    return render_template(
        f"network/{name}.html",
        thread=opened,
        post=post,
        back=post_url(opened, post.number),
        with_title=bool(request.form.get("with_title")),
        sanitised=sanitised,
        **why_fields(error),
    )
