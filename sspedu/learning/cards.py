"""Questions and reflections as a page shows them: the key stays behind until the question has been answered."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from string import ascii_uppercase
from typing import NamedTuple

from markupsafe import Markup, escape

from sspedu.curriculum.marking import LONGEST_INPUT, Answer, Choice, Marking, Placement, answer_field, mark, parse_answer
from sspedu.curriculum.models import LessonText, Question, QuestionKind, Reflection, Required, Rule
from sspedu.db import stamp
from sspedu.drafts.queries import Unsaved
from sspedu.errors import Invalid
from sspedu.learning.commands import MAX_REFLECTION
from sspedu.learning.models import Confidence
from sspedu.learning.queries import LastAttempt, Record
from sspedu.web.guard import Review
from sspedu.web.safe import sanitised

ASKED_FOR = {Required.RIGHT: Rule.RIGHT, Required.ANSWERED: Rule.ANSWERED}


@dataclass(frozen=True, slots=True)
class OptionCard:
    """An option. `verdict` ("right" or "wrong") and `feedback` are empty before the question is answered."""

    index: int
    html: Markup
    is_chosen: bool
    verdict: str | None = None
    feedback: Markup | None = None


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place that entries are put in: a number, a partner (known by its letter) or a heading."""

    index: int
    html: Markup
    letter: str = ""

    @property
    def name(self) -> str:
        """The place as plain words, for a list to choose from."""
        return f"{self.letter}: {self.html.striptags()}" if self.letter else self.html.striptags()


@dataclass(frozen=True, slots=True)
class EntryCard:
    """Something to be put in its place. `given` is the field as it was filled in.

    Before the question is answered `verdict`, `place`, `right_places` and `feedback` are empty.
    """

    index: int
    html: Markup
    given: str = ""
    verdict: str | None = None
    place: PlaceCard | None = None
    right_places: tuple[PlaceCard, ...] = ()
    feedback: Markup | None = None


