"""Typed reading of one mapping: each method asks for a key, notes what is wrong with it, and returns a value that one can go on with."""

import re
from collections.abc import Iterable
from datetime import date

from sspedu.curriculum.faults import FileFaults, nearest, shortened
from sspedu.curriculum.models import PartialDate
from sspedu.curriculum.yaml_tree import Listing, Node, Scalar, Table

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 80
WHOLE_NUMBER = re.compile(r"[0-9]{1,4}")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
NOWHERE = date(1, 1, 1)


def is_id(text: str) -> bool:
    """Whether the text has the shape of an id."""
    return len(text) <= LONGEST_ID and ID.fullmatch(text) is not None


def read_partial_date(text: str) -> PartialDate | None:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; None if it is no such date."""
    match = PARTIAL.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year=year, month=month, day=day)


class Fields:
    """The keys of one mapping. A key that nobody may use is an error at once."""

    def __init__(self, table: Table, faults: FileFaults, keys: Iterable[str]) -> None:
        self.line = table.line
        self.faults = faults
        self._errors_before = faults.errors
        self._nodes: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        known = frozenset(keys)
        for key, node in table.entries:
            self._lines[key.text] = key.line
            self._nodes[key.text] = node
            if key.text not in known:
                hint = nearest(key.text, known) or f" Her kan stå: {', '.join(sorted(known))}."
                faults.error(key.line, f'"{shortened(key.text)}" er ikke en oplysning, der bruges her.{hint}')

    @property
    def are_sound(self) -> bool:
        """Whether nothing wrong has been noted since the mapping was opened."""
        return self.faults.errors == self._errors_before

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the mapping if the key is not there."""
        return self._lines.get(key, self.line)

    def has(self, key: str) -> bool:
        """Whether a value is given for the key."""
        node = self._nodes.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.is_absent)

    def text(self, key: str, *, is_optional: bool = False) -> str:
        """Return the text of a key."""
        node = self._node(key, is_optional=is_optional)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.faults.error(node.line, f'"{key}" skal være en tekst, ikke en liste.')
            return ""
        return node.text.strip()

    def id(self, key: str = "id", *, is_optional: bool = False) -> str:
        """Return an id, having checked its shape."""
        text = self.text(key, is_optional=is_optional)
        if text and not is_id(text):
            sentence = f'"{shortened(text)}" duer ikke som id. Brug små bogstaver a-z, tal og bindestreger, fx "tavs-mandag".'
            self.faults.error(self.line_of(key), sentence)
        return text

    def texts(self, key: str, *, is_optional: bool = False) -> tuple[Scalar, ...]:
        """Return a list of texts, each with its line."""
        node = self._node(key, is_optional=is_optional)
        if node is None:
            return ()
        if not isinstance(node, Listing):
            self.faults.error(node.line, f'"{key}" skal være en liste: [a, b] eller en linje med bindestreg for hver.')
            return ()
        good: list[Scalar] = []
        for item in node.items:
            if isinstance(item, Scalar) and item.text.strip():
                good.append(Scalar(item.text.strip(), item.line))
                continue
            self.faults.error(item.line, f'Hvert punkt i "{key}" skal være en kort tekst. Har den et kolon, så sæt anførselstegn om.')
        if not good and not is_optional:
            self.faults.error(self.line_of(key), f'"{key}" må ikke være tom.')
        return tuple(good)

    def tables(self, key: str, *, is_optional: bool = False) -> tuple[Table, ...]:
        """Return a list of mappings."""
        node = self._node(key, is_optional=is_optional)
        if node is None:
            return ()
        return tables_in(node, self.faults, f'"{key}"')

    def table(self, key: str) -> Table | None:
        """Return a mapping, or None if there is none."""
        node = self._node(key, is_optional=True)
        if node is None or isinstance(node, Table):
            return node
        self.faults.error(node.line, f'"{key}" skal bestå af linjer med navn og kolon, rykket to mellemrum ind.')
        return None

    def number(self, key: str, *, lowest: int, highest: int, is_optional: bool = False) -> int | None:
        """Return a whole number between two bounds."""
        text = self.text(key, is_optional=is_optional)
        if not text:
            return None
        if WHOLE_NUMBER.fullmatch(text) and lowest <= int(text) <= highest:
            return int(text)
        self.faults.error(self.line_of(key), f'"{key}" skal være et helt tal fra {lowest} til {highest}, ikke "{shortened(text)}".')
        return None

    def flag(self, key: str, *, default: bool) -> bool:
        """Return yes or no, written true or false."""
        text = self.text(key, is_optional=True)
        if text in ("", "true", "false"):
            return {"": default, "true": True, "false": False}[text]
        self.faults.error(self.line_of(key), f'"{key}" skal være true eller false, ikke "{shortened(text)}".')
        return default

    def day(self, key: str) -> date:
        """Return a date that must be there."""
        return self.day_if_given(key, is_optional=False) or NOWHERE

    def day_if_given(self, key: str, *, is_optional: bool = True) -> date | None:
        """Return a date, or None if there is none."""
        text = self.text(key, is_optional=is_optional)
        partial = read_partial_date(text) if DAY.fullmatch(text) else None
        if text and partial is None:
            self.faults.error(self.line_of(key), f'"{key}" skal være en dato som 2026-11-22, ikke "{shortened(text)}".')
        return partial.first_day if partial else None

    def partial_day(self, key: str) -> PartialDate | None:
        """Return a date that may be known only to the month or year."""
        text = self.text(key, is_optional=True)
        partial = read_partial_date(text) if text else None
        if text and partial is None:
            sentence = f'"{key}" skal være en dato som 2026-11-22, 2026-11 eller 2026, ikke "{shortened(text)}".'
            self.faults.error(self.line_of(key), sentence)
        return partial

    def one_of(self, key: str, known: Iterable[str], *, default: str = "") -> str:
        """Return one of the words that may stand there."""
        text = self.text(key, is_optional=bool(default))
        words = tuple(known)
        if not text or text in words:
            return text or default
        hint = nearest(text, words) or f" Her kan stå: {', '.join(words)}."
        self.faults.error(self.line_of(key), f'"{shortened(text)}" kendes ikke som "{key}".{hint}')
        return default

    def _node(self, key: str, *, is_optional: bool) -> Node | None:
        if self.has(key):
            return self._nodes[key]
        if not is_optional:
            where = "er tom" if key in self._nodes else "mangler"
            self.faults.error(self.line_of(key), f'"{key}" {where}. Skriv den.')
        return None


def tables_in(node: Node, faults: FileFaults, name: str) -> tuple[Table, ...]:
    """Return the mappings of a list, noting every item that is none."""
    if not isinstance(node, Listing):
        faults.error(node.line, f"{name} skal være en liste, hvor hvert punkt begynder med en bindestreg.")
        return ()
    tables: list[Table] = []
    for item in node.items:
        if isinstance(item, Table):
            tables.append(item)
            continue
        faults.error(item.line, f"Hvert punkt i {name} skal bestå af oplysninger med navn og kolon, fx id: noget.")
    return tuple(tables)
