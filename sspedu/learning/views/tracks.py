"""Tracks: their pages, beginning one and leaving it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.curriculum.offers import Track
from sspedu.db import db
from sspedu.errors import N_, NotFound
from sspedu.learning import commands, queries
from sspedu.learning.track_states import TrackState, track_state
from sspedu.learning.views.blueprint import bp
from sspedu.library.queries import Shelf, shelf
from sspedu.web.access import current_actor, public, utc_now
from sspedu.web.language import danish, html
from sspedu.web.revisits import unless_seen
from sspedu.web.safe import sanitised


@bp.get("/forloeb")
@public
def tracks() -> ResponseReturnValue:
    """Lead to the tracks, which stand above the modules."""
    return redirect(url_for(".catalogue", _anchor="forloeb"))


@bp.get("/forloeb/<track_id>")
@public
def track(track_id: str) -> ResponseReturnValue:
    """Show a track: whom it is for, its lessons, and how far the reader is."""
    where = queries.standing(db.session(), current_actor().id)
    return unless_seen(where.marks, lambda: _track_page(where.shelf, track_id))


def _track_page(published: Shelf, track_id: str) -> str:
    state = _state(published, published.track(track_id))
    if not state.track.is_offered and state.enrolled_at is None:
        raise NotFound
    return render_template("learning/track.html", state=state, why=sanitised(state.track.why_html))


@bp.post("/forloeb/<track_id>/tilmeld")
def begin_track(track_id: str) -> ResponseReturnValue:
    """Put the reader on the track. What they have done of it already counts, and may be all of it."""
    found = shelf(db.session()).track(track_id)
    had_left = queries.everything(db.session(), current_actor().id).tracks.get(track_id, queries.NO_TRACK).has_left
    commands.begin_track(db.session(), current_actor(), found, now=utc_now())
    db.session.commit()

    welcome = N_("Velkommen tilbage til %(title)s. Alt er, som du forlod det.") if had_left else N_("Du er tilmeldt %(title)s.")
    flash(html(welcome, title=danish(found.title)), "success")
    return redirect(url_for(".track", track_id=track_id))


@bp.get("/forloeb/<track_id>/forlad")
def leaving_track(track_id: str) -> ResponseReturnValue:
    """Ask once, and say what is lost: nothing."""
    published = shelf(db.session())
    state = _state(published, published.track(track_id))
    if not state.is_enrolled or state.is_completed:
        return redirect(url_for(".track", track_id=track_id))
    return render_template("learning/leave_track.html", state=state)


@bp.post("/forloeb/<track_id>/forlad")
def leave_track(track_id: str) -> ResponseReturnValue:
    """Take the reader off the track."""
    found = shelf(db.session()).track(track_id)
    commands.leave_track(db.session(), current_actor(), found, now=utc_now())
    db.session.commit()

    flash(html(N_("Du har forladt %(title)s. Alt, du har lavet, er gemt, til du kommer tilbage."), title=danish(found.title)), "success")
    return redirect(url_for(".my_learning"))


def _state(published: Shelf, found: Track) -> TrackState:
    return track_state(found, published, queries.everything(db.session(), current_actor().id))
