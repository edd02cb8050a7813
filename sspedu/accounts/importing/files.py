"""CSV as Danish Excel writes it, and as it may safely be read: bytes into a table whose rows know their lines, and back. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from sspedu.errors import N_, Invalid
from sspedu.privacy import stopping

MAX_ROWS = 10_000
BOM = "\ufeff"
DELIMITERS = ";,\t"
# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Column(StrEnum):
    """A column that is known, under the name that the template gives it."""

    ID = "id"
    NAME = "navn"
    EMAIL = "mail"
    PROFESSION = "stilling"
    MUNICIPALITY = "kommune"
    DISTRICT = "politikreds"
    ROLES = "roller"


# Other words that people write above their columns, without spaces and marks.
OTHER_NAMES = {
    "medarbejderid": Column.ID,
    "medarbejdernummer": Column.ID,
    "medarbejdernr": Column.ID,
    "brugerid": Column.ID,
    "fuldenavn": Column.NAME,
    "email": Column.EMAIL,
    "mailadresse": Column.EMAIL,
    "emailadresse": Column.EMAIL,
    "kommunekode": Column.MUNICIPALITY,
    "kommunenavn": Column.MUNICIPALITY,
    "kreds": Column.DISTRICT,
    "rolle": Column.ROLES,
}
# What is kept of a cell that no column of ours has a place for.
LEFT_OUT = "…"
# What our own list of faulty rows adds: it may be sent back as it is.
OWN = ("linje", "fejl")


class Row(NamedTuple):
    """A row of the file: the line on which it begins, its cells by column, and as they stood."""

    line: int
    cells: dict[Column, str]
    raw: tuple[str, ...]
    is_too_long: bool


class Table(NamedTuple):
    """A file that was read: its header as it stood, the columns that nobody knows, and its rows."""

    header: tuple[str, ...]
    columns: frozenset[Column]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def decode(content: bytes) -> str:
    """Return the file's text: UTF-8 or UTF-16 with their marks, or else Windows-1252. Raises `Invalid` for what is no text."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Invalid("file", N_("Det er et Excel-ark. Vælg »Gem som« i Excel og typen CSV, og send den fil."))
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return unicodedata.normalize("NFC", text)
    raise Invalid("file", N_("Filen kan ikke læses som tekst. Gem den som CSV fra regnearket, og prøv igen."))


def read_table(text: str) -> Table:
    """Read the text as a table.

    Raises `Invalid` for what no row can be blamed for: no header, a column that is missing or stands twice, odd quotes, too much.
    """
    text = text.removeprefix(BOM)
    first, is_told = _told_delimiter(text)
    lines = list(_lines(text, first))
    if is_told:
        lines = lines[1:]
    if not lines:
        raise Invalid("file", N_("Filen er tom. Den skal have en linje med kolonnernes navne og en linje for hver person."))
    header = tuple(_clean(cell) for cell in lines[0][1])
    columns = [_column(name) for name in header]
    known = [column for column in columns if column]
    _check_columns(known)
    if len(lines) - 1 > MAX_ROWS:
        raise Invalid("file", N_("Filen har mere end %(most)d rækker. Del den i flere."), most=MAX_ROWS)
    unknown = tuple(name for name, column in zip(header, columns, strict=True) if column is None and name and _plain(name) not in OWN)
    return Table(header, frozenset(known), unknown, tuple(_row(line, cells, columns) for line, cells in lines[1:]))


def _told_delimiter(text: str) -> tuple[str, bool]:
    """Return what parts the cells, and whether the file's first line is there to say so (`sep=;`, which only Excel understands)."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if match := re.fullmatch(r'"?sep=([;,\t])"?;*', first, re.IGNORECASE):
        return match[1], True
    return max(DELIMITERS, key=first.count), False


def _lines(text: str, delimiter: str) -> Iterable[tuple[int, list[str]]]:
    """Yield every row that holds something, with the line of the file on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise Invalid("file", N_("Rækken, der begynder i linje %(line)d, har et anførselstegn, der ikke passer."), line=begins) from None


def _check_columns(known: Sequence[Column]) -> None:
    if twice := sorted({column for column in known if known.count(column) > 1}):
        raise Invalid("file", N_("Kolonnen »%(name)s« står der to gange."), name=twice[0])
    for column in (Column.NAME, Column.EMAIL):
        if column not in known:
            raise Invalid("file", N_("Kolonnen »%(name)s« mangler. Kolonnernes navne skal stå i den første linje."), name=column)
    if not {Column.MUNICIPALITY, Column.DISTRICT} & set(known):
        raise Invalid(
            "file", N_("Der mangler en kolonne med »%(first)s« eller »%(second)s«."), first=Column.MUNICIPALITY, second=Column.DISTRICT
        )


def _column(name: str) -> Column | None:
    plain = _plain(name)
    return Column(plain) if plain in set(Column) else OTHER_NAMES.get(plain)


def _plain(name: str) -> str:
    return re.sub(r"[\s\-_.*:]", "", name).casefold()


def _row(line: int, cells: list[str], columns: list[Column | None]) -> Row:
    cleaned = [_clean(cell) for cell in cells]
    known = {column: cell for column, cell in zip(columns, cleaned, strict=False) if column}
    return Row(line, known, tuple(cells), any(cleaned[len(columns) :]))


def _clean(cell: str) -> str:
    cell = cell.replace("\u00a0", " ").strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def write_table(rows: Iterable[Sequence[str]]) -> str:
    """Write rows so that Danish Excel opens them, and takes no cell for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def refuse_cpr(table: Table) -> None:
    """Raise `Invalid` if what is certain to be a CPR number stands anywhere in the file, by line and column: never by what stands there."""
    for name in table.header:
        if stopping(name):
            raise Invalid(
                "file", N_("Der står et CPR-nummer i linjen med kolonnernes navne. Slet det i filen, og læg den op igen. Intet er gemt.")
            )
    looked_at: set[tuple[str, str]] = set()
    for row in table.rows:
        for at, cell in enumerate(row.raw):
            name = table.header[at] if at < len(table.header) else ""
            # Ten digits are certain where the column says what they are. What is known already is not looked at again: places, titles.
            seen = ("" if _column(name) else name, cell)
            if seen not in looked_at and stopping(" ".join(seen)):
                where = {"line": row.line, "column": name or at + 1}
                raise Invalid(
                    "file",
                    N_("I linje %(line)d, kolonne »%(column)s«, står et CPR-nummer. Slet det i filen, og læg den op igen. Intet er gemt."),
                    **where,
                )
            looked_at.add(seen)


def needed(table: Table) -> str:
    """Return the file's text without what stands in columns that nobody knows. Each row begins on the line where it stood."""
    is_known = [_column(name) is not None for name in table.header]
    out = io.StringIO(newline="")
    # A name that nobody knows must not make the first line look as if something else parted its cells.
    header = [name if known else re.sub(r"[,;\t\r\n]", " ", name) for name, known in zip(table.header, is_known, strict=True)]
    line = 1 + _write(out, header)
    for row in table.rows:
        out.write("\r\n" * (row.line - line))
        cells = [cell if at < len(is_known) and is_known[at] else cell.strip() and LEFT_OUT for at, cell in enumerate(row.raw)]
        line = max(row.line, line) + _write(out, cells)
    return out.getvalue()


def _write(out: io.StringIO, cells: Sequence[str]) -> int:
    """Write a row, and return how many lines it takes up."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(cells)
    out.write(written.getvalue())
    return len(re.findall(r"\r\n|\r|\n", written.getvalue()))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def template() -> str:
    """Return an empty file with the names of all columns."""
    return write_table([tuple(Column)])
