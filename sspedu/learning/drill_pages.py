"""The drill as its page shows it: one situation, open or answered, and where one stands. The key stays behind until there is an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from sspedu.curriculum.models import LessonText, Question
from sspedu.curriculum.situations import Situation, Verdict
from sspedu.learning.drill import DrillTry, Overview, in_order, returns_on
from sspedu.learning.models import Confidence
from sspedu.library.cards import ProvisionCard, provision_card
from sspedu.library.queries import RegisterIndex
from sspedu.web.safe import sanitised

URL = "/maa-jeg-dele-det"


class AnswerCard(NamedTuple):
    """One of the four answers. `is_right` and `feedback` are empty before the situation is answered."""

    verdict: Verdict
    is_chosen: bool
    is_right: bool | None = None
    feedback: Markup | None = None


class BasisCard(NamedTuple):
    """A provision that the answer rests on, as it stands today, the part that is meant, and how far our reading of it can be trusted."""

    provision: ProvisionCard
    part: str
    reservation: str


class Repeated(NamedTuple):
    """The situation that this one repeats with one thing changed: met on another day perhaps, so it can be read again."""

    title: str
    story: Markup


class Explanation(NamedTuple):
    """What is said once there is an answer: why, on what law, how certain it is, and what to ask where it depends."""

    is_right: bool
    reason: Markup
    law: tuple[BasisCard, ...]
    twin: Situation | None


@dataclass(frozen=True, slots=True)
class SituationCard:
    """A situation on the page. Open while `explained` is None; `number` is the try that its form is made for."""

    situation: Situation
    text_hash: str
    story: Markup
    question: Markup
    answers: tuple[AnswerCard, ...]
    number: int
    explained: Explanation | None = None
    confidence: Confidence | None = None
    comes_back_on: date | None = None
    notice: str = ""
    error: str = ""
    repeats: Repeated | None = None

    @property
    def url(self) -> str:
        """Where it is answered, and where it can be found again."""
        return f"{URL}/{self.situation.id}"


class DrillPage(NamedTuple):
    """Everything on the page of someone who is signed in. Without a card, there is no more today."""

    card: SituationCard | None
    overview: Overview
    today: date


@dataclass(frozen=True, slots=True)
class VisitorPage:
    """What a visitor may try: one of a few situations, nothing of which is kept. `after` is the next of them, if there is one."""

    card: SituationCard | None
    position: int
    count: int
    total: int
    after: Situation | None


def open_card(
    situation: Situation,
    text: LessonText,
    *,
    number: int,
    given: Verdict | None = None,
    confidence: Confidence | None = None,
    error: str = "",
) -> SituationCard:
    """Show a situation to be answered, perhaps as it was filled in, with what is wrong."""
    answers = tuple(AnswerCard(verdict, verdict is given) for verdict in Verdict)
    story, question = _texts(situation, text)
    return SituationCard(situation, situation.text_hash, story, question, answers, number, confidence=confidence, error=error)


def answered_card(
    situation: Situation,
    text: LessonText,
    registers: RegisterIndex,
    tries: Sequence[DrillTry],
    *,
    today: date,
    notice: str = "",
) -> SituationCard:
    """Show a situation with its latest answer, marked as it was then, in the words that were read."""
    last = tries[-1]
    card = explained_card(situation, text, registers, last.given, today=today)
    return SituationCard(
        situation,
        last.text_hash,
        card.story,
        card.question,
        card.answers,
        number=last.number + 1,
        explained=card.explained,
        confidence=last.confidence,
        comes_back_on=returns_on(tries),
        notice=notice,
    )


def explained_card(situation: Situation, text: LessonText, registers: RegisterIndex, given: Verdict, *, today: date) -> SituationCard:
    """Show a situation with an answer that nobody keeps, and everything that there is to say of it."""
    story, question = _texts(situation, text)
    asked = question_of(situation, text)
    answers = tuple(
        AnswerCard(verdict, verdict is given, option.is_right, sanitised(option.feedback_html))
        for verdict, option in zip(Verdict, asked.options, strict=True)
    )
    is_right = next(answer.is_right is True for answer in answers if answer.is_chosen)
    explained = Explanation(
        is_right, sanitised(asked.answer_html), _law(situation, registers, today), registers.situations.get(situation.twin)
    )
    return SituationCard(situation, situation.text_hash, story, question, answers, number=1, explained=explained)


def repeated(situation: Situation, text: LessonText) -> Repeated:
    """Show the situation that another one repeats: its story alone."""
    return Repeated(situation.title, _texts(situation, text)[0])


def question_of(situation: Situation, text: LessonText) -> Question:
    """Return the one question of a situation: it bears the situation's id. Its options stand in the order of `Verdict`."""
    found = text.question(situation.id)
    assert found is not None
    return found


def is_right(situation: Situation, text: LessonText, given: Verdict) -> bool:
    """Mark an answer by the text that was read. Where several are right, any of them will do."""
    options = dict(zip(Verdict, question_of(situation, text).options, strict=True))
    return options[given].is_right


def for_visitors(registers: RegisterIndex) -> tuple[Situation, ...]:
    """Return the situations that visitors may try."""
    return tuple(situation for situation in in_order(registers.all.situations) if situation.is_open)


def _law(situation: Situation, registers: RegisterIndex, today: date) -> tuple[BasisCard, ...]:
    found = ((registers.law[basis.provision], basis.part) for basis in situation.law if basis.provision in registers.law)
    return tuple(BasisCard(provision_card(entry, registers, today=today), part, entry.reservation) for entry, part in found)


def _texts(situation: Situation, text: LessonText) -> tuple[Markup, Markup]:
    return sanitised("".join(text.html[::2])), sanitised(question_of(situation, text).stem_html)
