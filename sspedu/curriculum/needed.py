"""What of the Markdown library a text can use at all. Each inline pattern costs a look at every piece of a text, and each kind of block one
at every paragraph: two fifths of a conversion, for what cannot be found. What is left out here would have found nothing (a property test
compares with the whole library).
"""

import re

from markdown import Markdown
from markdown.extensions.tables import TableProcessor

# The library's inline patterns in its order, and what must stand in a text for each to find anything. References are nothing without a
# definition.
INLINE = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("]:",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("]:",),
    "short_reference": ("]:",),
    "short_image_ref": ("]:",),
    "autolink": ("<",),
    "linebreak": ("  \n",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
# Its kinds of block with their priorities, and the same for them; a block may begin anywhere where a list, a quote or a block of ours has
# begun before it on the line. Those that nearly every text uses are not here. Each looks for its rarest mark first: a text is gone through
# for every one of them.
_STARTING_COLON = re.compile(r":(?<![^\s>.]:)")
BLOCKS = {
    "defindent": (85, _STARTING_COLON),
    "table": (75, re.compile(r"\|")),
    "hashheader": (70, re.compile("#")),
    "setextheader": (60, re.compile(r"(?m)[=-] *$")),
    "deflist": (25, _STARTING_COLON),
    "quote": (20, re.compile(">")),
    "footnote": (17, re.compile(r"\[\^")),
    "abbr": (16, re.compile(r"\*\[")),
    "reference": (15, re.compile(r"\] ?:")),
}


class Chooser:
    """Chooses for one converter, text by text."""

    def __init__(self, markdown: Markdown) -> None:
        self.markdown = markdown
        blocks = markdown.parser.blockprocessors
        blocks.register(_Table(markdown.parser, blocks["table"].config), "table", BLOCKS["table"][0])  # type: ignore[attr-defined]
        self.blocks = {name: blocks[name] for name in BLOCKS}
        self.patterns = {name: markdown.inlinePatterns[name] for name in INLINE}
        self.unescape = markdown.treeprocessors["unescape"]

    def choose(self, text: str) -> None:
        """Leave the converter what the text can use."""
        patterns, blocks = self.markdown.inlinePatterns, self.markdown.parser.blockprocessors
        for place, (name, marks) in enumerate(INLINE.items()):
            patterns.deregister(name, strict=False)
            if any(mark in text for mark in marks):
                patterns.register(self.patterns[name], name, -place)
        for name, (priority, mark) in BLOCKS.items():
            blocks.deregister(name, strict=False)
            if mark.search(text):
                blocks.register(self.blocks[name], name, priority)
        # Goes through every element for what was escaped; the pattern for entities asks it for its marks.
        self.markdown.treeprocessors.deregister("unescape", strict=False)
        if "\\" in text or "&" in text:
            self.markdown.treeprocessors.register(self.unescape, "unescape", 0)


class _Table(TableProcessor):
    """Takes no paragraph apart that has no cell."""

    def test(self, parent: object, block: str) -> bool:
        return "|" in block and super().test(parent, block)  # type: ignore[arg-type]
