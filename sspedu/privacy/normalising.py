"""See through spelling: the same characters however they were typed, each with its place in the text as it was written."""

import html
import re
import unicodedata
from dataclasses import dataclass

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
DASHES = frozenset("‐‑‒–—―−⁃﹣-﹘⸺⸻˗᠆")
INVISIBLE = frozenset({"Cf", "Mn", "Me"})
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
# A Markdown emphasis or escape inside a number sets nothing apart for a reader; an underscore between digits is no emphasis.
EMPHASIS = re.compile(r"(?<=\d)[*`~\\]+(?=[\d\s\-./])|(?<=\d)[*_`~\\]+(?=[\s\-./])|(?<=[\s\-./])[*_`~\\]+(?=\d)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text with dashes, digits and spaces made plain. `places[i]` is the span of character `i` in the original."""

    text: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` up to `end` stand in the original."""
        return self.places[start][0], self.places[end - 1][1]


def normalise(text: str) -> Normalised:
    """Decode entities, apply NFKC, make dashes, spaces and digits plain; drop what does not show: zero width, tags, emphasis in numbers."""
    marks: list[str] = []
    places: list[tuple[int, int]] = []
    for written, start, end in _pieces(text):
        for mark in unicodedata.normalize("NFKC", written):
            plain = _plain(mark)
            if plain and not (plain == " " and marks and marks[-1] == " "):
                marks.append(plain)
                places.append((start, end))
    return _without_emphasis("".join(marks), places)


def _pieces(text: str) -> list[tuple[str, int, int]]:
    pieces: list[tuple[str, int, int]] = []
    position = 0
    while position < len(text):
        match = (ENTITY.match(text, position) if text[position] == "&" else None) or (
            TAG.match(text, position) if text[position] == "<" else None
        )
        if match is None:
            pieces.append((text[position], position, position + 1))
            position += 1
        else:
            pieces.append((html.unescape(match[0]) if match[0][0] == "&" else "", position, match.end()))
            position = match.end()
    return pieces


def _plain(mark: str) -> str:
    if mark in DASHES:
        return "-"
    category = unicodedata.category(mark)
    if category in INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(mark))
    if mark in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    return " " if mark.isspace() else mark


def _without_emphasis(text: str, places: list[tuple[int, int]]) -> Normalised:
    dropped = {index for match in EMPHASIS.finditer(text) for index in range(*match.span())}
    if not dropped:
        return Normalised(text, tuple(places))
    kept = [index for index in range(len(text)) if index not in dropped]
    return Normalised("".join(text[index] for index in kept), tuple(places[index] for index in kept))
