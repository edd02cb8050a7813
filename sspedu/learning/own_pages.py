"""The learner's own pages, put together from what is published and everything that one person has done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonOutline, Module
from sspedu.curriculum.offers import Track
from sspedu.errors import NotFound
from sspedu.learning.again import Again, again
from sspedu.learning.pages import ModuleCard
from sspedu.learning.plans import CHOICES
from sspedu.learning.queries import NOTHING, Mine, everything
from sspedu.learning.spare_minutes import SpareMinutes, spare_minutes
from sspedu.learning.states import LessonState, ModuleState, Undertaking, module_state
from sspedu.learning.track_states import TrackState, track_state
from sspedu.library.queries import Shelf
from sspedu.policy import Actor


@dataclass(frozen=True, slots=True)
class TrackCard:
    """A track as a list shows it. `left` is how far the reader had come before they left it."""

    track: Track
    left: TrackState | None = None

    @property
    def lesson_count(self) -> int:
        """How many lessons it has."""
        return len(self.track.lessons)


class ResumeCard(NamedTuple):
    """Where to go on: the lesson, and the track or module that leads there."""

    title: str
    lesson: LessonOutline
    url: str


class MyLearning(NamedTuple):
    """Everything on the learner's own page. Modules are those one has chosen: what a track opened shows as the track."""

    resume: ResumeCard | None
    tracks: tuple[TrackState, ...]
    modules: tuple[ModuleState, ...]
    completed: tuple[Undertaking, ...]
    offered_tracks: tuple[TrackCard, ...]
    offered: tuple[ModuleCard, ...]
    again: Again
    choices: tuple[int, ...] = CHOICES

    @property
    def is_under_way(self) -> bool:
        """Whether anything is begun and not completed."""
        return bool(self.tracks or self.modules)


class _Work(NamedTuple):
    """What one person is on, each kind in the order of the site."""

    mine: Mine
    tracks: tuple[TrackState, ...]
    modules: tuple[ModuleState, ...]

    @property
    def chosen(self) -> tuple[ModuleState, ...]:
        """The modules that one is on and has chosen."""
        return tuple(state for state in self.modules if state.is_enrolled and not state.is_quiet)

    def latest_first(self) -> list[TrackState | ModuleState]:
        """What is begun and not completed, that in which something was done last first; a track before the module it was done in."""
        tracks: list[TrackState | ModuleState] = [state for state in self.tracks if state.is_enrolled]
        begun = [state for state in [*tracks, *self.chosen] if not state.is_completed]
        return sorted(begun, key=self._last_active_at, reverse=True)

    def _last_active_at(self, state: TrackState | ModuleState) -> datetime:
        return state.last_active_at if isinstance(state, TrackState) else self.mine.modules[state.module.id].last_active_at


def track_cards(published: Shelf) -> tuple[TrackCard, ...]:
    """Show every track that is offered, as a list does."""
    return tuple(TrackCard(track) for track in published.registers.all.tracks if track.is_offered)


def tracks_with(published: Shelf, module_id: str) -> tuple[Track, ...]:
    """Return the offered tracks that have lessons of a module."""
    tracks = (card.track for card in track_cards(published))
    return tuple(track for track in tracks if any(place.module == module_id for place in track.lessons))


def my_learning(session: Session, actor: Actor, published: Shelf, *, today: date) -> MyLearning:
    """Put the learner's own page together: where to go on, what comes back, what is begun, completed, or there to begin."""
    work = _work(published, everything(session, actor.id))
    begun = tuple(state for state in work.chosen if not state.is_completed)
    tracks = tuple(state for state in work.tracks if state.is_enrolled)
    completed = (*(state for state in tracks if state.is_completed), *(state for state in work.modules if state.is_completed))
    return MyLearning(
        resume=_resume(work),
        tracks=tuple(state for state in tracks if not state.is_completed),
        modules=begun,
        completed=completed,
        offered_tracks=_offered_tracks(published, work),
        offered=tuple(_card(state) for state in work.modules if state not in begun and not state.is_completed),
        again=again(session, published, work.mine.modules, today=today),
    )


def spare_minutes_page(session: Session, actor: Actor, published: Shelf, minutes: int, *, today: date) -> SpareMinutes:
    """Put the page for a few minutes together. Raises `NotFound` for a time that is not offered."""
    if minutes not in CHOICES:
        raise NotFound
    work = _work(published, everything(session, actor.id))
    is_on_any = bool(work.chosen) or any(state.is_enrolled for state in work.tracks)
    looking_again = again(session, published, work.mine.modules, today=today)
    return spare_minutes(minutes, list(_open_lessons(work)), looking_again, is_enrolled=is_on_any)


def _work(published: Shelf, mine: Mine) -> _Work:
    begun = (track for track in published.registers.all.tracks if track.id in mine.tracks)
    return _Work(
        mine=mine,
        tracks=tuple(track_state(track, published, mine) for track in begun),
        modules=tuple(module_state(entry.module, mine.modules.get(entry.id, NOTHING)) for entry in published.modules),
    )


def _open_lessons(work: _Work) -> Iterator[tuple[Module, LessonState]]:
    """Give the lessons of what one is on, each once: of what a track opened only those that the track has."""
    seen: set[tuple[str, str]] = set()
    finished = [state for state in work.chosen if state.is_completed]
    for state in [*work.latest_first(), *finished]:
        for lesson in state.lessons:
            if (lesson.module_id, lesson.outline.id) in seen:
                continue
            seen.add((lesson.module_id, lesson.outline.id))
            yield (state.module if isinstance(state, ModuleState) else state.modules[lesson.module_id]), lesson


def _offered_tracks(published: Shelf, work: _Work) -> tuple[TrackCard, ...]:
    begun = {state.track.id: state for state in work.tracks}
    away = {id_ for id_, state in begun.items() if state.has_left}
    cards = (replace(card, left=begun.get(card.track.id)) for card in track_cards(published))
    return tuple(card for card in cards if card.left is None or card.track.id in away)


def _card(state: ModuleState) -> ModuleCard:
    """Show a module that one is not on, or has not chosen; one that was left, with how far one had come."""
    return ModuleCard(state.module, len(state.module.lessons), state if state.has_left else None)


def _resume(work: _Work) -> ResumeCard | None:
    """Lead on with the track or module in which something was done last."""
    for state in work.latest_first():
        if state.next_lesson is not None:
            return ResumeCard(state.title, state.next_lesson.outline, state.next_lesson.url)
    return None
