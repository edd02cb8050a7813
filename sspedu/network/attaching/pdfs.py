"""PDF files: kept as they are, author and all, unless they can do something.

Their names of things may be written in code (`/J#61vaScript`) and stand inside packed objects, so both are undone before one looks. What
would have to be done to take an author out of a PDF is to write it anew, which breaks signed ones and those with fields; the form says so.
"""

import re
import zlib

from sspedu.network.attaching.kinds import ACTIVE, BROKEN, LOCKED, TOO_MUCH, Unfit

MAX_UNPACKED = 30_000_000
CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
# Programs, other files, films, and forms that are programs: long words, which no packed picture holds by chance.
ACTS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|GoToE|SubmitForm|ImportData)\b")
ENCRYPTED = re.compile(rb"/Encrypt\b")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEAD = 600
PACKED_OBJECTS = re.compile(rb"/ObjStm\b")
FILTER = re.compile(rb"/Filter\s*(\[?[^\]>]*)")
DEFLATED_ONLY = re.compile(rb"\[\s*/FlateDecode\s*|/FlateDecode(?![A-Za-z]).*", re.DOTALL)
END = b"%%EOF"


def checked(content: bytes) -> bytes:
    """Return the file up to its end. Raises `Unfit` for one that is cut off, locked, or does something when it is opened."""
    end = content.rfind(END)
    if end < 0:
        raise Unfit(BROKEN)
    content = content[: end + len(END)] + b"\n"
    plain = _decoded(content)
    if ENCRYPTED.search(plain):
        raise Unfit(LOCKED)
    if ACTS.search(plain) or ACTS.search(_decoded(_packed_objects(content))):
        raise Unfit(ACTIVE)
    return content


def _decoded(content: bytes) -> bytes:
    return CODE.sub(lambda code: bytes([int(code[1], 16)]), content)


def _packed_objects(content: bytes) -> bytes:
    """Unpack the objects that are packed together; other streams are pictures and pages, which hold no names of acts."""
    found: list[bytes] = []
    left = MAX_UNPACKED
    for begin in STREAM.finditer(content):
        head = _decoded(content[max(0, begin.start() - HEAD) : begin.start()])
        head = head[head.rfind(b" obj") + 1 :]
        if not PACKED_OBJECTS.search(head):
            continue
        stands = FILTER.search(head)
        if stands is None:
            continue
        if not DEFLATED_ONLY.fullmatch(stands[1].strip()):
            raise Unfit(ACTIVE)
        found.append(_inflated(content, begin.end(), left))
        left -= len(found[-1])
    return b"\n".join(found)


def _inflated(content: bytes, begin: int, left: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        out = unpacking.decompress(memoryview(content)[begin:], left + 1)
    except zlib.error:
        raise Unfit(BROKEN) from None
    if len(out) > left:
        raise Unfit(TOO_MUCH)
    return out
