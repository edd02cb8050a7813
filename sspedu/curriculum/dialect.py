"""Our Markdown: Python-Markdown with the extensions of the authoring guide, raw HTML shown as text, and the blocks that `layout` marked.

Order of the tree processors: footnotes (50), task marks (45), plain text (25), inline (20), links (12), prettify (10), tables (8),
abbreviations (7), activities out (6), headings (5), activities back, at the end (4), unescape (0). Activities are out of the way while
headings are collected, so no answer can reach a table of contents.
"""

import re
import unicodedata
import xml.etree.ElementTree as etree  # noqa: N813 - as the library calls it
from collections import Counter
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

from sspedu.curriculum.block_kinds import KINDS
from sspedu.curriculum.layout import CLOSE, OPEN, Slot
from sspedu.curriculum.links import address, picture_address
from sspedu.curriculum.needed import Chooser
from sspedu.curriculum.page_ids import PAGE_IDS
from sspedu.curriculum.plain_words import keep_plain_words

HOLE = "\ue002"
SEAM = "\ue003"
DRAWN = "\ue004"
NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})
TASK = re.compile(r"\[([ xX])\] +")
INLINE_MARK = re.compile(r"[*_`\[\]!<&\\]|  \n")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
OUTSIDE_REL = "nofollow noopener noreferrer"


def slug(words: str, separator: str = "-") -> str:
    """Return the anchor of a heading: ASCII, with æ, ø, å as ae, oe, aa."""
    lowered = unicodedata.normalize("NFC", words).lower().translate(DANISH_LETTERS)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return NOT_IN_A_SLUG.sub(separator, plain).strip(separator) or "afsnit"


class _Library(Markdown):
    """The library, which asks of every element whether it is a block, and would look through a list for the answer each time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.block_tags = frozenset(self.block_level_elements)

    def is_block_level(self, tag: object) -> bool:
        return tag in self.block_tags


class Dialect:
    """A Markdown converter for one thread, with what the text at hand needs: its slots and the addresses of its links."""

    def __init__(self, *, for_posts: bool = False) -> None:
        self.slots: list[Slot] = []
        self.module = ""
        self.pages: Mapping[str, str] = {}
        self.prefix = ""
        self.activities: list[etree.Element] = []
        self.headings: tuple[tuple[str, str], ...] = ()
        self.markdown = _Library(extensions=_extensions(self), output_format="html")
        _show_html_as_text(self.markdown)
        _register(self.markdown, self)
        if for_posts:
            keep_plain_words(self.markdown)
        self.chooser = Chooser(self.markdown)

    def convert(self, text: str, slots: list[Slot], module: str, pages: Mapping[str, str], prefix: str) -> str:
        """Convert a laid-out text. Each activity leaves a hole; its parts follow the text, one after each seam."""
        self.slots, self.module, self.pages, self.prefix = slots, module, pages, prefix
        self.activities = []
        self.markdown.reset()
        self.chooser.choose(text)
        return self.markdown.convert(text)


def _extensions(dialect: Dialect) -> list[Any]:
    return [
        TableExtension(use_align_attribute=True),
        _Footnotes(dialect),
        DefListExtension(),
        AbbrExtension(),
        SaneListExtension(),
    ]


def _show_html_as_text(markdown: Markdown) -> None:
    markdown.preprocessors.deregister("html_block")
    markdown.inlinePatterns.deregister("html")
    markdown.inlinePatterns.deregister("automail")


def _register(markdown: Markdown, dialect: Dialect) -> None:
    markdown.parser.blockprocessors.register(_Slots(markdown.parser, dialect), "slots", 95)
    markdown.treeprocessors.register(_Tasks(markdown), "tasks", 45)
    markdown.treeprocessors.register(_PlainText(markdown), "plain_text", 25)
    markdown.treeprocessors.register(_Links(markdown, dialect), "links", 12)
    markdown.treeprocessors.register(_Tables(markdown), "table_wraps", 8)
    markdown.treeprocessors.register(_ActivitiesOut(markdown, dialect), "activities_out", 6)
    markdown.treeprocessors.register(_Headings(markdown, dialect), "headings", 5)
    markdown.treeprocessors.register(_ActivitiesBack(markdown, dialect), "activities_back", 4)


class _Slots(BlockProcessor):
    """Puts what stands between a pair of marks into the slot's element."""

    def __init__(self, parser: Any, dialect: Dialect) -> None:
        super().__init__(parser)
        self.dialect = dialect

    def test(self, parent: etree.Element, block: str) -> bool:
        return block.startswith((OPEN, CLOSE))  # empty lines above it are gone: the library's own processor (100) comes first

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        mark = blocks.pop(0)
        if mark.startswith(CLOSE):
            return
        slot = self.dialect.slots[int(mark[1:])]
        end = _matching_close(blocks)
        inside = blocks[:end]
        del blocks[: end + 1]
        self.parser.parseBlocks(_element(parent, slot), inside)


