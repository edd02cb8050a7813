"""Rows of digits: groups that stand close to each other, and the windows over them that have as many digits as a CPR number."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

GROUP = re.compile(r"\d+")
WIDEST_GAP = 5
LONGEST_GROUP = 12
MOST_DIGITS = 12
FEWEST_DIGITS = 8
NOT_A_GAP = re.compile(r"[^\W_]|\n\n")


class Window(NamedTuple):
    """Some groups of digits in a row. `gaps` stand between them; `before` and `after` between them and the groups beside, if any."""

    start: int
    end: int
    groups: tuple[str, ...]
    gaps: tuple[str, ...]
    before: str | None
    after: str | None

    @property
    def digits(self) -> str:
        """All the digits."""
        return "".join(self.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(map(len, self.groups))

    @property
    def is_alone(self) -> bool:
        """Whether no other number belongs to the row: none beside it, or set apart by more than what holds the row itself together."""
        return all(gap is None or "\n" in gap or (gap != gap.strip() and bool(gap.strip())) for gap in (self.before, self.after))

    def split(self, at: int) -> tuple[tuple[str, ...], tuple[str, ...], str] | None:
        """Return the groups before and after so many digits, and the gap between; nothing if no group ends there."""
        count = 0
        for index, size in enumerate(self.sizes[:-1]):
            count += size
            if count == at:
                return self.groups[: index + 1], self.groups[index + 1 :], self.gaps[index]
        return None


def windows(text: str) -> Iterator[Window]:
    """Yield every row of neighbouring groups with 8 to 12 digits. At most a dozen for each group, so the time grows with the text."""
    matches = [match.span() for match in GROUP.finditer(text)]
    gaps = [_gap(text[end:start]) for (_, end), (start, _) in pairwise(matches)]
    for first, (start, _) in enumerate(matches):
        count, last = 0, first
        while last < len(matches):
            count += matches[last][1] - matches[last][0]
            if count > MOST_DIGITS:
                break
            if count >= FEWEST_DIGITS:
                before = gaps[first - 1] if first else None
                after = gaps[last] if last < len(gaps) else None
                groups = tuple(text[a:b] for a, b in matches[first : last + 1])
                yield Window(start, matches[last][1], groups, tuple(gap or "" for gap in gaps[first:last]), before, after)
            if last >= len(gaps) or gaps[last] is None:
                break
            last += 1


def _gap(between: str) -> str | None:
    return None if len(between) > WIDEST_GAP or NOT_A_GAP.search(between) else between
