"""What the learner's pages are made of, put together from what is published and one person's record."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonOutline, LessonText, Module, Source
from sspedu.learning.cards import LessonPart, QuestionCard, ReflectionCard, lesson_parts
from sspedu.learning.queries import Record, lesson_record
from sspedu.learning.states import LessonState, ModuleState, lesson_url, module_state
from sspedu.learning.track_steps import TrackStep, track_steps
from sspedu.library.answers import Reasons, reasons_for
from sspedu.library.cards import ProvisionCard, provision_card
from sspedu.library.queries import PublishedModule, Shelf, lesson_text
from sspedu.policy import Actor


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module as a list shows it. `left` is how far the reader had come before they left it."""

    module: Module
    lesson_count: int
    left: ModuleState | None = None


@dataclass(frozen=True, slots=True)
class OpenLesson:
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
    """Everything on the page of a lesson."""

    module: Module
    state: ModuleState
    lesson: LessonState
    position: int
    parts: tuple[LessonPart, ...]
    law: tuple[ProvisionCard, ...]
    sources: tuple[Source, ...]
    reasons: Reasons
    steps: tuple[TrackStep, ...]

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


def lesson_page(opened: OpenLesson, *, today: date, shown_instead: QuestionCard | ReflectionCard | None = None) -> LessonPage:
    """Put the page of a lesson together, with the law and the sources it rests on as they stand today."""
    registers = opened.shelf.registers
    module = opened.published.module
    state = module_state(module, opened.record)
    parts = lesson_parts(opened.text, opened.outline.text_hash, opened.record, opened.url, shown_instead=shown_instead)
    return LessonPage(
        module=module,
        state=state,
        lesson=state.lesson(opened.outline.id),
        position=[lesson.id for lesson in module.lessons].index(opened.outline.id) + 1,
        parts=tuple(parts),
        law=tuple(provision_card(registers.law[id_], registers, today=today) for id_ in opened.outline.law if id_ in registers.law),
        sources=tuple(registers.sources[id_] for id_ in opened.outline.sources if id_ in registers.sources),
        reasons=reasons_for(opened.outline, registers),
        steps=track_steps(opened.record.beside, opened.published.id, opened.outline.id, opened.shelf),
    )
