"""What is asked about enrolment and progress: everything one person has done, in one query."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Row
from sqlalchemy.orm import Session

from sspedu.curriculum.models import Rule
from sspedu.db import ask
from sspedu.drafts.queries import Unsaved, set_aside
from sspedu.learning.models import CompletionKind, Confidence
from sspedu.learning.progress import Progress, progress
from sspedu.learning.queries.statements import all_modules, one_lesson, one_module, place_of, where_one_stands
from sspedu.library.queries import Shelf, shelf_of

OF_TRACKS = frozenset({"on track", "track completed", "asked"})
LONG_AGO = datetime(1975, 1, 1, tzinfo=UTC)


class Done(NamedTuple):
    """That an item is complete: when, and how it came to be."""

    at: datetime
    kind: CompletionKind


class LastAttempt(NamedTuple):
    """The latest answer to a question, pinned to the text it answered."""

    number: int
    text_hash: str
    given: tuple[str, ...]
    confidence: Confidence | None
    answered_at: datetime


class Written(NamedTuple):
    """A reflection as it stands."""

    text: str
    written_at: datetime


class Try(NamedTuple):
    """One answer of those that decide whether a question comes back: how it went, how sure one was, and when."""

    is_right: bool
    confidence: Confidence | None
    at: datetime


class OwnReport(NamedTuple):
    """A fault that the person has reported in a lesson, and what came of it."""

    text: str
    reported_at: datetime
    is_handled: bool
    note: str


class TrackBeside(NamedTuple):
    """A track that the person is on while they are in a lesson."""

    track_id: str
    is_completed: bool
    enrolled_at: datetime


@dataclass(slots=True)
class TrackRecord:
    """Everything that one person has agreed to on one track: pairs of module and item, and since when nobody waits for some of them."""

    enrolled_at: datetime | None = None
    completed_at: datetime | None = None
    has_left: bool = False
    contract: set[tuple[str, str]] = field(default_factory=set)
    waived: dict[tuple[str, str], datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """Everything that one person has done on one module.

    Attempts, reflections, drafts, reports and tracks beside only of the lesson that was asked for; tries only where all modules were.
    """

    enrolled_at: datetime | None = None
    completed_at: datetime | None = None
    has_left: bool = False
    is_quiet: bool = False
    revision: int = 0
    contract: dict[str, Rule] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)
    attempts: dict[str, LastAttempt] = field(default_factory=dict)
    reflections: dict[str, Written] = field(default_factory=dict)
    drafts: dict[str, Unsaved] = field(default_factory=dict)
    reports: list[OwnReport] = field(default_factory=list)
    tries: dict[str, list[Try]] = field(default_factory=dict)
    beside: list[TrackBeside] = field(default_factory=list)

    @property
    def is_enrolled(self) -> bool:
        """Whether the person is on the module now."""
        return self.enrolled_at is not None and not self.has_left

    @property
    def progress(self) -> Progress:
        """How far the person has come."""
        waived = {item_id for item_id, done in self.done.items() if done.kind is CompletionKind.WAIVED}
        return progress(self.contract, self.done.keys(), waived)

    @property
    def last_active_at(self) -> datetime:
        """When something was completed last, or the module begun."""
        moments = [done.at for done in self.done.values()]
        return max([*moments, self.enrolled_at] if self.enrolled_at else moments, default=LONG_AGO)


NOTHING = Record()
NO_TRACK = TrackRecord()


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything that one person has done, by module, and the tracks that they have begun, by id."""

    modules: dict[str, Record] = field(default_factory=dict)
    tracks: dict[str, TrackRecord] = field(default_factory=dict)


class Standing(NamedTuple):
    """What is published now, and `marks` of that and of how far one person has come: as long as they are the same, so are the pages."""

    shelf: Shelf
    marks: str


