"""Which release this is, and which migration it brings."""

import tomllib
from functools import cache

from sqlalchemy import Connection, inspect, text

from sspedu.settings import ROOT

MIGRATIONS = ROOT / "migrations"


@cache
def version() -> str:
    """Return the version that the project's own file gives it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


@cache
def migrations() -> tuple[str, ...]:
    """Return the release's migrations in their order. They are numbered in a row, so their files' names tell."""
    return tuple(sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def newest_migration() -> str:
    """Return the last of the release's migrations."""
    return migrations()[-1]


def migration_of(connection: Connection) -> str:
    """Return the migration that a database is at; nothing before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
