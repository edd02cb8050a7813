"""What people write in a post without a thought of Markdown stays as they wrote it.

A member knows no guide: a hashtag is no heading, "--" above a signature underlines nothing, "5*3*2" has no emphasis, and "12. marts" and
"9. april" below each other are days, not the twelfth and thirteenth item of a list. Lessons keep the library's own rules.
"""

import re
import xml.etree.ElementTree as etree  # noqa: N813 - as the library calls it

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor, SetextHeaderProcessor
from markdown.extensions.sane_lists import SaneOListProcessor
from markdown.inlinepatterns import SimpleTextInlineProcessor

NUMBERED = re.compile(r"^ {0,3}(\d{1,9})\. +(\S?)", re.MULTILINE)
INDENTED = "    "
STARS_IN_A_PRODUCT = r"(?<=\d)(\*{1,2})(?=\d)"
BEFORE_EMPHASIS = -0.5


def keep_plain_words(markdown: Markdown) -> None:
    """Let a converter take less for Markdown than the library does."""
    processors = markdown.parser.blockprocessors
    processors.register(_Heading(markdown.parser), "hashheader", 70)
    processors.register(_Underlined(markdown.parser), "setextheader", 60)
    processors.register(_Counted(markdown.parser), "olist", 40)
    markdown.inlinePatterns.register(SimpleTextInlineProcessor(STARS_IN_A_PRODUCT), "product", BEFORE_EMPHASIS)


class _Heading(HashHeaderProcessor):
    """A heading has a space after its signs."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ \t])(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")


class _Underlined(SetextHeaderProcessor):
    """What underlines a heading is three signs or more."""

    RE = re.compile(r"^.*?\n(?:={3,}|-{3,})[ ]*(\n|$)", re.MULTILINE)


class _Counted(SaneOListProcessor):
    """A list counts up by one: the page would number anything else anew. One line that goes on in a small letter is an ordinal."""

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        if not self._counts(parent, blocks):
            return False
        super().run(parent, blocks)
        return None

    def _counts(self, parent: etree.Element, blocks: list[str]) -> bool:
        start = NUMBERED.match(blocks[0])
        if start is None:
            return False
        first, letter = int(start[1]), start[2]
        numbers = [int(match[1]) for match in NUMBERED.finditer(blocks[0])]
        if numbers != list(range(first, first + len(numbers))):
            return False
        before = self.lastChild(parent)
        if before is not None and before.tag == "ol":
            return first == int(before.get("start", "1")) + len(before)
        return len(numbers) > 1 or not letter.islower() or _goes_on(blocks[1:2], first + 1)


def _goes_on(following: list[str], number: int) -> bool:
    """Say whether the next block belongs to a list that is at this number."""
    match = NUMBERED.match(following[0]) if following else None
    return bool(following) and (following[0].startswith(INDENTED) or (match is not None and int(match[1]) == number))
