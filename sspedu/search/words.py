"""What a word is, for whatever is written into the index and whatever is asked of it. Pure: the engines only hold and match its tokens.

A token has nothing but a-z and 0-9 and begins with a letter, so that no engine divides it, folds it or takes it for an operator.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

# Letters with the marks that may stand on them when they are typed apart, and soft hyphens. "SSP+" is a word of its own.
# No groups, and no flag for small and capital letters: a text of a lesson has some two thousand words, and an import a thousand lessons.
WORD = re.compile(
    r"(?:§{1,2}|\b[Pp](?:aragraf(?:fen|ferne|fer)?|ARAGRAF)\b)\s{0,3}\d{1,5}(?!\d)(?:\s?[a-hA-H](?!\w))?"
    r"|[\w\u0300-\u036f\u00ad]+(?:\+(?!\w))?"
)
PARAGRAPH = re.compile(r"(?:§+|[^\W\d]+)\s*(\d+)\s?(\w?)")
LONGEST_TOKEN = 60
# Danish letters as they are written where the keyboard has none; the neighbours' too.
SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
# Plurals that no rule of endings finds, as stems.
IRREGULAR = {"boern": "barn", "foraeldr": "foraeld", "maend": "mand", "boeg": "bog"}
# What an inflection adds. A stem that lost more than this is not the first part of a compound.
INFLECTIONS = frozenset({"", "e", "n", "t", "r", "s", "en", "et", "er", "es", "ne", "ns", "ts", "rs", "ens", "ets", "ers", "ene", "erne",
                         "enes", "ernes"})  # fmt: skip
LONG_STEM = 8
SHORTEST_START = 4


class Word(NamedTuple):
    """A word where it stands in a text: from `start` to `end`, with its tokens in a row."""

    start: int
    end: int
    text: str
    tokens: tuple[str, ...]


def words_in(text: str) -> Iterator[Word]:
    """Find the words of a text. The sign of a paragraph and its number are one word."""
    for match in WORD.finditer(text):
        tokens = tokens_of(match[0])
        if tokens:
            yield Word(match.start(), match.end(), match[0], tokens)


def words_with(text: str, whole: frozenset[str], starts: tuple[str, ...]) -> Iterator[Word]:
    """Find the words that have one of these tokens, or a token that begins with one of `starts`."""
    for match in WORD.finditer(text):
        tokens = tokens_of(match[0])
        if not whole.isdisjoint(tokens) or (tokens and tokens[0].startswith(starts)):
            yield Word(match.start(), match.end(), match[0], tokens)


def written_words(text: str) -> list[str]:
    """Return the words of a text as they are written, all at once."""
    return WORD.findall(text)


def stems(text: str) -> str:
    """Return a text as the tokens that the engines hold, with a space between them."""
    return stems_of(written_words(text))


def stems_of(words: Iterable[str]) -> str:
    """Do what `stems` does, for words that were found already."""
    return " ".join(filter(None, map(_row_of_tokens, words)))


@lru_cache(maxsize=1 << 16)
def _row_of_tokens(word: str) -> str:
    return " ".join(tokens_of(word))


@lru_cache(maxsize=1 << 16)
def tokens_of(word: str) -> tuple[str, ...]:
    """Return the tokens of one word: its stem, and one more where a plus sign belongs to it.

    "§ 155 a" has three, so that it is found by 155, § 155 and § 155 a, but not by § 1559.
    """
    if word.startswith("§") or len(word.split()) > 1:
        return _paragraph(word)
    folded = fold(word)
    if not folded:
        return ()
    return (stem(folded), f"{folded}plus"[-LONGEST_TOKEN:]) if word.endswith("+") else (stem(folded),)


def _paragraph(word: str) -> tuple[str, ...]:
    match = PARAGRAPH.fullmatch(word)
    assert match is not None, "WORD finds nothing else that has a space or a sign"
    number = fold(match[1])
    tokens = (f"n{number}", f"paragraf{number}")
    return (*tokens, f"paragraf{number}{fold(match[2])}") if match[2] else tokens


def fold(word: str) -> str:
    """Write a word with a-z and 0-9 alone: small letters, no accents, ae for æ. Letters of other alphabets become their numbers."""
    if word.isascii():
        return "".join(mark for mark in word.lower() if mark in PLAIN)[:LONGEST_TOKEN]
    composed = unicodedata.normalize("NFKC", word).casefold().translate(SPELLED)
    bare = unicodedata.normalize("NFKD", composed)
    return "".join(mark if mark in PLAIN else f"u{ord(mark):x}" if mark.isalnum() else "" for mark in bare)[:LONGEST_TOKEN]


def stem(folded: str) -> str:
    """Return the stem of a folded word, as a token.

    The endings are cut by the Danish stemmer of the Snowball project. It is given ae for æ, so that both spellings meet; the e that
    would then be cut off "miljoe" but not off "miljoeet" is cut off both.
    """
    if folded[0].isdigit():
        return f"n{folded}"[:LONGEST_TOKEN]
    # The stemmer knows "løst" by its ø.
    cut: str = _stemmer().stemWord(folded[:-1] if folded.endswith("loest") else folded)
    cut = cut.removesuffix("e") or cut
    return IRREGULAR.get(cut, cut)


def start_of(folded: str) -> str:
    """Return what a compound begins with if this word is its first part; nothing for a short word."""
    if len(folded) < SHORTEST_START or folded[0].isdigit():
        return ""
    cut = stem(folded)
    is_first_part = len(cut) >= LONG_STEM and folded.startswith(cut) and folded[len(cut) :] in INFLECTIONS
    return cut if is_first_part else folded


_of_thread = threading.local()


def _stemmer() -> Any:
    """Return the stemmer of this thread: it keeps state while it works."""
    if not hasattr(_of_thread, "stemmer"):
        import snowballstemmer  # slow to import: it brings every language

        _of_thread.stemmer = snowballstemmer.stemmer("danish")
    return _of_thread.stemmer
