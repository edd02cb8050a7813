"""Many people from a file: read, shown, and then carried out as it was shown."""

from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from sspedu.accounts import commands, finding, import_pages, letters
from sspedu.accounts.importing.files import Table, decode, read_table, template, write_table
from sspedu.accounts.importing.plans import ImportPlan, faulty_rows, plan, understand
from sspedu.accounts.models import PeopleImport
from sspedu.accounts.views.blueprint import bp
from sspedu.accounts.views.people import page_number
from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import Conflict, Invalid, NotFound
from sspedu.jobs import outbox
from sspedu.policy import Action, may, require
from sspedu.web.access import current_actor, utc_now
from sspedu.web.errors import error_page
from sspedu.web.language import _, sentence


@bp.get("/brugere/import")
def imports() -> ResponseReturnValue:
    """Show how it is done, and the files of the last week."""
    require(current_actor(), Action.READ_USERS)
    return _form()


@bp.post("/brugere/import")
def read_file() -> ResponseReturnValue:
    """Keep the file and show what it would do. Nobody is invited or changed."""
    require(current_actor(), Action.READ_USERS)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _form(_("Vælg en fil først.")), 422
    try:
        table = read_table(decode(file.read()))
        kept = commands.keep_file(db.session(), current_actor(), file.filename, table, now=utc_now())
    except Invalid as fault:
        db.session.rollback()
        return _form(import_pages.said(fault)), 422
    db.session.commit()
    return redirect(url_for(".planned_import", import_id=kept.id))


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    db.session.rollback()
    # The form is refused before its view has asked whether this is one of the staff.
    if request.endpoint != "accounts.read_file" or not may(current_actor(), Action.READ_USERS):
        return error_page(413)
    return _form(_("Filen er for stor: den må højst fylde 1 MB, og det er cirka 9.000 personer. Del den i flere.")), 413


@bp.get("/brugere/import/<int:import_id>")
def planned_import(import_id: int) -> ResponseReturnValue:
    """Show what the file would do now, or what it did."""
    require(current_actor(), Action.READ_USERS)
    kept = _find(import_id)
    if kept.applied_at is not None:
        return render_template("accounts/import_done.html", kept=kept)
    return _plan_page(kept)


@bp.post("/brugere/import/<int:import_id>")
def carry_out(import_id: int) -> ResponseReturnValue:
    """Do what was shown, once, and promise the mails with it."""
    require(current_actor(), Action.READ_USERS)
    now = utc_now()
    try:
        is_first = _carry_out(import_id, request.form.get("plan", ""), now=now)
    except Conflict as error:
        db.session.rollback()
        return _plan_page(_find(import_id), fault=sentence(error)), 409
    db.session.commit()

    if is_first:
        flash(_("Planen er gennemført."), "success")
    else:
        flash(_("Filen er allerede gennemført. Der er ikke sket mere."), "info")
    return redirect(url_for(".planned_import", import_id=import_id))


def _carry_out(import_id: int, shown: str, *, now: datetime) -> bool:
    """Make everything ready, mails too, before anything is locked; then do it. Returns whether it was the first time."""
    with reading():
        kept = _find(import_id)
        if kept.applied_at is not None:
            return False
        table = read_table(kept.text)
        prepared = commands.prepare(db.session(), current_actor(), table, now=now)
        commands.refuse_another(prepared.plan, shown)
        mails = list(letters.of_import(prepared))
        faulty = write_table(faulty_rows(table, prepared.plan, sentence))
    db.session.rollback()
    if not commands.carry_out_file(db.session(), current_actor(), import_id, prepared, faulty, now=now):
        return False
    outbox.put_all(db.session(), mails, now=now)
    return True


@bp.get("/brugere/import/<int:import_id>/fejl.csv")
def faulty_file(import_id: int) -> ResponseReturnValue:
    """Hand out the faulty rows as they stood, with what is wrong, to be mended and sent again."""
    require(current_actor(), Action.READ_USERS)
    kept = _find(import_id)
    if kept.applied_at is not None:
        return _csv(kept.text, "fejl.csv")
    table = read_table(kept.text)
    return _csv(write_table(faulty_rows(table, _plan(table), sentence)), "fejl.csv")


@bp.get("/brugere/import/skabelon.csv")
def template_file() -> ResponseReturnValue:
    """Hand out an empty file with the names of the columns."""
    require(current_actor(), Action.READ_USERS)
    return _csv(template(), "brugere.csv")


def _csv(text: str, name: str) -> Response:
    response = make_response(text.encode())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _find(import_id: int) -> PeopleImport:
    kept = db.session.get(PeopleImport, import_id)
    if kept is None:
        raise NotFound(commands.FORGOTTEN)
    return kept


def _form(fault: str = "") -> str:
    return render_template("accounts/imports.html", fault=fault, imports=finding.imports(db.session()))


def _plan(table: Table) -> ImportPlan:
    return plan(db.session(), understand(db.session(), table), now=utc_now())


def _plan_page(kept: PeopleImport, *, fault: str = "") -> str:
    found = _plan(read_table(kept.text))
    page = import_pages.plan_page(db.session(), found, request.args.get("vis", ""), page_number())
    return render_template("accounts/import_plan.html", kept=kept, plan=found, page=page, fault=fault)
