"""A page that a browser has already is not made again: the tag of a page is known before it is rendered.

A tag stands for all that a page says: the program, the settings, the day, the language, who reads and in which sign-in, and the marks that
the view gives of what is published and how far the reader has come. Whatever is not among these must not show on a page answered here.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Response, make_response, request, session

from sspedu.policy import Actor
from sspedu.web.access import current_actor, current_settings
from sspedu.web.assets import DIST
from sspedu.web.language import language, today

PACKAGE = Path(__file__).parent.parent
SHOWS = ("*.py", "*.html", "*.mo")


def unless_seen(marks: str, render: Callable[[], str]) -> Response:
    """Answer 304 to a browser that has this very page, and otherwise render it with its tag."""
    tag = _tag(marks)
    if tag is None:
        return make_response(render())
    # Not `contains`: an asterisk must not pass for a tag that only the reader's own browser can know.
    is_seen = tag in request.if_none_match.as_set(include_weak=True)
    response = Response(status=304) if is_seen else make_response(render())
    # Weak: every rendering signs the same form's token anew, so pages that say the same are not equal byte for byte.
    response.set_etag(tag, weak=True)
    return response


def _tag(marks: str) -> str | None:
    """Return the page's tag; none for visitors, while a message waits to be shown, and before the browser has its form's token."""
    actor, form = current_actor(), session.get("csrf_token")
    if not actor.is_signed_in or not form or session.get("_flashes"):
        return None
    everything = (program(), today(), language(), request.full_path, *_who(actor), form, marks)
    return hashlib.sha256("\0".join(map(str, everything)).encode()).hexdigest()[:32]


def _who(actor: Actor) -> tuple[object, ...]:
    return actor.id, actor.name, actor.place, sorted(actor.roles), actor.municipality_code, actor.police_district_id


@cache
def program() -> str:
    """Return a hash of what makes the pages: code, templates, translations, assets and settings."""
    digest = hashlib.sha256(current_settings().model_dump_json().encode())
    files = (path for pattern in SHOWS for path in PACKAGE.rglob(pattern))
    for path in [*sorted(files), DIST / "manifest.json"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
