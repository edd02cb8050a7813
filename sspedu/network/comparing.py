"""What changed from one text to the next, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\s+|[^\s]+")
# Beyond that, lines are compared and their words are not: the time grows with the square.
MOST_WORDS = 1_500


class Change(StrEnum):
    """What became of a passage."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of either text, and what became of it."""

    change: Change
    text: str


def changes(before: str, after: str) -> tuple[Passage, ...]:
    """Return both texts as one: what stayed, what went, what came, in reading order."""
    passages: list[Passage] = []
    for passage in _changed(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if passages and passages[-1].change is Change.REMOVED and passage.change is Change.ADDED:
            passages += _words(passages.pop().text, passage.text)
        else:
            passages.append(passage)
    return tuple(passages)


def _words(before: str, after: str) -> Iterator[Passage]:
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return iter((Passage(Change.REMOVED, before), Passage(Change.ADDED, after)))
    return _changed(old, new)


def _changed(before: list[str], after: list[str]) -> Iterator[Passage]:
    for _, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        old, new = "".join(before[start:end]), "".join(after[new_start:new_end])
        if old == new:
            yield Passage(Change.SAME, old)
            continue
        if old:
            yield Passage(Change.REMOVED, old)
        if new:
            yield Passage(Change.ADDED, new)
