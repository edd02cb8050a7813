"""Faults in lessons as pages show them: the form at the foot of a lesson, and what staff read."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from sspedu.curriculum.models import LessonOutline, LessonText, Module
from sspedu.errors import NotFound
from sspedu.learning.commands.reports import MAX_TEXT
from sspedu.learning.models import FaultKind
from sspedu.learning.queries import ReportRow
from sspedu.learning.states import lesson_url
from sspedu.library.queries import Shelf
from sspedu.web.guard import Review
from sspedu.web.safe import sanitised


class Place(NamedTuple):
    """Where in a lesson a fault can be: its anchor and its words."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class FaultForm:
    """The form at the foot of a lesson, perhaps as it was filled in, with what is wrong. `text_hash` pins it to the text that was read."""

    text_hash: str
    headings: tuple[Place, ...]
    activities: tuple[Place, ...]
    heading: str = ""
    kind: str = ""
    text: str = ""
    error: str = ""
    wrong_field: str = ""
    review: Review | None = None
    max_length: int = MAX_TEXT
    kinds: tuple[FaultKind, ...] = tuple(FaultKind)

    @property
    def looks(self) -> Hashable | None:
        """A key for everything that the form shows, while nobody has touched it."""
        return None if self.is_open or self.text or self.kind else (self.text_hash, self.headings)

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: because it came back, or because someone came from a heading."""
        return bool(self.error or self.heading)


def fault_form(text: LessonText, text_hash: str, *, heading: str = "") -> FaultForm:
    """Make the form for a text, with a heading chosen already if the text has it."""
    headings = tuple(Place(anchor, title) for anchor, title in text.headings)
    activities = _activities(text)
    known = {place.anchor for place in (*headings, *activities)}
    return FaultForm(text_hash, headings, activities, heading if heading in known else "")


def _activities(text: LessonText) -> tuple[Place, ...]:
    questions = (Place(question.id, question.title) for question in text.questions)
    return (*questions, *(Place(reflection.id, reflection.title) for reflection in text.reflections))


class TextPiece(NamedTuple):
    """A piece of a lesson as it stood: text, or the title of a question or reflection at its anchor."""

    html: Markup | None = None
    anchor: str = ""
    title: str = ""


class FaultCard(NamedTuple):
    """A reported fault, with its lesson as it is now if there still is one. `heading` is in the words of the text that was read."""

    report: ReportRow
    module: Module
    lesson: LessonOutline | None
    heading: str = ""

    @property
    def url(self) -> str:
        """The lesson as it is now, at the place."""
        anchor = f"#{self.report.heading}" if self.report.heading else ""
        return lesson_url(self.report.module_id, self.report.lesson_id) + anchor

    @property
    def is_changed(self) -> bool:
        """Whether the lesson was published anew since."""
        return self.lesson is None or self.lesson.text_hash != self.report.text_hash


def fault_card(report: ReportRow, published: Shelf, text: LessonText) -> FaultCard:
    """Show a fault with the words of its place."""
    module = published.module(report.module_id)
    places = dict(text.headings) | {place.anchor: place.title for place in _activities(text)}
    try:
        lesson = module.lesson(report.lesson_id)
    except NotFound:
        lesson = None
    return FaultCard(report, module.module, lesson, places.get(report.heading, ""))


def as_it_was(text: LessonText) -> tuple[TextPiece, ...]:
    """Show a text as it stood, its activities by their titles only."""
    titles = {place.anchor: place.title for place in _activities(text)}
    return tuple(
        TextPiece(anchor=piece, title=titles.get(piece, "")) if index % 2 else TextPiece(sanitised(piece))
        for index, piece in enumerate(text.html)
    )
