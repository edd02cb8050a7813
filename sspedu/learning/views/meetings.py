"""A lesson on one page of paper: a case, some questions and a place for what is agreed, for the meeting of a local group."""

from flask import render_template
from flask.typing import ResponseReturnValue

from sspedu.curriculum.cases import case_html
from sspedu.db import db
from sspedu.errors import NotFound
from sspedu.learning.states import lesson_url
from sspedu.learning.views.blueprint import LESSON, bp
from sspedu.library.cards import provision_cards
from sspedu.library.queries import lesson_text, shelf
from sspedu.policy import Action, require
from sspedu.web.access import current_actor
from sspedu.web.language import today
from sspedu.web.safe import sanitised


@bp.get(f"{LESSON}/moedekit")
def meeting(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """Show the kit for a meeting. It holds no answers, so it may be handed to those who have not answered yet."""
    require(current_actor(), Action.READ_LESSON)
    published = shelf(db.session())
    module = published.module(module_id)
    outline = module.lesson(lesson_id)
    if outline.meeting is None:
        raise NotFound
    return render_template(
        "learning/meeting.html",
        module=module.module,
        outline=outline,
        meeting=outline.meeting,
        url=lesson_url(module_id, lesson_id),
        case=sanitised(case_html(lesson_text(db.session(), outline.text_hash), outline.meeting.case)),
        law=provision_cards(outline.law, published.registers, today=today()),
    )
