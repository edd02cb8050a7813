"""Rows of a register, whether it is written in YAML or CSV: each with its line, duplicates found, references to other rows checked."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sspedu.curriculum.faults import Faults, FileFaults, nearest, shortened
from sspedu.curriculum.fields import Fields, tables_in
from sspedu.curriculum.yaml_tree import Scalar, Table, read_yaml

REGISTER_ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Register:
    """A file of rows: its path, the keys of a row, the key that names the row and what a row is called in a sentence.

    One that is optional may be missing: there need be none of what it holds.
    """

    path: str
    name: str
    keys: tuple[str, ...]
    key: str = "id"
    is_optional: bool = False

    @property
    def is_csv(self) -> bool:
        """Whether the file is a table of comma-separated values."""
        return self.path.endswith(".csv")


@dataclass(slots=True)
class Rows:
    """The rows of a register with the faults of its file. `ids` holds every id that stands in the file, also those of faulty rows."""

    register: Register
    faults: FileFaults
    tables: tuple[Table, ...] = ()
    ids: dict[str, int] = field(default_factory=dict)

    def values(self, build: Callable[[Fields], T]) -> tuple[T, ...]:
        """Build a value of each row, leaving out those in which something is wrong."""
        good: list[T] = []
        for table in self.tables:
            fields = Fields(table, self.faults, self.register.keys)
            self._check_id(fields)
            value = build(fields)
            if fields.are_sound:
                good.append(value)
        return tuple(good)

    def _check_id(self, fields: Fields) -> None:
        key = self.register.key
        name, line = fields.text(key), fields.line_of(key)
        if name and REGISTER_ID.fullmatch(name) is None and key == "id":
            self.faults.error(line, f'"{shortened(name)}" duer ikke som id. Brug små bogstaver a-z, tal og bindestreger.')
        first = self.ids.get(name)
        if first is not None and first != line:
            self.faults.error(line, f'"{shortened(name)}" står allerede i linje {first}. Slet eller omdøb den ene.')


def read_rows(register: Register, texts: Mapping[str, str | None], faults: Faults) -> Rows:
    """Read the rows of a register from the texts of the content tree."""
    noted = faults.on(register.path)
    text = texts.get(register.path)
    if text is None:
        if register.path not in texts and not register.is_optional:
            noted.warning(1, f'Filen "{register.path}" findes ikke. Registret er tomt, indtil den er der.')
        return Rows(register, noted)
    tables = _csv_tables(text, register, noted) if register.is_csv else _yaml_tables(text, noted)
    ids: dict[str, int] = {}
    for table in tables:
        for key, value in table.entries:
            if key.text == register.key and isinstance(value, Scalar) and value.text.strip():
                ids.setdefault(value.text.strip(), key.line)
    return Rows(register, noted, tables, ids)


def refer(fields: Fields, key: str, references: Iterable[Scalar], known: Collection[str], name: str) -> tuple[str, ...]:
    """Check that each reference names a known row, and return the ids."""
    ids: list[str] = []
    for reference in references:
        if reference.text and reference.text not in known:
            sentence = f'{name} "{shortened(reference.text)}" i "{key}" findes ikke.{nearest(reference.text, known)}'
            fields.faults.error(reference.line, sentence)
        ids.append(reference.text)
    return tuple(ids)


def refer_one(fields: Fields, key: str, known: Collection[str], name: str, *, is_optional: bool = False) -> str:
    """Check that a key names a known row, and return the id."""
    text = fields.text(key, is_optional=is_optional)
    refer(fields, key, [Scalar(text, fields.line_of(key))], known, name)
    return text


def _yaml_tables(text: str, faults: FileFaults) -> tuple[Table, ...]:
    node = read_yaml(text, faults)
    return tables_in(node, faults, "Filen") if node is not None else ()


def _csv_tables(text: str, register: Register, faults: FileFaults) -> tuple[Table, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    tables: list[Table] = []
    line = 1
    try:
        for row in reader:
            if line == 1 and not _is_header(row, register, faults):
                return ()
            if line > 1 and row:
                tables += _csv_row(row, line, register, faults)
            line = reader.line_num + 1
    except csv.Error:
        hint = 'Et anførselstegn i en tekst skrives to gange (""), og hele teksten sættes i anførselstegn.'
        faults.error(line, f"Linjen kan ikke læses som CSV. {hint}")
    return tuple(tables)


def _is_header(row: list[str], register: Register, faults: FileFaults) -> bool:
    if tuple(row) == register.keys:
        return True
    faults.error(1, f"Første linje skal være: {','.join(register.keys)}")
    return False


def _csv_row(row: list[str], line: int, register: Register, faults: FileFaults) -> list[Table]:
    if len(row) != len(register.keys):
        sentence = f"Linjen har {len(row)} felter og skal have {len(register.keys)}. Sæt anførselstegn om en tekst med komma i."
        faults.error(line, sentence)
        return []
    cells = ((Scalar(key, line), Scalar(value, line, is_absent=not value.strip())) for key, value in zip(register.keys, row, strict=True))
    return [Table(tuple(cells), line)]
