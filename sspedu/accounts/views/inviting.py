"""Staff pages for invitations: asking someone in, who is asked and not yet in, sending again, taking back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands, finding, letters, queries, staff_pages
from sspedu.accounts.forms import InviteForm
from sspedu.accounts.models import Invitation, Profession
from sspedu.accounts.naming import PROFESSION_NAMES
from sspedu.accounts.views.blueprint import bp
from sspedu.accounts.views.people import page_number
from sspedu.db import db
from sspedu.errors import Conflict, Invalid, NotFound
from sspedu.jobs import outbox
from sspedu.policy import Action, Role, require
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence


@bp.get("/invitationer")
def invitations() -> ResponseReturnValue:
    """Show the form, and who is invited and not yet in."""
    require(current_actor(), Action.READ_USERS)
    return _page(InviteForm(formdata=None))


@bp.post("/invitationer")
def invite() -> ResponseReturnValue:
    """Ask someone in; the mail is promised with it."""
    require(current_actor(), Action.READ_USERS)
    form, now = InviteForm(), utc_now()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        invited = commands.invite(db.session(), current_actor(), _invitee(form), now=now)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        field = error.field if isinstance(error, Invalid) and error.field in form else "email"
        form[field].errors = [sentence(error)]
        return _page(form), 409 if isinstance(error, Conflict) else 422
    outbox.put(db.session(), letters.invitation(invited), now=now)
    db.session.commit()

    flash(_("%(name)s er inviteret. Mailen til %(email)s er på vej.", name=invited.name, email=invited.email), "success")
    return redirect(url_for(".invitations"))


@bp.post("/invitationer/<int:invitation_id>/send-igen")
def send_again(invitation_id: int) -> ResponseReturnValue:
    """Send the mail again, with a new link."""
    require(current_actor(), Action.READ_USERS)
    now = utc_now()
    try:
        invited = commands.send_again(db.session(), current_actor(), invitation_id, now=now)
    except (NotFound, Conflict) as error:
        db.session.rollback()
        flash(sentence(error), "warning")
        return redirect(url_for(".invitations"))
    outbox.put(db.session(), letters.invitation(invited), now=now)
    db.session.commit()

    flash(_("Invitationen er sendt igen til %(email)s. Linket i den gamle mail virker ikke mere.", email=invited.email), "success")
    return redirect(url_for(".invitations"))


@bp.get("/invitationer/<int:invitation_id>/traek-tilbage")
def withdrawal(invitation_id: int) -> ResponseReturnValue:
    """Say what is lost, and ask once."""
    require(current_actor(), Action.READ_USERS)
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    return render_template("accounts/withdraw.html", invitation=invitation)


@bp.post("/invitationer/<int:invitation_id>/traek-tilbage")
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Take the invitation back."""
    require(current_actor(), Action.READ_USERS)
    try:
        email = commands.withdraw(db.session(), current_actor(), invitation_id, now=utc_now())
    except NotFound as error:
        db.session.rollback()
        flash(sentence(error), "warning")
        return redirect(url_for(".invitations"))
    db.session.commit()

    flash(_("Invitationen til %(email)s er trukket tilbage. Linket i mailen virker ikke mere.", email=email), "success")
    return redirect(url_for(".invitations"))


def _invitee(form: InviteForm) -> commands.Invitee:
    profession = form.profession.data
    return commands.Invitee(
        email=form.email.data or "",
        name=form.name.data or "",
        profession=Profession(profession) if profession in set(Profession) else Profession.OTHER,
        municipality_code=form.municipality.data or None,
        police_district_id=form.police_district.data or None,
        roles=frozenset(Role(role) for role in form.role.data or () if role in set(Role)),
    )


def _page(form: InviteForm) -> str:
    text = request.args.get("q", "")[:100]
    known = queries.places(db.session())
    page = finding.invitations(db.session(), staff_pages.words_of(text), page_number(), now=utc_now())
    return render_template(
        "accounts/invitations.html",
        form=form,
        page=page,
        lines=staff_pages.invited(page, now=utc_now()),
        text=text,
        choices={
            "profession": tuple((value, _(name)) for value, name in PROFESSION_NAMES.items()),
            "municipality": (("", _("Ingen kommune")), *known.municipalities),
            "police_district": (("", _("Ingen politikreds")), *known.police_districts),
        },
        role_choices=staff_pages.role_choices(form.role.data or ()),
    )
