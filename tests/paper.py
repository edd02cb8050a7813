"""What stands on paper: the text of a PDF as Chromium writes it, page by page.

Chromium gives every font a table from glyphs to letters, for search and for screen readers; that is all that is read here. What another
program wrote may well be read wrongly.
"""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
PAGE = re.compile(rb"/Type\s*/Page\b")
CONTENTS = re.compile(rb"/Contents\s+(\d+) 0 R")
FONTS = re.compile(rb"/Font\s*<<(.*?)>>", re.DOTALL)
FONT = re.compile(rb"/(\w+)\s+(\d+) 0 R")
TO_UNICODE = re.compile(rb"/ToUnicode\s+(\d+) 0 R")
ONE = re.compile(rb"<(\w{4})> <(\w+)>(?! <)")
RANGE = re.compile(rb"<(\w{4})> <(\w{4})> <(\w{4})>")
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<(\w*)>|\bE(T)\b")

Letters = dict[int, str]


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, with a space where the writer began anew."""
    objects = {int(match[1]): match[2] for match in OBJECT.finditer(pdf)}
    return [_text(body, objects) for body in objects.values() if PAGE.search(body)]


def words(pdf: bytes) -> str:
    """Return all that stands on the pages, without any space: where words end is the typesetter's business."""
    return squeezed(" ".join(pages(pdf)))


def squeezed(text: str) -> str:
    """Return a text as `words` gives it, to be looked for there."""
    return re.sub(r"\s|\u00ad|-", "", text)


def _text(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = {name: _letters(int(number), objects) for found in FONTS.findall(page) for name, number in FONT.findall(found)}
    contents = CONTENTS.search(page)
    assert contents is not None
    parts: list[str] = []
    letters: Letters = {}
    for name, glyphs, end in SHOWN.findall(_stream(objects[int(contents[1])])):
        if name:
            letters = fonts.get(name, {})
        elif end:
            parts.append(" ")
        else:
            parts += (letters.get(int(glyphs[at : at + 4], 16), "") for at in range(0, len(glyphs), 4))
    return "".join(parts)


def _letters(font: int, objects: dict[int, bytes]) -> Letters:
    table = TO_UNICODE.search(objects[font])
    if table is None:
        return {}
    text = _stream(objects[int(table[1])])
    letters = {int(glyph, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for glyph, letter in ONE.findall(text)}
    for first, last, letter in RANGE.findall(text):
        for offset in range(int(last, 16) - int(first, 16) + 1):
            letters[int(first, 16) + offset] = chr(int(letter, 16) + offset)
    return letters


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]
