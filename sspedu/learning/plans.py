"""What fits into a few minutes. Pure: chooses among open pieces of work, and never promises more than the time holds.

The estimates are ours, since an author gives minutes for a lesson only: a question takes 2 minutes, a reflection 5, and reading what the
lesson's own minutes leave. The rest of a lesson never takes longer than the lesson.
"""

from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import NamedTuple

from sspedu.curriculum.models import Rule

CHOICES = (5, 10, 20)
MINUTES = {Rule.RIGHT: 2, Rule.ANSWERED: 2, Rule.WRITTEN: 5}


class Why(IntEnum):
    """Why a piece of work is suggested, in the order in which it is chosen."""

    REST_OF_LESSON = 1
    DOUBTED = 2
    WHOLE_LESSON = 3
    PART_OF_BEGUN_LESSON = 4
    PART_OF_NEW_LESSON = 5


class Piece(NamedTuple):
    """Something that can be done in one go: which items it holds, how long it takes, and why it would be chosen."""

    module_id: str
    lesson_id: str
    items: tuple[str, ...]
    minutes: int
    why: Why


class Plan(NamedTuple):
    """What to do. Where nothing fits, `shortest` is the piece that comes nearest; where nothing is open, there is neither."""

    pieces: tuple[Piece, ...]
    shortest: Piece | None = None

    @property
    def minutes(self) -> int:
        """How long it takes together."""
        return sum(piece.minutes for piece in self.pieces)


def fitting(pieces: Iterable[Piece], minutes: int) -> Plan:
    """Choose what fits, the most useful kind first and within a kind as it is given. No item is chosen twice."""
    offered = list(pieces)
    chosen: list[Piece] = []
    taken: set[tuple[str, str]] = set()
    left = minutes
    for piece in sorted(offered, key=lambda piece: piece.why):
        items = {(piece.module_id, item) for item in piece.items}
        if piece.minutes <= left and not items & taken:
            chosen.append(piece)
            taken |= items
            left -= piece.minutes
    return Plan(tuple(chosen), None if chosen else min(offered, key=lambda piece: piece.minutes, default=None))


def minutes_of(lesson_minutes: int, rules: Iterable[Rule], open_rules: Collection[Rule]) -> int:
    """Estimate how long the open items of a lesson take, given those of the whole lesson."""
    activities = sum(MINUTES.get(rule, 0) for rule in rules)
    reading = max(1, lesson_minutes - activities)
    needed = sum(MINUTES.get(rule, reading) for rule in open_rules)
    return max(1, min(needed, lesson_minutes)) if open_rules else 0
