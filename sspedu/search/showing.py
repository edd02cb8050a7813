"""How a hit is shown: the section and the excerpt that say most of what was asked for, with the words marked in the original text. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from sspedu.search.asking import Query
from sspedu.search.entries import Section
from sspedu.search.words import Word, words_with

EXCERPT = 260
# A text is looked through so far for its best place: what a page of hits costs has an end.
MOST_READ = 30_000
MOST_PLACES = 200


class Place(NamedTuple):
    """The best section of a text, and what to show of it."""

    anchor: str
    heading: Markup
    excerpt: Markup


class _Mark(NamedTuple):
    """A word that was asked for, and by which of the terms."""

    word: Word
    terms: frozenset[int]


def marked(text: str, query: Query) -> Markup:
    """Return a text, escaped, with the words that were asked for marked."""
    return _marked(text, _marks(text, query), 0, len(text))


def best_place(sections: Sequence[Section], query: Query) -> Place:
    """Choose the section with most of the words, those in its heading counted first, and an excerpt of it."""
    best, best_marks, best_score = Section("", "", ""), [], (-1, -1, -1)
    read = 0
    for section in sections:
        text = section.text[: max(0, MOST_READ - read)]
        read += len(text)
        marks, in_heading = _marks(text, query), _marks(section.heading, query)
        terms = _terms([*marks, *in_heading])
        score = (len(terms), len(_terms(in_heading)), len(marks))
        if score > best_score:
            best, best_marks, best_score = section, marks, score
    start, end = _window(best.text, best_marks)
    shown = Markup("").join(("… " if start else "", _marked(best.text, best_marks, start, end), " …" if end < len(best.text) else ""))
    return Place(best.anchor, marked(best.heading, query), shown)


def _marks(text: str, query: Query) -> list[_Mark]:
    starts = tuple(term.start for term in query.terms if term.start)
    found = words_with(text, frozenset(token for term in query.terms for token in term.marks), starts)
    return [_Mark(word, _asked_by(word, query)) for word in found]


def _asked_by(word: Word, query: Query) -> frozenset[int]:
    return frozenset(
        number
        for number, term in enumerate(query.terms)
        if not set(term.marks).isdisjoint(word.tokens) or (term.start and word.tokens[0].startswith(term.start))
    )


def _terms(marks: Sequence[_Mark]) -> frozenset[int]:
    return frozenset().union(*(mark.terms for mark in marks))


def _window(text: str, marks: Sequence[_Mark]) -> tuple[int, int]:
    """Return where the excerpt begins and ends: around most of the terms, and then most of the words."""
    if len(text) <= EXCERPT:
        return 0, len(text)
    start = 0
    best = (-1, -1)
    for mark in marks[:MOST_PLACES]:
        from_here = [other for other in marks[:MOST_PLACES] if 0 <= other.word.start - mark.word.start < EXCERPT - 60]
        score = (len(_terms(from_here)), len(from_here))
        if score > best:
            best, start = score, mark.word.start
    begin = _beginning(text, start)
    end = text.rfind(" ", begin, begin + EXCERPT) if begin + EXCERPT < len(text) else len(text)
    return begin, end if end > start else min(len(text), begin + EXCERPT)


def _beginning(text: str, start: int) -> int:
    """Go back to the beginning of the sentence if it is near, otherwise some words."""
    near = max(0, start - 90)
    sentence = max(text.rfind(end, near, start) for end in (". ", "? ", "! ", ": "))
    if sentence >= 0:
        return sentence + 2
    return text.find(" ", near, start) + 1 if near else 0


def _marked(text: str, marks: Sequence[_Mark], start: int, end: int) -> Markup:
    pieces: list[Markup] = []
    at = start
    for mark in marks:
        if at <= mark.word.start and mark.word.end <= end:
            pieces += [escape(text[at : mark.word.start]), Markup("<mark>{}</mark>").format(mark.word.text)]
            at = mark.word.end
    pieces.append(escape(text[at:end]))
    return Markup("").join(pieces)
