"""Which word of the index was meant: by what slips a hand makes on a Danish keyboard. Pure.

A word is kept under itself and under every form with one letter left out; what was typed is looked up with up to two left out. So they
meet when they differ by a letter too many, too few, another or swapped, without a look at every word (after W. Garbe's SymSpell).
"""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from sspedu.search.words import fold

SHORTEST, LONGEST = 4, 24
ROWS = ("1234567890+", "qwertyuiopå", "asdfghjklæø", "zxcvbnm,.-")
FARTHEST = 2.0
NEXT_KEY, DOUBLED, SWAPPED = 0.6, 0.5, 0.7


def vocabulary(words: Iterable[str]) -> dict[str, str]:
    """Return the words that a misspelling could be of: folded, and as they are written."""
    return {folded: shown for folded, shown in map(_spelled, sorted(set(words))) if folded}


@lru_cache(maxsize=1 << 16)
def _spelled(word: str) -> tuple[str, str]:
    folded = fold(word)
    if not SHORTEST <= len(folded) <= LONGEST or not folded.isalpha() or word.startswith("§") or word.endswith("+"):
        return "", ""
    return folded, normalize("NFC", word).replace("\u00ad", "").lower()


def keys_of(word: str) -> set[str]:
    """Return a word and its forms with one letter left out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def lookups(typed: str) -> set[str]:
    """Return the forms under which to look for what was meant. Nothing for a word that is too short or too long to guess at."""
    if not SHORTEST <= len(typed) <= LONGEST:
        return set()
    once = keys_of(typed)
    return once | {twice for form in once if len(form) > SHORTEST for twice in keys_of(form)}


def distance(typed: str, meant: str) -> float:
    """Say how many slips lie between two words (Damerau's edit distance); likely slips count less than one."""
    before: list[float] = []
    row = [float(at) for at in range(len(meant) + 1)]
    for i, a in enumerate(typed, 1):
        older, before, row = before, row, [float(i)]
        for j, b in enumerate(meant, 1):
            gap_typed = DOUBLED if i > 1 and typed[i - 2] == a else 1.0
            gap_meant = DOUBLED if j > 1 and meant[j - 2] == b else 1.0
            best = min(before[j] + gap_typed, row[j - 1] + gap_meant, before[j - 1] + _other(a, b))
            if i > 1 and j > 1 and a == meant[j - 2] and b == typed[i - 2] and a != b:
                best = min(best, older[j - 2] + SWAPPED)
            row.append(best)
    return row[-1]


def _other(a: str, b: str) -> float:
    if a == b:
        return 0.0
    return NEXT_KEY if frozenset((a, b)) in NEIGHBOURS else 1.0


def _neighbours() -> frozenset[frozenset[str]]:
    places = {key: (number, at) for number, keys in enumerate(ROWS) for at, key in enumerate(keys)}
    return frozenset(
        frozenset((a, b))
        for a, (row, at) in places.items()
        for b, (other, place) in places.items()
        # Each row stands half a key to the right of the one above it.
        if a != b and ((row == other and abs(at - place) == 1) or (other - row == 1 and 0 <= at - place <= 1))
    )


NEIGHBOURS = _neighbours()
