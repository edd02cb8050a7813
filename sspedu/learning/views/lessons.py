"""Lessons: reading and answering. What cannot be used comes back in its place with a sentence and everything that was typed."""

from dataclasses import replace

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.curriculum.marking import Answer, Choice, Guess, answer_field, mark, parse_answer
from sspedu.curriculum.models import LessonText, Question
from sspedu.db import db
from sspedu.errors import N_, Invalid, NotFound
from sspedu.learning import commands
from sspedu.learning.cards import QuestionCard, filled_in, question_card
from sspedu.learning.models import Confidence
from sspedu.learning.pages import OpenLesson, open_lesson
from sspedu.learning.queries import standing
from sspedu.learning.states import lesson_url
from sspedu.learning.views.blueprint import LESSON, bp
from sspedu.learning.views.opening import CAME_BACK, render_lesson, reopen, reopen_with
from sspedu.library.queries import lesson_text, was_published
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, quick, utc_now
from sspedu.web.language import _, danish, html, sentence
from sspedu.web.revisits import unless_seen


@bp.get(LESSON)
def lesson(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson with its questions, the way to complete it, its law and its sources."""
    require(current_actor(), Action.READ_LESSON)
    where = standing(db.session(), current_actor().id)
    return unless_seen(where.marks, lambda: render_lesson(open_lesson(db.session(), current_actor(), where.shelf, module_id, lesson_id)))


@bp.post(f"{LESSON}/laest")
@quick
def mark_read(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """Record that the reader has read the lesson."""
    module, enrolment = commands.lock_place(db.session(), current_actor(), module_id)
    outline = module.lesson(lesson_id)
    had_left = enrolment.left_at is not None
    commands.mark_read(db.session(), current_actor(), enrolment, module, lesson_id, now=utc_now())
    db.session.commit()

    flash(html("”%(title)s” er markeret som læst.", title=danish(outline.title)), "success")
    if had_left:
        flash(_(CAME_BACK), "info")
    return redirect(f"{lesson_url(module_id, lesson_id)}#side-gennemfoer")


@bp.get(f"{LESSON}/spoergsmaal/<question_id>")
def question(module_id: str, lesson_id: str, question_id: str) -> ResponseReturnValue:
    """Show a question open to be answered again: alone for htmx, otherwise in its lesson."""
    opened = reopen(module_id, lesson_id)
    card = question_card(_question(opened.text, question_id), opened.outline.text_hash, opened.record, opened.url, again=True)
    return _with_question(opened, card)


@bp.post(f"{LESSON}/spoergsmaal/<question_id>")
@quick
def answer(module_id: str, lesson_id: str, question_id: str) -> ResponseReturnValue:
    """Mark an answer and keep it."""
    opened = reopen_with(module_id, lesson_id, question_id)
    version = _version_that_was_read(opened)
    asked = _question(lesson_text(db.session(), version), question_id)
    enrolment = commands.lock_enrolment(db.session(), current_actor(), opened.published)
    had_left = enrolment.left_at is not None
    try:
        given = _read_answer(asked, version)
        is_new = commands.answer(db.session(), current_actor(), enrolment, opened.published, given, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _with_question(opened, _refused_answer(opened, asked, version, sentence(error))), 422
    db.session.commit()

    notice = _(CAME_BACK) if had_left and is_new else _notice(opened, version, is_new=is_new)
    if "HX-Request" not in request.headers:
        if notice:
            flash(notice, "info")
        return redirect(f"{opened.url}#{question_id}")
    opened = reopen(module_id, opened.outline.id)
    return _with_question(opened, replace(question_card(asked, version, opened.record, opened.url), notice=notice))


def _version_that_was_read(opened: OpenLesson) -> str:
    """Return the text that the form was made from: the lesson may have been published anew while it was being answered."""
    version = request.form.get("version", opened.outline.text_hash)
    if version != opened.outline.text_hash and not was_published(db.session(), opened.published.id, version):
        raise NotFound
    return version


def _notice(opened: OpenLesson, version: str, *, is_new: bool) -> str:
    if not is_new:
        return _("Du havde allerede svaret, måske i en anden fane. Her er det svar, vi har gemt. Tryk »Prøv igen«, hvis du vil svare om.")
    if version != opened.outline.text_hash:
        return _("Lektionen er ændret, siden du åbnede den. Dit svar er gemt og tæller, som spørgsmålet så ud for dig.")
    return ""


def _question(text: LessonText, question_id: str) -> Question:
    found = text.question(question_id)
    if found is None:
        raise NotFound
    return found


def _with_question(opened: OpenLesson, card: QuestionCard) -> str:
    """Answer with the question: alone where htmx asked, otherwise in its lesson."""
    if "HX-Request" in request.headers:
        return render_template("learning/_question.html", card=card)
    return render_lesson(opened, shown_instead=card)


def _read_answer(asked: Question, version: str) -> commands.Answer:
    parsed = parse_answer(asked, request.form.to_dict(flat=False))
    return commands.Answer(
        item_id=asked.id,
        text_hash=version,
        number=_try_number(),
        raw=_as_kept(asked, parsed),
        marking=mark(asked, parsed),
        confidence=_confidence(),
    )


def _as_kept(asked: Question, parsed: Answer) -> tuple[str, ...]:
    """Write an answer as it is kept: what was understood of it, never more."""
    match parsed:
        case Choice(options):
            return tuple(str(index) for index in sorted(options))
        case Guess(value):
            return (f"{value.normalize():f}".replace(".", ","),)
        case _:
            return tuple(request.form.getlist(answer_field(asked)))


def _try_number() -> int:
    try:
        return int(request.form["number"][:6])
    except (KeyError, ValueError):
        raise Invalid("number", N_("Formularen passer ikke til spørgsmålet. Hent siden igen, og svar en gang til.")) from None


def _confidence() -> Confidence | None:
    try:
        return Confidence(request.form.get("confidence", ""))
    except ValueError:
        return None


def _refused_answer(opened: OpenLesson, asked: Question, version: str, error: str) -> QuestionCard:
    """Show the question as it was filled in, with what is wrong."""
    card = replace(question_card(asked, version, opened.record, opened.url, again=True), is_open=True)
    return filled_in(card, request.form.getlist(answer_field(asked)), error=error, confidence=_confidence())
