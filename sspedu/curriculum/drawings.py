"""Drawings of our own: a small SVG, read strictly and written anew, so that its words grow with the reader's text.

Nothing of the file is passed through. Its elements, attributes and values must be on the lists below, or the file is refused, and what a
page gets is put together here from what was understood. Colours and sizes of text are classes of the style sheet: that is how a drawing
follows light, print and forced colours, and why it needs no style of its own, which the content security policy would not let in anyway.

16 units are one em of the text around the drawing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from sspedu.curriculum.decoding import scrub
from sspedu.curriculum.faults import FileFaults, nearest, shortened

WIDE = "-bred"
UNITS_PER_EM = 16
WIDEST_NARROW, WIDEST = 320, 720
MOST_BYTES = 40_000
MOST_ELEMENTS = 400
DEEPEST = 8
SVG = "http://www.w3.org/2000/svg"

NUMBER = r"-?(?:\d{1,4}(?:\.\d{1,3})?|\.\d{1,3})"
NUMBERS = rf"{NUMBER}(?:[ ,]+{NUMBER})"
LENGTH = re.compile(NUMBER)
POINTS = re.compile(rf"{NUMBERS}{{1,199}}")
PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.\n-]{1,4000}")
TRANSFORM = re.compile(rf"(?:translate|rotate|scale)\({NUMBER}(?:[ ,]+{NUMBER}){{0,2}}\)")
ANCHOR = re.compile(r"start|middle|end")
BOX = re.compile(r"0 0 (\d{2,4}) (\d{2,4})")
WORD = re.compile(r"\w+")

SHAPE_CLASSES = ("line", "faint", "dashed", "paper", "tint-1", "tint-2", "tint-3", "solid")
TEXT_CLASSES = ("small", "large", "strong", "quiet", "on-solid")
CLASSES = frozenset((*SHAPE_CLASSES, *TEXT_CLASSES))
SHARED: Mapping[str, re.Pattern[str]] = {"transform": TRANSFORM}
TEXT_ATTRIBUTES = {**SHARED, "x": LENGTH, "y": LENGTH, "dx": LENGTH, "dy": LENGTH, "text-anchor": ANCHOR}
ATTRIBUTES: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "g": {**SHARED, "text-anchor": ANCHOR},
    "path": {**SHARED, "d": PATH},
    "line": {**SHARED, "x1": LENGTH, "y1": LENGTH, "x2": LENGTH, "y2": LENGTH},
    "rect": {**SHARED, "x": LENGTH, "y": LENGTH, "width": LENGTH, "height": LENGTH, "rx": LENGTH, "ry": LENGTH},
    "circle": {**SHARED, "cx": LENGTH, "cy": LENGTH, "r": LENGTH},
    "ellipse": {**SHARED, "cx": LENGTH, "cy": LENGTH, "rx": LENGTH, "ry": LENGTH},
    "polyline": {**SHARED, "points": POINTS},
    "polygon": {**SHARED, "points": POINTS},
    "text": TEXT_ATTRIBUTES,
    "tspan": TEXT_ATTRIBUTES,
}
WORDED = frozenset({"text", "tspan"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that was found in order: its size in units, its shapes as markup of ours, and the words that stand in it."""

    width: int
    height: int
    shapes: str
    words: tuple[str, ...]


class _Refused(Exception):
    """A fault after which there is no use in reading on."""


def read_drawing(text: str, faults: FileFaults, *, is_wide: bool = False) -> Drawing | None:
    """Read an SVG file, noting everything in it that is not allowed. None if there was anything."""
    reader = _Reader(faults, widest=WIDEST if is_wide else WIDEST_NARROW)
    before = faults.errors
    if len(text.encode()) > MOST_BYTES:
        faults.error(1, f"Tegningen fylder over {MOST_BYTES // 1000} kB. Tegn den med færre former.")
        return None
    try:
        reader.read(text)
    except _Refused:
        return None
    except expat.ExpatError as error:
        faults.error(error.lineno, "Filen er ikke hel XML: et element er ikke lukket, eller et tegn er skrevet forkert.")
    return reader.drawing() if faults.errors == before else None


