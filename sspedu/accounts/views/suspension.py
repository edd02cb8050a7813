"""Suspending someone, on a page that says what happens, and lifting it again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands
from sspedu.accounts.forms import SuspendForm
from sspedu.accounts.models import User
from sspedu.accounts.views.blueprint import bp
from sspedu.accounts.views.people import find, look_up
from sspedu.db import db
from sspedu.errors import Conflict, Invalid
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence


@bp.get("/brugere/<int:user_id>/spaer")
def suspension(user_id: int) -> ResponseReturnValue:
    """Say what a suspension does, and ask why."""
    require(current_actor(), Action.READ_USERS)
    return _page(SuspendForm(formdata=None), look_up(user_id))


@bp.post("/brugere/<int:user_id>/spaer")
def suspend(user_id: int) -> ResponseReturnValue:
    """Suspend the person."""
    require(current_actor(), Action.READ_USERS)
    user, form = find(user_id), SuspendForm()
    if not form.validate_on_submit():
        return _page(form, user), 422
    try:
        commands.suspend(db.session(), current_actor(), user, form.reason.data or "", now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        form.reason.errors = [sentence(error)]
        return _page(form, find(user_id)), 409 if isinstance(error, Conflict) else 422
    db.session.commit()

    flash(_("%(name)s er spærret og logget ud alle steder.", name=user.name), "success")
    return redirect(url_for(".person", user_id=user_id))


@bp.post("/brugere/<int:user_id>/ophaev")
def lift(user_id: int) -> ResponseReturnValue:
    """Let the person in again."""
    require(current_actor(), Action.READ_USERS)
    user = find(user_id)
    try:
        commands.lift(db.session(), current_actor(), user, now=utc_now())
    except Conflict as error:
        db.session.rollback()
        flash(sentence(error), "info")
        return redirect(url_for(".person", user_id=user_id))
    db.session.commit()

    flash(_("Spærringen er ophævet. %(name)s kan logge ind igen.", name=user.name), "success")
    return redirect(url_for(".person", user_id=user_id))


def _page(form: SuspendForm, user: User) -> str:
    return render_template("accounts/suspend.html", form=form, user=user)
