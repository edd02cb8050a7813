"""Rendering that cannot hang: what the cheap check does not clear gets a process of its own, with a deadline.

Python-Markdown is superlinear on hostile text, and a regular expression cannot be interrupted from within. A pool lives only for one
conversion: a live one keeps the web server from stopping (pebble 5 with granian).
"""

from concurrent.futures import TimeoutError as DeadlineError
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessPool

from sspedu.curriculum.models import LessonText
from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.curriculum.safety import Unrenderable, is_tame

LESSON_SECONDS = 5.0


def render_with_deadline(source: LessonSource, *, seconds: float = LESSON_SECONDS) -> LessonText:
    """Render a lesson. Raises `Unrenderable` when it takes longer than the deadline or kills its process."""
    if is_tame(source.text):
        return render_lesson(source)
    with ProcessPool(max_workers=1, context=get_context("spawn")) as pool:
        future = pool.schedule(render_lesson, args=[source], timeout=seconds)
        try:
            text: LessonText = future.result()
        except (DeadlineError, ProcessExpired):
            raise Unrenderable from None
    return text
