"""How a post stood before: open to all who may read it, since it stood there openly."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.network import queries
from sspedu.network.comparing import Passage, changes
from sspedu.network.views.blueprint import POST, bp, post_url
from sspedu.web.access import current_actor
from sspedu.web.language import today
from sspedu.web.requests import row_id

VERSIONS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Version:
    """How a post stood from one moment on, and what was changed then; the first text stands whole."""

    number: int
    since: datetime
    passages: tuple[Passage, ...]
    is_first: bool
    is_newest: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """A text of a post, until it was replaced."""

    version: int
    text: str
    replaced_at: datetime | None = None


@bp.get(f"{POST}/udgaver")
def versions(thread_id: int, number: int) -> ResponseReturnValue:
    """Show how a post stood before, the newest first, with what changed each time."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    post = queries.post(db.session(), opened, number)
    if post.removed_at is not None or post.edited_at is None:
        return redirect(post_url(opened, number))
    before = _before()
    earlier = queries.revisions(db.session(), post, before=before, most=VERSIONS_A_PAGE + 1)
    if not earlier:
        return redirect(post_url(opened, number))
    now = () if before else (Stood(post.version, post.text),)
    stood = [*now, *(Stood(revision.version, revision.text, revision.replaced_at) for revision in earlier)]
    shown = _versions(post, stood)
    older = shown[-1].number if len(stood) > len(shown) else None
    return render_template("network/versions.html", thread=opened, post=post, versions=shown, older=older, back=post_url(opened, number))


def _before() -> int | None:
    try:
        return row_id(request.args.get("foer", "")) or None
    except ValueError:
        return None


def _versions(post: queries.OpenPost, stood: list[Stood]) -> tuple[Version, ...]:
    """Put each text beside the one before it, which it replaced."""
    found = []
    for text, old in zip_longest(stood[:VERSIONS_A_PAGE], stood[1 : VERSIONS_A_PAGE + 1]):
        since = old.replaced_at if old and old.replaced_at else post.posted_at
        found.append(
            Version(text.version, since, changes(old.text if old else text.text, text.text), old is None, text.version == post.version)
        )
    return tuple(found)
