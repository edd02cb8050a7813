"""What the author wrote in a question whose answer puts things in their places: in order, with their partners, under their headings.

Read as leniently as every other question: each fault is noted, and something usable comes back.
"""

import re

from sspedu.curriculum.faults import FileFaults, shortened
from sspedu.curriculum.models import QuestionKind
from sspedu.curriculum.quiz_text import (
    ALMOST_OPTION,
    BULLET,
    MOST_OPTIONS,
    EntryText,
    Note,
    PartReader,
    PlaceText,
    QuizText,
    check_feedback,
    check_stem,
    is_inside,
    one_line,
    without_indent,
)

PARTNER = re.compile(r" {0,3}:[ \t]+(\S.*)")
ALMOST_PARTNER = re.compile(r" {0,3}:[ \t]*(\S?.*)")
HEADING = re.compile(r"#{1,6}[ \t]*(.*?)[ \t]*#*[ \t]*")
# What is shown is never in the order of the key (see `shuffling`), so of two things the order would be known.
LEAST_ENTRIES = 3
LEAST_HEADINGS = 2


def terms_in(lines: list[tuple[int, str]]) -> frozenset[int]:
    """Return the indexes of the lines that have a partner right under them."""
    below = {number - 1 for number, line in lines if ALMOST_PARTNER.fullmatch(line)}
    return frozenset(
        number for number, line in lines if number in below and line.strip() and not is_inside(line) and not ALMOST_PARTNER.fullmatch(line)
    )


class _EntryReader(PartReader):
    """Reads entries that are items of a list."""

    one_choice = "Et punkt"
    the_choice = "punktet"

    def __init__(self, note: Note, terms: frozenset[int]) -> None:
        super().__init__(note)
        self.terms = terms
        self.entry: EntryText | None = None

    def take_words(self, number: int, line: str) -> None:
        if self.entry is not None and is_inside(line):
            self.take_inside(number, without_indent(line), self.entry.feedback)
        elif self.begins(number, line):
            return
        elif self.entry is not None:
            self._take_after(number, line.strip(), self.entry)
        else:
            self.take_before(number, line)

    def begins(self, number: int, line: str) -> bool:
        """Take a line that begins an entry, and say whether it did."""
        if ALMOST_OPTION.fullmatch(line):
            self.note(number, "Her er der ikke noget at sætte kryds ved. Slet de kantede parenteser, og skriv kun punktet: - Tekst.")
            self.begin(number, line[line.find("]") + 1 :].strip())
        elif match := BULLET.fullmatch(line):
            self.begin(number, match[1].rstrip())
        else:
            return False
        return True

    def begin(self, number: int, words: str) -> None:
        """Begin an entry. Its place is the next one."""
        self.entry = EntryText(number, [words], [len(self.text.entries)])
        self.text.entries.append(self.entry)
        self.part = self.entry.words

    def take_before(self, number: int, line: str) -> None:
        """Take a line that stands before the first entry."""
        self.part.append(line)

    def _take_after(self, number: int, line: str, entry: EntryText) -> None:
        if line.startswith(">"):
            self.take_misplaced_feedback(number, line, entry.feedback)
        elif not self.after_blank:
            self.part.append(line)
        else:
            self.refuse(number, line)

    def refuse(self, number: int, line: str) -> None:
        """Note a line of text that stands after an entry."""
        self.note(number, "Efter punkterne kan der kun stå en answer-blok. Flyt teksten op før dem eller ind under et punkt.")


class _OrderReader(_EntryReader):
    """Reads a list that stands in the right order."""


class _SortReader(_EntryReader):
    """Reads items under headings. A list before the first heading is part of the question."""

    def begins(self, number: int, line: str) -> bool:
        if match := HEADING.fullmatch(line):
            self.text.places.append(PlaceText(number, [match[1]]))
            self.entry, self.part = None, self.text.places[-1].words
            self.after_blank = True
            return True
        return bool(self.text.places) and super().begins(number, line)

    def begin(self, number: int, words: str) -> None:
        super().begin(number, words)
        self.text.entries[-1].places = [len(self.text.places) - 1]

    def take_before(self, number: int, line: str) -> None:
        if self.text.places:
            self.note(number, "Under en overskrift kan der kun stå punkter: - Tekst.")
        else:
            super().take_before(number, line)

    def finish(self) -> QuizText:
        """Make one entry of the same words under several headings: it is right in each."""
        first: dict[str, EntryText] = {}
        for entry in self.text.entries:
            same = first.setdefault(one_line(entry.words), entry)
            if same is entry:
                continue
            same.again.append(entry.line)
            if entry.places[0] in same.places:
                words = shortened(one_line(entry.words), 40)
                self.note(entry.line, f'Punktet "{words}" står to gange under samme overskrift. Slet det ene.')
                continue
            same.places += entry.places
            if one_line(entry.feedback) != one_line(same.feedback):
                same.feedback += ["", *entry.feedback]
        self.text.entries = list(first.values())
        return self.text


