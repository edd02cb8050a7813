"""Meetings and other events: called, changed, called off, answered, and put into one's own calendar."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.days import COPENHAGEN
from sspedu.db import db
from sspedu.drafts import forms as drafting
from sspedu.errors import N_, Conflict, Invalid, NotFound, TooMany
from sspedu.network import commands, queries
from sspedu.network.calendars import CalendarEvent, ics
from sspedu.network.models import Coming, ThreadKind
from sspedu.network.moments import moment
from sspedu.network.queries import OpenBoard, OpenEvent, OpenThread
from sspedu.network.views.blueprint import BOARD, KINDS, THREAD, board_url, bp, call_url
from sspedu.network.views.keeping import Kept, kept, sent_back
from sspedu.network.views.practice_form import Wrong, merged, wrong
from sspedu.network.views.refusing import Refusal, refused
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, current_settings, utc_now
from sspedu.web.language import _, today
from sspedu.web.requests import row_id

# What each field of the forms is called, above the field and in the list of what is wrong.
LABELS: Mapping[str, str] = {
    "title": N_("Titel"),
    "begins": N_("Begynder"),
    "ends": N_("Slutter"),
    "place": N_("Sted"),
    "url": N_("Link"),
    "audience": N_("For hvem?"),
    "text": N_("Hvad skal I?"),
    "reason": N_("Hvorfor ændres det?"),
}
# What the guard reads on one line.
ON_ONE_LINE = ("title", "place", "audience", "reason")


@dataclass(frozen=True, slots=True)
class EventForm:
    """The form of an event as it was filled in."""

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
    if opened.place != place:
        return redirect(call_url(opened), 301)
    draft = kept(queries.event_place(opened))
    return _new_page(opened, EventForm(secrets.token_hex(8), **_known(draft.fields)), draft)


@bp.post(f"{BOARD}/indkald")
def call_event(word: str, place: str) -> ResponseReturnValue:
    """Call an event."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    form = _filled_in()
    if opened.place != place:
        return _new_page(opened, form, sent_back(), merged()), 409
    first = commands.NewPost(form.text, form.nonce, guard.consent(), drafting.sent())
    new = commands.NewThread(form.title, ThreadKind.EVENT, first)
    try:
        thread = commands.call_event(db.session(), current_actor(), opened, new, _meeting(form), now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        return refused(_new_page(opened, form, sent_back(), _wrong(form, error)), error)
    thread_id = thread.id
    db.session.commit()

    flash(_("Du har indkaldt."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(f"{THREAD}/moede")
def changing_event(thread_id: int) -> ResponseReturnValue:
    """Show the form for another title, time or place."""
    opened, event = _open(thread_id)
    require(current_actor(), Action.CHANGE_EVENT, event)
    begins, ends = event.begins_at.astimezone(COPENHAGEN), event.ends_at.astimezone(COPENHAGEN)
    form = EventForm(sequence=event.sequence, title=opened.title, place=event.place, url=event.url, audience=event.audience)
    form = replace(form, begins_on=f"{begins:%Y-%m-%d}", begins_at=f"{begins:%H:%M}", ends_on=f"{ends:%Y-%m-%d}", ends_at=f"{ends:%H:%M}")
    return _change_page(opened, form)


@bp.post(f"{THREAD}/moede")
def change_event(thread_id: int) -> ResponseReturnValue:
    """Give an event another title, time or place."""
    opened, event = _open(thread_id)
    form = _filled_in()
    try:
        title = request.form.get("title")
        change = commands.EventChange(_meeting(form), form.reason, form.sequence, guard.consent(), title)
        commands.change_event(db.session(), current_actor(), event, change, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _change_page(opened, form, _wrong(form, error)), 422
    except Conflict as error:
        db.session.rollback()
        opened, event = _open(thread_id)
        # Whoever saves again has seen what stands now.
        return _change_page(opened, replace(form, sequence=event.sequence), _wrong(form, error), stands=True), 409
    db.session.commit()

    flash(_("Det er gemt. Øverst i tråden står, hvad der er ændret."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(f"{THREAD}/aflys")
def calling_off(thread_id: int) -> ResponseReturnValue:
    """Ask once, and say what follows."""
    opened, event = _open(thread_id)
    require(current_actor(), Action.CHANGE_EVENT, event)
    return render_template("network/call_off.html", thread=opened, form=EventForm(), wrong=Wrong())


@bp.post(f"{THREAD}/aflys")
def call_off(thread_id: int) -> ResponseReturnValue:
    """Call an event off."""
    opened, event = _open(thread_id)
    form = _filled_in()
    try:
        commands.call_off(db.session(), current_actor(), event, form.reason, guard.consent(), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return render_template("network/call_off.html", thread=opened, form=form, wrong=_wrong(form, error)), 422
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
    fields: dict[str, Any] = {**drafting.fields(commands.EVENT_FIELDS)}
    return EventForm(given("nonce", "")[:40] or secrets.token_hex(8), _sequence(), **fields, reason=given("reason_text", ""))


def _known(fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: fields[name] for name in commands.EVENT_FIELDS if name in fields}


def _sequence() -> int:
    try:
        return row_id(request.form.get("version", ""))
    except ValueError:
        return -1


def _meeting(form: EventForm) -> commands.Meeting:
    """Read the times. What ends on no day of its own ends on the day it begins."""
    wrong: dict[str, Invalid] = {}
    begins = _moment(wrong, "begins", form.begins_on, form.begins_at)
    ends = _moment(wrong, "ends", form.ends_on or form.begins_on, form.ends_at)
    fields = {name: getattr(form, name) for name in commands.EVENT_FIELDS}
    return commands.Meeting(begins, ends, form.place, form.url, form.audience, wrong, fields)


def _moment(wrong: dict[str, Invalid], field: str, day: str, clock: str) -> datetime:
    try:
        return moment(field, day, clock, COPENHAGEN)
    except Invalid as error:
        wrong[field] = error
        return utc_now()


def _wrong(form: EventForm, error: Refusal) -> Wrong:
    texts = {name: getattr(form, name) for name in ("url", "text")}
    return wrong(error, {**texts, **{name: " ".join(getattr(form, name).split()) for name in ON_ONE_LINE}})


def _new_page(board: OpenBoard, form: EventForm, draft: Kept, problems: Wrong | None = None) -> str:
    return render_template(
        "network/new_event.html",
        board=board,
        form=form,
        kept=draft,
        wrong=problems or Wrong(),
        labels=LABELS,
        readers=queries.readers(db.session(), board, today=today()),
        board_url=board_url,
    )


def _change_page(opened: OpenThread, form: EventForm, problems: Wrong | None = None, *, stands: bool = False) -> str:
    wrong = problems or Wrong()
    return render_template("network/change_event.html", thread=opened, form=form, wrong=wrong, labels=LABELS, stands=stands)
