"""Who is asking, and whether the door is open. Closed by default: a view is reachable without sign-in only if it is marked `@public`."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from sspedu.connections import reading
from sspedu.db import db
from sspedu.policy import VISITOR, Action, Actor, may
from sspedu.settings import Settings

View = TypeVar("View", bound=Callable[..., object])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

login_manager = LoginManager()


class SignInNeeded(Exception):
    """A visitor asked for something that is not public."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: the actor and the token of this browser's sign-in."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """Return what the cookie names: the sign-in, never the person, so that deleting its row ends it."""
        return self.token


def takes_files(view: View) -> View:
    """Mark a view whose form may bring files: its body may be larger than that of other forms."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def quick(view: View) -> View:
    """Mark a view that takes a form and does nothing slow: who asks is looked up in the transaction that it writes in."""
    view.is_quick = True  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Mark a view as reachable without sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def utc_now() -> datetime:
    """Return the moment of the request. The one clock; everything below the views gets it as an argument."""
    return datetime.now(UTC)


def current_actor() -> Actor:
    """Return who is asking."""
    return getattr(current_user, "actor", VISITOR)


def current_token() -> str:
    """Return the token of this browser's sign-in. Only for signed-in requests."""
    token: str = current_user.token
    return token


def current_settings() -> Settings:
    """Return the settings that this app was made with."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def is_own_path(path: str) -> bool:
    """Say whether an address stays within the site, judged as a browser does: control marks are stripped, `\\` reads as `/`."""
    cleaned = "".join(mark for mark in path if mark > " " and mark != "\x7f").replace("\\", "/")
    parts = urlsplit(cleaned)
    return cleaned == path and cleaned.startswith("/") and not cleaned.startswith("//") and not parts.scheme and not parts.netloc


def guard_access(app: Flask) -> None:
    """Let the app ask for sign-in wherever a view is not public, and promise the database that a GET only reads."""
    login_manager.init_app(app)
    app.before_request(_begin_reading)
    app.before_request(_require_sign_in)
    app.teardown_request(_end_reading)
    app.context_processor(lambda: {"current_actor": current_actor(), "may": _may})


def _may(action: str, thing: object = None) -> bool:
    return may(current_actor(), Action(action), thing)


def _begin_reading() -> None:
    g.reading = reading()
    if request.method in SAFE_METHODS:
        g.reading.__enter__()


def _end_reading(_error: BaseException | None) -> None:
    if request.method in SAFE_METHODS and "reading" in g:
        g.pop("reading").__exit__(None, None, None)


def _require_sign_in() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    view = current_app.view_functions[request.endpoint]
    if request.method in SAFE_METHODS:
        is_signed_in = getattr(view, "is_public", False) or current_actor().is_signed_in
    else:
        if getattr(view, "takes_files", False) and request.mimetype == "multipart/form-data":
            request.max_content_length = current_app.config["MAX_FILES_LENGTH"]
        _read_body()
        is_signed_in = _looked_up(is_quick=getattr(view, "is_quick", False)) or getattr(view, "is_public", False)
    if not is_signed_in:
        raise SignInNeeded


def _read_body() -> None:
    """Let the whole body arrive before anyone is looked up, however long it takes: no lock is held meanwhile, and rights that end meanwhile
    are not used. Too large a body is answered here, alike to everyone.
    """
    _ = request.form


def _looked_up(*, is_quick: bool) -> bool:
    """Find out who is asking, in a transaction of its own, which only reads: nobody who writes waits while a view does what is slow."""
    if is_quick and current_actor().is_signed_in:
        return True
    with reading():
        is_signed_in = current_actor().is_signed_in
    db.session.rollback()
    return is_signed_in
