"""Meetings and other events: called, changed, called off, answered, and put into one's own calendar."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.days import COPENHAGEN
from sspedu.db import db
from sspedu.errors import Conflict, Invalid, NotFound
from sspedu.network import commands, queries
from sspedu.network.calendars import CalendarEvent, ics
from sspedu.network.models import Coming, ThreadKind
from sspedu.network.moments import moment
from sspedu.network.queries import OpenBoard, OpenEvent, OpenThread
from sspedu.network.views.blueprint import BOARD, KINDS, board_url, bp
from sspedu.network.views.threads import MERGED
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, current_settings, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id

THREAD = "/netvaerk/traad/<int:thread_id>"
# What the guard reads on one line.
ON_ONE_LINE = frozenset({"title", "place", "audience", "reason"})


@dataclass(frozen=True, slots=True)
class EventForm:
    """The form of an event as it was filled in, with what is wrong."""

    nonce: str = ""
    sequence: int = 0
    title: str = ""
    text: str = ""
    begins_on: str = ""
    begins_at: str = ""
    ends_on: str = ""
    ends_at: str = ""
    place: str = ""
    url: str = ""
    audience: str = ""
    reason: str = ""
    error: str = ""
    wrong_field: str = ""
    review: guard.Review | None = None
    max_length: int = commands.MAX_TEXT


@bp.get(f"{BOARD}/kommende")
def coming(word: str, place: str) -> ResponseReturnValue:
    """List a board's coming events: a page of its own, and a piece of the board's."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    events = queries.coming_events(db.session(), current_actor(), opened, now=utc_now(), today=today())
    page = "network/_coming.html" if "HX-Request" in request.headers else "network/coming.html"
    return render_template(page, board=opened, events=events, board_url=board_url)


