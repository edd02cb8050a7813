"""Where lessons and the network meet: what was asked about a lesson, on the board of its module."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from sspedu.curriculum.models import LessonOutline
from sspedu.db import db
from sspedu.errors import NotFound
from sspedu.library.queries import shelf
from sspedu.network import queries
from sspedu.network.models import BoardKind
from sspedu.network.queries import OpenBoard
from sspedu.network.views.blueprint import board_url, bp, new_thread_url
from sspedu.web.access import current_actor
from sspedu.web.language import today

A_FEW = 3


@bp.get("/netvaerk/lektion/<module_id>/<lesson_id>")
def about_lesson(module_id: str, lesson_id: str) -> ResponseReturnValue:
    """List what was asked about a lesson; for the lesson's own page, which asks for it by htmx, the newest few."""
    opened = queries.board(db.session(), current_actor(), BoardKind.MODULE, module_id, today=today())
    lesson = lesson_of(opened, lesson_id)
    if lesson is None:
        raise NotFound
    threads = queries.threads_about(db.session(), opened, lesson_id)
    is_part = "HX-Request" in request.headers
    return render_template(
        "network/_about_lesson.html" if is_part else "network/about_lesson.html",
        board=opened,
        lesson=lesson,
        threads=threads[:A_FEW] if is_part else threads,
        has_more=is_part and len(threads) > A_FEW,
        board_url=board_url,
        ask_url=new_thread_url(opened, lektion=lesson_id),
    )


def lesson_of(board: OpenBoard, lesson_id: str) -> LessonOutline | None:
    """Return a lesson of the module whose board it is, if the module has it today. Asks the shelf only where there may be one."""
    if board.kind != BoardKind.MODULE or not lesson_id:
        return None
    lessons = shelf(db.session()).module(board.place).module.lessons
    return next((lesson for lesson in lessons if lesson.id == lesson_id), None)
