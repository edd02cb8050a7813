"""What many doubt, for those who teach."""

from flask import render_template
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.learning.doubt_list import doubt_list
from sspedu.learning.queries import question_tallies, situation_tallies
from sspedu.learning.views.blueprint import bp
from sspedu.library.queries import lesson_texts, shelf
from sspedu.policy import Action, require
from sspedu.web.access import current_actor


@bp.get("/undervis/tvivl")
def doubts() -> ResponseReturnValue:
    """Show what is often wrong or doubted at first: sums of all time, with nothing to narrow them by."""
    require(current_actor(), Action.READ_DOUBTS)
    published = shelf(db.session())
    texts = lesson_texts(db.session(), [lesson.text_hash for entry in published.modules for lesson in entry.module.lessons])
    found = doubt_list(published, texts, situation_tallies(db.session()), question_tallies(db.session()))
    return render_template("learning/doubts.html", found=found)
