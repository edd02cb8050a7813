"""How far one person is with modules, lessons and items, as pages show it. Values only: built from a record and what is published."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sspedu.curriculum.models import Item, LessonOutline, Module
from sspedu.days import day_of
from sspedu.learning.models import CompletionKind
from sspedu.learning.progress import Progress
from sspedu.learning.queries import Record


class ItemState(NamedTuple):
    """One item with whether, when and how it was completed, and whether it was part of what the learner began with."""

    item: Item
    done_at: datetime | None
    kind: CompletionKind | None
    is_in_contract: bool

    @property
    def is_done(self) -> bool:
        """Whether it is complete."""
        return self.done_at is not None

    @property
    def looks(self) -> Hashable:
        """A key for everything that a page shows of it, beside the item: a moment is shown as its day in Denmark."""
        return (self.is_in_contract, self.kind, self.done_at and day_of(self.done_at))

    @property
    def anchor(self) -> str:
        """Where on the lesson's page it is completed."""
        return self.item.id


class LessonState(NamedTuple):
    """A lesson with its items' states."""

    module_id: str
    outline: LessonOutline
    url: str
    items: tuple[ItemState, ...]

    @property
    def agreed(self) -> tuple[ItemState, ...]:
        """The items that count: those in the contract, or all of a lesson that is wholly new."""
        return tuple(item for item in self.items if item.is_in_contract) or self.items

    @property
    def done(self) -> int:
        """How many of the items that count are complete."""
        return sum(item.is_done for item in self.agreed)

    @property
    def total(self) -> int:
        """How many items count."""
        return len(self.agreed)

    @property
    def is_done(self) -> bool:
        """Whether nothing that counts is left."""
        return self.done == self.total

    @property
    def is_started(self) -> bool:
        """Whether anything is complete."""
        return any(item.is_done for item in self.items)

    @property
    def is_in_contract(self) -> bool:
        """Whether the learner began with anything of this lesson."""
        return any(item.is_in_contract for item in self.items)

    @property
    def is_new(self) -> bool:
        """Whether something came since the learner began and is still open."""
        return any(not item.is_in_contract and not item.is_done for item in self.items)


class SectionState(NamedTuple):
    """A section with its lessons' states."""

    title: str
    lessons: tuple[LessonState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """What one can be on, a module or a track, as one person (or a visitor) has come with it. `lessons` stand in reading order."""

    lessons: tuple[LessonState, ...]
    progress: Progress
    enrolled_at: datetime | None
    completed_at: datetime | None
    has_left: bool = False

    @property
    def looks(self) -> Hashable:
        """A key for everything that a list of its lessons shows of how far the person is."""
        return tuple((lesson.is_done, lesson.is_started, lesson.is_new, lesson.is_in_contract) for lesson in self.lessons)

    @property
    def is_enrolled(self) -> bool:
        """Whether the person is on it now."""
        return self.enrolled_at is not None and not self.has_left

    @property
    def is_started(self) -> bool:
        """Whether anything is complete."""
        return any(lesson.is_started for lesson in self.lessons)

    @property
    def is_completed(self) -> bool:
        """Whether it is completed; it stays so whatever is published later."""
        return self.completed_at is not None

    @property
    def done(self) -> int:
        """How many items of the contract are complete."""
        return self.progress.done

    @property
    def total(self) -> int:
        """How many items the contract has."""
        return self.progress.total

    @property
    def percent(self) -> int:
        """Whole percent, 0-100."""
        return 100 if self.is_completed else self.progress.percent

    @property
    def lesson_count(self) -> int:
        """How many lessons there are; for someone who is on it, how many they began with."""
        return len([lesson for lesson in self.lessons if lesson.is_in_contract])

    @property
    def done_lessons(self) -> int:
        """How many lessons have nothing left that counts."""
        return sum(lesson.is_done for lesson in self.lessons if lesson.is_in_contract) if self.enrolled_at else 0

    @property
    def next_lesson(self) -> LessonState | None:
        """The first lesson with something open that counts; after those, one with something new."""
        counts = (lesson for lesson in self.lessons if lesson.is_in_contract and not lesson.is_done and not self.is_completed)
        return next(counts, None) or next((lesson for lesson in self.lessons if lesson.is_new), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleState(Undertaking):
    """A module as one person (or a visitor) has come with it. A quiet one was opened by a track, and not chosen."""

    module: Module
    sections: tuple[SectionState, ...]
    is_quiet: bool = False

    @property
    def title(self) -> str:
        """The module's title."""
        return self.module.title

    @property
    def url(self) -> str:
        """The module's address."""
        return f"/moduler/{self.module.id}"

    def lesson(self, lesson_id: str) -> LessonState:
        """Return the state of a lesson that the module has."""
        return next(lesson for lesson in self.lessons if lesson.outline.id == lesson_id)


def lesson_url(module_id: str, lesson_id: str) -> str:
    """Return the address of a lesson, as the renderer writes it in texts too."""
    return f"/moduler/{module_id}/{lesson_id}"


def question_url(module_id: str, lesson_id: str, question_id: str) -> str:
    """Return where a question stands open to be answered (again), at its anchor."""
    return f"{lesson_url(module_id, lesson_id)}/spoergsmaal/{question_id}#{question_id}"


def module_state(module: Module, record: Record) -> ModuleState:
    """Put a module and a person's record on it together."""
    sections = tuple(
        SectionState(section.title, tuple(_lesson_state(module, lesson, record) for lesson in section.lessons))
        for section in module.sections
    )
    return ModuleState(
        module=module,
        sections=sections,
        lessons=tuple(lesson for section in sections for lesson in section.lessons),
        progress=record.progress,
        enrolled_at=record.enrolled_at,
        completed_at=record.completed_at,
        has_left=record.has_left,
        is_quiet=record.is_quiet,
    )


def _lesson_state(module: Module, lesson: LessonOutline, record: Record) -> LessonState:
    return LessonState(module.id, lesson, lesson_url(module.id, lesson.id), tuple(_item_state(item, record) for item in lesson.items))


def _item_state(item: Item, record: Record) -> ItemState:
    done = record.done.get(item.id)
    is_agreed = record.enrolled_at is None or item.id in record.contract
    return ItemState(item, done.at if done else None, done.kind if done else None, is_agreed)
