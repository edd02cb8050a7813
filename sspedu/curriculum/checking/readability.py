"""How easily a lesson is read: its LIX, and sentences in which a reader loses the thread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sspedu.curriculum.faults import shortened
from sspedu.curriculum.looks import Tree
from sspedu.curriculum.passages import Kind, Passage, passages_of
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.rendering import SENTENCE

HARDEST_LIX = 50
LONGEST_SENTENCE = 35
LONG_WORD = 6
WORD = re.compile(r"\w+(?:[-'’./]\w+)*")
LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a lesson reads: counts of words and sentences, and the share of words with more than six letters in percent."""

    path: str
    minutes: int | None
    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> int:
        """The readability index, rounded.

        LIX = words per sentence + 100 × long words / words, a long word having more than six letters (C. H. Björnsson, "Läsbarhet",
        Stockholm 1968). Headings and cells of tables are left out: a few words that are no sentence make a text look easier than it is.
        """
        if not self.words:
            return 0
        return round(self.words / max(1, self.sentences) + 100 * self.long_words / self.words)


def check_readability(tree: Tree) -> None:
    """Warn of lessons that are harder to read than they should be, and of every sentence that is too long."""
    for measure, (_, lesson) in zip(measures(tree), tree.lessons, strict=True):
        if measure.lix > HARDEST_LIX:
            hint = "Del lange sætninger, og vælg kortere ord."
            line = lesson.head.id_line if lesson.head else 1
            lesson.faults.warning(line, f"Lektionens lixtal er {measure.lix}. Det må højst være {HARDEST_LIX}. {hint}")
    for faults, prose in tree.proses:
        for passage in passages_of(prose):
            for start, sentence in sentences_in(passage):
                count = len(words_in(sentence))
                if count > LONGEST_SENTENCE:
                    said = f'Sætningen er på {count} ord. Del den, så ingen er over {LONGEST_SENTENCE}: "{shortened(sentence)}"'
                    faults.warning(passage.line_at(start), said)


def measures(tree: Tree) -> list[Measure]:
    """Measure every lesson, in the order of the files."""
    return [_measure(lesson.prose, lesson.head.minutes if lesson.head else None) for _, lesson in tree.lessons]


def sentences_in(passage: Passage) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the offset at which it begins."""
    start = 0
    for match in SENTENCE.finditer(passage.words):
        yield start, passage.words[start : match.end()].strip()
        start = match.end()
    if passage.words[start:].strip():
        yield start, passage.words[start:].strip()


def words_in(sentence: str) -> list[str]:
    """Return the words of a sentence. A number is a word too; a sign for a paragraph is none."""
    return WORD.findall(sentence)


def _measure(prose: Prose, minutes: int | None) -> Measure:
    sentences = [sentence for passage in passages_of(prose) if passage.kind is Kind.TEXT for _, sentence in sentences_in(passage)]
    words = [word for sentence in sentences for word in words_in(sentence)]
    long_words = sum(len(LETTERS.findall(word)) > LONG_WORD for word in words)
    return Measure(prose.path, minutes, len(words), len(sentences), long_words)
