"""One's own profile: who and where one is, language, password, and where one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands, letters, passwords, queries, staff_pages
from sspedu.accounts.forms import ChangePasswordForm, ProfileForm
from sspedu.accounts.models import Profession, User
from sspedu.accounts.views.blueprint import bp
from sspedu.accounts.views.sign_in import open_browser
from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid, TooMany
from sspedu.jobs import outbox
from sspedu.web.access import current_actor, current_token, utc_now
from sspedu.web.language import _, choose, language, sentence


@bp.get("/profil")
def profile() -> ResponseReturnValue:
    """Show what is kept about the reader, ready to be changed."""
    return _page()


@bp.post("/profil")
def change_profile() -> ResponseReturnValue:
    """Keep the reader's profile and language."""
    form = ProfileForm()
    form.offer(queries.places(db.session()))
    if not form.validate_on_submit():
        return _page(form, status=422)
    try:
        commands.change_profile(db.session(), current_actor(), _profile(form))
        commands.choose_language(db.session(), current_actor(), form.language.data)
    except Invalid as error:
        db.session.rollback()
        form[error.field].errors = [sentence(error)]
        return _page(form, status=422)
    except Conflict as error:
        db.session.rollback()
        form.name.errors = [sentence(error)]
        form.based_on.data = commands.profile_stamp(_own())
        return _page(form, status=409)
    db.session.commit()

    choose(form.language.data)
    flash(_("Din profil er gemt."), "success")
    return redirect(url_for(".profile"))


@bp.post("/profil/adgangskode")
def change_password() -> ResponseReturnValue:
    """Give the reader a new password. This browser stays signed in, under a new token; everywhere else it is over."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(password_form=form, status=422)
    with reading():
        user = _own()
        email, present_hash = user.email, user.password_hash
    db.session.rollback()
    try:
        passwords.check_password(form.password.data or "", email=email)
        _check_present(form, email, present_hash)
        password_hash = passwords.hash_password(form.password.data or "")
        user = commands.change_password(db.session(), current_actor(), present_hash, password_hash)
    except Invalid as error:
        form[error.field].errors = [sentence(error)]
        return _page(password_form=form, status=422)
    except (Conflict, TooMany) as error:
        db.session.rollback()
        form.present_password.errors = [sentence(error)]
        return _page(password_form=form, status=409 if isinstance(error, Conflict) else 429)
    outbox.put(db.session(), letters.password_changed(user), now=utc_now())
    db.session.commit()

    open_browser(current_actor().id or 0, password_hash)
    flash(_("Du har fået en ny adgangskode. Du er stadig logget ind her og er logget af alle andre steder."), "success")
    return redirect(url_for(".profile"))


def _check_present(form: ChangePasswordForm, email: str, present_hash: str) -> None:
    """Compare the present password, the try being counted first. No transaction is open while argon2 works."""
    commands.claim_try(db.session(), current_actor(), email, now=utc_now())
    db.session.commit()
    if not passwords.is_password(form.present_password.data or "", present_hash):
        raise Invalid("present_password", N_("Det er ikke din nuværende adgangskode. Prøv igen."))


@bp.post("/profil/andre-steder")
def close_other_sign_ins() -> ResponseReturnValue:
    """Sign the reader out everywhere but here."""
    commands.close_other_sign_ins(db.session(), current_actor(), current_token())
    db.session.commit()

    flash(_("Du er logget af alle andre steder."), "success")
    return redirect(url_for(".profile"))


def _own() -> User:
    return db.session.get_one(User, current_actor().id)


def _profile(form: ProfileForm) -> commands.Profile:
    return commands.Profile(
        name=form.name.data or "",
        profession=Profession(form.profession.data),
        municipality_code=form.municipality.data or None,
        police_district_id=form.police_district.data or None,
        based_on=form.based_on.data or "",
    )


def _page(form: ProfileForm | None = None, *, password_form: ChangePasswordForm | None = None, status: int = 200) -> ResponseReturnValue:
    user = _own()
    page = render_template(
        "accounts/profile.html",
        email=user.email,
        form=form or _filled_in(user),
        password_form=password_form or ChangePasswordForm(formdata=None),
        looks=staff_pages.looks(db.session(), user),
        sign_ins=queries.sign_ins(db.session(), user.id, commands.hash_token(current_token()), now=utc_now()),
    )
    return page, status


def _filled_in(user: User) -> ProfileForm:
    form = ProfileForm(
        formdata=None,
        data={
            "name": user.name,
            "profession": user.profession.value,
            "municipality": user.municipality_code or "",
            "police_district": user.police_district_id or "",
            "language": language(),
            "based_on": commands.profile_stamp(user),
        },
    )
    form.offer(queries.places(db.session()))
    return form