class MarkingCard(NamedTuple):
    """What came of an answer. `well_judged` counts the options that were rightly chosen or rightly left."""

    is_right: bool
    score: Decimal
    well_judged: int
    given: str
    right_value: str
    feedback: Markup
    answer: Markup


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question on a page: to be answered (`is_open`), or answered (`marking`). `text_hash` pins the answer to the text it was read in.

    `rule` is how this learner completes it: as their contract says, or for what is new since, as the author says.
    """

    question: Question
    text_hash: str
    options: tuple[OptionCard, ...]
    entries: tuple[EntryCard, ...]
    places: tuple[PlaceCard, ...]
    url: str
    next_number: int
    rule: Rule | None
    is_open: bool
    is_done: bool
    marking: MarkingCard | None = None
    error: str | None = None
    notice: str = ""
    given: str = ""
    confidence: Confidence | None = None
    wants_confidence: bool = False

    @property
    def looks(self) -> Hashable | None:
        """A key for everything that the question shows, while it looks to its reader as it does to everyone who has not answered it."""
        if self.marking or self.is_done or self.next_number > 1 or self.error or self.notice or self.given or self.confidence:
            return None
        return (self.text_hash, self.question.id, self.url, self.rule, self.is_open)

    @property
    def stem(self) -> Markup:
        """The question itself."""
        return sanitised(self.question.stem_html)

    @property
    def is_judgement(self) -> bool:
        """Whether it asks for judgement rather than knowledge."""
        return is_judgement(self.question, self.rule)

    @property
    def retry_url(self) -> str:
        """Where the same question can be answered again."""
        return f"{self.url}#{self.question.id}"


def asked_for(question: Question, record: Record) -> Rule | None:
    """Return how a learner completes a question: as their contract says, or for what is new since, as the author says."""
    return record.contract.get(question.id, ASKED_FOR.get(question.required))


def is_judgement(question: Question, rule: Rule | None) -> bool:
    """Say whether a question asks for judgement rather than knowledge: then another answer than ours is no mistake.

    Of the six kinds only a guess at a number has a right answer whatever is asked for.
    """
    return rule is Rule.ANSWERED and question.kind is not QuestionKind.ESTIMATE


@dataclass(frozen=True, slots=True)
class ReflectionCard:
    """A reflection on a page: what was saved, or the draft of what is not saved yet.

    After a conflict, `text` is what was sent and `kept_text` what was kept meanwhile. `shown_before` names the newest draft that a form
    which comes back had shown already.
    """

    reflection: Reflection
    url: str
    is_open: bool
    text: str = ""
    written_at: datetime | None = None
    error: str | None = None
    kept_text: str = ""
    draft: Unsaved | None = None
    shown_before: str = ""
    max_length: int = MAX_REFLECTION
    review: Review | None = None

    @property
    def looks(self) -> Hashable | None:
        """A key for everything that the reflection shows, while nothing is written."""
        if self.text or self.written_at or self.error or self.kept_text or self.draft or self.shown_before:
            return None
        return (self.reflection, self.url, self.is_open)

    @property
    def based_on(self) -> str:
        """The name of the text that the writer has before them."""
        return stamp(self.written_at) if self.written_at else ""

    @property
    def seen(self) -> str:
        """The name of the newest draft that the page shows."""
        return stamp(self.draft.written_at) if self.draft else self.shown_before

    @property
    def draft_url(self) -> str:
        """Where the draft is kept while one writes."""
        return f"{self.url}/kladde"

    @property
    def prompt(self) -> Markup:
        """What is asked."""
        return sanitised(self.reflection.prompt_html)

    @property
    def answer(self) -> Markup | None:
        """The model answer, once something has been written."""
        return sanitised(self.reflection.answer_html) if self.written_at and self.reflection.answer_html else None


class LessonPart(NamedTuple):
    """A piece of a lesson: text, a question or a reflection."""

    html: Markup | None = None
    question: QuestionCard | None = None
    reflection: ReflectionCard | None = None

    @property
    def looks(self) -> Hashable | None:
        """A key for everything that an activity shows, while it looks to its reader as to everyone who has not begun it."""
        activity = self.question or self.reflection
        return activity.looks if activity else None


def lesson_parts(
    text: LessonText, text_hash: str, record: Record, lesson_url: str, *, shown_instead: QuestionCard | ReflectionCard | None = None
) -> Iterator[LessonPart]:
    """Put a lesson's text and activities together in reading order. One card may be shown instead of what the record would give."""
    for index, piece in enumerate(text.html):
        if isinstance(shown_instead, QuestionCard) and piece == shown_instead.question.id and index % 2:
            yield LessonPart(question=shown_instead)
        elif isinstance(shown_instead, ReflectionCard) and piece == shown_instead.reflection.id and index % 2:
            yield LessonPart(reflection=shown_instead)
        elif index % 2 == 0:
            yield LessonPart(html=sanitised(piece))
        elif (question := text.question(piece)) is not None:
            yield LessonPart(question=question_card(question, text_hash, record, lesson_url))
        elif (reflection := text.reflection(piece)) is not None:
            yield LessonPart(reflection=reflection_card(reflection, record, lesson_url))


def question_card(question: Question, text_hash: str, record: Record, lesson_url: str, *, again: bool = False) -> QuestionCard:
    """Show a question: with the marking of the latest answer if that answered this very text, otherwise open."""
    last = record.attempts.get(question.id)
    marked = None if again or last is None or last.text_hash != text_hash else _marked(question, last)
    places = _places(question)
    return QuestionCard(
        question=question,
        text_hash=text_hash,
        options=tuple(_option(question, index, marked) for index in range(len(question.options))),
        entries=_entries(question, places, marked),
        places=places,
        url=f"{lesson_url}/spoergsmaal/{question.id}",
        next_number=(last.number if last else 0) + 1,
        rule=asked_for(question, record),
        is_open=record.is_enrolled and marked is None,
        is_done=question.id in record.done,
        marking=None if marked is None else _marking_card(question, marked),
        confidence=last.confidence if last and marked else None,
        wants_confidence=question.asks_confidence,
    )