@bp.get(f"{BOARD}/indkald")
def new_event(word: str, place: str) -> ResponseReturnValue:
    """Show the form for an event."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    return _new_page(opened, EventForm(secrets.token_hex(8)))


@bp.post(f"{BOARD}/indkald")
def call_event(word: str, place: str) -> ResponseReturnValue:
    """Call an event."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    form = _filled_in()
    if opened.place != place:
        return _new_page(opened, replace(form, error=_(MERGED), wrong_field="text")), 409
    new = commands.NewThread(form.title, ThreadKind.EVENT, commands.NewPost(form.text, form.nonce, guard.consent()))
    try:
        thread = commands.call_event(db.session(), current_actor(), opened, new, _meeting(form), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _new_page(opened, _refused(form, error)), 409 if isinstance(error, Conflict) else 422
    thread_id = thread.id
    db.session.commit()

    flash(_("Du har indkaldt."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(f"{THREAD}/moede")
def changing_event(thread_id: int) -> ResponseReturnValue:
    """Show the form for another time or place."""
    opened, event = _open(thread_id)
    require(current_actor(), Action.CHANGE_EVENT, event)
    begins, ends = event.begins_at.astimezone(COPENHAGEN), event.ends_at.astimezone(COPENHAGEN)
    form = EventForm(sequence=event.sequence, place=event.place, url=event.url, audience=event.audience)
    form = replace(form, begins_on=f"{begins:%Y-%m-%d}", begins_at=f"{begins:%H:%M}", ends_on=f"{ends:%Y-%m-%d}", ends_at=f"{ends:%H:%M}")
    return _change_page(opened, form)


@bp.post(f"{THREAD}/moede")
def change_event(thread_id: int) -> ResponseReturnValue:
    """Give an event another time or place."""
    opened, event = _open(thread_id)
    form = _filled_in()
    try:
        change = commands.EventChange(_meeting(form), form.reason, form.sequence, guard.consent())
        commands.change_event(db.session(), current_actor(), event, change, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _change_page(opened, _refused(form, error)), 422
    except Conflict as error:
        db.session.rollback()
        opened, event = _open(thread_id)
        # Whoever saves again has seen what stands now.
        return _change_page(opened, replace(_refused(form, error), sequence=event.sequence)), 409
    db.session.commit()

    flash(_("Det er gemt. Øverst i tråden står, hvad der er ændret."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(f"{THREAD}/aflys")
def calling_off(thread_id: int) -> ResponseReturnValue:
    """Ask once, and say what follows."""
    opened, event = _open(thread_id)
    require(current_actor(), Action.CHANGE_EVENT, event)
    return render_template("network/call_off.html", thread=opened, form=EventForm())


@bp.post(f"{THREAD}/aflys")
def call_off(thread_id: int) -> ResponseReturnValue:
    """Call an event off."""
    opened, event = _open(thread_id)
    form = _filled_in()
    try:
        commands.call_off(db.session(), current_actor(), event, form.reason, guard.consent(), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return render_template("network/call_off.html", thread=opened, form=_refused(form, error)), 422
    db.session.commit()

    flash(_("Det er aflyst."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.post(f"{THREAD}/kommer")
def answer_event(thread_id: int) -> ResponseReturnValue:
    """Say whether one comes."""
    opened, _event = _open(thread_id)
    given = request.form.get("coming", "")
    said = Coming(given) if given in set(Coming) else None
    commands.answer_event(db.session(), current_actor(), opened, said, now=utc_now())
    db.session.commit()

    flash(_("Dit svar er gemt.") if said else _("Dit svar er taget tilbage."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id) + "#kommer-du")


@bp.get(f"{THREAD}/kalender.ics")
def calendar_file(thread_id: int) -> ResponseReturnValue:
    """Hand out an event for one's own calendar."""
    opened, event = _open(thread_id)
    settings = current_settings()
    text = ics(
        CalendarEvent(
            uid=f"moede-{opened.id}@{settings.mail_domain}",
            sequence=event.sequence,
            saved_at=event.saved_at,
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            title=opened.title,
            place=event.place,
            url=event.url or settings.address + url_for("network.thread", thread_id=opened.id),
            is_called_off=event.called_off_at is not None,
        )
    )
    response: Response = make_response(text.encode())
    response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    response.headers["Content-Disposition"] = 'attachment; filename="moede.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _open(thread_id: int) -> tuple[OpenThread, OpenEvent]:
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    if opened.event is None:
        raise NotFound
    return opened, opened.event


def _filled_in() -> EventForm:
    given = request.form.get
    return EventForm(
        nonce=given("nonce", "")[:40] or secrets.token_hex(8),
        sequence=_sequence(),
        title=given("title", ""),
        text=given("text", ""),
        begins_on=given("begins_on", ""),
        begins_at=given("begins_at", ""),
        ends_on=given("ends_on", ""),
        ends_at=given("ends_at", ""),
        place=given("place", ""),
        url=given("url", ""),
        audience=given("audience", ""),
        reason=given("reason_text", ""),
    )


def _sequence() -> int:
    try:
        return row_id(request.form.get("version", ""))
    except ValueError:
        return -1


def _meeting(form: EventForm) -> commands.Meeting:
    """Read the times. What ends on no day of its own ends on the day it begins. Raises `Invalid`."""
    begins: datetime = moment("begins", form.begins_on, form.begins_at, COPENHAGEN)
    ends = moment("ends", form.ends_on or form.begins_on, form.ends_at, COPENHAGEN)
    return commands.Meeting(begins, ends, form.place, form.url, form.audience)


def _refused(form: EventForm, error: Invalid | Conflict) -> EventForm:
    field = error.field if isinstance(error, Invalid) else "text"
    judged = getattr(form, field, "")
    review = guard.reviewed(" ".join(judged.split()) if field in ON_ONE_LINE else judged, error)
    return replace(form, error=sentence(error), wrong_field=field, review=review)


def _new_page(board: OpenBoard, form: EventForm) -> str:
    readers = queries.readers(db.session(), board, today=today())
    return render_template("network/new_event.html", board=board, form=form, readers=readers, board_url=board_url)


def _change_page(opened: OpenThread, form: EventForm) -> str:
    return render_template("network/change_event.html", thread=opened, form=form)
