"""Marking: from what a form sent to an answer, and from an answer to a score. Decides nothing about progress."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sspedu.curriculum.models import Estimate, Question, QuestionKind
from sspedu.errors import N_, Invalid

OPTION_FIELD = "option"
VALUE_FIELD = "value"
LONGEST_INPUT = 40
INDEX = re.compile(r"[0-9]{1,3}")
DANISH_NUMBER = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,([0-9]{1,6}))?")
POINT_NUMBER = re.compile(r"(-?)([0-9]{1,12})\.([0-9]{1,6})")
UNITS = re.compile(r"(?:pct\.?|procent|%)$", re.IGNORECASE)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Choice:
    """The options chosen, by index."""

    options: frozenset[int]


@dataclass(frozen=True, slots=True)
class Guess:
    """The number guessed."""

    value: Decimal


Answer = Choice | Guess


@dataclass(frozen=True, slots=True)
class Marking:
    """What an answer is worth. `verdicts` says of each option whether it was rightly chosen or rightly left; of an estimate, if it hit."""

    is_right: bool
    score: Decimal
    verdicts: tuple[bool, ...]


def mark(question: Question, answer: Answer) -> Marking:
    """Mark an answer.

    The score of "all of them" is (right chosen - wrong chosen) / right, never below 0, so that choosing everything earns nothing extra.
    Raises `Invalid` if the answer is of another kind than the question.
    """
    if isinstance(answer, Guess) and question.estimate is not None:
        return _mark_guess(question.estimate, answer.value)
    if isinstance(answer, Choice) and question.estimate is None:
        return _mark_choice(question, answer.options)
    raise Invalid(OPTION_FIELD, N_("Svaret passer ikke til spørgsmålet. Genindlæs siden, og svar igen."))


def parse_answer(question: Question, raw: Mapping[str, Sequence[str]]) -> Answer:
    """Read what a form sent: `option` holds one index per chosen option, `value` a number as Danes write it.

    Raises `Invalid` with a sentence for the learner.
    """
    if question.kind is QuestionKind.ESTIMATE:
        return Guess(_share_or_number(question, _number(raw.get(VALUE_FIELD, ()))))
    given = raw.get(OPTION_FIELD, ())
    if len(given) > len(question.options):
        raise Invalid(OPTION_FIELD, N_("Der er valgt flere svar, end spørgsmålet har. Vælg igen."))
    chosen = frozenset(_index(text, len(question.options)) for text in given)
    if not chosen:
        raise Invalid(OPTION_FIELD, N_("Vælg et svar, før du trykker Svar."))
    if question.kind is QuestionKind.SINGLE and len(chosen) > 1:
        raise Invalid(OPTION_FIELD, N_("Vælg kun ét svar."))
    return Choice(chosen)


def _share_or_number(question: Question, value: Decimal) -> Decimal:
    if question.estimate is not None and question.estimate.unit.startswith("pct") and not 0 <= value <= 100:
        raise Invalid(VALUE_FIELD, N_("Skriv et tal mellem 0 og 100."))
    return value


def _mark_guess(estimate: Estimate, value: Decimal) -> Marking:
    is_right = abs(value - estimate.value) <= estimate.tolerance
    return Marking(is_right, Decimal(int(is_right)), (is_right,))


def _mark_choice(question: Question, chosen: frozenset[int]) -> Marking:
    key = frozenset(index for index, option in enumerate(question.options) if option.is_right)
    verdicts = tuple((index in chosen) == option.is_right for index, option in enumerate(question.options))
    is_right = chosen == key and bool(key)
    if is_right or question.kind is QuestionKind.SINGLE or not key:
        return Marking(is_right, Decimal(int(is_right)), verdicts)
    share = Decimal(len(chosen & key) - len(chosen - key)) / len(key)
    # Rounded down, so that only the whole key earns a 1.
    return Marking(False, max(Decimal(0), share).quantize(HUNDREDTH, rounding="ROUND_DOWN"), verdicts)


def _index(text: str, count: int) -> int:
    if INDEX.fullmatch(text) and int(text) < count:
        return int(text)
    raise Invalid(OPTION_FIELD, N_("Det svar findes ikke. Genindlæs siden, og svar igen."))


def _number(given: Sequence[str]) -> Decimal:
    text = given[0].strip() if given else ""
    if not text:
        raise Invalid(VALUE_FIELD, N_("Skriv et tal, før du trykker Svar."))
    if len(given) > 1 or len(text) > LONGEST_INPUT:
        raise Invalid(VALUE_FIELD, N_("Skriv ét tal med cifre, fx 40 eller 12,5."))
    bare = UNITS.sub("", text.replace("−", "-").replace("\u00a0", " ")).strip()
    if match := DANISH_NUMBER.fullmatch(bare):
        sign, whole, part = match.groups()
        return Decimal(f"{sign}{whole.replace('.', '')}.{part or '0'}")
    if POINT_NUMBER.fullmatch(bare):
        return Decimal(bare)
    raise Invalid(VALUE_FIELD, N_("Skriv ét tal med cifre, fx 40 eller 12,5."))
