"""Copies of SQLite by its own backup, inside a read transaction: writers go on, and the copy is of one moment.

Never by copying the file: what was written last lies beside it in the log.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sspedu.operations.backups.manifest import Content, Refused, digest_rows

FILE = "database.sqlite3"
BUSY_SECONDS = 30


def copy(database: Path, target: Path) -> Content:
    """Copy the database as it is at one moment into a new file, and return what it held at that moment."""
    with _opened(database) as source:
        # The first thing that is read fixes the moment; both the digests and the copy are taken inside this transaction.
        source.execute("BEGIN")
        content = describe(source)
        with closing(sqlite3.connect(target, isolation_level=None)) as copied:
            source.backup(copied)
            # One file that stands alone.
            copied.execute("PRAGMA journal_mode=DELETE").close()
        source.execute("ROLLBACK")
    return content


def verify(file: Path, expected: Content) -> None:
    """Raise `Refused` unless the file opens, is sound, and holds what was expected."""
    try:
        with _opened(file, read_only=True) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [(b"ok",)]:
                raise Refused("Sikkerhedskopien kan ikke bruges: Databasen i den er beskadiget.")
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                raise Refused("Sikkerhedskopien kan ikke bruges: Der er rækker i den, som peger på noget, der ikke findes.")
            found = describe(connection)
    except sqlite3.DatabaseError as error:
        raise Refused(f"Sikkerhedskopien kan ikke bruges: Databasen i den kan ikke åbnes ({error}).") from None
    if found != expected:
        raise Refused(f"Sikkerhedskopien kan ikke bruges: Indholdet passer ikke med listen ({', '.join(found.differing(expected))}).")


def is_empty(database: Path) -> bool:
    """Say whether there is nothing that a restore would take the place of."""
    if not database.exists():
        return True
    with _opened(database) as connection:
        return not _tables(connection)


def put_back(file: Path, database: Path) -> Content:
    """Write the copy over the database in one transaction, also while others have it open, and return what it holds then."""
    database.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + BUSY_SECONDS

    def give_up(_status: int, _left: int, _total: int) -> None:
        if time.monotonic() > end:
            raise Refused("Databasen er låst af et andet program. Stop webserveren og arbejderen, og prøv igen.")

    with _opened(file, read_only=True) as source, closing(sqlite3.connect(database, isolation_level=None)) as target:
        target.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}").close()
        source.backup(target, progress=give_up)
    with _opened(database) as connection:
        connection.execute("BEGIN")
        content = describe(connection)
        connection.execute("ROLLBACK")
    return content


def describe(connection: sqlite3.Connection) -> Content:
    """Say what a database holds, as this connection sees it."""
    tables = _tables(connection)
    migration = connection.execute("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in tables else None
    if migration is None:
        raise Refused("Databasen er ikke en, som SSP Læring har lavet: Den har ingen migration.")
    digests = {name: digest_rows(_rows(connection, name)) for name in tables}
    return Content(migration[0].decode(), digests)


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name")
    return [name.decode() for (name,) in names]


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - a name from the database's own list
        yield repr(row).encode()


@contextmanager
def _opened(path: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    # Immutable: nothing is written beside a copy that is only looked at.
    address = f"{path.resolve().as_uri()}?{'mode=ro&immutable=1' if read_only else 'mode=rw'}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    # Text as it is stored, so that its bytes are compared.
    connection.text_factory = bytes
    try:
        yield connection
    finally:
        connection.close()
