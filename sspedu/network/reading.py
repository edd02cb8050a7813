"""What somebody has read of a thread, as numbers: everything up to one, and ranges beyond it. Pure.

A merge puts the posts of one thread after those of another. Whoever had read the later ones and not all of the earlier has read something
beyond a gap; without these ranges the merge would make posts unread, or call unread ones read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything up to `number` is read, and the ranges `beyond` it: in order, apart from one another and from `number`."""

    number: int = 0
    beyond: tuple[Range, ...] = ()

    @classmethod
    def of(cls, ranges: Iterable[Range]) -> Self:
        """Join ranges of numbers from 1, in any order and overlapping or not."""
        joined: list[Range] = [(0, 0)]
        for first, last in sorted(ranges):
            if last < first:
                continue
            if first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return cls(joined[0][1], tuple(joined[1:]))

    @property
    def ranges(self) -> tuple[Range, ...]:
        """All that is read."""
        return ((1, self.number), *self.beyond) if self.number else self.beyond

    @property
    def beyond_count(self) -> int:
        """How many numbers are read beyond the gap."""
        return sum(last - first + 1 for first, last in self.beyond)

    def has(self, number: int) -> bool:
        """Say whether a number is read."""
        return any(first <= number <= last for first, last in self.ranges)

    def up_to(self, number: int) -> "Reading":
        """Return what is read once everything up to a number is."""
        return Reading.of((*self.ranges, (1, number)))

    def followed_by(self, other: "Reading", count: int) -> "Reading":
        """Return what is read of a thread of `count` posts when another's are put after them."""
        return Reading.of((*self.ranges, *((first + count, last + count) for first, last in other.ranges)))

    def of_chosen(self, numbers: Sequence[int]) -> "Reading":
        """Return what is read of a new thread that is made from these numbers, in this order."""
        return Reading.of((place, place) for place, number in enumerate(numbers, 1) if self.has(number))


def beyond_of(kept: Iterable[Sequence[int]] | None) -> tuple[Range, ...]:
    """Read the ranges as a row keeps them."""
    return tuple((first, last) for first, last in kept or ())
