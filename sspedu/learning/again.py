"""Questions that come back: what a learner doubted or got wrong, with where to answer it again."""

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonOutline, LessonText, Module, Question
from sspedu.learning.cards import asked_for, is_judgement
from sspedu.learning.doubts import Doubt, Reason, doubt
from sspedu.learning.queries import Record
from sspedu.learning.states import question_url
from sspedu.library.queries import PublishedModule, Shelf, lesson_texts


class AgainCard(NamedTuple):
    """A question to look at again. `is_judgement` where there is no one right answer."""

    module: Module
    lesson: LessonOutline
    question: Question
    doubt: Doubt
    is_judgement: bool

    @property
    def url(self) -> str:
        """Where it can be answered again, at its anchor."""
        return question_url(self.module.id, self.lesson.id, self.question.id)


class Again(NamedTuple):
    """What to look at again today, what matters most first; and how much comes later, the next of it on a day."""

    due: tuple[AgainCard, ...] = ()
    later: int = 0
    next_on: date | None = None


def again(session: Session, published: Shelf, mine: dict[str, Record], *, today: date) -> Again:
    """Find what comes back to one person. A question that has left the published version comes back no more."""
    worth_asking = [entry for entry in published.modules if _has_doubts(mine.get(entry.id))]
    texts = lesson_texts(session, [lesson.text_hash for entry in worth_asking for lesson in entry.module.lessons])
    cards = [card for entry in worth_asking for card in _cards(entry, mine[entry.id], texts)]
    due = [card for card in cards if card.doubt.is_due(today)]
    later = [card.doubt.on for card in cards if not card.doubt.is_due(today)]
    what_matters_most = list(Reason)
    due.sort(key=lambda card: (what_matters_most.index(card.doubt.reason), card.doubt.on))
    return Again(tuple(due), len(later), min(later, default=None))


def _has_doubts(record: Record | None) -> bool:
    return record is not None and record.is_enrolled and any(doubt(tries) for tries in record.tries.values())


def _cards(entry: PublishedModule, record: Record, texts: dict[str, LessonText]) -> list[AgainCard]:
    cards = []
    for lesson in entry.module.lessons:
        for question in texts[lesson.text_hash].questions:
            judges = is_judgement(question, asked_for(question, record))
            found = doubt(record.tries.get(question.id, ()), is_judgement=judges)
            if found is not None:
                cards.append(AgainCard(entry.module, lesson, question, found, judges))
    return cards
