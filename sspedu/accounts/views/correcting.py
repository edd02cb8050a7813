"""Correcting one person: name, address, profession and place. Whoever signs in with another address from now on is told at both."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands, letters, queries
from sspedu.accounts.acts import Cause
from sspedu.accounts.forms import CorrectionForm
from sspedu.accounts.models import Profession, User
from sspedu.accounts.views.blueprint import bp
from sspedu.accounts.views.people import find, look_up
from sspedu.db import db
from sspedu.errors import Conflict, Invalid
from sspedu.jobs import outbox
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, current_token, utc_now
from sspedu.web.language import _, sentence


@bp.get("/brugere/<int:user_id>/ret")
def correction(user_id: int) -> ResponseReturnValue:
    """Show the person's facts, ready to be corrected."""
    require(current_actor(), Action.READ_USERS)
    user = look_up(user_id)
    return _page(_filled_in(user), user)


@bp.post("/brugere/<int:user_id>/ret")
def correct(user_id: int) -> ResponseReturnValue:
    """Correct the person, and promise word of another address with it."""
    require(current_actor(), Action.READ_USERS)
    user, form, now = find(user_id), CorrectionForm(), utc_now()
    form.offer(queries.places(db.session()))
    if not form.validate_on_submit():
        return _page(form, user), 422
    try:
        corrected = commands.correct_person(db.session(), current_actor(), user, _correction(form), token=current_token(), now=now)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _refused(form, find(user_id), error)
    if corrected.moved:
        outbox.put_all(db.session(), letters.of_move(corrected.moved), now=now)
    db.session.commit()

    _say(corrected, user.name)
    return redirect(url_for(".person", user_id=user_id))


def _refused(form: CorrectionForm, user: User, error: Invalid | Conflict) -> ResponseReturnValue:
    """Give the form back as it was typed. Of a conflict it is the profile or the address that is to be looked at."""
    present = commands.profile_stamp(user)
    conflicting = "name" if form.based_on.data != present else "email"
    form[error.field if isinstance(error, Invalid) else conflicting].errors = [sentence(error)]
    form.based_on.data = present
    return _page(form, user), 422 if isinstance(error, Invalid) else 409


def _say(corrected: commands.Corrected, name: str) -> None:
    if corrected.moved:
        told = _("%(name)s logger ind med %(email)s fra nu af og får besked på begge adresser.", name=name, email=corrected.moved.after)
        flash(told, "success")
    elif corrected.is_changed:
        flash(_("%(name)s er rettet.", name=name), "success")
    else:
        flash(_("Alt var, som det skulle være."), "info")


def _correction(form: CorrectionForm) -> commands.Correction:
    return commands.Correction(
        name=form.name.data or "",
        email=form.email.data or "",
        profession=Profession(form.profession.data),
        municipality_code=form.municipality.data or None,
        police_district_id=form.police_district.data or None,
        cause=Cause(form.cause.data),
        based_on=form.based_on.data or "",
    )


def _filled_in(user: User) -> CorrectionForm:
    facts = {
        "name": user.name,
        "email": user.email,
        "profession": user.profession.value,
        "municipality": user.municipality_code or "",
        "police_district": user.police_district_id or "",
        "based_on": commands.profile_stamp(user),
    }
    form = CorrectionForm(formdata=None, data=facts)
    form.offer(queries.places(db.session()))
    return form


def _page(form: CorrectionForm, user: User) -> str:
    return render_template("accounts/correct.html", form=form, user=user)
