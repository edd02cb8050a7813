"""Faults in lessons: a reader reports one, and those who look after the modules read and handle it."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts.queries import holders
from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid, NotFound, TooMany
from sspedu.jobs import outbox
from sspedu.learning import commands, queries
from sspedu.learning.faults import FaultCard, as_it_was, fault_card, fault_form
from sspedu.learning.letters import fault_reported
from sspedu.learning.models import FaultKind, LessonReport
from sspedu.learning.pages import OpenLesson
from sspedu.learning.views.blueprint import LESSON, bp
from sspedu.learning.views.opening import render_lesson, reopen
from sspedu.library.queries import lesson_text, lesson_texts, shelf, version_with
from sspedu.policy import Action, Role, require
from sspedu.web import guard
from sspedu.web.access import current_actor, current_settings, utc_now
from sspedu.web.language import _, sentence
from sspedu.web.requests import row_id

PLACE = "side-fejl"


@bp.post(f"{LESSON}/fejl")
def report_fault(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """Note a fault in a lesson, and promise a mail to those who look after it."""
    opened = _open(module_id, lesson_id)
    try:
        report = commands.report_fault(db.session(), current_actor(), _fault(opened), now=utc_now())
    except (Invalid, TooMany) as error:
        db.session.rollback()
        return _refused(opened, error)
    if report is not None:
        _tell(opened, report)
    db.session.commit()

    flash(_("Tak. Fejlen er meldt, og du kan følge den nederst i lektionen."), "success")
    return redirect(f"{opened.url}#{PLACE}")


@bp.get("/undervis/fejl")
def faults() -> ResponseReturnValue:
    """List the faults that are open, or those that were handled, the newest first."""
    require(current_actor(), Action.HANDLE_FAULTS)
    is_handled = request.args.get("vis") == "behandlede"
    rows = queries.reports(db.session(), is_handled=is_handled, before=request.args.get("foer", type=row_id))
    shown = rows[: queries.PAGE]
    published, texts = shelf(db.session()), lesson_texts(db.session(), [row.text_hash for row in shown])
    cards = [fault_card(row, published, texts[row.text_hash]) for row in shown]
    older = shown[-1].id if len(rows) > len(shown) else None
    return render_template("learning/faults.html", cards=cards, is_handled=is_handled, older=older)


@bp.get("/undervis/fejl/<int:report_id>")
def fault(report_id: int) -> ResponseReturnValue:
    """Show a fault with the text that it is about, as it was read."""
    require(current_actor(), Action.HANDLE_FAULTS)
    return _fault_page(queries.report(db.session(), report_id))


@bp.post("/undervis/fejl/<int:report_id>/behandlet")
def handle_fault(report_id: int) -> ResponseReturnValue:
    """Note that a fault was handled, and how."""
    note = request.form.get("text", "")
    try:
        commands.handle_fault(db.session(), current_actor(), report_id, note, consent=guard.consent(), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        page = _fault_page(queries.report(db.session(), report_id), note=note, error=error)
        return page, 409 if isinstance(error, Conflict) else 422
    db.session.commit()

    flash(_("Fejlen er behandlet. Den, der meldte den, kan se din note på lektionen."), "success")
    return redirect(url_for(".faults"))


def _open(module_id: str, lesson_id: str) -> OpenLesson:
    try:
        return reopen(module_id, lesson_id)
    except NotFound:
        raise Conflict(N_("Lektionen findes ikke længere. Kopiér din tekst, hvis du vil gemme den.")) from None


def _fault(opened: OpenLesson) -> commands.Fault:
    """Read what was reported. What the form says of the text that was read is believed only if the module ever had it."""
    text_hash = request.form.get("version", "")[:64] or opened.outline.text_hash
    version_id = version_with(db.session(), opened.published.id, text_hash)
    if version_id is None:
        text_hash, version_id = opened.outline.text_hash, opened.published.version_id
    form = fault_form(lesson_text(db.session(), text_hash), text_hash, heading=request.form.get("heading", ""))
    return commands.Fault(
        module_id=opened.published.id,
        version_id=version_id,
        lesson_id=opened.outline.id,
        text_hash=text_hash,
        heading=form.heading,
        kind=_kind(),
        text=request.form.get("text", ""),
        consent=guard.consent(),
    )


def _kind() -> FaultKind:
    try:
        return FaultKind(request.form.get("kind", ""))
    except ValueError:
        raise Invalid("kind", N_("Vælg, hvad det er for en slags fejl.")) from None


def _refused(opened: OpenLesson, error: Invalid | TooMany) -> ResponseReturnValue:
    """Show the lesson with the form as it was filled in."""
    form = replace(
        fault_form(opened.text, opened.outline.text_hash, heading=request.form.get("heading", "")),
        text_hash=request.form.get("version", "")[:64] or opened.outline.text_hash,
        kind=request.form.get("kind", ""),
        text=request.form.get("text", ""),
        error=sentence(error),
        review=guard.reviewed(request.form.get("text", ""), error),
        wrong_field=error.field if isinstance(error, Invalid) else "text",
    )
    page = render_lesson(opened, fault_form=form)
    return (page, 422) if isinstance(error, Invalid) else (page, 429, {"Retry-After": str(error.wait_seconds)})


def _tell(opened: OpenLesson, report: LessonReport) -> None:
    """Promise a mail to every instructor, or to the administrators where there is none."""
    with_demo, now = current_settings().is_demo, utc_now()
    instructors = holders(db.session(), Role.INSTRUCTOR, with_demo=with_demo, now=now)
    for user in instructors or holders(db.session(), Role.ADMIN, with_demo=with_demo, now=now):
        outbox.put(db.session(), fault_reported(user, opened.published.module, opened.outline, report.id), now=now)


def _fault_page(row: queries.ReportRow, *, note: str = "", error: Invalid | Conflict | None = None) -> str:
    text = lesson_text(db.session(), row.text_hash)
    card: FaultCard = fault_card(row, shelf(db.session()), text)
    said, review = (sentence(error), guard.reviewed(note, error)) if error else ("", None)
    return render_template("learning/fault.html", card=card, pieces=as_it_was(text), note=note, error=said, review=review)