def markup(drawing: Drawing, *, id: str, layout: str, title: str, says: str) -> str:
    """Return a drawing as it stands in a page: one picture with a name and, in words, everything that it says."""
    width = f"{drawing.width / UNITS_PER_EM:g}em"
    return (
        f'<svg class="drawing__{layout}" role="img" aria-labelledby="{id}_titel {id}_tekst" width="{width}"'
        f' viewBox="0 0 {drawing.width} {drawing.height}">'
        f'<title id="{id}_titel">{escape(title)}</title><desc id="{id}_tekst">{escape(says)}</desc>{drawing.shapes}</svg>'
    )


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, as they are compared: what stands in a drawing must stand in the text below it too."""
    return frozenset(word.casefold() for word in WORD.findall(text))


@dataclass(slots=True)
class _Reader:
    """One pass over the file. Handlers are called by expat, which knows the line."""

    faults: FileFaults
    widest: int
    box: tuple[int, int] | None = None
    open: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    elements: int = 0
    line: Callable[[], int] = lambda: 1

    def read(self, text: str) -> None:
        """Read the whole file. Raises `_Refused` and `expat.ExpatError`."""
        parser = expat.ParserCreate(encoding="utf-8")
        parser.buffer_text = True
        self.line = lambda: parser.CurrentLineNumber
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # What a document type may hold (entities above all) is never looked at.
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse("DOCTYPE kan ikke bruges. Slet linjen.")
        parser.ProcessingInstructionHandler = lambda *_: self._refuse("Linjer med <? kan kun stå øverst, som <?xml …?>. Slet linjen.")
        parser.Parse(text.encode(), True)

    def drawing(self) -> Drawing:
        """Return what was read of a file without faults."""
        assert self.box is not None
        return Drawing(*self.box, "".join(self.pieces), tuple(self.words))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            self._refuse(f"Tegningen har over {MOST_ELEMENTS} former eller flere end {DEEPEST} lag. Gør den enklere.")
        if not self.open:
            self._begin(name, attributes)
        elif name not in ATTRIBUTES:
            self._refuse(f"<{shortened(name, 30)}> kan ikke bruges i en tegning.{nearest(name, ATTRIBUTES) or self._known()}")
        else:
            self._check_place(name)
            self.pieces.append(f"<{name}{self._attributes(name, attributes)}>")
        self.open.append(name)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name != "svg" or attributes.pop("xmlns", "") != SVG:
            self._refuse(f'Tegningen skal begynde med <svg xmlns="{SVG}" viewBox="0 0 bredde højde">.')
        match = BOX.fullmatch(attributes.pop("viewBox", ""))
        if match is None:
            self._refuse('viewBox skal være "0 0 bredde højde" med hele tal.')
            return
        self.box = int(match[1]), int(match[2])
        if self.box[0] > self.widest:
            hint = f"Læg en bredere ved siden af, som ender på {WIDE}.svg." if self.widest < WIDEST else "Bredere er siden ikke."
            self._error(f"Tegningen er {self.box[0]} bred og må højst være {self.widest}. {hint}")
        for other in attributes:
            self._error(f'"{shortened(other, 30)}" kan ikke stå på <svg>. Der skal kun stå xmlns og viewBox.')

    def _check_place(self, name: str) -> None:
        above = self.open[-1]
        if name == "tspan" and above not in WORDED:
            self._error("<tspan> kan kun stå i <text>.")
        elif name != "tspan" and above not in ("svg", "g"):
            self._error(f"<{name}> kan ikke stå i <{above}>.")

    def _attributes(self, name: str, given: dict[str, str]) -> str:
        written: list[str] = []
        for key, value in given.items():
            if key == "class":
                written.append(f' class="{self._classes(value)}"')
            elif key not in ATTRIBUTES[name]:
                hint = nearest(key, ATTRIBUTES[name]) or " Farver og skrift kommer fra class."
                self._error(f'"{shortened(key, 30)}" kan ikke stå på <{name}>.{hint}')
            elif ATTRIBUTES[name][key].fullmatch(value) is None:
                self._error(f'"{shortened(value, 30)}" duer ikke som {key}. Skriv tal uden enhed.')
            else:
                written.append(f' {key}="{value}"')
        return "".join(written)

    def _classes(self, value: str) -> str:
        for name in value.split():
            if name not in CLASSES:
                known = f" Der findes: {', '.join((*SHAPE_CLASSES, *TEXT_CLASSES))}."
                self._error(f'class "{shortened(name, 30)}" findes ikke.{nearest(name, CLASSES) or known}')
        return " ".join(f"drawing__{name}" for name in value.split() if name in CLASSES)

    def _end(self, name: str) -> None:
        self.open.pop()
        if self.open:
            self.pieces.append(f"</{name}>")

    def _characters(self, text: str) -> None:
        if self.open[-1] in WORDED:
            # A character may have been written as a number, and so have come past the decoding of the file.
            words = scrub(" ".join(text.split("\n")))
            self.words.append(words)
            self.pieces.append(escape(words))
        elif text.strip():
            self._error(f'"{shortened(text.strip(), 30)}" står uden for <text> og ville ikke blive vist.')

    def _known(self) -> str:
        return f" Der findes: {', '.join(ATTRIBUTES)}."

    def _error(self, sentence: str) -> None:
        self.faults.error(self.line(), sentence)

    def _refuse(self, sentence: str) -> None:
        self._error(sentence)
        raise _Refused
