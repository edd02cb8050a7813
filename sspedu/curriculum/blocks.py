"""Finding the blocks of a text: fences, titles, options, nesting. The renderer and the checker both build on what is found here.

The syntax is that of pymdown-extensions' generic blocks. The library itself turns a misspelt name, a misspelt option or a fence that is
never closed silently into text, gives no line numbers and takes quadratic time inside a block, so the lines are read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sspedu.curriculum.block_kinds import KINDS, OPTION_NAMES, TOP, BlockKind, Title
from sspedu.curriculum.faults import FileFaults, nearest, shortened
from sspedu.curriculum.yaml_tree import Scalar

FENCE = re.compile(r" {0,3}(/{3,})[ \t]*(.*?)[ \t]*")
OPENING = re.compile(r"([\w-]+)[ \t]*(?:\|[ \t]*(.*))?")
OPTION = re.compile(r"[ \t]+([\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*")
STRAY_OPTION = re.compile(rf"[ \t]{{0,3}}({'|'.join(sorted(OPTION_NAMES))})[ \t]*:[ \t]*(\S.*?)[ \t]*")
DEEPEST = 6


@dataclass(slots=True)
class Block:
    """A block of the text. Lines are indexes into the body, from 0; `start` to `end` are its contents without fences and options."""

    name: str
    kind: BlockKind | None
    title: str
    slashes: int
    line: int
    start: int = 0
    end: int = 0
    options: dict[str, Scalar] = field(default_factory=dict)
    children: "list[Block]" = field(default_factory=list)
    is_blamed: bool = False
    has_faulty_options: bool = False

    @property
    def id(self) -> str:
        """The block's id, or nothing."""
        return self.options["id"].text if "id" in self.options else ""

    def lines_of_its_own(self, lines: list[str]) -> Iterator[tuple[int, str]]:
        """Yield index and text of the lines that stand in this block and in none inside it."""
        at = self.start
        for child in self.children:
            yield from ((number, lines[number]) for number in range(at, child.line))
            at = child.end + 1
        yield from ((number, lines[number]) for number in range(at, min(self.end, len(lines))))


def walk(blocks: list[Block]) -> Iterator[Block]:
    """Yield every block with those inside it, in the order of the text."""
    for block in blocks:
        yield block
        yield from walk(block.children)


def find_blocks(lines: list[str], faults: FileFaults, first_line: int = 1) -> list[Block]:
    """Return the blocks that stand outermost in the text. `first_line` is the number of its first line in the file."""
    finder = _Finder(lines, faults, first_line)
    number = 0
    while number < len(lines):
        number = finder.take(number)
    finder.finish()
    return finder.outermost


