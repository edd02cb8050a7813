"""What a curriculum is once it has been read and found in order: values that travel as JSON and know nothing of files or people."""

import operator
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from sspedu.curriculum.legal_questions import LegalQuestion
from sspedu.curriculum.offers import Recommendation, Track
from sspedu.curriculum.places import Municipality, PoliceDistrict, Region
from sspedu.curriculum.situations import Situation
from sspedu.curriculum.values import Meeting, Value


class Rule(StrEnum):
    """How an item is completed."""

    READ = "read"
    RIGHT = "right"
    ANSWERED = "answered"
    WRITTEN = "written"


class Item(Value):
    """One thing that a lesson asks for. The lesson's own id stands for reading it; activities have ids of their own."""

    id: str
    rule: Rule
    title: str


class LessonOutline(Value):
    """A lesson as its module lists it: everything but the text, which is stored once under `text_hash`.

    `themes` and `recommendations` are what it answers, `facts` the figures that its text cites.
    """

    id: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    why: str
    sources: tuple[str, ...]
    law: tuple[str, ...]
    items: tuple[Item, ...]
    text_hash: str
    meeting: Meeting | None = None
    # Left out where there are none, so that what older programs published can be read, and they what we publish.
    themes: tuple[str, ...] = Field(default=(), exclude_if=operator.not_)
    recommendations: tuple[str, ...] = Field(default=(), exclude_if=operator.not_)
    facts: tuple[str, ...] = Field(default=(), exclude_if=operator.not_)


class Section(Value):
    """A heading in a module with its lessons in order."""

    title: str
    lessons: tuple[LessonOutline, ...]


class Retired(Value):
    """An id that was published once and is no longer asked for."""

    id: str
    on: date
    replaced_by: str | None = None


class Module(Value):
    """A course module in reading order."""

    id: str
    title: str
    summary: str
    why: str
    introduction_html: str
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    objectives: tuple[str, ...]
    is_required: bool
    sections: tuple[Section, ...]
    owner: str
    last_reviewed_on: date
    review_in_months: int
    valid_months: int | None
    retired: tuple[Retired, ...]

    @property
    def lessons(self) -> tuple[LessonOutline, ...]:
        """Every lesson in reading order."""
        return tuple(lesson for section in self.sections for lesson in section.lessons)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item that the module asks for, in reading order."""
        return tuple(item for lesson in self.lessons for item in lesson.items)

    @property
    def minutes(self) -> int:
        """The sum of the lessons' minutes."""
        return sum(lesson.minutes for lesson in self.lessons)


class Required(StrEnum):
    """What the author asks of an activity before the lesson counts as done."""

    RIGHT = "right"
    ANSWERED = "answered"
    NO = "no"


class QuestionKind(StrEnum):
    """The shapes of question that can be marked."""

    SINGLE = "single"
    ALL = "all"
    ESTIMATE = "estimate"
    ORDER = "order"
    MATCH = "match"
    SORT = "sort"


class Option(Value):
    """One possible answer. `is_right` and `feedback_html` stay on the server until the question has been answered."""

    html: str
    is_right: bool
    feedback_html: str


class Entry(Value):
    """Something to be put in its place. `places` are the right ones, by index; they and `feedback_html` stay on the server likewise."""

    html: str
    places: tuple[int, ...]
    feedback_html: str


class Estimate(Value):
    """The figure to be guessed: right within `tolerance` on either side."""

    value: Decimal
    tolerance: Decimal
    unit: str


class Question(Value):
    """A question with its key. `title` is the plain text of the stem's first sentence.

    `entries` and `places` stand in the order in which they are shown, which is never that of the key. `places` are the partners or the
    headings; of things to be put in order there are as many as entries, and they have no words.
    """

    id: str
    kind: QuestionKind
    title: str
    stem_html: str
    options: tuple[Option, ...] = ()
    # Left out where there are none, so that a text without them is stored as it always was, and older programs can read it.
    entries: tuple[Entry, ...] = Field(default=(), exclude_if=operator.not_)
    places: tuple[str, ...] = Field(default=(), exclude_if=operator.not_)
    estimate: Estimate | None = None
    feedback_html: str = ""
    answer_html: str = ""
    required: Required = Required.RIGHT
    asks_confidence: bool = False

    @property
    def place_count(self) -> int:
        """How many places an entry can be put in."""
        return len(self.places) or len(self.entries)


class Reflection(Value):
    """A text of one's own, private to the learner. `answer_html` is the model answer, shown once something is written."""

    id: str
    title: str
    prompt_html: str
    answer_html: str = ""
    required: Required = Required.ANSWERED