def _matching_close(blocks: list[str]) -> int:
    depth = 1
    for index, block in enumerate(blocks):
        mark = block.lstrip("\n")[:1]
        if mark == OPEN:
            depth += 1
        elif mark == CLOSE:
            depth -= 1
        if depth == 0:
            return index
    return len(blocks)


def _element(parent: etree.Element, slot: Slot) -> etree.Element:
    kind = KINDS.get(slot.name)
    if slot.activity >= 0:
        return etree.SubElement(parent, "div", {"data-part": slot.name, "data-activity": str(slot.activity), "id": slot.id})
    if kind is None:
        return etree.SubElement(parent, "div")
    if kind.name == "drawing":
        return _figure(parent, slot)
    block = etree.SubElement(parent, "details" if kind.name == "details" else "section", {"class": f"block block--{kind.name}"})
    if kind.name == "details":
        etree.SubElement(block, "summary").text = AtomicString(slot.title or "Mere")
        return block
    etree.SubElement(block, "p", {"class": "block__kind"}).text = AtomicString(kind.label)
    # The checker refuses an id of the page's: this is for what nobody checked.
    name = "" if slot.id in PAGE_IDS else slot.id
    if slot.title:
        title = etree.SubElement(block, "p", {"class": "block__title"})
        title.text = AtomicString(slot.title)
        if name:
            title.set("id", f"{name}-titel")
            block.set("aria-labelledby", f"{name}-titel")
    if name:
        block.set("id", name)
    return block


def _figure(parent: etree.Element, slot: Slot) -> etree.Element:
    """Leave a place for the drawing, which is no HTML and comes in once all of that is cleaned. What it says follows as text."""
    figure = etree.SubElement(parent, "figure", {"class": "drawing"})
    etree.SubElement(figure, "figcaption", {"class": "drawing__title"}).text = AtomicString(slot.title)
    etree.SubElement(figure, "div", {"id": slot.file}).text = DRAWN
    words = etree.SubElement(figure, "details", {"class": "drawing__words"})
    etree.SubElement(words, "summary").text = AtomicString("Vis som tekst")
    return words


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids carry the lesson's name, so that two texts on one page never collide."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.is_building = False
        self.numbers: dict[str, int] = {}
        super().__init__(SEPARATOR="-", BACKLINK_TITLE="Tilbage til teksten ved note {}", PLACE_MARKER=SEAM)

    def reset(self) -> None:
        super().reset()
        self.numbers = {}

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802 - the library's name
        # A note within a list within a note is found while the library goes through its notes, which then fails.
        if not self.is_building:
            super().setFootnote(id, text)

    def makeFootnotesDiv(self, root: etree.Element) -> etree.Element | None:  # noqa: N802 - the library's name
        self.is_building = True
        try:
            return super().makeFootnotesDiv(root)
        finally:
            self.is_building = False

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802 - the library's name
        return super().makeFootnoteId(self._name(id))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802 - the library's name
        return super().makeFootnoteRefId(self._name(id), found)

    def _name(self, id: str) -> str:
        number = self.numbers.setdefault(id, len(self.numbers) + 1)
        return f"{self.dialect.prefix}-{number}"


class _Tasks(Treeprocessor):
    """Shows the marks of a task list as boxes; before inline, so that `[x]` is never taken for a link."""

    def run(self, root: etree.Element) -> None:
        for item in root.iter("li"):
            holder = item if item.text and item.text.strip() else next(iter(item), None)
            match = TASK.match(holder.text or "") if holder is not None else None
            if holder is not None and match is not None:
                holder.text = ("☐ " if match[1] == " " else "☑ ") + (holder.text or "")[match.end() :]


class _PlainText(Treeprocessor):
    """Spares the inline patterns texts in which none of them can match: about a fifth of the time of a conversion."""

    def run(self, root: etree.Element) -> None:
        if self.md.treeprocessors["abbr"].abbrs:  # type: ignore[attr-defined]
            return  # abbreviations are looked for only in what the inline patterns have seen
        for element in root.iter():
            if element.text and INLINE_MARK.search(element.text) is None:
                element.text = AtomicString(element.text)


