"""Full stops: two in a row, which is what a reader meets when an abbreviation ends a link and a stop stands after it."""

import re
from collections.abc import Iterator

from sspedu.curriculum.faults import FileFaults, shortened
from sspedu.curriculum.looks import Tree
from sspedu.curriculum.passages import passages_of
from sspedu.curriculum.register_texts import passages_in
from sspedu.curriculum.tracks import TRACKS

# Three are an ellipsis; dots beside a slash are a path.
TWO_STOPS = re.compile(r"(?<![./])\.\.(?![./])")
LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*\)")


def check_stops(tree: Tree) -> None:
    """Note every place where a reader meets two full stops in a row."""
    for faults, line, words in _texts(tree):
        found = TWO_STOPS.search(words)
        if found:
            faults.error(line, f'Der står to punktummer: "{shortened(words[max(0, found.start() - 40) : found.end()])}". Slet det ene.')


def _texts(tree: Tree) -> Iterator[tuple[FileFaults, int, str]]:
    for faults, prose in tree.proses:
        for passage in passages_of(prose):
            yield from ((faults, line, words) for line, words in passage.pieces)
    for module in tree.modules:
        heads = [(module.faults, module.head), *((lesson.faults, lesson.head) for lesson in module.lessons.values())]
        for faults, head in heads:
            yield from ((faults, said.line, said.text) for said in (head.our_words if head else ()))
    for text in passages_in(tree.texts):
        yield tree.faults.on(text.path), text.line, LINK.sub(r"\1", text.words)
    lines = (tree.texts.get(TRACKS.path) or "").split("\n")
    yield from ((tree.faults.on(TRACKS.path), number, LINK.sub(r"\1", line)) for number, line in enumerate(lines, start=1))
