"""What the learner's pages are made of, put together from what is published and one person's record."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonOutline, LessonText, Module, Source
from sspedu.errors import NotFound
from sspedu.learning.again import Again, again
from sspedu.learning.cards import LessonPart, QuestionCard, ReflectionCard, lesson_parts
from sspedu.learning.queries import NOTHING, Record, lesson_record, records
from sspedu.learning.spare_minutes import SpareMinutes, spare_minutes
from sspedu.learning.spare_time import CHOICES
from sspedu.learning.states import LessonState, ModuleState, lesson_url, module_state
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
class ResumeCard:
    """Where to go on."""

    module: Module
    lesson: LessonOutline
    url: str


@dataclass(frozen=True, slots=True)
class MyLearning:
    """Everything on the learner's own page."""

    resume: ResumeCard | None
    modules: tuple[ModuleState, ...]
    completed: tuple[ModuleState, ...]
    offered: tuple[ModuleCard, ...]
    again: Again
    choices: tuple[int, ...] = CHOICES


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

    @property
    def count(self) -> int:
        """How many lessons the module has."""
        return len(self.state.lessons)

    @property
    def is_enrolled(self) -> bool:
        """Whether the reader is on the module."""
        return self.state.is_enrolled

    @property
    def previous(self) -> LessonState | None:
        """The lesson before."""
        return self.state.lessons[self.position - 2] if self.position > 1 else None

    @property
    def next(self) -> LessonState | None:
        """The lesson after."""
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
    )


def my_learning(session: Session, actor: Actor, published: Shelf, *, today: date) -> MyLearning:
    """Put the learner's own page together: where to go on, what comes back, what is begun, completed, or there to begin."""
    mine = records(session, actor.id) if actor.id is not None else {}
    enrolled = _enrolled(published, mine)
    begun = tuple(state for state in enrolled if not state.is_completed)
    mine_already = {state.module.id for state in enrolled}
    return MyLearning(
        resume=_resume(begun, mine),
        modules=begun,
        completed=tuple(state for state in enrolled if state.is_completed),
        offered=tuple(_offered(card, mine) for card in module_cards(published) if card.module.id not in mine_already),
        again=again(session, published, mine, today=today),
    )


def _offered(card: ModuleCard, mine: dict[str, Record]) -> ModuleCard:
    record = mine.get(card.module.id, NOTHING)
    return replace(card, left=module_state(card.module, record)) if record.has_left else card


def spare_minutes_page(session: Session, actor: Actor, published: Shelf, minutes: int, *, today: date) -> SpareMinutes:
    """Put the page for a few minutes together. Raises `NotFound` for a time that is not offered."""
    if minutes not in CHOICES:
        raise NotFound
    mine = records(session, actor.id) if actor.id is not None else {}
    latest_first = sorted(_enrolled(published, mine), key=lambda state: mine[state.module.id].last_active_at, reverse=True)
    return spare_minutes(minutes, tuple(latest_first), again(session, published, mine, today=today))


def _enrolled(published: Shelf, mine: dict[str, Record]) -> tuple[ModuleState, ...]:
    states = (module_state(entry.module, mine.get(entry.id, NOTHING)) for entry in published.modules)
    return tuple(state for state in states if state.is_enrolled)


def _resume(begun: tuple[ModuleState, ...], mine: dict[str, Record]) -> ResumeCard | None:
    """Lead on with the module in which something was done last."""
    for state in sorted(begun, key=lambda state: mine[state.module.id].last_active_at, reverse=True):
        if state.next_lesson is not None:
            return ResumeCard(state.module, state.next_lesson.outline, state.next_lesson.url)
    return None