class _Links(Treeprocessor):
    """Leads every link to its address on the site and lets no other through."""

    def __init__(self, markdown: Markdown, dialect: Dialect) -> None:
        super().__init__(markdown)
        self.dialect = dialect

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag == "a" and not element.get("class", "").startswith("footnote-"):
                self._lead(element)
            elif element.tag == "img":
                self._place(element)

    def _lead(self, link: etree.Element) -> None:
        found = address(link.get("href", ""), self.dialect.pages)
        title = link.get("title", "")
        link.attrib.clear()
        if found is None:
            link.tag = "span"
            return
        link.set("href", found.href)
        if found.register:
            link.set("class", f"ref ref--{found.register}")
        if found.is_outside:
            link.set("rel", OUTSIDE_REL)
        if title:
            link.set("title", title)

    def _place(self, picture: etree.Element) -> None:
        source = picture_address(picture.get("src", ""), self.dialect.module)
        words = picture.get("alt", "")
        picture.attrib.clear()
        if source is None:
            picture.tag = "span"
            picture.text = AtomicString(words)
            return
        picture.set("src", source)
        picture.set("alt", words)


class _Tables(Treeprocessor):
    """Lets a wide table be scrolled by keyboard, and turns alignment into classes (a style attribute would not survive)."""

    def run(self, root: etree.Element) -> None:
        places = [(parent, index) for parent in root.iter() for index, child in enumerate(parent) if child.tag == "table"]
        for number, (parent, index) in enumerate(places, start=1):
            table = parent[index]
            wrap = etree.Element("div", {"class": "table-wrap", "role": "region", "tabindex": "0", "aria-label": f"Tabel {number}"})
            wrap.tail, table.tail = table.tail, "\n"
            parent[index] = wrap
            wrap.append(table)
            for cell in table.iter():
                self._align(cell)

    def _align(self, cell: etree.Element) -> None:
        side = cell.attrib.pop("align", "")
        if side:
            cell.set("class", f"text-{side}")
        if cell.tag == "th" and (cell.text or len(cell)):
            cell.set("scope", "col")
        elif cell.tag == "th":
            cell.tag = "td"  # a heading without words heads nothing


class _ActivitiesOut(Treeprocessor):
    """Takes the activities out of the text and leaves a hole with the id of each."""

    def __init__(self, markdown: Markdown, dialect: Dialect) -> None:
        super().__init__(markdown)
        self.dialect = dialect

    def run(self, root: etree.Element) -> None:
        if not self.dialect.slots:
            return
        found = [(parent, index) for parent in root.iter() for index, child in enumerate(parent) if child.get("data-part") == "activity"]
        for parent, index in found:
            activity = parent[index]
            hole = etree.Element("div", {"id": activity.get("id", "")})
            hole.text, hole.tail, activity.tail = HOLE, activity.tail, None
            parent[index] = hole
            self.dialect.activities.append(activity)


class _Headings(Treeprocessor):
    """Gives every heading its anchor, and keeps anchor and escaped title of each.

    The library's own table of contents is made, written and cleaned in full only to be thrown away: a tenth of a conversion.
    """

    def __init__(self, markdown: Markdown, dialect: Dialect) -> None:
        super().__init__(markdown)
        self.dialect = dialect

    def run(self, root: etree.Element) -> None:
        times = Counter(PAGE_IDS) + Counter(element.get("id", "") for element in root.iter())
        found: list[tuple[str, str]] = []
        for heading in root.iter():
            if heading.tag in HEADINGS:
                title = self._title(heading)
                anchor = slug(unescape(title))
                times[anchor] += 1
                # No slug holds an underscore, so a numbered one is never another's.
                anchor += f"_{times[anchor] - 1}" if times[anchor] > 1 else ""
                heading.set("id", anchor)
                found.append((anchor, title))
        self.dialect.headings = tuple(found)

    def _title(self, heading: etree.Element) -> str:
        words = heading.text or ""
        if len(heading) or STX in words:
            return str(strip_tags(render_inner_html(remove_fnrefs(heading), self.md)))
        return escape(words.strip(), quote=False)


class _ActivitiesBack(Treeprocessor):
    """Puts the parts of the activities after the text, each behind a seam, so that one pass unescapes and cleans them all."""

    def __init__(self, markdown: Markdown, dialect: Dialect) -> None:
        super().__init__(markdown)
        self.dialect = dialect

    def run(self, root: etree.Element) -> None:
        for activity in self.dialect.activities:
            for part in list(activity):
                if part.tag != "div" or "data-part" not in part.attrib:
                    continue
                nested = [inner for inner in part if inner.get("data-part") == "feedback"]
                for inner in nested:
                    part.remove(inner)
                for piece in (part, *nested):
                    _append_piece(root, piece)


def _append_piece(root: etree.Element, piece: etree.Element) -> None:
    name = f"{piece.get('data-activity')} {piece.get('data-part')}"
    etree.SubElement(root, "p").text = f"{SEAM}{name}"
    piece.attrib.clear()
    piece.tail = None
    root.append(piece)
