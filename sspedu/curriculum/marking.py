"""Marking: from what a form sent to an answer, and from an answer to a score. Decides nothing about progress."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from sspedu.curriculum.models import Estimate, Question, QuestionKind
from sspedu.errors import N_, Invalid

OPTION_FIELD = "option"
VALUE_FIELD = "value"
PLACE_FIELD = "place"
LONGEST_INPUT = 40
PLACED = frozenset({QuestionKind.ORDER, QuestionKind.MATCH, QuestionKind.SORT})
INDEX = re.compile(r"[0-9]{1,3}")
DANISH_NUMBER = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,([0-9]{1,6}))?")
POINT_NUMBER = re.compile(r"(-?)([0-9]{1,12})\.([0-9]{1,6})")
UNITS = re.compile(r"(?:pct\.?|procent|%)$", re.IGNORECASE)
HUNDREDTH = Decimal("0.01")


class Choice(NamedTuple):
    """The options chosen, by index."""

    options: frozenset[int]


class Guess(NamedTuple):
    """The number guessed."""

    value: Decimal


class Placement(NamedTuple):
    """The place chosen for each entry, by index, in the order in which the question has them."""

    places: tuple[int, ...]


Answer = Choice | Guess | Placement


class Marking(NamedTuple):
    """What an answer is worth.

    `verdicts` says of each option whether it was rightly chosen or rightly left, of each entry whether it stands right, of an estimate
    whether it hit.
    """

    is_right: bool
    score: Decimal
    verdicts: tuple[bool, ...]


def mark(question: Question, answer: Answer) -> Marking:
    """Mark an answer.

    The score of "all of them" is (right chosen - wrong chosen) / right, never below 0, so that choosing everything earns nothing extra.
    What is to be placed earns the share that stands right.
    Raises `Invalid` if the answer is of another kind than the question.
    """
    if isinstance(answer, Guess) and question.estimate is not None:
        return _mark_guess(question.estimate, answer.value)
    if isinstance(answer, Placement) and len(answer.places) == len(question.entries) > 0:
        return _mark_placement(question, answer.places)
    if isinstance(answer, Choice) and question.estimate is None and not question.entries:
        return _mark_choice(question, answer.options)
    raise Invalid(OPTION_FIELD, N_("Svaret passer ikke til spørgsmålet. Genindlæs siden, og svar igen."))


def answer_field(question: Question) -> str:
    """Return the name of the form's fields that hold the answer: one for each option, one for each entry in order, or one number."""
    if question.kind is QuestionKind.ESTIMATE:
        return VALUE_FIELD
    return PLACE_FIELD if question.kind in PLACED else OPTION_FIELD


def parse_answer(question: Question, raw: Mapping[str, Sequence[str]]) -> Answer:
    """Read what a form sent: `option` holds one index per chosen option, `value` a number as Danes write it, `place` one index per entry.

    Raises `Invalid` with a sentence for the learner.
    """
    given = raw.get(answer_field(question), ())
    if question.kind is QuestionKind.ESTIMATE:
        return Guess(_share_or_number(question, _number(given)))
    if question.kind in PLACED:
        return Placement(_places(question, given))
    if len(given) > len(question.options):
        raise Invalid(OPTION_FIELD, N_("Der er valgt flere svar, end spørgsmålet har. Vælg igen."))
    chosen = frozenset(_index(text, len(question.options), OPTION_FIELD) for text in given)
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


def _mark_placement(question: Question, places: tuple[int, ...]) -> Marking:
    verdicts = tuple(place in entry.places for place, entry in zip(places, question.entries, strict=True))
    share = Decimal(sum(verdicts)) / len(verdicts)
    return Marking(all(verdicts), share.quantize(HUNDREDTH, rounding="ROUND_DOWN"), verdicts)


def _places(question: Question, given: Sequence[str]) -> tuple[int, ...]:
    if len(given) > len(question.entries):
        raise Invalid(PLACE_FIELD, N_("Svaret passer ikke til spørgsmålet. Genindlæs siden, og svar igen."))
    missing = len(question.entries) - sum(bool(text) for text in given)
    if missing:
        count = len(question.entries)
        raise Invalid(
            PLACE_FIELD, N_("Vælg ved hvert punkt, før du trykker Svar. Du mangler %(missing)d af %(count)d."), missing=missing, count=count
        )
    places = tuple(_index(text, question.place_count, PLACE_FIELD) for text in given)
    twice = next((place for place in places if places.count(place) > 1), None)
    if question.kind is QuestionKind.ORDER and twice is not None:
        raise Invalid(PLACE_FIELD, N_("Nr. %(number)d står ved flere punkter. Giv hvert punkt sit eget nummer."), number=twice + 1)
    return places


def _index(text: str, count: int, field: str) -> int:
    if INDEX.fullmatch(text) and int(text) < count:
        return int(text)
    raise Invalid(field, N_("Det svar findes ikke. Genindlæs siden, og svar igen."))


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
