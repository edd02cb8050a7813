"""A text under examination: its lines, blocks and links, and the way from a place in it to a line of its file."""

import bisect
import re
from dataclasses import dataclass, field

from sspedu.curriculum.blocks import Block, find_blocks, walk
from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.links import Link, links_in, without_code

NOT_A_BREAK = re.compile(r"[^\n]")


@dataclass(slots=True)
class Prose:
    """The body of a file with the faults of that file. `masked` is the body with code blanked; every character keeps its place."""

    path: str
    body: str
    first_line: int
    faults: FileFaults
    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    masked: str = ""
    links: list[Link] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def line_at(self, offset: int) -> int:
        """Return the line of the file on which a character of the body stands."""
        return bisect.bisect_right(self._starts, offset) - 1 + self.first_line

    def error(self, offset: int, sentence: str) -> None:
        """Note an error at a character of the body."""
        self.faults.error(self.line_at(offset), sentence)

    def warning(self, offset: int, sentence: str) -> None:
        """Note a warning at a character of the body."""
        self.faults.warning(self.line_at(offset), sentence)

    @property
    def activities(self) -> list[Block]:
        """The quizzes and reflections in the order of the text."""
        return [block for block in walk(self.blocks) if block.kind is not None and block.kind.is_activity]

    def lines_in_activities(self) -> frozenset[int]:
        """Return the indexes of all lines that stand in a quiz or reflection."""
        return frozenset(number for block in self.activities for number in range(block.line, block.end + 1))

    def start_of(self, number: int) -> int:
        """Return the offset at which a line begins, given its index."""
        return self._starts[number]

    def without_links(self) -> str:
        """Return the masked body with links and pictures blanked as well."""
        return blank(self.masked, [(link.start, link.end) for link in self.links])


def examine(path: str, body: str, first_line: int, faults: FileFaults) -> Prose:
    """Find blocks and links of a body, noting what is wrong with the blocks."""
    lines = body.split("\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    masked = without_code(body)
    blocks = find_blocks(lines, faults, first_line)
    return Prose(path, body, first_line, faults, lines, blocks, masked, list(links_in(masked)), starts)


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with these spans blanked, line breaks and every other character in their place."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        parts += [text[at:start], NOT_A_BREAK.sub(" ", text[max(at, start) : end])]
        at = max(at, end)
    return "".join([*parts, text[at:]])
