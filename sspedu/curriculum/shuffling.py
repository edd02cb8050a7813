"""The order in which things are shown that the learner is to put in order: the same each time, and never the right one."""

import hashlib
from collections.abc import Sequence
from itertools import count


def shuffled(seed: str, keys: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the indexes of `keys` in an order in which the keys do not stand sorted.

    The order follows from the seed alone, on any machine and any version of Python: it is part of the text that is stored, and what was
    answered is marked by it. Keys that are all alike tell nothing and stay as they are.
    """
    straight = list(range(len(keys)))
    if len(set(keys)) < 2:
        return straight
    return next(order for turn in count() if not _tells(order := sorted(straight, key=lambda index: _weight(seed, turn, index)), keys))


def _tells(order: list[int], keys: Sequence[tuple[int, ...]]) -> bool:
    return [keys[index] for index in order] == sorted(keys)


def _weight(seed: str, turn: int, index: int) -> bytes:
    return hashlib.sha256(f"{turn} {index} {seed}".encode()).digest()