def standing(session: Session, user_id: int | None) -> Standing:
    """Return what is published now and where the person stands, in one query."""
    rows = ask(session, where_one_stands(), {"user_id": user_id}).all()
    marks = [f"{row.version_id}/{row.registers_id}/{row.revisions}/{row.tracks}/{row.writing}/{row.reports}" for row in rows]
    return Standing(shelf_of(session, rows), " ".join(marks))


def everything(session: Session, user_id: int | None) -> Mine:
    """Return the person's record on every module and track they have begun, with the latest tries of each question. Empty for a visitor."""
    mine = Mine()
    for row in ask(session, all_modules(), {"user_id": user_id}) if user_id is not None else ():
        if row.what in OF_TRACKS:
            _enter_track(mine.tracks, row)
        else:
            _enter(mine.modules.setdefault(row.module_id, Record()), row)
    return Mine(_in_time(mine.modules), mine.tracks)


def record(session: Session, user_id: int | None, module_id: str) -> Record:
    """Return the person's record on one module, without answers. Empty for a visitor."""
    if user_id is None:
        return NOTHING
    return _read(session, one_module(), {"user_id": user_id, "module_id": module_id}).get(module_id, NOTHING)


def lesson_record(session: Session, user_id: int | None, module_id: str, lesson_id: str, items: Iterable[str]) -> Record:
    """Return the person's record on one module with what they did in one lesson, of whose activities `items` are the ids."""
    if user_id is None:
        return NOTHING
    ids = list(items)
    places = [place_of(module_id, item_id).key for item_id in ids]
    values = {"user_id": user_id, "module_id": module_id, "lesson_id": lesson_id, "item_ids": ids, "places": places}
    return _read(session, one_lesson(), values).get(module_id, NOTHING)


def _read(session: Session, statement: CompoundSelect[*tuple[Any, ...]], values: Mapping[str, object]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for row in ask(session, statement, values):
        _enter(found.setdefault(row.module_id, Record()), row)
    return _in_time(found)


def _in_time(found: dict[str, Record]) -> dict[str, Record]:
    for one in found.values():
        one.reports.sort(key=lambda report: report.reported_at, reverse=True)
        one.beside.sort(key=lambda track: track.enrolled_at, reverse=True)
        for tries in one.tries.values():
            tries.sort(key=lambda attempt: attempt.at)
    return found


def _enter_track(tracks: dict[str, TrackRecord], row: Row[*tuple[Any, ...]]) -> None:
    if row.what == "asked":
        into = tracks.setdefault(row.code, TrackRecord())
        into.contract.add((row.module_id, row.item_id))
        if row.at is not None:
            into.waived[row.module_id, row.item_id] = row.at
        return
    into = tracks.setdefault(row.module_id, TrackRecord())
    if row.what == "on track":
        into.enrolled_at, into.has_left = row.at, row.code is not None
    else:
        into.completed_at = row.at


def _enter(into: Record, row: Row[*tuple[Any, ...]]) -> None:
    match row.what:
        case "enrolled":
            into.enrolled_at, into.revision = row.at, row.number
            into.has_left, into.is_quiet = row.code is not None, row.note is not None
        case "completed":
            into.completed_at = row.at
        case "contract":
            into.contract[row.item_id] = Rule(row.code)
        case "done":
            into.done[row.item_id] = Done(row.at, CompletionKind(row.code))
        case "attempt":
            confidence = Confidence(row.note) if row.note else None
            into.attempts[row.item_id] = LastAttempt(row.number, row.code, tuple(row.body.split("\n")), confidence, row.at)
        case "reflection":
            into.reflections[row.item_id] = Written(row.body, row.at)
        case "draft":
            aside = set_aside(json.loads(row.note))
            into.drafts[row.item_id.rpartition("/")[2]] = Unsaved(row.body, row.at, row.code, aside)
        case "report":
            into.reports.append(OwnReport(row.body, row.at, row.code is not None, row.note))
        case "beside":
            into.beside.append(TrackBeside(row.item_id, row.code is not None, row.at))
        case "try":
            into.tries.setdefault(row.item_id, []).append(Try(row.code == "1", Confidence(row.note) if row.note else None, row.at))
