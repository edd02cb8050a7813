"""What was asked for, and what answers it: themes and recommendations on one side, lessons on the other. Read from either side."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from sspedu.curriculum.models import Fact, LessonOutline, Module, Theme
from sspedu.curriculum.offers import Recommendation
from sspedu.library.queries import RegisterIndex, Shelf

# The figures for what the municipalities said of networks: it was asked beside the themes.
NETWORK_FACTS = ("N1", "N2", "N3", "N4")


class ThemeDemand(NamedTuple):
    """A theme with the figure for how many asked for it."""

    theme: Theme
    fact: Fact


class LessonAnswer(NamedTuple):
    """A lesson that answers something."""

    module: Module
    outline: LessonOutline

    @property
    def url(self) -> str:
        """The lesson's address."""
        return f"/moduler/{self.module.id}/{self.outline.id}"


class ThemeAnswer(NamedTuple):
    """A theme with its figure, the lessons that answer it, and the recommendations that those take up. Without lessons it is a gap."""

    theme: Theme
    fact: Fact
    lessons: tuple[LessonAnswer, ...]
    recommendations: tuple[Recommendation, ...]

    @property
    def minutes(self) -> int:
        """How long the lessons take together."""
        return sum(answer.outline.minutes for answer in self.lessons)


class RecommendationAnswer(NamedTuple):
    """A recommendation with the lessons that take it up. Without lessons it is a gap."""

    recommendation: Recommendation
    lessons: tuple[LessonAnswer, ...]


class Network(NamedTuple):
    """What the municipalities said of networks: four figures, and the lessons that cite any of them."""

    national: Fact
    regional: Fact
    inspired: Fact
    easy_to_find: Fact
    lessons: tuple[LessonAnswer, ...]


class Reasons(NamedTuple):
    """Why a lesson exists: the themes that it answers and the recommendations that it takes up."""

    demands: tuple[ThemeDemand, ...]
    recommendations: tuple[Recommendation, ...]

    @property
    def looks(self) -> tuple[tuple[str, ...], ...]:
        """Everything that shows of them, for keeping what was rendered."""
        asked = tuple((demand.theme.id, demand.theme.title, demand.fact.id, demand.fact.wording, demand.fact.n) for demand in self.demands)
        return asked + tuple((found.id, found.title) for found in self.recommendations)


def theme_demands(shelf: Shelf) -> tuple[ThemeDemand, ...]:
    """Return every theme with its figure."""
    return tuple(_demand(theme, shelf.registers) for theme in shelf.registers.all.themes)


def theme_answers(shelf: Shelf) -> tuple[ThemeAnswer, ...]:
    """Return every theme with what answers it."""
    return tuple(_theme_answer(demand, shelf) for demand in theme_demands(shelf))


def recommendation_answers(shelf: Shelf) -> tuple[RecommendationAnswer, ...]:
    """Return every recommendation with the lessons that take it up."""
    return tuple(_recommendation_answer(found, shelf) for found in shelf.registers.all.recommendations)


def network(shelf: Shelf) -> Network | None:
    """Return what the municipalities said of networks; nothing where the register has not all of its figures."""
    facts = shelf.registers.facts
    if not facts.keys() >= set(NETWORK_FACTS):
        return None
    national, regional, inspired, easy_to_find = (facts[id_] for id_ in NETWORK_FACTS)
    cited = _lessons(shelf, lambda outline: not set(NETWORK_FACTS).isdisjoint(outline.facts))
    return Network(national, regional, inspired, easy_to_find, cited)


def reasons_for(outline: LessonOutline, registers: RegisterIndex) -> Reasons:
    """Return why a lesson exists."""
    demands = tuple(_demand(registers.themes[id_], registers) for id_ in outline.themes if id_ in registers.themes)
    return Reasons(demands, _recommendations(outline.recommendations, registers))


def _demand(theme: Theme, registers: RegisterIndex) -> ThemeDemand:
    return ThemeDemand(theme, registers.facts[theme.fact])


def _theme_answer(demand: ThemeDemand, shelf: Shelf) -> ThemeAnswer:
    lessons = _lessons(shelf, lambda outline: demand.theme.id in outline.themes)
    taken_up = {id_ for answer in lessons for id_ in answer.outline.recommendations}
    return ThemeAnswer(demand.theme, demand.fact, lessons, _recommendations(taken_up, shelf.registers))


def _recommendation_answer(found: Recommendation, shelf: Shelf) -> RecommendationAnswer:
    return RecommendationAnswer(found, _lessons(shelf, lambda outline: found.id in outline.recommendations))


def _recommendations(ids: Collection[str], registers: RegisterIndex) -> tuple[Recommendation, ...]:
    """Return those with these ids, in the order of the register."""
    return tuple(found for found in registers.all.recommendations if found.id in ids) if ids else ()


def _lessons(shelf: Shelf, answers: Callable[[LessonOutline], bool]) -> tuple[LessonAnswer, ...]:
    modules: Iterable[Module] = (published.module for published in shelf.modules)
    return tuple(LessonAnswer(module, outline) for module in modules for outline in module.lessons if answers(outline))
