"""The drill, pure: which situation comes next, what comes back and when, and how far one is. The day is an argument.

What was wrong or in doubt comes back by the rule that holds for questions (`doubts`). New situations stand in between, a few a day, so that
what one meets has time to settle. Nothing here is a score: there is nothing to win and nothing to keep up.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from sspedu.curriculum.situations import Situation, Verdict
from sspedu.days import day_of
from sspedu.learning.doubts import Doubt, Reason, doubt
from sspedu.learning.models import Confidence

NEW_A_DAY = 6


class DrillTry(NamedTuple):
    """One answer to a situation, pinned to the text that was read."""

    number: int
    text_hash: str
    given: Verdict
    is_right: bool
    confidence: Confidence
    at: datetime


Tries = Mapping[str, Sequence[DrillTry]]


class Overview(NamedTuple):
    """Where one stands, in situations: `settled` were right without doubt, `returning` come back, `unmet` are still new.

    `due` of those that come back do so today; of the others `next_count` come on `next_on`.
    """

    settled: int
    returning: int
    unmet: int
    due: int
    next_count: int
    next_on: date | None


def in_order(situations: Sequence[Situation]) -> tuple[Situation, ...]:
    """Return the situations that are in use: the easier first, well mixed, each twin straight after what it repeats."""
    used = {situation.id: situation for situation in situations if not situation.is_retired}
    by_level = sorted(used.values(), key=lambda situation: (situation.level, sha256(situation.id.encode()).digest()))
    found: dict[str, Situation] = {}
    for situation in by_level:
        if situation.twin not in used or situation.twin in found:
            _place(situation, by_level, found)
    return (*found.values(), *(situation for situation in by_level if situation.id not in found))


def _place(situation: Situation, everyone: Sequence[Situation], found: dict[str, Situation]) -> None:
    if situation.id in found:
        return
    found[situation.id] = situation
    for other in everyone:
        if other.twin == situation.id:
            _place(other, everyone, found)


def overview(situations: Sequence[Situation], tries: Tries, *, today: date) -> Overview:
    """Count where one stands with the situations that are in use."""
    used = in_order(situations)
    doubts = _doubts(used, tries)
    later = [found.on for found in doubts.values() if not found.is_due(today)]
    next_on = min(later, default=None)
    met = sum(situation.id in tries for situation in used)
    return Overview(
        settled=met - len(doubts),
        returning=len(doubts),
        unmet=len(used) - met,
        due=len(doubts) - len(later),
        next_count=sum(day == next_on for day in later),
        next_on=next_on,
    )


def next_situation(situations: Sequence[Situation], tries: Tries, *, today: date, wants_more: bool = False) -> Situation | None:
    """Choose what to meet now: what comes back and what is new by turns. None when there is no more today.

    `wants_more`: one more new situation, though the day has had its share of them.
    """
    used = in_order(situations)
    due = _due(used, tries, today)
    new = [situation for situation in used if situation.id not in tries]
    had = sum(bool(answers) and answers[0].number == 1 and day_of(answers[0].at) == today for answers in tries.values())
    new_now = new if wants_more or had < NEW_A_DAY else []
    if due and new_now:
        return new_now[0] if _last_came_back(tries, today) else due[0]
    return next(iter(due or new_now), None)


def returns_on(answers: Sequence[DrillTry]) -> date | None:
    """Say when a situation comes back after these answers, if it does."""
    found = doubt(answers)
    return None if found is None else found.on


def _doubts(used: Sequence[Situation], tries: Tries) -> dict[str, Doubt]:
    asked = ((situation.id, doubt(tries.get(situation.id, ()))) for situation in used)
    return {situation_id: found for situation_id, found in asked if found is not None}


def _due(used: Sequence[Situation], tries: Tries, today: date) -> list[Situation]:
    """Return what comes back today: what one was sure of and wrong about first, for one would have acted on it."""
    what_matters_most = list(Reason)
    due = {name: found for name, found in _doubts(used, tries).items() if found.is_due(today)}
    waiting = [situation for situation in used if situation.id in due]
    return sorted(waiting, key=lambda situation: (what_matters_most.index(due[situation.id].reason), due[situation.id].on))


def _last_came_back(tries: Tries, today: date) -> bool:
    """Say whether the latest answer of the day was to a situation that came back."""
    latest = max((answers[-1] for answers in tries.values() if answers), key=lambda answer: answer.at, default=None)
    return latest is not None and day_of(latest.at) == today and latest.number > 1
