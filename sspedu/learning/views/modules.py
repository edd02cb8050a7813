"""The start page, the modules, enrolment, and the learner's own page."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import N_
from sspedu.learning import commands, own_pages, pages, queries
from sspedu.learning.states import module_state
from sspedu.learning.views.blueprint import bp
from sspedu.library.answers import theme_demands
from sspedu.library.queries import Shelf, shelf
from sspedu.web.access import current_actor, public, utc_now
from sspedu.web.language import danish, html, today
from sspedu.web.revisits import unless_seen
from sspedu.web.safe import sanitised


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Say what this is, and what the municipalities asked for."""
    published = shelf(db.session())
    return render_template(
        "learning/start.html",
        themes=theme_demands(published),
        modules=pages.module_cards(published),
        tracks=own_pages.track_cards(published),
        fact_answered=published.registers.facts.get("S02"),
    )


@bp.get("/moduler")
@public
def catalogue() -> ResponseReturnValue:
    """List the tracks and the modules."""
    published = shelf(db.session())
    return render_template("learning/catalogue.html", tracks=own_pages.track_cards(published), modules=pages.module_cards(published))


@bp.get("/moduler/<module_id>")
@public
def module(module_id: str) -> ResponseReturnValue:
    """Show a module: what it is for, its lessons, and how far the reader is."""
    where = queries.standing(db.session(), current_actor().id)
    return unless_seen(where.marks, lambda: _module_page(where.shelf, module_id))


def _module_page(published: Shelf, module_id: str) -> str:
    found = published.module(module_id).module
    record = queries.record(db.session(), current_actor().id, module_id)
    return render_template(
        "learning/module.html",
        state=module_state(found, record),
        introduction=sanitised(found.introduction_html),
        tracks=own_pages.tracks_with(published, module_id),
        themes=tuple(demand for demand in theme_demands(published) if demand.theme.id in found.themes),
    )


@bp.post("/moduler/<module_id>/tilmeld")
def enrol(module_id: str) -> ResponseReturnValue:
    """Put the reader on the module."""
    found = shelf(db.session()).module(module_id)
    record = queries.record(db.session(), current_actor().id, module_id)
    commands.enrol(db.session(), current_actor(), found, now=utc_now())
    db.session.commit()

    welcome = N_("Velkommen tilbage til %(title)s. Alt er, som du forlod det.") if record.has_left else N_("Du er tilmeldt %(title)s.")
    flash(html(welcome, title=danish(found.module.title)), "success")
    return redirect(url_for(".module", module_id=module_id))


@bp.get("/moduler/<module_id>/forlad")
def leaving(module_id: str) -> ResponseReturnValue:
    """Ask once, and say what is lost: nothing."""
    found = shelf(db.session()).module(module_id).module
    state = module_state(found, queries.record(db.session(), current_actor().id, module_id))
    if not state.is_enrolled or state.is_quiet or state.is_completed:
        return redirect(url_for(".module", module_id=module_id))
    return render_template("learning/leave.html", state=state)


@bp.post("/moduler/<module_id>/forlad")
def leave(module_id: str) -> ResponseReturnValue:
    """Take the reader off the module."""
    found = shelf(db.session()).module(module_id)
    enrolment = commands.lock_enrolment(db.session(), current_actor(), found)
    commands.leave(db.session(), current_actor(), enrolment, now=utc_now())
    db.session.commit()

    stays = N_("Du har forladt %(title)s. De lektioner herfra, som er med i dit forløb, er åbne stadig.")
    gone = N_("Du har forladt %(title)s. Alt, du har lavet, er gemt, til du kommer tilbage.")
    flash(html(stays if enrolment.left_at is None else gone, title=danish(found.module.title)), "success")
    return redirect(url_for(".my_learning"))


@bp.get("/min-laering")
def my_learning() -> ResponseReturnValue:
    """Show where to go on, what comes back, what is begun and what is completed."""
    where = queries.standing(db.session(), current_actor().id)
    return unless_seen(where.marks, lambda: _my_page(where.shelf))


def _my_page(published: Shelf) -> str:
    page = own_pages.my_learning(db.session(), current_actor(), published, today=today())
    return render_template("learning/my_learning.html", page=page)


@bp.get("/min-laering/tid/<int:minutes>")
def spare_minutes(minutes: int) -> ResponseReturnValue:
    """Show what fits into a few minutes."""
    where = queries.standing(db.session(), current_actor().id)
    return unless_seen(where.marks, lambda: _minutes_page(where.shelf, minutes))


def _minutes_page(published: Shelf, minutes: int) -> str:
    page = own_pages.spare_minutes_page(db.session(), current_actor(), published, minutes, today=today())
    return render_template("learning/spare_minutes.html", page=page)
