"""A forgotten password: a link by mail, and a new password chosen with it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands, letters, passwords, queries
from sspedu.accounts.forms import ForgottenForm, NewPasswordForm
from sspedu.accounts.models import User
from sspedu.accounts.views.blueprint import bp
from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import Invalid, NotFound, TooMany
from sspedu.jobs import outbox
from sspedu.web.access import current_actor, current_settings, public, utc_now
from sspedu.web.errors import when_expired
from sspedu.web.language import _, sentence

GONE = 410
# A page whose address is a secret is kept nowhere.
SECRET = {"Cache-Control": "no-store"}


@bp.get("/glemt-adgangskode")
@public
def forgotten() -> ResponseReturnValue:
    """Show the form."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(formdata=None))


def _asked_again() -> ResponseReturnValue:
    form = ForgottenForm()
    form.email.errors = [_("Formularen var for gammel, så der er ikke sendt noget. Send den igen.")]
    return render_template("accounts/forgotten.html", form=form), 400


@bp.post("/glemt-adgangskode")
@public
@when_expired(_asked_again)
def ask_for_link() -> ResponseReturnValue:
    """Promise a link to whoever has the account. The answer and its time are the same for known and unknown addresses."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten.html", form=form), 422
    email = form.email.data or ""
    try:
        commands.claim_link(db.session(), current_actor(), email, now=utc_now())
    except TooMany as error:
        db.session.rollback()
        form.email.errors = [sentence(error)]
        return render_template("accounts/forgotten.html", form=form), 429, {"Retry-After": str(error.wait_seconds)}
    _promise_link(email)
    db.session.commit()

    flash(_("Har adressen en konto, er der nu en mail på vej. Linket i den gælder i 30 minutter. Kig også i uønsket post."), "success")
    return redirect(url_for(".sign_in"))


def _promise_link(email: str) -> None:
    """Do for an unknown address all that is done for a known one, with somebody else as a stand-in, and undo it."""
    known, stand_in = queries.user_by_email(db.session(), email), queries.some_user(db.session())
    is_welcome = known is not None and known.suspended_at is None and (current_settings().is_demo or not known.is_demo)
    user = known if is_welcome else stand_in
    if user is None:
        return
    trial = db.session.begin_nested()
    _put_link(user)
    if is_welcome:
        trial.commit()
    else:
        trial.rollback()


def _put_link(user: User) -> None:
    now = utc_now()
    token = commands.make_password_link(db.session(), current_actor(), user, now=now)
    outbox.put(db.session(), letters.new_password(user, token, expires_at=now + commands.LINK_LASTS), now=now)


@bp.get("/ny-adgangskode/<token>")
@public
def new_password(token: str) -> ResponseReturnValue:
    """Show the form. The link is not used up by looking: mail programs do that too."""
    email = queries.email_of_link(db.session(), commands.hash_token(token), now=utc_now())
    return _gone() if email is None else _page(NewPasswordForm(formdata=None), token, email)


def _chosen_beside(token: str) -> ResponseReturnValue:
    """Answer a form that stood in another tab while its reader signed in: the link is used up, or the form is given anew."""
    email = queries.email_of_link(db.session(), commands.hash_token(token), now=utc_now())
    form = NewPasswordForm(formdata=None)
    form.password.errors = [_("Formularen var for gammel, så intet er gemt. Vælg adgangskoden igen.")]
    return _gone() if email is None else _page(form, token, email, status=400)


@bp.post("/ny-adgangskode/<token>")
@public
@when_expired(_chosen_beside)
def choose_password(token: str) -> ResponseReturnValue:
    """Give the person the password that they chose, once, and sign them out everywhere."""
    form = NewPasswordForm()
    with reading():
        email = queries.email_of_link(db.session(), commands.hash_token(token), now=utc_now())
    db.session.rollback()
    if email is None:
        return _gone()
    if not form.validate_on_submit():
        return _page(form, token, email, status=422)
    password = form.password.data or ""
    try:
        passwords.check_password(password, email=email)
        user = commands.use_password_link(db.session(), current_actor(), token, passwords.hash_password(password), now=utc_now())
    except Invalid as error:
        form.password.errors = [sentence(error)]
        return _page(form, token, email, status=422)
    except NotFound:
        db.session.rollback()
        return _gone()
    outbox.put(db.session(), letters.password_changed(user), now=utc_now())
    db.session.commit()

    flash(_("Du har fået en ny adgangskode og er logget ud alle steder. Log ind med den nye."), "success")
    return redirect(url_for(".sign_in"))


def _page(form: NewPasswordForm, token: str, email: str, *, status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/new_password.html", form=form, token=token, email=email), status, SECRET


def _gone() -> ResponseReturnValue:
    return render_template("accounts/link_gone.html", form=ForgottenForm(formdata=None)), GONE, SECRET
