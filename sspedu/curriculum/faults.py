"""Faults found in content, told to the author: where, how bad, and what to do. Knows nothing of what is checked."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_PER_FILE = 300
LONGEST_COMPARED = 60


class Severity(StrEnum):
    """An error keeps a module from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `line` counts from 1 in the file as the author sees it."""

    path: str
    line: int
    severity: Severity
    sentence: str

    def __str__(self) -> str:
        mark = "advarsel: " if self.severity is Severity.WARNING else ""
        return f"{self.path}:{self.line}: {mark}{self.sentence}"


class FileFaults:
    """What has been found in one file so far. Saying the same thing of the same line twice counts once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.errors = 0
        self._found: dict[Fault, None] = {}

    def error(self, line: int, sentence: str) -> None:
        """Note something that must be mended."""
        self.errors += 1
        self._add(Fault(self.path, max(1, line), Severity.ERROR, sentence))

    def warning(self, line: int, sentence: str) -> None:
        """Note something that the author should look at."""
        self._add(Fault(self.path, max(1, line), Severity.WARNING, sentence))

    @property
    def is_full(self) -> bool:
        """Whether the file has so many faults that more would only tire its author."""
        return len(self._found) >= MOST_PER_FILE

    @property
    def found(self) -> tuple[Fault, ...]:
        """Everything noted, in the order in which it was found."""
        return tuple(self._found)

    def _add(self, fault: Fault) -> None:
        if not self.is_full:
            self._found[fault] = None
            return
        sentence = f"Filen har over {MOST_PER_FILE} fejl. Ret de første, og prøv igen."
        self._found[Fault(self.path, 1, Severity.ERROR, sentence)] = None


class Faults:
    """All faults of one reading, file by file."""

    def __init__(self) -> None:
        self._files: dict[str, FileFaults] = {}

    def on(self, path: str) -> FileFaults:
        """Return the list of one file."""
        return self._files.setdefault(path, FileFaults(path))

    def errors_in(self, folder: str) -> int:
        """Count the errors in the files of a folder (given with its closing slash)."""
        return sum(file.errors for path, file in self._files.items() if path.startswith(folder))

    def sorted(self) -> tuple[Fault, ...]:
        """Return all faults: errors before warnings, then by path and line."""
        found = [fault for file in self._files.values() for fault in file.found]
        return tuple(sorted(found, key=lambda fault: (fault.severity is Severity.WARNING, fault.path, fault.line, fault.sentence)))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` Mente du "…"?` with the known word that is most like this one, or nothing if none is."""
    close = difflib.get_close_matches(word[:LONGEST_COMPARED], tuple(known), n=1, cutoff=0.6)
    return f' Mente du "{close[0]}"?' if close else ""


def shortened(words: str, length: int = 60) -> str:
    """Return the words on one line, cut to a length that fits in a sentence."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
