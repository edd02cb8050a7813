"""What the registers' files say in words, each with its line: for looks that read a whole tree as a reader would.

The registers are read once more here, from their text: values know no lines, and rows with faults are looked at too.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.registers import FACTS, LAW, LEGAL_QUESTIONS, SOURCES, TERMS, THEMES
from sspedu.curriculum.yaml_tree import Listing, Node, Scalar, Table, read_yaml

# Keys whose text is ours. Titles of sources, wordings of figures and other names that a text may be searched by are somebody else's.
OUR_WORDS: Mapping[str, tuple[str, ...]] = {
    THEMES.path: ("title", "description", "note"),
    SOURCES.path: ("read",),
    LAW.path: ("title", "basis", "checked_against", "reservation", "says", "does_not_say", "unchecked"),
    TERMS.path: ("term", "meaning", "reservation"),
    LEGAL_QUESTIONS.path: ("question", "why", "asked", "answer"),
    FACTS.path: ("quantity", "note"),
}


@dataclass(frozen=True, slots=True)
class RegisterText:
    """A text of a register: its file, the id of its row, its line and its words."""

    path: str
    row: str
    line: int
    words: str


def lines_of_rows(texts: Mapping[str, str | None], path: str) -> dict[str, int]:
    """Return the line of each row of a YAML register by its id."""
    return {_id_of(table): table.line for table in _tables(texts, path)}


def passages_in(texts: Mapping[str, str | None]) -> Iterator[RegisterText]:
    """Yield every text of ours in the registers."""
    for path, keys in OUR_WORDS.items():
        if path.endswith(".csv"):
            yield from _csv_texts(texts.get(path) or "", path, keys)
            continue
        for table in _tables(texts, path):
            for key, node in table.entries:
                if key.text in keys:
                    yield from (RegisterText(path, _id_of(table), scalar.line, scalar.text) for scalar in _scalars(node))


def listed(texts: Mapping[str, str | None], path: str, key: str) -> Iterator[tuple[Scalar, ...]]:
    """Yield the list that each row of a YAML register has under a key."""
    for table in _tables(texts, path):
        yield from (tuple(_scalars(node)) for name, node in table.entries if name.text == key)


def _tables(texts: Mapping[str, str | None], path: str) -> Iterable[Table]:
    node = read_yaml(texts.get(path) or "", FileFaults(path))
    return [item for item in node.items if isinstance(item, Table)] if isinstance(node, Listing) else []


def _id_of(table: Table) -> str:
    return next((node.text for key, node in table.entries if key.text == "id" and isinstance(node, Scalar)), "")


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        yield from (item for item in node.items if isinstance(item, Scalar))


def _csv_texts(text: str, path: str, keys: tuple[str, ...]) -> Iterator[RegisterText]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        yield from (RegisterText(path, row.get("id") or "", reader.line_num, row[key]) for key in keys if row.get(key))
