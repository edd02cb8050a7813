"""See through spelling: the same characters however they were typed, each with its place in the text as it was written.

A text is seen twice where that differs: as its source, and as a reader sees it, without tags, link addresses and emphasis. A number
may hide in either.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

# Every repetition is bounded or cannot be read in two ways, so the time grows with the length of the text.
# Written twice over (`&amp;#45;`, `%252D`) it is still read.
ENTITY = r"&(?:amp;){0,3}(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z]{2,31};)"
PERCENT = r"%(?:25){0,3}(?:[0-7][0-9a-fA-F]|[CDcd][0-9a-fA-F]%[89abAB][0-9a-fA-F]|[Ee][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2})"
ESCAPE = r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}"
SPACE = r"\s*\n[\s>]*|\s{2,}|[^\S ]"
ODD = r"[a-zA-Z][\u0300-\u036f]+|[^\x00-\x7fæøåÆØÅ]|[\x00-\x08\x0e-\x1f\x7f]"
# A mark of a note and the number of a list's item stand beside what is written, not in it.
BESIDE = r"\[\^[^\[\]\n]{1,40}\]|(?<=\n)\d{1,2}[.)] (?=\d)"
MARKUP = rf"{BESIDE}|<!--[^<>]{{0,200}}-->"
MARKUP += r"|</?[a-zA-Z][^<>]{0,200}>|\]\([^()\n]{0,300}\)|\]\[[^\[\]\n]{0,60}\]|!?\[(?!\^)"
SOURCE = re.compile(f"(?P<entity>{ENTITY})|(?P<percent>{PERCENT})|(?P<escape>{ESCAPE})|(?P<space>{SPACE})|(?P<odd>{ODD})")
RENDERED = re.compile(f"{SOURCE.pattern}|(?P<markup>{MARKUP})")
OPENING = re.compile(r"<(?:br|p|li|tr|div|h\d)\b", re.IGNORECASE)
CLOSING = re.compile(r"</?(?:p|li|tr|div|h\d|t[dh])\b", re.IGNORECASE)

OTHER_SIGNS = str.maketrans(
    "−⁃˗∼〜ーㅡᅳˉˍـᐨꟷ·•∙⋅․・。⁄∕⧸ǀ｜│┃¦։׃∶ː⠀、،ㅤᅟᅠﾠ〇一二三四五六七八九ЗАВСЕНІЈКМОРЅТХасеіјорѕхуΑΒΕΗΙΚΜΝΟΡΤΧο",
    "-------------.......///|||||::::" + " ,," + "    " + "0123456789" + "3ABCEHIJKMOPSTXaceijopsxy" + "ABEHIKMNOPTXo",
)
INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cs", "Co"})
# A Markdown emphasis or escape inside a number sets nothing apart for a reader; an underscore between digits is no emphasis.
EMPHASIS = re.compile(r"(?<=\d)(?:[*`\\]|~~)+(?=[\d\s\-./])|(?<=\d)(?:[*_`\\]|~~)+(?=[\s\-./])|(?<=[\s\-./])(?:[*_`\\]|~~)+(?=\d)")


class Normalised(NamedTuple):
    """A text with dashes, digits and spaces made plain. `starts[i]` and `ends[i]` are where character `i` stands in the original."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` up to `end` stand in the original."""
        return self.starts[start], self.ends[end - 1]


def views(text: str) -> Iterator[Normalised]:
    """Return the text as its source and, where that is something else, as its reader sees it."""
    source = normalise(text, SOURCE)
    yield source
    if re.search(MARKUP, text) or EMPHASIS.search(source.text):
        yield _without_emphasis(normalise(text, RENDERED))


def normalise(text: str, pieces: re.Pattern[str] = SOURCE) -> Normalised:
    """Decode entities and escapes, apply NFKC, make dashes, spaces and digits plain, and drop what does not show."""
    said: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in pieces.finditer(text):
        start, end = match.span()
        said.append(text[position:start])
        starts.extend(range(position, start))
        ends.extend(range(position + 1, start + 1))
        plain = _plain(str(match.lastgroup), match[0])
        said.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
        position = end
    said.append(text[position:])
    starts.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    return Normalised("".join(said), starts, ends)


def _plain(kind: str, written: str) -> str:
    if kind == "space":
        lines = written.count("\n")
        return "\n\n" if lines > 1 else "\n" if lines or written in "\r\v\f\x85\u2028\u2029" else " "
    if kind == "markup":
        return "\n" if OPENING.match(written) else " " if CLOSING.match(written) else ""
    if kind == "entity":
        written = _repeatedly(html.unescape, written)
    elif kind == "percent":
        decoded = _repeatedly(unquote, written)
        # A letter hides no number, but a percent sign before "4321" sets it apart.
        written = decoded if (decoded.isprintable() or decoded.isspace()) and not decoded.isalpha() else written
    elif kind == "escape":
        written = chr(int(written[2:], 16))
    return "".join(map(_plain_mark, unicodedata.normalize("NFKC", "".join(map(_bare, written.translate(OTHER_SIGNS))))))


def _bare(mark: str) -> str:
    """Return a digit without the circle, brackets or point that are drawn as one with it, and a sign that unfolds to letters as a sign."""
    value = unicodedata.digit(mark, None)
    if value is not None:
        return str(value)
    unfolded = unicodedata.normalize("NFKC", mark) if unicodedata.category(mark)[0] == "S" else ""
    return "." if len(unfolded) > 1 and any(map(str.isalpha, unfolded)) else mark


def _repeatedly(decode: Callable[[str], str], written: str) -> str:
    for _ in range(4):
        written = decode(written)
    return written


def _plain_mark(mark: str) -> str:
    if mark in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if mark.isspace():
        return " "
    category = unicodedata.category(mark)
    if category in INVISIBLE:
        return ""
    if category == "Pd":
        return "-"
    if category in {"Nd", "No"}:
        return _bare(mark)
    # Strokes that count as letters in writings that no Danish word is written in.
    return "'" if category == "Lm" else mark.translate(OTHER_SIGNS)


def _without_emphasis(seen: Normalised) -> Normalised:
    dropped = {index for match in EMPHASIS.finditer(seen.text) for index in range(*match.span())}
    if not dropped:
        return seen
    kept = [index for index in range(len(seen.text)) if index not in dropped]
    return Normalised("".join(seen.text[i] for i in kept), [seen.starts[i] for i in kept], [seen.ends[i] for i in kept])
