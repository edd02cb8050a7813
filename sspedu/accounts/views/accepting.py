"""Accepting an invitation: a link by mail, and an account with the password that its owner chose."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands, passwords, queries
from sspedu.accounts.forms import NewPasswordForm
from sspedu.accounts.views.blueprint import bp
from sspedu.accounts.views.new_password import GONE, SECRET
from sspedu.accounts.views.sign_in import open_browser
from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import Conflict, Invalid, NotFound
from sspedu.web.access import current_actor, current_settings, public, utc_now
from sspedu.web.errors import when_expired
from sspedu.web.language import _, chosen_here, sentence


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show who is invited, and the form. The link is not used up by looking."""
    found = _find(token)
    return _gone() if found is None else _page(NewPasswordForm(formdata=None), token, found)


def _asked_beside(token: str) -> ResponseReturnValue:
    """Answer a form that stood in another tab while its reader came in: the account is there, or the form is given anew."""
    found = _find(token)
    form = NewPasswordForm(formdata=None)
    form.password.errors = [_("Formularen var for gammel, så intet er gemt. Vælg adgangskoden igen.")]
    return _gone() if found is None else _page(form, token, found, status=400)


@bp.post("/invitation/<token>")
@public
@when_expired(_asked_beside)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Make the account with the password that was chosen, and sign its owner in."""
    form = NewPasswordForm()
    with reading():
        found = _find(token)
    db.session.rollback()
    if found is None:
        return _gone()
    if not form.validate_on_submit():
        return _page(form, token, found, status=422)
    password = form.password.data or ""
    try:
        passwords.check_password(password, email=found.email)
        hashed, is_demo = passwords.hash_password(password), current_settings().is_demo
        user = commands.accept_invitation(db.session(), current_actor(), token, hashed, now=utc_now(), is_demo=is_demo)
    except Invalid as error:
        form.password.errors = [sentence(error)]
        return _page(form, token, found, status=422)
    except (NotFound, Conflict):
        db.session.rollback()
        return _gone()
    # Whoever chose a language at the door has it in mail too.
    user.language = chosen_here()
    db.session.commit()

    open_browser(user.id, user.password_hash)
    flash(_("Velkommen, %(name)s. Din konto er klar.", name=user.name), "success")
    return redirect(url_for("learning.my_learning"))


def _find(token: str) -> queries.InvitedPerson | None:
    return queries.invited_by_token(db.session(), commands.hash_token(token), now=utc_now())


def _page(form: NewPasswordForm, token: str, found: queries.InvitedPerson, *, status: int = 200) -> ResponseReturnValue:
    page = render_template("accounts/invitation.html", form=form, token=token, email=found.email, name=found.name)
    return page, status, SECRET


def _gone() -> ResponseReturnValue:
    return render_template("accounts/invitation_gone.html"), GONE, SECRET