class LessonText(Value):
    """A rendered lesson.

    `html` has alternating parts: text, activity id, text, activity id … text; so an odd index is always the id of a question or reflection.
    Every part of text is safe to show. `plain` is the text without markup, `headings` pairs of anchor and title.
    """

    html: tuple[str, ...]
    questions: tuple[Question, ...]
    reflections: tuple[Reflection, ...]
    headings: tuple[tuple[str, str], ...]
    plain: str

    def pieces(self) -> Iterator[str]:
        """Yield every piece of HTML: the text and the parts of its activities."""
        yield from self.html[::2]
        for question in self.questions:
            yield from (question.stem_html, question.feedback_html, question.answer_html, *question.places)
            choices: tuple[Option | Entry, ...] = (*question.options, *question.entries)
            for choice in choices:
                yield from (choice.html, choice.feedback_html)
        for reflection in self.reflections:
            yield from (reflection.prompt_html, reflection.answer_html)

    def has(self, id: str) -> bool:
        """Say whether the lesson has a question or reflection with this id."""
        return self.question(id) is not None or self.reflection(id) is not None

    def question(self, id: str) -> Question | None:
        """Return the question with this id, if the lesson has it."""
        return next((question for question in self.questions if question.id == id), None)

    def reflection(self, id: str) -> Reflection | None:
        """Return the reflection with this id, if the lesson has it."""
        return next((reflection for reflection in self.reflections if reflection.id == id), None)


class Theme(Value):
    """One of the eight themes of the 2019 survey. `category` is 1 or 2: the municipalities had two votes in each."""

    id: str
    title: str
    category: int
    fact: str
    description: str
    note: str = ""


class Precision(StrEnum):
    """How exact the source is about a figure."""

    EXACT = "exact"
    APPROX = "approx"
    JUST_UNDER = "just_under"
    JUST_OVER = "just_over"
    OVER = "over"
    NOT_REPORTED = "not_reported"


class Fact(Value):
    """A figure as its source words it. `value` keeps the source's text ("0-8", "ikke oplyst"); `n` is how many were asked or counted."""

    id: str
    quantity: str
    value: str
    unit: str
    precision: Precision
    source_wording: str
    n: str
    source: str
    heading: str
    wordings: tuple[str, ...]
    note: str

    @property
    def wording(self) -> str:
        """The wording to show: the first that the register accepts."""
        return self.wordings[0]

    @property
    def share(self) -> int | None:
        """The value in percent, where it is one number of percent."""
        return int(self.value) if self.unit.startswith("pct.") and self.value.isdigit() else None


class Source(Value):
    """An entry of the bibliography, with what was actually read of it. `language` is that of its title (a code of BCP 47)."""

    id: str
    title: str
    author: str
    publisher: str = ""
    year: str = ""
    kind: str
    url: str = ""
    read: str
    read_on: date | None = None
    language: str = "da"


class Term(Value):
    """A word of the field with its meaning."""

    id: str
    term: str
    meaning: str
    aliases: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reservation: str = ""


class LegalState(StrEnum):
    """What we know of a provision today."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    AMENDED_UNREAD = "amended_unread"
    UNKNOWN = "unknown"
    NOT_YET = "not_yet"


class PartialDate(Value):
    """A date that may be known only to the month or the year. Compares by its earliest day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first_day(self) -> date:
        """The earliest day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def is_exact(self) -> bool:
        """Whether the day is known."""
        return self.day is not None


class Provision(Value):
    """A paragraph of the law register with its honest state."""

    id: str
    law: str
    section: str
    title: str
    aliases: tuple[str, ...] = ()
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    amended_on: PartialDate | None = None
    text_as_of: PartialDate | None = None
    is_place_unknown: bool = False
    basis: str = ""
    checked_on: date
    checked_against: str
    sources: tuple[str, ...] = ()
    is_reviewed_by_lawyer: bool = False
    reservation: str = ""
    says: tuple[str, ...] = ()
    does_not_say: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Law and section as one names them: "Retsplejeloven § 115", the sign on one line with its number."""
        return f"{self.law} {self.section}".strip().replace("§ ", "§\u00a0")

    def state_on(self, day: date) -> LegalState:
        """Say what is known of the provision on a day."""
        if self.valid_to is not None and self.valid_to.first_day < day:
            return LegalState.SUPERSEDED
        if self.is_place_unknown:
            return LegalState.UNKNOWN
        if self.valid_from is not None and self.valid_from.first_day > day:
            return LegalState.NOT_YET
        if self.amended_on is not None and (self.text_as_of is None or self.text_as_of.first_day < self.amended_on.first_day):
            return LegalState.AMENDED_UNREAD
        return LegalState.IN_FORCE


class Registers(Value):
    """All registers that lessons link to, each in the order of its file, and the situations of the drill in the order of their ids."""

    themes: tuple[Theme, ...] = ()
    facts: tuple[Fact, ...] = ()
    law: tuple[Provision, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: tuple[Term, ...] = ()
    regions: tuple[Region, ...] = ()
    police_districts: tuple[PoliceDistrict, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    # Left out where there are none, so that registers without them are stored as they always were.
    legal_questions: tuple[LegalQuestion, ...] = Field(default=(), exclude_if=operator.not_)
    situations: tuple[Situation, ...] = ()
    recommendations: tuple[Recommendation, ...] = Field(default=(), exclude_if=operator.not_)
    tracks: tuple[Track, ...] = Field(default=(), exclude_if=operator.not_)


class Curriculum(Value):
    """A whole content tree, found in order."""

    registers: Registers
    modules: tuple[Module, ...]
    texts: dict[str, LessonText]

    def module(self, id: str) -> Module | None:
        """Return the module with this id, if there is one."""
        return next((module for module in self.modules if module.id == id), None)
