"""Rendering that cannot hang: what the cheap check does not clear gets a process of its own, with a deadline.

Python-Markdown is superlinear on hostile text, and a regular expression cannot be interrupted from within. A pool lives only for one
conversion: a live one keeps the web server from stopping (pebble 5 with granian).
"""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from concurrent.futures import TimeoutError as DeadlineError
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from sspedu.curriculum.models import LessonText
from sspedu.curriculum.rendering import LessonSource, render_lesson, render_snippet
from sspedu.curriculum.safety import Unrenderable, is_tame

LESSON_SECONDS = 5.0
POST_SECONDS = 1.0
# For a process to begin. A pool whose process is killed while it begins may never say so (pebble 5), and nobody waits forever.
STARTING_SECONDS = 10.0

Source = TypeVar("Source")
Rendered = TypeVar("Rendered")


def render_with_deadline(source: LessonSource, *, seconds: float = LESSON_SECONDS) -> LessonText:
    """Render a lesson. Raises `Unrenderable` when it takes longer than the deadline or kills its process."""
    return _within(seconds, render_lesson, source, text=source.text)


def render_post_with_deadline(text: str, *, prefix: str, seconds: float = POST_SECONDS) -> str:
    """Render what a member wrote. Raises `Unrenderable` when it takes longer than the deadline or kills its process."""
    return _within(seconds, partial(render_snippet, prefix=prefix), text, text=text)


def _within(seconds: float, render: Callable[[Source], Rendered], source: Source, *, text: str) -> Rendered:
    if is_tame(text):
        return render(source)
    with ProcessPool(max_workers=1, context=get_context("spawn")) as pool:
        future = pool.schedule(render, args=[source], timeout=seconds)
        try:
            rendered: Rendered = future.result(timeout=STARTING_SECONDS + seconds)
        except (DeadlineError, ProcessExpired, BrokenExecutor):
            pool.stop()  # type: ignore[no-untyped-call]
            raise Unrenderable from None
    return rendered
