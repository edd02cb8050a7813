"""What one doubted comes back. Pure: values in, values out; the day, which is the Danish one, is an argument.

A question that was answered wrong, or right but in doubt, comes back after 1, 4 and 14 days, counted from the latest answer. Answering it
right and sure retires it, once it has come back: an answer given in the same sitting was given with the key in sight, so it counts as
progress but does not retire. Nothing here touches progress, and nobody but the learner sees it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from sspedu.days import day_of
from sspedu.learning.models import Confidence

INTERVALS = tuple(timedelta(days=days) for days in (1, 4, 14))
SITTING = timedelta(hours=8)


class Reason(StrEnum):
    """Why a question comes back. Sure and wrong is what matters most: one would have acted on it."""

    SURE_AND_WRONG = "sure and wrong"
    WRONG = "wrong"
    IN_DOUBT = "in doubt"


class Attempted(Protocol):
    """An answer: how it went, how sure one was (nothing where it was not said), and when."""

    @property
    def is_right(self) -> bool:
        """Whether the answer was right."""

    @property
    def confidence(self) -> Confidence | None:
        """How sure one was."""

    @property
    def at(self) -> datetime:
        """When it was given."""


class Doubt(NamedTuple):
    """A question that comes back on a day, and why. `step` says how often it has come back already."""

    reason: Reason
    on: date
    step: int = 0

    def is_due(self, today: date) -> bool:
        """Say whether the day has come."""
        return self.on <= today


def doubt(attempts: Iterable[Attempted], *, is_judgement: bool = False) -> Doubt | None:
    """Decide whether and when a question comes back from its answers, the earliest first.

    Where a question asks for judgement, disagreeing once is worth another look; disagreeing again is an opinion.
    """
    found: Doubt | None = None
    last_at: datetime | None = None
    for attempt in attempts:
        is_same_sitting = last_at is not None and attempt.at - last_at < SITTING
        found = _after(found, attempt, is_judgement=is_judgement, is_same_sitting=is_same_sitting)
        last_at = attempt.at
    return found


def _after(before: Doubt | None, attempt: Attempted, *, is_judgement: bool, is_same_sitting: bool) -> Doubt | None:
    is_right = attempt.is_right or (is_judgement and before is not None)
    if not is_right:
        reason = Reason.SURE_AND_WRONG if attempt.confidence is Confidence.SURE else Reason.WRONG
        # Having been sure and wrong stays the thing to know until the question has come back.
        if before is not None and is_same_sitting and before.reason is Reason.SURE_AND_WRONG:
            reason = before.reason
        return _coming(reason, 0, attempt.at)
    if before is None:
        return _coming(Reason.IN_DOUBT, 0, attempt.at) if attempt.confidence is Confidence.IN_DOUBT else None
    if is_same_sitting:
        return _coming(before.reason, before.step, attempt.at)
    if attempt.confidence is Confidence.IN_DOUBT:
        return _coming(Reason.IN_DOUBT, min(before.step + 1, len(INTERVALS) - 1), attempt.at)
    if attempt.confidence is Confidence.FAIRLY_SURE and before.step + 1 < len(INTERVALS):
        return _coming(before.reason, before.step + 1, attempt.at)
    return None


def _coming(reason: Reason, step: int, answered_at: datetime) -> Doubt:
    return Doubt(reason, day_of(answered_at) + INTERVALS[step], step)
