"""Lessons opened and shown, for every view that stands in one."""

from flask import render_template, request

from sspedu.db import db
from sspedu.errors import N_, Conflict
from sspedu.learning.cards import QuestionCard, ReflectionCard
from sspedu.learning.faults import FaultForm
from sspedu.learning.faults import fault_form as new_fault_form
from sspedu.learning.pages import OpenLesson, lesson_page, open_lesson
from sspedu.library.queries import lesson_text, shelf
from sspedu.policy import Action, require
from sspedu.web.access import current_actor
from sspedu.web.language import today

# What is sent from a page that was open when its reader left the module is kept, and counts.
CAME_BACK = N_("Du havde forladt modulet, måske i en anden fane. Det, du sendte, er gemt, og du er med på modulet igen.")


def reopen(module_id: str, lesson_id: str) -> OpenLesson:
    """Open a lesson as it is now, with what the reader has done so far."""
    require(current_actor(), Action.READ_LESSON)
    return open_lesson(db.session(), current_actor(), shelf(db.session()), module_id, lesson_id)


def reopen_with(module_id: str, lesson_id: str, activity_id: str) -> OpenLesson:
    """Open the lesson that has the activity now: it may have moved, or gone, since its page was opened.

    Raises `Conflict`, so that what was typed comes back, if the module has it no longer.
    """
    require(current_actor(), Action.READ_LESSON)
    published = shelf(db.session())
    for outline in sorted(published.module(module_id).module.lessons, key=lambda lesson: lesson.id != lesson_id):
        if lesson_text(db.session(), outline.text_hash).has(activity_id):
            return open_lesson(db.session(), current_actor(), published, module_id, outline.id)
    raise Conflict(N_("Modulet er ændret, siden du åbnede siden, og opgaven findes ikke længere. Kopiér din tekst, hvis du vil gemme den."))


def render_lesson(
    opened: OpenLesson, *, shown_instead: QuestionCard | ReflectionCard | None = None, fault_form: FaultForm | None = None
) -> str:
    """Show the lesson. One card, or the form for a fault, may stand in the place of what the record would give."""
    form = fault_form or new_fault_form(opened.text, opened.outline.text_hash, heading=request.args.get("sted", ""))
    return render_template("learning/lesson.html", page=lesson_page(opened, form, today=today(), shown_instead=shown_instead))
