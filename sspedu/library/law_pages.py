"""The law register as pages show it: the list with its filter, and what needs a lawyer's eye."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sspedu.curriculum.legal_questions import LegalQuestion
from sspedu.curriculum.models import LegalState, LessonText, Provision
from sspedu.library import cards
from sspedu.library.law_uses import LessonUse, Place, place_named, uses_of_law
from sspedu.library.queries import Shelf


class LawList(NamedTuple):
    """Provisions of one state, or all of them. `counts` says how many there are of each state."""

    provisions: tuple[cards.ProvisionCard, ...]
    counts: Mapping[LegalState, int]
    state: LegalState | None

    @property
    def total(self) -> int:
        """How many provisions there are of any state."""
        return sum(self.counts.values())


class AskedCard(NamedTuple):
    """An open question with the provisions that it is about and the places that rest on it."""

    question: LegalQuestion
    law: tuple[cards.ProvisionCard, ...]
    places: tuple[Place, ...]


class UnreviewedCard(NamedTuple):
    """A provision that no lawyer has reviewed, with what was not checked and the lessons that rest on it."""

    provision: Provision
    card: cards.ProvisionCard
    uses: tuple[LessonUse, ...]


def law_list(shelf: Shelf, *, asked: str, today: date) -> LawList:
    """Return the provisions whose state is asked for; all of them for a word that is no state."""
    all_ = tuple(cards.provision_card(provision, shelf.registers, today=today) for provision in shelf.registers.all.law)
    counts = Counter(card.state for card in all_)
    state = next((state for state in LegalState if state == asked), None)
    return LawList(tuple(card for card in all_ if state in (None, card.state)), counts, state)


def questions_for_lawyer(shelf: Shelf, texts: Mapping[str, LessonText], *, today: date) -> tuple[AskedCard, ...]:
    """Return the register of legal questions, those that nobody has been asked first."""
    order = {"open": 0, "asked": 1, "answered": 2}
    questions = sorted(shelf.registers.all.legal_questions, key=lambda question: order[question.state])
    return tuple(_asked(question, shelf, texts, today) for question in questions)


def _asked(question: LegalQuestion, shelf: Shelf, texts: Mapping[str, LessonText], today: date) -> AskedCard:
    registers = shelf.registers
    law = tuple(cards.provision_card(registers.law[id], registers, today=today) for id in question.law if id in registers.law)
    places = (place_named(name, shelf, texts) for name in question.taught_in)
    return AskedCard(question, law, tuple(place for place in places if place is not None))


def unreviewed(shelf: Shelf, texts: Mapping[str, LessonText], *, today: date) -> tuple[UnreviewedCard, ...]:
    """Return every provision that no lawyer has reviewed. What most lessons rest on comes first."""
    uses = uses_of_law(shelf, texts)
    found = [
        UnreviewedCard(provision, cards.provision_card(provision, shelf.registers, today=today), uses.get(provision.id, ()))
        for provision in shelf.registers.all.law
        if not provision.is_reviewed_by_lawyer
    ]
    return tuple(sorted(found, key=lambda card: -len(card.uses)))
