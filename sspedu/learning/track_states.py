"""How far one person is with a track, as pages show it. Values only: built from what they have done and what is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sspedu.curriculum.models import Module, Rule
from sspedu.curriculum.offers import Track
from sspedu.learning.models import CompletionKind
from sspedu.learning.progress import progress
from sspedu.learning.queries import LONG_AGO, NO_TRACK, NOTHING, Done, Mine, Record, TrackRecord
from sspedu.learning.states import LessonState, Undertaking, module_state
from sspedu.library.queries import Shelf

# So few lessons of a module together that a heading above them would only be in the way.
FEW = 2


class TrackGroup(NamedTuple):
    """Lessons of a track that follow each other and are of one module."""

    module: Module
    lessons: tuple[LessonState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackState(Undertaking):
    """A track as one person (or a visitor) has come with it. `modules` are those of its lessons, by id."""

    track: Track
    modules: Mapping[str, Module]
    last_active_at: datetime = LONG_AGO

    @property
    def title(self) -> str:
        """The track's title."""
        return self.track.title

    @property
    def url(self) -> str:
        """The track's address."""
        return track_url(self.track.id)

    @property
    def groups(self) -> tuple[TrackGroup, ...]:
        """The lessons under their modules, where that gives less to read than the module's name at each."""
        groups = [(module_id, tuple(lessons)) for module_id, lessons in groupby(self.lessons, key=lambda lesson: lesson.module_id)]
        if len(groups) * FEW > len(self.lessons):
            return ()
        return tuple(TrackGroup(self.modules[module_id], lessons) for module_id, lessons in groups)


def track_url(track_id: str) -> str:
    """Return the address of a track."""
    return f"/forloeb/{track_id}"


def track_state(track: Track, published: Shelf, mine: Mine) -> TrackState:
    """Put a track and what a person has done together. What is done in any module counts, whoever opened it."""
    record = mine.tracks.get(track.id, NO_TRACK)
    named = dict.fromkeys(place.module for place in track.lessons)
    states = {id_: module_state(published.module(id_).module, _as_agreed(id_, record, mine)) for id_ in named}
    done, waived = _done(record, mine)
    contract = {_key(pair): Rule.READ for pair in record.contract}
    moments = [*(found.at for found in done.values()), *([record.enrolled_at] if record.enrolled_at else [])]
    return TrackState(
        track=track,
        modules={id_: state.module for id_, state in states.items()},
        lessons=tuple(states[place.module].lesson(place.lesson) for place in track.lessons),
        progress=progress(contract, {_key(pair) for pair in done} | waived, waived),
        enrolled_at=record.enrolled_at,
        completed_at=record.completed_at,
        has_left=record.has_left,
        last_active_at=max(moments, default=LONG_AGO),
    )


def _as_agreed(module_id: str, record: TrackRecord, mine: Mine) -> Record:
    """Return the person's record on a module as the track sees it: its contract in place of the module's."""
    done = dict(mine.modules.get(module_id, NOTHING).done)
    for (module, item_id), at in record.waived.items():
        if module == module_id:
            done.setdefault(item_id, Done(at, CompletionKind.WAIVED))
    contract = {item_id: Rule.READ for module, item_id in record.contract if module == module_id}
    return Record(enrolled_at=record.enrolled_at, contract=contract, done=done)


def _done(record: TrackRecord, mine: Mine) -> tuple[dict[tuple[str, str], Done], set[str]]:
    """Return what is complete of the track's contract, and the names of those items that nobody did."""
    found = {
        (module_id, item_id): done
        for module_id, one in mine.modules.items()
        for item_id, done in one.done.items()
        if (module_id, item_id) in record.contract
    }
    earned = {pair for pair, done in found.items() if done.kind is not CompletionKind.WAIVED}
    return found, {_key(pair) for pair in (record.waived.keys() | found.keys()) - earned}


def _key(pair: tuple[str, str]) -> str:
    return "/".join(pair)
