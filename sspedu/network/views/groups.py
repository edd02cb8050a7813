"""Working groups: opened, described, and who is in them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.queries import OpenGroup
from sspedu.network.views.blueprint import board_url, bp
from sspedu.network.views.verdicts import tell_member
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id

MEMBERS = "/netvaerk/gruppe/<place>/medlemmer"


@dataclass(frozen=True, slots=True)
class GroupForm:
    """What a group is called and for, as it was filled in, with what is wrong."""

    name: str = ""
    purpose: str = ""
    nonce: str = ""
    based_on: str = ""
    error: str = ""
    wrong_field: str = ""
    review: guard.Review | None = None

    @property
    def words(self) -> commands.GroupWords:
        """What was filled in."""
        return commands.GroupWords(self.name, self.purpose, guard.consent())


@bp.get("/netvaerk/ny-gruppe")
def new_group() -> ResponseReturnValue:
    """Show the form for a new group."""
    require(current_actor(), Action.OPEN_GROUP)
    return render_template("network/new_group.html", form=GroupForm(nonce=secrets.token_hex(8)))


@bp.post("/netvaerk/ny-gruppe")
def open_group() -> ResponseReturnValue:
    """Open a group."""
    form = _filled_in()
    try:
        place = commands.open_group(db.session(), current_actor(), form.words, form.nonce, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return render_template("network/new_group.html", form=_refused(form, error)), 422
    db.session.commit()

    flash(_("Gruppen er åben. Sæt dem på, der skal være med."), "success")
    return redirect(_url(place))


@bp.get(MEMBERS)
def members(place: str) -> ResponseReturnValue:
    """List who is in a group; its coordinators also find those who could be."""
    group = _open(place)
    return _page(group, GroupForm(group.board.name, group.board.purpose, based_on=_standing(group)))


@bp.post(MEMBERS)
def change_group(place: str) -> ResponseReturnValue:
    """Give a group another name and purpose."""
    group, form = _open(place), _filled_in()
    try:
        commands.change_group(db.session(), current_actor(), group, form.words, form.based_on)
    except Invalid as error:
        db.session.rollback()
        return _page(group, _refused(form, error)), 422
    except Conflict as error:
        db.session.rollback()
        # Whoever saves again has seen what stands now.
        group = _open(place)
        return _page(group, replace(form, based_on=_standing(group), error=sentence(error), wrong_field="name"), stands=True), 409
    db.session.commit()

    flash(_("Gruppen er gemt."), "success")
    return redirect(_url(place))


@bp.post(f"{MEMBERS}/tilfoej")
def add_member(place: str) -> ResponseReturnValue:
    """Let a colleague in."""
    return _changed(place, _let_in)


@bp.post(f"{MEMBERS}/fjern")
def remove_member(place: str) -> ResponseReturnValue:
    """Take somebody off a group."""
    return _changed(place, lambda group: commands.remove_member(db.session(), current_actor(), group, _person()))


@bp.post(f"{MEMBERS}/tovholder")
def make_coordinator(place: str) -> ResponseReturnValue:
    """Let a member be a coordinator too."""
    return _changed(place, lambda group: commands.make_coordinator(db.session(), current_actor(), group, _person()))


@bp.get("/netvaerk/gruppe/<place>/forlad")
def leaving_group(place: str) -> ResponseReturnValue:
    """Ask once, and say what is lost."""
    group = _open(place)
    others = [member for member in group.members if member.is_coordinator and member.person.id != group.user_id]
    return render_template("network/leave_group.html", group=group, others=others, board_url=board_url)


@bp.post("/netvaerk/gruppe/<place>/forlad")
def leave_group(place: str) -> ResponseReturnValue:
    """Leave a group."""
    try:
        commands.leave_group(db.session(), current_actor(), _open(place))
    except Conflict as error:
        db.session.rollback()
        flash(sentence(error), "error")
        return redirect(_url(place))
    db.session.commit()

    flash(_("Du er ikke længere med i gruppen."), "success")
    return redirect(url_for("network.boards"))


def _let_in(group: OpenGroup) -> None:
    actor, user_id = current_actor(), _person()
    if commands.add_member(db.session(), actor, group, user_id, now=utc_now()):
        tell_member(user_id, actor.name)


def _changed(place: str, change: Callable[[OpenGroup], None]) -> ResponseReturnValue:
    try:
        change(_open(place))
    except (Invalid, Conflict) as error:
        db.session.rollback()
        flash(sentence(error), "error")
        return redirect(_url(place))
    db.session.commit()

    flash(_("Listen over medlemmer er ændret."), "success")
    return redirect(_url(place))


def _open(place: str) -> OpenGroup:
    return queries.group(db.session(), current_actor(), place, today=today())


def _standing(group: OpenGroup) -> str:
    return commands.words_mark(group.board.name, group.board.purpose)


def _page(group: OpenGroup, form: GroupForm, *, stands: bool = False) -> str:
    words = request.args.get("navn", "").strip() if group.is_coordinator else ""
    found = queries.could_join(db.session(), group, words)
    return render_template("network/members.html", group=group, form=form, words=words, found=found, stands=stands, board_url=board_url)


def _filled_in() -> GroupForm:
    fields = request.form
    return GroupForm(fields.get("name", ""), fields.get("purpose", ""), fields.get("nonce", "")[:40], fields.get("based_on", "")[:40])


def _refused(form: GroupForm, error: Invalid) -> GroupForm:
    judged = form.purpose if error.field == "purpose" else form.name
    return replace(form, error=sentence(error), wrong_field=error.field, review=guard.reviewed(" ".join(judged.split()), error))


def _person() -> int:
    try:
        return row_id(request.form.get("person", ""))
    except ValueError:
        return 0


def _url(place: str) -> str:
    return url_for("network.members", place=place)
