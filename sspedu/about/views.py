"""Help and honesty, open to everyone: how this works, what is kept about people, cookies, accessibility, and whom to tell of a hole."""

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from sspedu.about.kept import PLAN, lengths
from sspedu.errors import NotFound
from sspedu.web.access import current_settings, public
from sspedu.web.language import CHOICE_DAYS, cookie_name, today

bp = Blueprint("about", __name__, template_folder="templates")

# RFC 9116, 2.5.5: less than a year ahead is recommended. Counted from today, so it never runs out while the site is kept.
EXPIRES_AFTER = timedelta(days=180)


@bp.get("/hjaelp")
@public
def help_page() -> ResponseReturnValue:
    """Say how one begins, what counts, and what to do when something goes wrong."""
    return render_template("about/help.html")


@bp.get("/privatliv")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept about people, why and for how long."""
    settings = current_settings()
    held = lengths(sign_in_days=settings.sign_in_days)
    return render_template("about/privacy.html", plan=PLAN, lengths=held, controller=settings.controller)


@bp.get("/cookies")
@public
def cookies() -> ResponseReturnValue:
    """Name every cookie."""
    settings = current_settings()
    return render_template(
        "about/cookies.html",
        session_cookie="__Host-sspedu" if settings.is_https else "sspedu",
        language_cookie=cookie_name(),
        sign_in_days=settings.sign_in_days,
        choice_days=CHOICE_DAYS,
    )


@bp.get("/was")
@public
def accessibility() -> ResponseReturnValue:
    """Lead to the accessibility statement, which stands with the others on a site of the state. Raises `NotFound` where there is none."""
    if not current_settings().was_url:
        raise NotFound
    return redirect(current_settings().was_url)


@bp.get("/.well-known/security.txt")
@public
def security_contact() -> ResponseReturnValue:
    """Say whom to tell of a hole (RFC 9116). Raises `NotFound` where nobody is named."""
    settings = current_settings()
    if not settings.security_contact:
        raise NotFound
    expires = datetime.combine(today() + EXPIRES_AFTER, time(), UTC)
    lines = [f"Contact: {settings.security_contact}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: da, en"]
    if settings.is_https:
        lines.append(f"Canonical: {settings.address}/.well-known/security.txt")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
