"""The guard's corpora: texts in files, with marks around what must be found."""

import re
from dataclasses import dataclass
from pathlib import Path

from sspedu.privacy import Finding, Kind

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text, and what must be found in it."""

    text: str
    finding: Finding


def spellings(name: str) -> list[Spelling]:
    """Read a file of what must be found."""
    return [_spelling(*line.split("\t", 1)) for line in _lines(name)]


def texts(name: str) -> list[str]:
    """Read a file of what must come through."""
    return [_decoded(line) for line in _lines(name)]


def _spelling(kind: str, marked: str) -> Spelling:
    before, found, after = re.split("[〔〕]", _decoded(marked))
    return Spelling(before + found + after, Finding(Kind(kind), len(before), len(before + found)))


def _decoded(line: str) -> str:
    return re.sub(r"\{U\+([0-9A-F]+)\}", lambda match: chr(int(match[1], 16)), line.replace("¶", "\n"))


def _lines(name: str) -> list[str]:
    return [line for line in (FOLDER / name).read_text(encoding="utf-8").split("\n") if line and not line.startswith("# ")]
