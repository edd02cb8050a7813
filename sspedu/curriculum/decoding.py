"""From bytes to text that every later room can trust: UTF-8, lines that end in LF, no invisible characters."""

import re

from sspedu.curriculum.faults import FileFaults

MOST_YAML_BYTES = 64 * 1024
MOST_CSV_BYTES = 512 * 1024
MOST_LESSON_CHARACTERS = 200_000
BOM = b"\xef\xbb\xbf"

# Controls, separators that only some programs take for a line break, marks that turn the direction of reading, and private use:
# the renderer keeps the last for its own placeholders.
UNWELCOME = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
BREAKS = frozenset("\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029")


def scrub(text: str) -> str:
    """Return the text without unwelcome characters; one that breaks a line becomes a space."""
    return UNWELCOME.sub(lambda match: " " if match[0] in BREAKS else "", text)


def decode(data: bytes, faults: FileFaults, *, most_bytes: int = 4 * MOST_LESSON_CHARACTERS) -> str | None:
    """Read the bytes of a file as text, noting what is wrong with them. Returns None for a file that is too large to look at."""
    if len(data) > most_bytes:
        faults.error(1, f"Filen fylder {len(data) // 1024} kB og må højst fylde {most_bytes // 1024} kB. Del den i flere.")
        return None
    if data.startswith(BOM):
        faults.error(1, "Filen begynder med et usynligt mærke (BOM). Gem den som UTF-8 uden BOM.")
        data = data[len(BOM) :]
    text = _text(data, faults).replace("\r\n", "\n")
    _note_unwelcome(text, faults)
    return scrub(text)


def _text(data: bytes, faults: FileFaults) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.error(line, "Filen er ikke gemt som UTF-8. Gem den igen, og vælg UTF-8 som tegnsæt.")
        # The usual culprit on a Danish Windows, so that the other checks still see the right letters.
        return data.decode("cp1252", errors="replace")


def _note_unwelcome(text: str, faults: FileFaults) -> None:
    seen: set[str] = set()
    for match in UNWELCOME.finditer(text):
        character = match[0]
        if character in seen:
            continue
        seen.add(character)
        line = text.count("\n", 0, match.start()) + 1
        faults.error(line, f"Linjen rummer {_kind(character)} (U+{ord(character):04X}), som ikke kan ses. Slet det.")
        if len(seen) >= 10:
            return


def _kind(character: str) -> str:
    if character == "\0":
        return "et NUL-tegn"
    if character in BREAKS:
        return "et linjeskift, som ikke alle programmer forstår"
    if "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000":
        return "et tegn til privat brug"
    return "et styretegn"
