"""One post: edited or taken away by who wrote it."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.queries import OpenPost, OpenThread
from sspedu.network.views.blueprint import bp, post_url, today
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence

POST = "/netvaerk/traad/<int:thread_id>/<int:number>"


@bp.get(f"{POST}/ret")
def editing(thread_id: int, number: int) -> ResponseReturnValue:
    """Show the form for a post's new text."""
    opened, post = _open(thread_id, number)
    require(current_actor(), Action.EDIT_POST, post)
    return render_template("network/edit.html", thread=opened, post=post, text=post.text, back=post_url(opened, number), max_length=commands.MAX_TEXT)


@bp.post(f"{POST}/ret")
def edit(thread_id: int, number: int) -> ResponseReturnValue:
    """Give a post a new text. What cannot be kept comes back, after a conflict with what stands now beside it."""
    opened, post = _open(thread_id, number)
    text, version = request.form.get("text", ""), request.form.get("version", "")
    change = commands.Edit(text, int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0)
    try:
        commands.edit_post(db.session(), current_actor(), post, change, now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        found = {"error": sentence(error), "stands": post.text if isinstance(error, Conflict) else "", "max_length": str(commands.MAX_TEXT)}
        page = render_template("network/edit.html", thread=opened, post=post, text=text, back=post_url(opened, number), **found)
        return page, 409 if isinstance(error, Conflict) else 422
    db.session.commit()

    flash(_("Indlægget er rettet."), "success")
    return redirect(post_url(opened, number))


@bp.get(f"{POST}/fjern")
def removing(thread_id: int, number: int) -> ResponseReturnValue:
    """Ask once, and say what is lost."""
    opened, post = _open(thread_id, number)
    require(current_actor(), Action.REMOVE_POST, post)
    return render_template("network/remove.html", thread=opened, post=post, back=post_url(opened, number))


@bp.post(f"{POST}/fjern")
def remove(thread_id: int, number: int) -> ResponseReturnValue:
    """Take a post away."""
    opened, post = _open(thread_id, number)
    commands.remove_post(db.session(), current_actor(), post, request.form.get("reason", ""), now=utc_now())
    db.session.commit()

    flash(_("Indlægget er fjernet. Dets plads i tråden står tilbage."), "success")
    return redirect(post_url(opened, number))


def _open(thread_id: int, number: int) -> tuple[OpenThread, OpenPost]:
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return opened, queries.post(db.session(), opened, number)
