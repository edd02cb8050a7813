"""Staff pages for people: finding them, one person with all that staff see, their roles, their sign-ins, a link to a new password."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from sspedu.accounts import commands, finding, letters, staff_pages
from sspedu.accounts.days import end_of, read_day
from sspedu.accounts.models import User
from sspedu.accounts.naming import ROLE_NAMES
from sspedu.accounts.views.blueprint import bp
from sspedu.connections import writing_first
from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.jobs import outbox
from sspedu.policy import Action, Role, require
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence

MAX_PAGE = 100_000


@bp.get("/brugere")
def people() -> ResponseReturnValue:
    """List those people that are looked for."""
    require(current_actor(), Action.READ_USERS)
    wanted = staff_pages.read_filter(request.args)
    page = finding.people(db.session(), wanted, page_number(), now=utc_now())
    search = staff_pages.search(db.session(), request.args)
    return render_template("accounts/people.html", page=page, found=staff_pages.found(page), search=search)


@bp.get("/brugere/<int:user_id>")
def person(user_id: int) -> ResponseReturnValue:
    """Show a person with all that staff see."""
    require(current_actor(), Action.READ_USERS)
    look_up(user_id)
    return _page(user_id)


@bp.post("/brugere/<int:user_id>/roller")
def change_roles(user_id: int) -> ResponseReturnValue:
    """Make the chosen roles the person's, each for good or until a day."""
    require(current_actor(), Action.READ_USERS)
    user = find(user_id)
    try:
        roles, until = _chosen_roles(request.form)
        based_on = request.form.get("based_on", "")
        is_changed = commands.set_roles(db.session(), current_actor(), user, roles, until=until, based_on=based_on, now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _page(user_id, typed=request.form, fault=sentence(error)), 409 if isinstance(error, Conflict) else 422
    db.session.commit()

    if is_changed:
        flash(_("Rollerne er gemt. %(name)s er logget ud og får dem ved næste login.", name=user.name), "success")
    else:
        flash(_("Rollerne er, som de var."), "info")
    return redirect(url_for(".person", user_id=user_id))


@bp.post("/brugere/<int:user_id>/log-ud")
def end_sign_ins(user_id: int) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    require(current_actor(), Action.READ_USERS)
    user = find(user_id)
    commands.sign_out_everywhere(db.session(), current_actor(), user, now=utc_now())
    db.session.commit()

    flash(_("%(name)s er logget ud alle steder.", name=user.name), "success")
    return redirect(url_for(".person", user_id=user_id))


@bp.post("/brugere/<int:user_id>/link")
def send_link(user_id: int) -> ResponseReturnValue:
    """Mail the person a link to a new password."""
    require(current_actor(), Action.READ_USERS)
    user, now = find(user_id), utc_now()
    try:
        token = commands.send_password_link(db.session(), current_actor(), user, now=now)
    except Conflict as error:
        db.session.rollback()
        flash(sentence(error), "warning")
        return redirect(url_for(".person", user_id=user_id))
    outbox.put(db.session(), letters.password_link(user, token, expires_at=now + commands.LINK_LASTS), now=now)
    db.session.commit()

    flash(_("Et link til en ny adgangskode er på vej til %(email)s. Det gælder i 30 minutter.", email=user.email), "success")
    return redirect(url_for(".person", user_id=user_id))


def look_up(user_id: int) -> User:
    """Return the person, and write down for them who looked, in a transaction of its own: the one thing that a GET writes."""
    find(user_id)
    with writing_first(db.session()):
        commands.note_look_up(db.session(), current_actor(), user_id, now=utc_now())
        db.session.commit()
    return find(user_id)


def find(user_id: int) -> User:
    """Return the person, or say that there is none."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def page_number() -> int:
    """Return which page of a list is asked for; anything odd is the first."""
    text = request.args.get("side", "1")
    return min(int(text), MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0 else 1


def _chosen_roles(form: MultiDict[str, str]) -> tuple[frozenset[Role], dict[Role, datetime]]:
    """Read the form: a box for each role, and beside it perhaps the last day. Raises `Invalid` for a day beside an empty box."""
    roles = frozenset(role for role in Role if role.value in form.getlist("role"))
    days = {role: text for role in Role if (text := form.get(f"until_{role.value}", "").strip())}
    for role in days.keys() - roles:
        raise Invalid("until", N_("Du har skrevet en dato ved %(role)s, men ikke sat kryds ved rollen."), role=_(ROLE_NAMES[role]))
    return roles, {role: end_of(read_day(text)) for role, text in days.items()}


def _page(user_id: int, *, typed: MultiDict[str, str] | None = None, fault: str = "") -> str:
    found = finding.person(db.session(), user_id, now=utc_now())
    if found is None:
        raise NotFound
    page = staff_pages.person_page(db.session(), found, typed, current_actor())
    return render_template("accounts/person.html", page=page, fault=fault)
