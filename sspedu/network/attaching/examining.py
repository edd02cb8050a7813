"""From what was sent to what may stand: recognised by its bytes, made anew without what tells on its maker, and read by the guard.

All of this is done before anything is locked, and is bounded in time and memory: see each kind.
"""

import re
from dataclasses import dataclass

from sspedu.network.attaching.kinds import (
    BROKEN,
    CPR_IN_NAME,
    CPR_IN_TEXT,
    EMPTY,
    MAX_FILE_BYTES,
    TOO_LARGE,
    UNKNOWN,
    FileKind,
    Unfit,
)
from sspedu.network.attaching.names import clean_name
from sspedu.privacy import masked, stopping

ZIP = b"PK\x03\x04"
PDF = re.compile(rb"%PDF-[12]\.\d")
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as it may stand. `text` is what the guard can read of it: its name, and the words of an office document."""

    name: str
    kind: FileKind
    content: bytes
    text: str


def examine(name: str, content: bytes) -> Examined:
    """Say what a file is, and return it as it may stand. Raises `Unfit` with a sentence that names it."""
    shown = clean_name(name)
    if stopping(shown):
        raise Unfit(CPR_IN_NAME, name=masked(shown))
    if not content:
        raise Unfit(EMPTY, name=shown)
    if len(content) > MAX_FILE_BYTES:
        raise Unfit(TOO_LARGE, name=shown)
    try:
        kind, made, words = _made(content)
    except Unfit as unfit:
        raise Unfit(unfit.message, name=shown) from None
    if len(made) > MAX_FILE_BYTES:
        raise Unfit(TOO_LARGE, name=shown)
    if stopping(words):
        raise Unfit(CPR_IN_TEXT, name=shown)
    ended = clean_name(name, kind)
    return Examined(ended, kind, made, f"{ended}\n{words}".strip())


def _made(content: bytes) -> tuple[FileKind, bytes, str]:
    if content.startswith((PNG, JPEG)):
        from sspedu.network.attaching.pictures import recoded  # slow to import, and most pages need none

        kind, made = recoded(content)
        return kind, made, ""
    if content.startswith(ZIP):
        from sspedu.network.attaching.documents import remade  # as slow, for the same few

        return remade(content)
    if PDF.match(content):
        from sspedu.network.attaching.pdfs import checked  # as slow, for the same few

        return FileKind.PDF, checked(content), ""
    if content.startswith(b"%PDF"):
        raise Unfit(BROKEN)
    raise Unfit(UNKNOWN)
