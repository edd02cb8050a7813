"""Copies of PostgreSQL by its own `pg_dump`, on the snapshot of a transaction that also counts and hashes every table.

The rows are compared in PostgreSQL's own text form, which is what the dump holds: so the dump is verified without a second server.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from sspedu.operations.backups.manifest import Content, Refused, TableDigest, digest_rows
from sspedu.operations.backups.tools import Tools, find_tools

FILE = "database.dump"
# The form in which moments and lengths are written must be the same in every session.
PLAIN_FORM = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c bytea_output=hex"
COPY_LINE = re.compile(rb'COPY public\."?(\w+)"? \(.*\) FROM stdin;\n')
END_OF_ROWS = b"\\.\n"
# Everything of ours; what belongs to an extension stays.
TAKE_AWAY = """\
SET LOCAL lock_timeout = '30s';
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', thing.tablename);
  END LOOP;
  FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.name);
  END LOOP;
END $$;
"""


def copy(address: str, target: Path) -> Content:
    """Dump the database as it is at one moment into a new file, and return what it held at that moment."""
    with _snapshot(address) as connection:
        tools = find_tools(connection)
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        tools.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row[0]}", f"--file={target}")
        return describe(connection)


def verify(address: str, file: Path, expected: Content) -> None:
    """Raise `Refused` unless the dump can be read to its end and holds what was expected. The server is only asked for its version."""
    with _snapshot(address) as connection:
        tools = find_tools(connection)
    with _script(tools, file) as script:
        tables = dict(_dumped_tables(script))
    found = Content(expected.migration, tables)
    if found != expected:
        raise Refused(f"Sikkerhedskopien kan ikke bruges: Indholdet passer ikke med listen ({', '.join(found.differing(expected))}).")


def is_empty(address: str) -> bool:
    """Say whether there is nothing that a restore would take the place of."""
    with _snapshot(address) as connection:
        return not _tables(connection)


def put_back(address: str, file: Path) -> Content:
    """Put the dump in the place of all that is there, in one transaction, and return what the database holds then."""
    with _snapshot(address) as connection:
        tools = find_tools(connection)
    with _script(tools, file) as script:
        first = script.with_name("first.sql")
        first.write_text(TAKE_AWAY)
        tools.run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--file={first}", f"--file={script}")
    with _snapshot(address) as connection:
        return describe(connection)


def describe(connection: psycopg.Connection) -> Content:
    """Say what a database holds, as this transaction sees it."""
    tables = _tables(connection)
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone() if "alembic_version" in tables else None
    if row is None:
        raise Refused("Databasen er ikke en, som SSP Læring har lavet: Den har ingen migration.")
    return Content(row[0], {name: digest_rows(_rows(connection, name)) for name in tables})


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for (name,) in rows]


def _rows(connection: psycopg.Connection, table: str) -> Iterator[bytes]:
    asked = sql.SQL("COPY public.{} TO STDOUT").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(asked) as copied:
        for row in copied:
            yield bytes(row)


@contextmanager
def _script(tools: Tools, file: Path) -> Iterator[Path]:
    """Write the dump as SQL. Raises `Refused` if it cannot be read to its end: half a script must never reach a database."""
    with TemporaryDirectory(prefix="sspedu-restore-") as folder:
        script = Path(folder) / "restore.sql"
        tools.run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        yield script


def _dumped_tables(script: Path) -> Iterator[tuple[str, TableDigest]]:
    with script.open("rb") as lines:
        for line in lines:
            found = COPY_LINE.fullmatch(line)
            if found is not None:
                yield found[1].decode(), digest_rows(iter(lines.readline, END_OF_ROWS))


@contextmanager
def _snapshot(address: str) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(address, options=PLAIN_FORM, autocommit=True)
    except psycopg.OperationalError as error:
        raise Refused(f"Databasen svarer ikke: {_first_line(error)}") from None
    with connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # `pg_dump` may take longer than a host lets a transaction rest.
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection
        connection.execute("ROLLBACK")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
