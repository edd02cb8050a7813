"""The moderators' queue, and one case: taken, given back, decided."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.connections import sweep
from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.models import CaseKind
from sspedu.network.queries import OpenCase
from sspedu.network.reasons import BY_KIND
from sspedu.network.views.blueprint import WORDS, bp
from sspedu.network.views.refusing import refused
from sspedu.network.views.verdicts import tell_sender
from sspedu.privacy import scan
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id

CASE = "/moderation/sag/<int:case_id>"


@bp.get("/moderation")
def cases() -> ResponseReturnValue:
    """List what waits, the oldest first unless the newest are asked for."""
    oldest_first = request.args.get("orden") != "nyeste"
    found = queries.cases(db.session(), current_actor(), oldest_first=oldest_first, cursor=_cursor(), today=today())
    return render_template("network/cases.html", found=found, oldest_first=oldest_first, reasons=BY_KIND)


@bp.get(CASE)
def case(case_id: int) -> ResponseReturnValue:
    """Show a case with all that one needs to decide it."""
    return _page(_open(case_id))


@bp.post(f"{CASE}/tag")
def claim_case(case_id: int) -> ResponseReturnValue:
    """Take a case."""
    try:
        commands.claim_case(db.session(), current_actor(), _open(case_id), now=utc_now())
    except Conflict as error:
        db.session.rollback()
        return _page(_open(case_id), error=error), 409
    db.session.commit()
    return redirect(url_for("network.case", case_id=case_id))


@bp.post(f"{CASE}/slip")
def release_case(case_id: int) -> ResponseReturnValue:
    """Give a case back."""
    commands.release_case(db.session(), current_actor(), _open(case_id))
    db.session.commit()
    return redirect(url_for("network.cases"))


@bp.post(f"{CASE}/afgoer")
def decide_case(case_id: int) -> ResponseReturnValue:
    """Decide a case, and tell who sent it."""
    opened, answer = _open(case_id), request.form.get("text", "")
    try:
        _decide(opened, request.form.get("act", ""), answer)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_page(_open(case_id), answer=answer, error=error), error)
    tell_sender(opened.sender_id)
    db.session.commit()
    sweep(db.engine)

    flash(_("Sagen er afgjort. Den, der sendte den, får svaret."), "success")
    return redirect(url_for("network.cases"))


def _decide(opened: OpenCase, act: str, answer: str) -> None:
    actor, consent, now = current_actor(), guard.consent(), utc_now()
    is_report = opened.kind is CaseKind.REPORT
    if is_report and act in {"acted", "no_act"}:
        commands.decide_report(db.session(), actor, opened, answer, is_acted=act == "acted", consent=consent, now=now)
    elif not is_report and act == "allow":
        commands.allow_text(db.session(), actor, opened, answer, consent=consent, today=today(), now=now)
    elif not is_report and act == "refuse":
        commands.refuse_text(db.session(), actor, opened, answer, consent=consent, now=now)
    else:
        raise Invalid("act", N_("Vælg, hvad der skal ske."))


def _open(case_id: int) -> OpenCase:
    return queries.case_of(db.session(), current_actor(), case_id, today=today())


def _cursor() -> int | None:
    try:
        return row_id(request.args.get("fra", ""))
    except ValueError:
        return None


def _page(opened: OpenCase, *, answer: str = "", error: Invalid | Conflict | None = None) -> str:
    held = opened.held
    # What was found is marked, so that nobody has to look for it.
    found = guard.review(held.text, scan(held.text)) if held and not held.is_masked else None
    return render_template(
        "network/case.html",
        case=opened,
        reasons=BY_KIND[opened.kind],
        found=found,
        files=queries.names_in_case(db.session(), current_actor(), opened),
        board_word=WORDS[opened.board_kind],
        answer=answer,
        error=sentence(error) if error else "",
        wrong_field=error.field if isinstance(error, Invalid) else "text",
        review=guard.reviewed(answer, error) if error else None,
        act=request.form.get("act", ""),
    )
