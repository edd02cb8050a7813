"""Zip files, unpacked within bounds and packed anew: nothing that stood before, after or between their entries comes through."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sspedu.network.attaching.kinds import ACTIVE, BROKEN, LOCKED, TOO_MUCH, Unfit

MAX_PARTS = 600
MAX_UNPACKED = 30_000_000
IS_ENCRYPTED = 0x1
# Programs, and archives within: what nobody writes a text with.
PROGRAMS = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"#!", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"Rar!", b"7z\xbc\xaf")


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of an archive by name. Raises `Unfit` for what is too much, locked, broken, or holds a program."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse(entries)
            parts = {entry.filename: _read(archive, entry) for entry in entries}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        raise Unfit(BROKEN) from None
    if any(part.startswith(PROGRAMS) for part in parts.values()):
        raise Unfit(ACTIVE)
    return parts


def packed(parts: Mapping[str, bytes], *, first: str) -> bytes:
    """Pack parts into an archive without dates. What stands first is not compressed if it is the format's own mark."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != first, name)):
            archive.writestr(ZipInfo(name), parts[name], ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return out.getvalue()


def _refuse(entries: list[ZipInfo]) -> None:
    if any(entry.flag_bits & IS_ENCRYPTED for entry in entries):
        raise Unfit(LOCKED)
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unfit(TOO_MUCH)
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise Unfit(BROKEN)
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise Unfit(BROKEN)


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    """Read an entry up to what it says of itself. Asked for all at once the library would unpack whatever is there first."""
    with archive.open(entry) as opened:
        part = opened.read(entry.file_size + 1)
    if len(part) != entry.file_size:
        raise BadZipFile
    return part
