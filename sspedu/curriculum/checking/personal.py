"""Personal data in lessons: the seam to `privacy`, which decides what is personal."""

import re
from collections.abc import Iterator

from sspedu.curriculum.prose import Prose
from sspedu.privacy import stopping

WORDS_AROUND = 120

# Ten digits with no word among them, however each is spelt: what NFKC makes a digit of, or an entity. `privacy` looks at each character;
# to let it look at every lesson from end to end would add a sixth to the time of an import.
DIGIT = (
    r"(?:[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u2189\u2460-\u24ff\u2776-\u2793\u3220-\u33ff"
    r"\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10c]|&#?\w{1,8};)"
)
BETWEEN = r"(?:[^\w&<]|_|&#?\w{1,8};|</?[a-zA-Z][^<>]{0,40}>){0,8}?"
NUMBER = re.compile(rf"{DIGIT}(?:{BETWEEN}{DIGIT}){{9}}")


def check_personal_data(prose: Prose) -> None:
    """Refuse numbers that are certain to belong to a person."""
    for start, end in _places(prose.body):
        for finding in stopping(prose.body[start:end]):
            sentence = "Linjen rummer noget, der ligner et CPR-nummer. Slet det; cases er konstruerede og har ingen numre."
            prose.error(start + finding.start, sentence)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the passages, with the words around them, in which such a number stands."""
    start = end = -1
    for match in NUMBER.finditer(text):
        if end >= 0 and match.start() - WORDS_AROUND > end:
            yield start, end
            end = -1
        start = start if end >= 0 else max(0, match.start() - WORDS_AROUND)
        end = match.end() + WORDS_AROUND
    if end >= 0:
        yield start, end
