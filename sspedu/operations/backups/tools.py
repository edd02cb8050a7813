"""PostgreSQL's own programs: found on PATH or beside the server, and no older than it.

They are told where the database is by their environment: a password on a command line is there for everyone to read.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import pq

from sspedu.operations.backups.manifest import Refused

NAMES = ("pg_dump", "pg_restore", "psql")
PLAIN_FORM = {"PGTZ": "UTC", "PGDATESTYLE": "ISO"}


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder with the programs, and the environment that leads them to the database."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, name: str, *words: str) -> None:
        """Run one of the programs to its end. Raises `Refused` with its first words if it fails."""
        command = [str(self.folder / name), *words]
        done = subprocess.run(command, env=dict(self.environment), capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - our own words
        if done.returncode:
            said = next((line for line in done.stderr.splitlines() if line.strip()), f"{done.returncode}")
            raise Refused(f"{name} kunne ikke gøre det færdigt: {said[:300]}")


def find_tools(connection: psycopg.Connection) -> Tools:
    """Find programs that are at least as new as the server. Raises `Refused` where there are none."""
    wanted = connection.info.server_version // 10_000
    found = next((folder for folder in _folders(connection) if _version(folder) >= wanted), None)
    if found is None:
        raise Refused(f"pg_dump, pg_restore og psql {wanted} eller nyere mangler. Installér PostgreSQL-klienten, og sæt den i PATH.")
    return Tools(found, _environment(connection))


def _folders(connection: psycopg.Connection) -> Iterator[Path]:
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).parent
    try:
        with connection.transaction():
            row = connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        row = None
    if row is not None:
        yield Path(row[0])
    # Where Debian keeps each version.
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name)


def _version(folder: Path) -> int:
    if not all((folder / name).is_file() for name in NAMES):
        return 0
    said = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def _environment(connection: psycopg.Connection) -> dict[str, str]:
    """Say where the database is."""
    given = {**connection.info.get_parameters(), "password": connection.info.password}
    variables = {option.keyword.decode(): option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar}
    ours = {variables[keyword]: value for keyword, value in given.items() if keyword in variables and keyword != "options" and value}
    return {**os.environ, **ours, **PLAIN_FORM}
