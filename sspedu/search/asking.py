"""What somebody asks for, read from what they typed. Pure; bounded, whatever is typed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sspedu.search.words import fold, start_of, words_in

LONGEST_QUERY = 200
MOST_TERMS = 8
QUOTED = re.compile(r"[\"“”„»«](.*?)[\"“”„»«]")
# "§ 115, stk. 2": the paragraph is what can be found; its parts have no pages of their own.
PARTS = frozenset({"stk", "stykke", "nr", "nummer", "litra", "pkt", "punkt"})
# Words that every text has. They are asked for only where nothing else is.
COMMON = frozenset({
    "af", "at", "da", "de", "dem", "den", "der", "deres", "det", "dette", "du", "efter", "eller", "en", "er", "et",
    "for", "fra", "han", "har", "hos", "hun", "hvad", "hvem", "hvilke", "hvilken", "hvilket", "hvis", "hvor",
    "hvordan", "hvorfor", "hvornaar", "i", "ikke", "ind", "jeg", "kan", "kunne", "man", "med", "men", "mig", "min",
    "mine", "mit", "maa", "ned", "nogen", "noget", "og", "om", "op", "os", "over", "paa", "selv", "sig", "skal",
    "som", "til", "ud", "under", "var", "ved", "vi", "vil", "vores",
})  # fmt: skip


class Term(NamedTuple):
    """One thing that must be found: tokens in a row, or instead a token that begins with `start`. `typed` is how it was written."""

    tokens: tuple[str, ...]
    start: str
    typed: str
    is_phrase: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The tokens by which a word of a text is known as what was asked for. The last token of a single word says most: SSP+, § 155 a."""
        return self.tokens if self.is_phrase else self.tokens[-1:]

    @property
    def is_number(self) -> bool:
        """Whether this is a number, such as that of a paragraph."""
        return not self.is_phrase and is_number(self.tokens)


class Query(NamedTuple):
    """Everything that must be found. `is_cut` where more was typed than is asked for."""

    typed: str
    terms: tuple[Term, ...]
    is_cut: bool = False

    def one(self, term: Term) -> "Query":
        """Return the query that asks for one of the terms only."""
        return Query(term.typed, (term,))


def read_query(typed: str) -> Query:
    """Read what was typed. Never fails; what has no word in it asks for nothing."""
    kept = " ".join("".join(mark if mark.isprintable() else " " for mark in typed[:LONGEST_QUERY]).split())
    terms = tuple(dict.fromkeys(_terms(kept)))
    needed = tuple(term for term in terms if len(term.tokens) > 1 or fold(term.typed) not in COMMON) or terms
    return Query(kept, needed[:MOST_TERMS], is_cut=len(typed) > LONGEST_QUERY or len(needed) > MOST_TERMS)


def _terms(text: str) -> Iterator[Term]:
    at = 0
    for match in QUOTED.finditer(text):
        yield from _single(text[at : match.start()])
        tokens = tuple(token for word in words_in(match[1]) for token in word.tokens)
        if tokens:
            yield Term(tokens, "", match[1].strip(), is_phrase=True)
        at = match.end()
    yield from _single(text[at:])


def _single(text: str) -> Iterator[Term]:
    words = list(words_in(text))
    at = 0
    while at < len(words):
        word = words[at]
        start = start_of(fold(word.text)) if len(word.tokens) == 1 else ""
        yield Term(word.tokens, start, word.text)
        at += 1
        if is_number(word.tokens):
            while at + 1 < len(words) and fold(words[at].text) in PARTS:
                at += 2


def is_number(tokens: tuple[str, ...]) -> bool:
    """Say whether a word is a number, with or without the sign of a paragraph."""
    return tokens[0][1:].isdigit()
