"""What a reader sees of a text, passage by passage: words without markup, each with the line on which it stands.

A passage ends where a reader's eye does: at an empty line, the next point of a list, the next cell of a table. Code, addresses and the
options of blocks are not words.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from sspedu.curriculum.blocks import walk
from sspedu.curriculum.prose import Prose, blank

HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*")
LIST_POINT = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)]|:|\[\^[^\]\s]{1,60}\]:)\s+(?:\[[ xX]\]\s+)?")
QUOTE = re.compile(r"\s*>\s?")
RULE_OF_TABLE = re.compile(r"[|:\- ]+")
MARKUP = re.compile(r"\\(?=[^\w\s])|[*`]|(?<!\w)_|_(?!\w)|\[\^[^\]\s]{1,60}\]|https?://\S+")


class Kind(Enum):
    """What a passage is: running text, or a few words that need be no sentence."""

    TEXT = "text"
    HEADING = "heading"
    CELL = "cell"


@dataclass(slots=True)
class Passage:
    """Words that are read in one go. `pieces` are lines of the file with what stands on each."""

    kind: Kind
    pieces: list[tuple[int, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The whole passage on one line."""
        return " ".join(words for _, words in self.pieces)

    def line_at(self, offset: int) -> int:
        """Return the line of the file on which a character of `words` stands."""
        starts = [0]
        for _, words in self.pieces[:-1]:
            starts.append(starts[-1] + len(words) + 1)
        return self.pieces[bisect.bisect_right(starts, offset) - 1][0]


def passages_of(prose: Prose) -> Iterator[Passage]:
    """Yield what a reader sees of a text, in order, the words of its questions among it."""
    titles = {block.line: block.title for block in walk(prose.blocks)}
    unseen = {number for block in walk(prose.blocks) for number in (*range(block.line, block.start), block.end)}
    open_: Passage | None = None
    was_quoted = False
    for number, line in enumerate(_without_targets(prose).split("\n")):
        at = number + prose.first_line
        quoted = QUOTE.match(line)
        line = line[quoted.end() :] if quoted else line
        point = LIST_POINT.match(line)
        stands_alone = number in unseen or line.startswith(("#", "|")) or not line.strip()
        if open_ is not None and (stands_alone or point or bool(quoted) != was_quoted):
            yield open_
            open_ = None
        was_quoted = bool(quoted)
        if stands_alone:
            yield from _alone(titles.get(number, "") if number in unseen else line, at, is_title=number in unseen)
            continue
        open_ = open_ or Passage(Kind.TEXT)
        open_.pieces.append((at, _plain(line[point.end() :] if point else line)))
    if open_ is not None:
        yield open_


def _alone(line: str, at: int, *, is_title: bool) -> Iterator[Passage]:
    """Yield what a line says that is a heading, the title of a block or a row of a table."""
    heading = HEADING.fullmatch(line)
    if heading or (is_title and line):
        yield Passage(Kind.HEADING, [(at, _plain(heading[1] if heading else line))])
    elif line.startswith("|") and RULE_OF_TABLE.fullmatch(line) is None:
        yield from (Passage(Kind.CELL, [(at, _plain(cell))]) for cell in line.strip().strip("|").split("|") if cell.strip())


def _plain(line: str) -> str:
    return " ".join(MARKUP.sub("", line).split())


def _without_targets(prose: Prose) -> str:
    """Return the masked body with nothing left of links but their words, and nothing of pictures."""
    spans: list[tuple[int, int]] = []
    for link in prose.links:
        if link.is_picture or link.is_definition:
            spans.append((link.start, link.end))
        else:
            spans += [(link.start, link.start + 1), (link.start + 1 + len(link.words), link.end)]
    return squeezed(blank(prose.masked, spans))


def squeezed(text: str) -> str:
    """Close the gap that a blanked target leaves before a full stop or a comma; line breaks stay where they are."""
    return re.sub(r"[ ]{2,}(?=[.,;:!?»)])", "", text)