class _MatchReader(_EntryReader):
    """Reads a definition list: an entry is a term, and its place is its partner."""

    def begins(self, number: int, line: str) -> bool:
        if number in self.terms:
            self._begin_term(number, line.strip())
        elif match := PARTNER.fullmatch(line):
            self._take_partner(number, match[1])
        elif match := ALMOST_PARTNER.fullmatch(line):
            self.note(number, 'Efter kolonet skal der stå et mellemrum og punktets partner: ":   Tekst".')
            self._take_partner(number, match[1])
        else:
            return False
        return True

    def _begin_term(self, number: int, words: str) -> None:
        if not self.after_blank:
            self.note(number, f'Der mangler en tom linje før "{shortened(words, 40)}".')
        self.begin(number, words)
        self.text.entries[-1].places = []

    def _take_partner(self, number: int, words: str) -> None:
        if self.entry is None or self.after_blank:
            self.note(number, "Kolonet skal stå på linjen lige under det punkt, det hører til, uden tom linje imellem.")
        elif self.entry.places:
            self.note(number, "Et punkt kan kun have én partner. Saml teksten efter det første kolon.")
        else:
            self.entry.places = [len(self.text.places)]
            self.text.places.append(PlaceText(number, [words]))
            self.part = self.text.places[-1].words

    def refuse(self, number: int, line: str) -> None:
        self.note(number, f'"{shortened(line, 40)}" har ingen partner. Skriv den på linjen under: ":   Tekst".')

    def finish(self) -> QuizText:
        """Make one place of partners with the same words."""
        first: dict[str, int] = {}
        for entry in self.text.entries:
            entry.places = [first.setdefault(one_line(self.text.places[place].words), len(first)) for place in entry.places]
        kept: dict[str, PlaceText] = {}
        for place in self.text.places:
            kept.setdefault(one_line(place.words), place)
        self.text.places = list(kept.values())
        return self.text


READERS = {QuestionKind.ORDER: _OrderReader, QuestionKind.MATCH: _MatchReader, QuestionKind.SORT: _SortReader}


def check_placing(text: QuizText, kind: QuestionKind, at: int, faults: FileFaults, first_line: int) -> None:
    """Note what a question whose answer places things lacks to be answered and marked. `at` is its line, `first_line` that of the body."""
    check_stem(text, at, faults)
    if sentence := _lack(text, kind):
        faults.error(at, sentence)
    if max(len(text.entries), len(text.places)) > MOST_OPTIONS:
        faults.error(at, f"Et spørgsmål må højst have {MOST_OPTIONS} punkter.")
    if kind is not QuestionKind.SORT:
        _check_twice("Punktet", text.entries, first_line, faults)
    else:
        _check_twice("Overskriften", text.places, first_line, faults)
        _check_used(text, first_line, faults)
    for entry in text.entries:
        check_feedback("punktet", entry, first_line, faults)


def _lack(text: QuizText, kind: QuestionKind) -> str:
    if kind is QuestionKind.ORDER and len(text.entries) < LEAST_ENTRIES:
        return f"En rækkefølge (type: order) skal have mindst {LEAST_ENTRIES} punkter: - Tekst, i den rigtige orden."
    if kind is QuestionKind.MATCH and len(text.places) < LEAST_ENTRIES:
        return f'Par (type: match) skal der være mindst {LEAST_ENTRIES} af: en linje med punktet, og lige under den ":   Partneren".'
    if kind is QuestionKind.SORT and len(text.places) < LEAST_HEADINGS:
        return f"En sortering (type: sort) skal have mindst {LEAST_HEADINGS} overskrifter: ### Tekst, med punkter under."
    if kind is QuestionKind.SORT and len(text.entries) < LEAST_ENTRIES:
        return f"En sortering (type: sort) skal have mindst {LEAST_ENTRIES} forskellige punkter under sine overskrifter: - Tekst."
    return ""


def _check_twice(name: str, parts: list[EntryText] | list[PlaceText], first_line: int, faults: FileFaults) -> None:
    seen: set[str] = set()
    for part in parts:
        words = one_line(part.words)
        if words in seen:
            faults.error(part.line + first_line, f'{name} "{shortened(words, 40)}" står to gange. Skriv dem forskelligt, eller saml dem.')
        seen.add(words)


def _check_used(text: QuizText, first_line: int, faults: FileFaults) -> None:
    used = {place for entry in text.entries for place in entry.places}
    for number, place in enumerate(text.places):
        if number not in used and one_line(place.words):
            words = shortened(one_line(place.words), 40)
            faults.warning(place.line + first_line, f'Overskriften "{words}" har ingen punkter. Er det meningen, kan den stå.')