class _Marked(NamedTuple):
    answer: Answer
    marking: Marking
    raw: tuple[str, ...]


def _marked(question: Question, last: LastAttempt) -> _Marked | None:
    try:
        answer = parse_answer(question, {answer_field(question): last.given})
    except Invalid:
        return None
    return _Marked(answer, mark(question, answer), last.given)


def _option(question: Question, index: int, marked: _Marked | None) -> OptionCard:
    option = question.options[index]
    if marked is None:
        return OptionCard(index, sanitised(option.html), is_chosen=False)
    is_chosen = isinstance(marked.answer, Choice) and index in marked.answer.options
    verdict = "right" if option.is_right else "wrong"
    return OptionCard(index, sanitised(option.html), is_chosen, verdict, sanitised(option.feedback_html))


def _places(question: Question) -> tuple[PlaceCard, ...]:
    if question.kind is QuestionKind.ORDER:
        return tuple(PlaceCard(index, escape(index + 1)) for index in range(question.place_count))
    letters = ascii_uppercase if question.kind is QuestionKind.MATCH else ""
    return tuple(PlaceCard(index, sanitised(html), letters[index : index + 1]) for index, html in enumerate(question.places))


def _entries(question: Question, places: tuple[PlaceCard, ...], marked: _Marked | None) -> tuple[EntryCard, ...]:
    """Show the entries as they are stored, until they have been answered; then those that were to be put in order stand in it."""
    if marked is None or not isinstance(marked.answer, Placement):
        return tuple(EntryCard(index, sanitised(entry.html)) for index, entry in enumerate(question.entries))
    cards = [
        EntryCard(
            index=index,
            html=sanitised(entry.html),
            given=str(chosen),
            verdict="right" if is_right else "wrong",
            place=places[chosen],
            right_places=tuple(places[place] for place in entry.places),
            feedback=sanitised(entry.feedback_html),
        )
        for index, (entry, chosen, is_right) in enumerate(zip(question.entries, marked.answer.places, marked.marking.verdicts, strict=True))
    ]
    if question.kind is QuestionKind.ORDER:
        cards.sort(key=lambda card: question.entries[card.index].places)
    return tuple(cards)


def _marking_card(question: Question, marked: _Marked) -> MarkingCard:
    estimate = question.estimate
    return MarkingCard(
        is_right=marked.marking.is_right,
        score=marked.marking.score,
        well_judged=sum(marked.marking.verdicts),
        given=marked.raw[0] if question.kind is QuestionKind.ESTIMATE else "",
        right_value=f"{estimate.value:f}".replace(".", ",") if estimate else "",
        feedback=sanitised(question.feedback_html),
        answer=sanitised(question.answer_html),
    )


def filled_in(card: QuestionCard, given: Sequence[str], *, error: str, confidence: Confidence | None) -> QuestionCard:
    """Show an open question as it was filled in, with what is wrong. `given` is what its fields held."""
    return replace(
        card,
        options=tuple(replace(option, is_chosen=str(option.index) in given) for option in card.options),
        entries=tuple(replace(entry, given="".join(given[entry.index : entry.index + 1])) for entry in card.entries),
        given=given[0][:LONGEST_INPUT] if given else "",
        error=error,
        confidence=confidence,
    )


def reflection_card(reflection: Reflection, record: Record, lesson_url: str) -> ReflectionCard:
    """Show a reflection with what the learner has written so far: the draft, if there is one, and beside it what was saved since."""
    written, draft = record.reflections.get(reflection.id), record.drafts.get(reflection.id)
    saved = written.text if written else ""
    was_saved_since = draft is not None and written is not None and draft.based_on != stamp(written.written_at)
    return ReflectionCard(
        reflection=reflection,
        url=f"{lesson_url}/refleksion/{reflection.id}",
        is_open=record.is_enrolled,
        text=draft.text if draft else saved,
        written_at=written.written_at if written else None,
        kept_text=saved if was_saved_since else "",
        draft=draft,
    )
