"""CPR numbers: what makes a row of digits certain to be one, however it is spelt.

Certain is a valid date (or one whose first digit is raised by 6: a replacement number) with a separator before the last four digits; or
ten digits together that also pass modulus 11, fall on 1 January, or stand within three words of "cpr", "personnr" or "født". Modulus 11
may raise confidence but never clears a number: since 2007 valid numbers need not pass it.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum

from sspedu.privacy.normalising import Normalised, normalise

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
LEAP_YEAR = 2000
NEARBY_WORDS = 3

# Two digits, two digits, two or four digits, four digits, each perhaps set apart; or ten single digits set apart one by one.
MARK = r"[ \n]?[-./:,_*~|]?[ \n]?"
GROUPED = re.compile(rf"(?<!\d)(\d\d){MARK}(\d\d){MARK}((?:19|20)?\d\d)({MARK})(\d{{4}})(?!\d)")
SPACED = re.compile(r"(?<!\d)(?:\d[ \n\-./_*~|]{1,3}){9}\d(?!\d)")
CONTEXT = re.compile(r"cpr|person\s?n(?:umme)?r|født|foedt|birth", re.IGNORECASE)


class Kind(StrEnum):
    """What was found."""

    CPR = "cpr"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something personal, at `start` up to `end` of the text as it was written (positions in characters). Never holds the text itself."""

    kind: Kind
    start: int
    end: int

    def line(self, text: str) -> int:
        """Return the line of the text on which the finding begins, from 1."""
        return text.count("\n", 0, self.start) + 1


def scan(text: str) -> tuple[Finding, ...]:
    """Find what must not be written, in order, none overlapping. Any text is read, whatever it holds; the time grows with its length."""
    normalised = normalise(text)
    spans = [match.span() for match in GROUPED.finditer(normalised.text) if _is_certain(normalised.text, match)]
    spans += [match.span() for match in SPACED.finditer(normalised.text) if _is_date(re.sub(r"\D", "", match[0]))]
    return tuple(_merge(normalised, sorted(spans)))


def _is_certain(text: str, match: re.Match[str]) -> bool:
    day, month, year, separator, serial = match.groups()
    digits = day + month + year[-2:] + serial
    if not _is_date(digits):
        return False
    if separator or match.end() - match.start() > len(digits):
        return True
    return _passes_modulus_11(digits) or digits.startswith("0101") or _has_context(text, match)


def _is_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 60 if day > 60 else 0
    return 1 <= month <= 12 and 1 <= day <= monthrange(LEAP_YEAR, month)[1]


def _passes_modulus_11(digits: str) -> bool:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 == 0


def _has_context(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 80) : match.start()].split()[-NEARBY_WORDS:]
    after = text[match.end() : match.end() + 80].split()[:NEARBY_WORDS]
    return any(CONTEXT.search(" ".join(words)) for words in (before, after))


def _merge(normalised: Normalised, spans: list[tuple[int, int]]) -> list[Finding]:
    findings: list[Finding] = []
    end = -1
    for start, stop in spans:
        if start >= end:
            findings.append(Finding(Kind.CPR, *normalised.span(start, stop)))
            end = stop
    return findings
