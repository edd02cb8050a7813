"""Må jeg dele det? One situation at a time, answered and explained. Visitors try a few; of theirs nothing is kept, so nothing is sent."""

from dataclasses import replace

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.curriculum.situations import Situation, Verdict
from sspedu.db import db
from sspedu.errors import N_, Invalid, NotFound
from sspedu.learning import commands
from sspedu.learning.drill import Tries, in_order, next_situation, overview
from sspedu.learning.drill_pages import (
    URL,
    DrillPage,
    SituationCard,
    VisitorPage,
    answered_card,
    explained_card,
    for_visitors,
    is_right,
    open_card,
    repeated,
)
from sspedu.learning.models import Confidence
from sspedu.learning.queries import drill_tries
from sspedu.learning.views.blueprint import bp
from sspedu.library.queries import RegisterIndex, lesson_text, shelf, was_situation
from sspedu.web.access import SignInNeeded, current_actor, public, utc_now
from sspedu.web.language import _, sentence, today

# The place in the page to which an answer comes back.
PLACE = "situation"


@bp.get(URL)
@public
def drill() -> ResponseReturnValue:
    """Show the situation that comes next, or that there is no more today. `mere` asks for one more new one."""
    registers = shelf(db.session()).registers
    if not current_actor().is_signed_in:
        return _visitors_page(registers, next(iter(for_visitors(registers)), None))
    tries = drill_tries(db.session(), current_actor().id)
    chosen = next_situation(registers.all.situations, tries, today=today(), wants_more="mere" in request.args)
    return _page(registers, tries, None if chosen is None else _open(chosen, tries))


@bp.get(f"{URL}/<situation_id>")
@public
def situation(situation_id: str) -> ResponseReturnValue:
    """Show one situation: to be answered, or with its latest answer. `igen` opens it once more; a visitor's answer stands in `svar`."""
    registers = shelf(db.session()).registers
    found = _find(registers, situation_id)
    if not current_actor().is_signed_in:
        return _visitors_page(registers, found)
    tries = drill_tries(db.session(), current_actor().id)
    if situation_id in tries and "igen" not in request.args:
        return _page(registers, tries, _answered(registers, found, tries))
    if found.is_retired:
        raise NotFound
    return _page(registers, tries, _open(found, tries))


@bp.post(f"{URL}/<situation_id>")
def answer_situation(situation_id: str) -> ResponseReturnValue:
    """Mark an answer and keep it."""
    registers = shelf(db.session()).registers
    found = _find(registers, situation_id)
    version = _version_that_was_read(found)
    try:
        is_new = commands.answer_situation(db.session(), current_actor(), _read_answer(found, version), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _refused(registers, found, sentence(error)), 422
    db.session.commit()

    notice = "" if is_new else _("Du havde allerede svaret, måske i en anden fane. Her er det svar, vi har gemt.")
    if "HX-Request" not in request.headers:
        if notice:
            flash(notice, "info")
        return redirect(f"{URL}/{situation_id}#{PLACE}")
    tries = drill_tries(db.session(), current_actor().id)
    return _page(registers, tries, replace(_answered(registers, found, tries), notice=notice))


def _find(registers: RegisterIndex, situation_id: str) -> Situation:
    found = registers.situations.get(situation_id)
    if found is None:
        raise NotFound
    return found


def _page(registers: RegisterIndex, tries: Tries, card: SituationCard | None) -> str:
    """Show the page; for htmx only the part in which something happens."""
    if card is not None and card.situation.twin in registers.situations:
        twin = registers.situations[card.situation.twin]
        card = replace(card, repeats=repeated(twin, lesson_text(db.session(), twin.text_hash)))
    page = DrillPage(card, overview(registers.all.situations, tries, today=today()), today())
    template = "learning/_drill.html" if "HX-Request" in request.headers else "learning/drill.html"
    return render_template(template, page=page)


def _open(found: Situation, tries: Tries) -> SituationCard:
    return open_card(found, lesson_text(db.session(), found.text_hash), number=_next_number(found, tries))


def _answered(registers: RegisterIndex, found: Situation, tries: Tries) -> SituationCard:
    answers = tries[found.id]
    text = lesson_text(db.session(), answers[-1].text_hash)
    return answered_card(found, text, registers, answers, today=today())


def _next_number(found: Situation, tries: Tries) -> int:
    return tries[found.id][-1].number + 1 if found.id in tries else 1


def _version_that_was_read(found: Situation) -> str:
    """Return the text that the form was made from: the situation may have been published anew while it was being answered."""
    version = request.form.get("version", found.text_hash)
    if version != found.text_hash and not was_situation(db.session(), found.id, version):
        raise NotFound
    return version


def _read_answer(found: Situation, version: str) -> commands.DrillAnswered:
    given, confidence = _verdict(request.form.get("answer", "")), _confidence()
    if given is None:
        raise Invalid("answer", N_("Vælg et af de fire svar."))
    if confidence is None:
        raise Invalid("confidence", N_("Sig også, hvor sikker du er. Dit svar står her stadig."))
    text = lesson_text(db.session(), version)
    return commands.DrillAnswered(
        situation_id=found.id,
        text_hash=version,
        number=request.form.get("number", type=int, default=0),
        given=given,
        is_right=is_right(found, text, given),
        confidence=confidence,
    )


def _verdict(value: str) -> Verdict | None:
    try:
        return Verdict(value)
    except ValueError:
        return None


def _confidence() -> Confidence | None:
    try:
        return Confidence(request.form.get("confidence", ""))
    except ValueError:
        return None


def _refused(registers: RegisterIndex, found: Situation, error: str) -> str:
    """Show the situation as it was filled in, with what is wrong."""
    tries = drill_tries(db.session(), current_actor().id)
    given, confidence = _verdict(request.form.get("answer", "")), _confidence()
    text, number = lesson_text(db.session(), found.text_hash), _next_number(found, tries)
    return _page(registers, tries, open_card(found, text, number=number, given=given, confidence=confidence, error=error))


def _visitors_page(registers: RegisterIndex, found: Situation | None) -> str:
    """Show a visitor one of the open situations, with the answer that stands in the address. Others ask for sign-in."""
    offered = for_visitors(registers)
    if found is not None and found not in offered:
        raise SignInNeeded
    total = len(in_order(registers.all.situations))
    if found is None:
        return render_template("learning/drill_visitor.html", page=VisitorPage(None, 0, 0, total, None))
    position = offered.index(found)
    after = next(iter(offered[position + 1 :]), None)
    page = VisitorPage(_visitors_card(registers, found), position + 1, len(offered), total, after)
    template = "learning/_drill_visitor.html" if "HX-Request" in request.headers else "learning/drill_visitor.html"
    return render_template(template, page=page)


def _visitors_card(registers: RegisterIndex, found: Situation) -> SituationCard:
    text = lesson_text(db.session(), found.text_hash)
    given = _verdict(request.args.get("svar", ""))
    if given is not None:
        return explained_card(found, text, registers, given, today=today())
    error = _("Vælg et af de fire svar.") if "sendt" in request.args else ""
    return open_card(found, text, number=1, error=error)
