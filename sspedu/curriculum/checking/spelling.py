"""Spelling: every word that a reader meets is held against a dictionary that is handed in.

PURE: what a dictionary knows is a question put to the caller. Each distinct word is asked about once, however often it stands.
"""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.looks import Look, Tree
from sspedu.curriculum.passages import passages_of
from sspedu.curriculum.register_texts import passages_in

WORDS_PATH = "words.txt"
# Letters, with an apostrophe inside ("DKR's") or a hyphen at the end ("børne- og ungeudvalg"). Words with digits are names of something.
WORD = re.compile(r"(?<![\w@./])[^\W\d_]+(?:['’][^\W\d_]+)?-?(?![\w@])")
NOT_PROSE = re.compile(r"https?://\S+|\b[\w.-]+\.(?:dk|com|org|net|eu|gov|uk)\b")
ALONE = frozenset("iåøIÅØ")
# What a single letter may belong to: "§ 49 a", "litra a", "n = 91".
BEFORE_LETTER = re.compile(r"(?:[\d§-]|litra|punkt)\s?$")
AFTER_LETTER = re.compile(r"\s?[=)\-.]")
MOST_SUGGESTIONS = 25

Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Met:
    """A word where it stands."""

    faults: FileFaults
    line: int
    word: str


@dataclass(slots=True)
class _Judge:
    """Remembers what the dictionary said of each word. A word may have a capital at the beginning of a sentence."""

    knows: Knows
    own: frozenset[str]
    said: dict[str, bool] = field(default_factory=dict)

    def accepts(self, word: str) -> bool:
        if word not in self.said:
            small = _lowered(word)
            known_small = small != word and self.accepts(small)
            self.said[word] = known_small or bool({word, word.rstrip("-")} & self.own) or self.knows(word)
        return self.said[word]


def spelling_with(knows: Knows) -> Look:
    """Return a look that refuses every word which neither `knows` nor the tree's own list accepts."""
    return lambda tree: check_spelling(tree, knows)


def check_spelling(tree: Tree, knows: Knows) -> None:
    """Note every word that is not spelt as the dictionary or the tree's own list has it."""
    own = read_words(tree.texts.get(WORDS_PATH) or "", tree.faults.on(WORDS_PATH))
    judge = _Judge(knows, own)
    met = list(words_met(tree))
    wrong = [one for one in met if not judge.accepts(one.word)]
    # What is met most is the likeliest to have been meant.
    right = [word for word, _ in Counter(one.word.casefold() for one in met if judge.accepts(one.word)).most_common()]
    hints: dict[str, str] = {}
    for one in wrong:
        if one.word not in hints:
            hints[one.word] = _hint(one.word, right) if len(hints) < MOST_SUGGESTIONS else ""
        said = f'"{one.word}" står ikke i ordbogen.{hints[one.word]} Ret det, eller skriv ordet i {WORDS_PATH}, hvis det er rigtigt.'
        one.faults.error(one.line, said)


def read_words(text: str, faults: FileFaults) -> frozenset[str]:
    """Read the tree's own list: one word on a line, sorted, `#` before a comment."""
    words: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        word = line.strip()
        if not word or word.startswith("#"):
            continue
        if words and danish_order(word) <= danish_order(words[-1]):
            faults.error(number, f'"{word}" står ikke på sin plads. Ordene står i alfabetisk orden, hvert kun én gang.')
        words.append(word)
    return frozenset(words)


def danish_order(word: str) -> tuple[str, str]:
    """Return what words are sorted by: æ, ø and å last, capitals beside small letters."""
    return word.casefold().replace("æ", "{").replace("ø", "|").replace("å", "}"), word


def words_met(tree: Tree) -> Iterator[Met]:
    """Yield every word that a reader meets: in texts, in what stands over them, in the registers."""
    for faults, prose in tree.proses:
        for passage in passages_of(prose):
            yield from (Met(faults, passage.line_at(start), word) for start, word in words_in(passage.words))
    for module in tree.modules:
        heads = [(module.faults, module.head), *((lesson.faults, lesson.head) for lesson in module.lessons.values())]
        for faults, head in heads:
            for said in head.our_words if head else ():
                yield from (Met(faults, said.line, word) for _, word in words_in(said.text))
    for text in passages_in(tree.texts):
        yield from (Met(tree.faults.on(text.path), text.line, word) for _, word in words_in(text.words))


def words_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a text that can be misspelt, each with its offset. A word with hyphens is several."""
    text = NOT_PROSE.sub(lambda match: " " * len(match[0]), text)
    for match in WORD.finditer(text):
        word = match[0]
        if len(word) > 1 or not _is_label(text, match.start(), word):
            yield match.start(), word


def _is_label(text: str, at: int, letter: str) -> bool:
    """Whether a letter that stands alone names something, or is a word."""
    if letter in ALONE or letter.isupper():
        return True
    return bool(BEFORE_LETTER.search(text[max(0, at - 8) : at]) or AFTER_LETTER.match(text[at + 1 : at + 3]))


def _lowered(word: str) -> str:
    return word[0].lower() + word[1:]


def _hint(word: str, right: Collection[str]) -> str:
    close = difflib.get_close_matches(word.casefold(), right, n=1, cutoff=0.8)
    return f' Mente du "{close[0]}"?' if close else ""
