"""The switch in the header: the same page in the other language, kept in the browser and in the profile of whoever is signed in."""

from urllib.parse import urlsplit

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import commands
from sspedu.accounts.views.blueprint import bp
from sspedu.db import db
from sspedu.web.access import current_actor, current_settings, is_own_path, public
from sspedu.web.language import NAMES, choose


@bp.post("/sprog")
@public
def switch() -> ResponseReturnValue:
    """Speak the language asked for, and go back to the page where it was asked.

    A visitor's form has no token: a token needs a cookie, and who only reads gets none. What it does to a visitor is harmless, and only
    our own pages may do it.
    """
    if current_actor().is_signed_in:
        current_app.extensions["csrf"].protect()
    elif not _comes_from_our_page():
        abort(400)
    code = request.form.get("language", "")
    if code not in NAMES:
        abort(400)
    if current_actor().is_signed_in:
        commands.choose_language(db.session(), current_actor(), code)
        db.session.commit()

    choose(code)
    wanted = request.form.get("next", "")
    return redirect(wanted if is_own_path(wanted) else url_for("learning.start"), code=303)


def _comes_from_our_page() -> bool:
    """Say whether the browser tells that one of our pages sent the form. One that tells nothing is too old to."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc in {request.host, urlsplit(current_settings().address).netloc}
