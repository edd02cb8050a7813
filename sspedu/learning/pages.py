"""What the learner's pages are made of, put together from what is published and one person's record."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonOutline, LessonText, Module, Source
from sspedu.learning.cards import LessonPart, QuestionCard, ReflectionCard, lesson_parts
from sspedu.learning.faults import FaultForm
from sspedu.learning.queries import OwnReport, Record, lesson_record
from sspedu.learning.states import LessonState, ModuleState, lesson_url, module_state
from sspedu.learning.track_steps import TrackStep, track_steps
from sspedu.library.answers import Reasons, reasons_for
from sspedu.library.cards import ProvisionCard, provision_cards
from sspedu.library.queries import PublishedModule, RegisterIndex, Shelf, lesson_text
from sspedu.policy import Actor


class ModuleCard(NamedTuple):
    """A module as a list shows it. `left` is how far the reader had come before they left it."""

    module: Module
    lesson_count: int
    left: ModuleState | None = None


class OpenLesson(NamedTuple):
    """A lesson that someone has open: what is published, its text, and what the reader has done with it."""

    shelf: Shelf
    published: PublishedModule
    outline: LessonOutline
    text: LessonText
    record: Record

    @property
    def url(self) -> str:
        """The lesson's address."""
        return lesson_url(self.published.id, self.outline.id)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """Everything on the page of a lesson, as it is on `today`."""

    published: PublishedModule
    registers: RegisterIndex
    today: date
    state: ModuleState
    lesson: LessonState
    position: int
    parts: tuple[LessonPart, ...]
    fault: FaultForm
    own_reports: Sequence[OwnReport]
    steps: tuple[TrackStep, ...]

    @property
    def module(self) -> Module:
        """The module that the lesson is in."""
        return self.published.module

    @property
    def law(self) -> tuple[ProvisionCard, ...]:
        """The provisions that the lesson rests on, as they stand today."""
        return provision_cards(self.lesson.outline.law, self.registers, today=self.today)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that the lesson rests on."""
        known = self.registers.sources
        return tuple(known[id_] for id_ in self.lesson.outline.sources if id_ in known)

    @property
    def reasons(self) -> Reasons:
        """Why the lesson exists."""
        return reasons_for(self.lesson.outline, self.registers)

    @property
    def looks(self) -> Hashable | None:
        """A key for everything but the list of lessons, while the reader is on the module and has answered and written nothing here."""
        activities = tuple(part.looks for part in self.parts if part.html is None)
        is_own = not self.is_enrolled or self.state.is_completed or self.own_reports
        if is_own or self.fault.looks is None or None in activities:
            return None
        items = tuple(item.looks for item in self.lesson.items)
        # A track that is completed leads nowhere, but the lesson says that it is.
        way = (self.state.is_quiet, tuple((step.is_completed, step.looks) for step in self.steps))
        return (self.published.mark, self.registers.mark, self.today, self.lesson.outline.id, items, activities, way)

    @property
    def list_looks(self) -> Hashable:
        """A key for everything that the list of the module's lessons shows."""
        state = self.state
        return (self.published.mark, self.lesson.outline.id, self.is_enrolled, state.is_quiet, state.percent, state.looks)

    @property
    def count(self) -> int:
        """How many lessons the module has."""
        return len(self.state.lessons)

    @property
    def is_enrolled(self) -> bool:
        """Whether the reader is on the module."""
        return self.state.is_enrolled

    @property
    def open_steps(self) -> tuple[TrackStep, ...]:
        """The tracks on which the reader goes on from here, the latest begun first."""
        return tuple(step for step in self.steps if not step.is_completed)

    @property
    def shows_next_of_module(self) -> bool:
        """Whether the module's own next lesson is worth a way of its own: not where the module is only there for a track."""
        same = self.next is not None and any(step.next is not None and step.next.url == self.next.url for step in self.open_steps)
        return not self.open_steps or not (self.state.is_quiet or not self.state.is_enrolled or same)

    @property
    def previous(self) -> LessonState | None:
        """The lesson before, in the module."""
        return self.state.lessons[self.position - 2] if self.position > 1 else None

    @property
    def next(self) -> LessonState | None:
        """The lesson after, in the module."""
        return self.state.lessons[self.position] if self.position < self.count else None


def module_cards(published: Shelf) -> tuple[ModuleCard, ...]:
    """Show every module as a list does."""
    return tuple(ModuleCard(entry.module, len(entry.module.lessons)) for entry in published.modules)


def open_lesson(session: Session, actor: Actor, published: Shelf, module_id: str, lesson_id: str) -> OpenLesson:
    """Find a lesson and what the actor has done with it. Raises `NotFound`."""
    module = published.module(module_id)
    outline = module.lesson(lesson_id)
    text = lesson_text(session, outline.text_hash)
    activities = [*(question.id for question in text.questions), *(reflection.id for reflection in text.reflections)]
    found = lesson_record(session, actor.id, module_id, lesson_id, activities)
    return OpenLesson(published, module, outline, text, found)


def lesson_page(
    opened: OpenLesson, fault: FaultForm, *, today: date, shown_instead: QuestionCard | ReflectionCard | None = None
) -> LessonPage:
    """Put the page of a lesson together, with the law and the sources it rests on as they stand today."""
    module = opened.published.module
    state = module_state(module, opened.record)
    parts = lesson_parts(opened.text, opened.outline.text_hash, opened.record, opened.url, shown_instead=shown_instead)
    return LessonPage(
        published=opened.published,
        registers=opened.shelf.registers,
        today=today,
        state=state,
        lesson=state.lesson(opened.outline.id),
        position=[lesson.id for lesson in module.lessons].index(opened.outline.id) + 1,
        parts=tuple(parts),
        fault=fault,
        own_reports=opened.record.reports,
        steps=track_steps(opened.record.beside, opened.published.id, opened.outline.id, opened.shelf),
    )
