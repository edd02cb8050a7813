"""The page for someone who has a few minutes: what fits, why, and where it is done."""

from collections.abc import Iterable
from typing import NamedTuple

from sspedu.curriculum.models import LessonOutline, Module, Rule
from sspedu.learning.again import Again, AgainCard
from sspedu.learning.plans import CHOICES, MINUTES, Piece, Why, fitting, minutes_of
from sspedu.learning.states import ItemState, LessonState, question_url


class SuggestionCard(NamedTuple):
    """Something that can be done now. `title` is empty for a whole lesson or the rest of one."""

    module: Module
    lesson: LessonOutline
    why: Why
    minutes: int
    title: str
    url: str
    is_new: bool = False
    again: AgainCard | None = None


class SpareMinutes(NamedTuple):
    """Everything on the page. Without suggestions, `shortest` is what comes nearest; without that, nothing is open."""

    minutes: int
    suggestions: tuple[SuggestionCard, ...]
    total: int
    shortest: SuggestionCard | None
    again: Again
    is_enrolled: bool
    choices: tuple[int, ...] = CHOICES


def spare_minutes(minutes: int, lessons: Iterable[tuple[Module, LessonState]], looking_again: Again, *, is_enrolled: bool) -> SpareMinutes:
    """Choose what fits from the lessons of what someone is on, in the order given, and from what comes back today."""
    offers = [offer for module, lesson in lessons for offer in _offers(module, lesson)]
    offers += [_again(card) for card in looking_again.due]
    plan = fitting([piece for piece, _card in offers], minutes)
    cards = dict(offers)
    return SpareMinutes(
        minutes=minutes,
        suggestions=tuple(cards[piece] for piece in plan.pieces),
        total=plan.minutes,
        shortest=cards[plan.shortest] if plan.shortest else None,
        again=looking_again,
        is_enrolled=is_enrolled,
    )


Offer = tuple[Piece, SuggestionCard]


def _offers(module: Module, lesson: LessonState) -> list[Offer]:
    """Offer what is open in a lesson: all of it in one go, and each thing alone."""
    left = tuple(state for state in lesson.items if not state.is_done)
    if not left:
        return []
    whole = Why.REST_OF_LESSON if lesson.is_started else Why.WHOLE_LESSON
    offers = [_offer(module, lesson, left, whole, _first_place(lesson, left))]
    alone = Why.PART_OF_BEGUN_LESSON if lesson.is_started else Why.PART_OF_NEW_LESSON
    if len(left) > 1:
        parts = [state for state in left if state.item.rule is not Rule.READ or lesson.is_started]
        offers += [_offer(module, lesson, (state,), alone, _place(lesson, state), title=state.item.title) for state in parts]
    elif left[0].item.rule is not Rule.READ:
        offers = [_offer(module, lesson, left, whole, _place(lesson, left[0]), title=left[0].item.title)]
    return offers


def _offer(module: Module, lesson: LessonState, items: tuple[ItemState, ...], why: Why, url: str, *, title: str = "") -> Offer:
    outline = lesson.outline
    minutes = minutes_of(outline.minutes, [item.rule for item in outline.items], [state.item.rule for state in items])
    piece = Piece(module.id, outline.id, tuple(state.item.id for state in items), minutes, why)
    is_new = all(not state.is_in_contract for state in items)
    return piece, SuggestionCard(module, outline, why, minutes, title, url, is_new)


def _again(card: AgainCard) -> Offer:
    minutes = MINUTES[Rule.RIGHT]
    piece = Piece(card.module.id, card.lesson.id, (card.question.id,), minutes, Why.DOUBTED)
    return piece, SuggestionCard(card.module, card.lesson, Why.DOUBTED, minutes, card.question.title, card.url, again=card)


def _first_place(lesson: LessonState, left: tuple[ItemState, ...]) -> str:
    """Return where to go on: the top of a lesson that is new, the first open activity, or where the lesson is marked as read."""
    if not lesson.is_started:
        return lesson.url
    activity = next((state for state in left if state.item.rule is not Rule.READ), None)
    return f"{lesson.url}#side-gennemfoer" if activity is None else _place(lesson, activity)


def _place(lesson: LessonState, state: ItemState) -> str:
    if state.item.rule is Rule.READ:
        return lesson.url
    if state.item.rule is Rule.WRITTEN:
        return f"{lesson.url}#{state.anchor}"
    return question_url(lesson.module_id, lesson.outline.id, state.item.id)