class _Finder:
    """One pass over the lines with the blocks that are open."""

    def __init__(self, lines: list[str], faults: FileFaults, first_line: int) -> None:
        self.lines = lines
        self.faults = faults
        self.first_line = first_line
        self.outermost: list[Block] = []
        self.open: list[Block] = []

    def take(self, number: int) -> int:
        """Look at one line and return the index of the next one to look at."""
        line = self.lines[number]
        if "///" not in line:
            return number + 1
        match = FENCE.fullmatch(line)
        if match is None:
            self._note_stray_fence(number, line)
            return number + 1
        if not match[2]:
            self._close(number, len(match[1]))
            return number + 1
        opening = OPENING.fullmatch(match[2])
        if opening is None:
            self._error(number, "Linjen begynder med ///, men er ikke en blok. Skriv /// navn | Titel, fx /// note | Husk.")
            return number + 1
        return self._open(number, len(match[1]), opening[1], (opening[2] or "").strip())

    def finish(self) -> None:
        """Close what is still open at the end of the text."""
        while self.open:
            block = self.open.pop()
            block.end = len(self.lines)
            if not block.is_blamed:
                fence = "/" * block.slashes
                self._error(block.line, f'Blokken "{block.name}" bliver aldrig lukket. Skriv {fence} på en linje for sig selv efter den.')

    def _open(self, number: int, slashes: int, name: str, title: str) -> int:
        kind = KINDS.get(name)
        block = Block(name, kind, title, slashes, number)
        if kind is None:
            self._error(number, f'Blokken "{shortened(name)}" findes ikke.{nearest(name.lower(), KINDS) or self._known_names()}')
        else:
            self._check_title(block, kind)
            self._check_place(block, kind)
        self._check_slashes(block)
        if len(self.open) >= DEEPEST:
            self._error(number, f"Blokke må højst stå {DEEPEST} inden i hinanden.")
            return number + 1
        (self.open[-1].children if self.open else self.outermost).append(block)
        self.open.append(block)
        block.start = self._take_options(block)
        return block.start

    def _close(self, number: int, slashes: int) -> None:
        if not self.open:
            self._error(number, "Her lukkes en blok, men der er ingen åben. Slet linjen, eller se efter, om blokken er lukket for tidligt.")
            return
        if all(block.slashes != slashes for block in self.open):
            block = self.open[-1]
            fence = "/" * block.slashes
            at = block.line + self.first_line
            self._error(number, f'Blokken "{block.name}" fra linje {at} er åbnet med {fence} og kan kun lukkes med {fence}.')
            slashes = block.slashes
        while True:
            block = self.open.pop()
            block.end = number
            if block.slashes == slashes:
                return
            fence = "/" * block.slashes
            if not block.is_blamed:
                self._error(block.line, f'Blokken "{block.name}" bliver aldrig lukket. Skriv {fence} på en linje for sig selv efter den.')

    def _take_options(self, block: Block) -> int:
        number = block.line + 1
        while number < len(self.lines) and self.lines[number].strip() and _indent(self.lines[number]) >= 4:
            match = OPTION.fullmatch(self.lines[number])
            if match is None:
                block.has_faulty_options = True
                self._error(number, "Linjen står som en oplysning til blokken, men mangler navn og kolon. Sæt en tom linje før tekst.")
            else:
                self._take_option(block, number, match[1], match[2])
            number += 1
        return self._take_stray_options(block, number)

    def _take_stray_options(self, block: Block, number: int) -> int:
        """Options that stand under an empty line, or without their four spaces, are text to the Markdown library: say so and take them."""
        at = number
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        while at < len(self.lines):
            line = self.lines[at]
            match = OPTION.fullmatch(line) if _indent(line) >= 4 and at > number else STRAY_OPTION.fullmatch(line)
            if match is None or match[1] not in OPTION_NAMES:
                return number
            self._error(at, f'"{match[1]}" skal stå lige under linjen med ///, rykket fire mellemrum ind og uden tom linje imellem.')
            self._take_option(block, at, match[1], match[2])
            at += 1
            number = at
        return number

    def _take_option(self, block: Block, number: int, name: str, value: str) -> None:
        known = block.kind.options if block.kind else OPTION_NAMES
        if name not in known:
            may = f" Her kan stå: {', '.join(sorted(known))}." if known else " Den tager ingen oplysninger."
            block.has_faulty_options = True
            self._error(number, f'"{shortened(name)}" er ikke en oplysning til blokken "{block.name}".{nearest(name, known) or may}')
        elif name in block.options:
            self._error(number, f'"{name}" står to gange i samme blok. Slet den ene.')
        elif not value:
            block.has_faulty_options = True
            self._error(number, f'"{name}" er tom. Skriv en værdi efter kolonet, eller slet linjen.')
        else:
            block.options[name] = Scalar(_unquoted(value), number + self.first_line)

    def _check_title(self, block: Block, kind: BlockKind) -> None:
        if kind.title is Title.NEEDED and not block.title:
            self._error(block.line, f'Blokken "{kind.name}" mangler en titel. Skriv den efter en streg: /// {kind.name} | Titel.')
        if kind.title is Title.NONE and block.title:
            self.faults.warning(block.line + self.first_line, f'Blokken "{kind.name}" viser ingen titel. Skriv teksten inde i blokken.')

    def _check_place(self, block: Block, kind: BlockKind) -> None:
        parent = self.open[-1].name if self.open else TOP
        if parent in kind.parents or (self.open and self.open[-1].kind is None):
            return
        if parent == TOP:
            self._error(block.line, f'Blokken "{kind.name}" kan kun stå inde i en quiz eller reflection.')
            return
        self._error(block.line, f'Blokken "{kind.name}" kan ikke stå inde i "{parent}". Luk "{parent}" først.')

    def _check_slashes(self, block: Block) -> None:
        rival = next((other for other in self.open if other.slashes == block.slashes), None)
        if rival is None:
            return
        rival.is_blamed = True
        at = rival.line + self.first_line
        self._error(
            block.line,
            f'Blokken "{block.name}" har lige så mange skråstreger som "{rival.name}" fra linje {at}, der stadig er åben. '
            "Luk den først, eller brug flere skråstreger til den inderste.",
        )

    def _note_stray_fence(self, number: int, line: str) -> None:
        bare = line.lstrip(" \t")
        if bare.startswith("///"):
            self._error(number, "En blok skal begynde yderst til venstre. Fjern mellemrummene foran ///.")
        elif bare.startswith((">", "- ", "* ")) and bare.lstrip("> \t-*").startswith("///"):
            self._error(number, "En blok kan ikke stå i et citat eller en liste. Flyt den ud på sin egen linje.")

    def _error(self, number: int, sentence: str) -> None:
        self.faults.error(number + self.first_line, sentence)

    @staticmethod
    def _known_names() -> str:
        return f" Der findes: {', '.join(KINDS)}."


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value
