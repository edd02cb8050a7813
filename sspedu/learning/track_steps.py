"""Where a lesson stands in the tracks that its reader is on, and what comes after it there."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sspedu.curriculum.models import LessonOutline
from sspedu.curriculum.offers import LessonPlace, Track
from sspedu.learning.queries import TrackBeside
from sspedu.learning.states import lesson_url
from sspedu.learning.track_states import track_url
from sspedu.library.queries import Shelf


class Stop(NamedTuple):
    """A lesson to go to."""

    outline: LessonOutline
    url: str


@dataclass(frozen=True, slots=True)
class TrackStep:
    """A lesson's place in a track: the lessons before and after it there."""

    track: Track
    position: int
    previous: Stop | None
    next: Stop | None
    is_completed: bool

    @property
    def count(self) -> int:
        """How many lessons the track has."""
        return len(self.track.lessons)

    @property
    def looks(self) -> Hashable:
        """A key for everything that a lesson shows of it, beside what the registers say."""
        ways = ((stop.url, stop.outline.title) for stop in (self.previous, self.next) if stop)
        return (self.track.id, self.position, self.previous is None, *ways)

    @property
    def url(self) -> str:
        """The track's address."""
        return track_url(self.track.id)


def track_steps(beside: Iterable[TrackBeside], module_id: str, lesson_id: str, published: Shelf) -> tuple[TrackStep, ...]:
    """Find the lesson in the tracks that its reader is on, in the order given. Those without it are left out."""
    here = LessonPlace(module=module_id, lesson=lesson_id)
    tracks = ((published.registers.tracks.get(found.track_id), found) for found in beside)
    return tuple(_step(track, here, found, published) for track, found in tracks if track is not None and here in track.lessons)


def _step(track: Track, here: LessonPlace, found: TrackBeside, published: Shelf) -> TrackStep:
    at = track.lessons.index(here)
    before = _stop(track.lessons[at - 1], published) if at else None
    after = _stop(track.lessons[at + 1], published) if at + 1 < len(track.lessons) else None
    return TrackStep(track, at + 1, before, after, found.is_completed)


def _stop(place: LessonPlace, published: Shelf) -> Stop:
    return Stop(published.module(place.module).lesson(place.lesson), lesson_url(place.module, place.lesson))
