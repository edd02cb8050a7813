"""Signing in and out. A form that was being sent when the sign-in had ended comes back filled in afterwards."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from flask_wtf.csrf import CSRFError

from sspedu.accounts import commands, passwords, queries
from sspedu.accounts.forms import SignInForm
from sspedu.accounts.views.blueprint import bp
from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import TooMany
from sspedu.policy import Actor
from sspedu.web.access import (
    SignedIn,
    SignInNeeded,
    current_actor,
    current_settings,
    current_token,
    is_own_path,
    login_manager,
    public,
    utc_now,
)
from sspedu.web.errors import REPLACE_PAGE, expired_form
from sspedu.web.kept import is_written_by, kept_fields, kept_page, pack, unpack
from sspedu.web.language import NAMES, _, choose, sentence


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _signed_in(token: str) -> SignedIn | None:
    hashed = commands.hash_token(token)
    actor = queries.actor_of_sign_in(db.session(), hashed, with_demo=current_settings().is_demo, now=utc_now())
    return None if actor is None else SignedIn(actor, token)


@bp.app_errorhandler(SignInNeeded)
def _ask_for_sign_in(_error: SignInNeeded) -> ResponseReturnValue:
    path = request.full_path.rstrip("?")
    address = url_for("accounts.sign_in", next=path)
    if request.method != "GET":
        form = SignInForm(formdata=None, data={"kept": pack(kept_fields()), "kept_path": path})
        return _page(form, status=401, headers=REPLACE_PAGE)
    if "HX-Request" in request.headers:
        return "", 401, {"HX-Redirect": address}
    return redirect(address)


@bp.errorhandler(CSRFError)
def _expired_sign_in_form(error: CSRFError) -> ResponseReturnValue:
    """The form had grown too old, or the browser was signed in from another tab. Either way it still carries what was typed before."""
    if request.endpoint != "accounts.begin_sign_in":
        return expired_form(error)
    form = SignInForm()
    if current_actor().is_signed_in:
        return _after_sign_in(form)
    form.validate()
    form.email.errors = [_("Siden var for gammel. Skriv adgangskoden igen, så er du inde.")]
    return _page(form, status=400)


@bp.get("/log-ind")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form."""
    if current_actor().is_signed_in:
        return redirect(_destination(request.args.get("next", "")))
    return _page(SignInForm(formdata=None, data={"next": request.args.get("next", "")}))


@bp.post("/log-ind")
@public
def begin_sign_in() -> ResponseReturnValue:
    """Check address and password, and sign in. The answer and its time are the same for known and unknown addresses."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    email = form.email.data or ""
    try:
        commands.claim_try(db.session(), current_actor(), email, now=utc_now())
    except TooMany as error:
        db.session.rollback()
        form.email.errors = [sentence(error)]
        return _page(form, status=429, headers={"Retry-After": str(error.wait_seconds)})
    # The try is counted, whatever comes; and no transaction is open while argon2 works.
    db.session.commit()
    with reading():
        known = queries.credentials(db.session(), email)
    db.session.rollback()
    is_right = passwords.is_password(form.password.data or "", known.password_hash if known else None)
    if known is None or not is_right or (known.is_demo and not current_settings().is_demo):
        form.password.errors = [_("Mailadressen og adgangskoden passer ikke sammen. Prøv igen.")]
        return _page(form, status=422)
    if known.is_suspended:
        # Said to none but the one who has the password: nobody learns from it which addresses have accounts.
        form.email.errors = [_("Kontoen er spærret, og du kan ikke logge ind med den. Spørg den, der står for SSP Læring hos jer.")]
        return _page(form, status=403)
    if not is_written_by(unpack(form.kept.data or ""), known.user_id):
        form.email.errors = [
            _("Den tekst, der venter her, er skrevet af en anden. Log ind som den, der skrev den, eller åbn Log ind på ny.")
        ]
        return _page(form, status=422)
    open_browser(known.user_id, known.password_hash)
    return _after_sign_in(form)


@bp.post("/log-ud")
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in."""
    commands.close_sign_in(db.session(), current_actor(), current_token())
    db.session.commit()

    logout_user()
    session.clear()
    flash(_("Du er logget ud."), "success")
    return redirect(url_for("learning.start"))


def open_browser(user_id: int, password_hash: str) -> None:
    """Sign the person in in the browser that asks. `password_hash` is the one that they came in by."""
    if current_actor().is_signed_in:
        commands.close_sign_in(db.session(), current_actor(), current_token())
    someone = Actor(id=user_id)
    token = commands.open_sign_in(db.session(), someone, user_id, password_hash, days=current_settings().sign_in_days, now=utc_now())
    db.session.commit()

    # A new sign-in begins with nothing of the visitor's: whoever planted a cookie before knows nothing of it now.
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True
    with reading():
        actor = queries.actor_of_sign_in(db.session(), commands.hash_token(token), with_demo=True, now=utc_now())
    db.session.rollback()
    login_user(SignedIn(actor or someone, token))
    if actor is not None and actor.language in NAMES:
        choose(actor.language)


def _after_sign_in(form: SignInForm) -> ResponseReturnValue:
    if form.kept_path.data and is_own_path(form.kept_path.data):
        return kept_page(_("Du er logget ind igen. Det, du skrev, er her stadig."), unpack(form.kept.data or ""), form.kept_path.data)
    return redirect(_destination(form.next.data or ""))


def _destination(wanted: str) -> str:
    return wanted if wanted and is_own_path(wanted) else url_for("learning.my_learning")


def _page(form: SignInForm, *, status: int = 200, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    kept = tuple(field for field in unpack(form.kept.data or "") if field.is_written)
    page = render_template("accounts/sign_in.html", form=form, kept_text=kept)
    return page, status, headers or {}
