"""Personal data in lessons: the seam to `privacy`, which decides what is personal."""

import re
from collections.abc import Iterator

from sspedu.curriculum.prose import Prose
from sspedu.privacy import scan

DIGITS_IN_A_NUMBER = 10
LONGEST_SPELLING = 48
WORDS_AROUND = 120

# Whatever NFKC makes a digit of, and the entities that stand for one. To scan every character would double the time of an import.
DIGIT = re.compile(
    r"[\d&\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u2189\u2460-\u24ff\u2776-\u2793\u3220-\u33ff"
    r"\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10c]"
)


def check_personal_data(prose: Prose) -> None:
    """Refuse numbers that are certain to belong to a person."""
    for start, end in _places(prose.body):
        for finding in scan(prose.body[start:end]):
            sentence = "Linjen rummer noget, der ligner et CPR-nummer. Slet det; cases er konstruerede og har ingen numre."
            prose.error(start + finding.start, sentence)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the passages, with the words around them, in which digits stand close enough to be one number."""
    digits = [match.start() for match in DIGIT.finditer(text)]
    start = end = -1
    for first, last in zip(digits, digits[DIGITS_IN_A_NUMBER - 1 :], strict=False):
        if last - first > LONGEST_SPELLING:
            continue
        if end >= 0 and first - WORDS_AROUND > end:
            yield start, end
            end = -1
        start = start if end >= 0 else max(0, first - WORDS_AROUND)
        end = last + WORDS_AROUND
    if end >= 0:
        yield start, end
