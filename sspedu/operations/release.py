"""Which release this is, and which migration it brings."""

import tomllib
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from sspedu.settings import ROOT


@cache
def version() -> str:
    """Return the version that the project's own file gives it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


@cache
def newest_migration(directory: str) -> str:
    """Return the last migration in the folder."""
    return ScriptDirectory(directory).get_current_head() or ""


def migration_of(connection: Connection) -> str | None:
    """Return the migration that a database is at."""
    return MigrationContext.configure(connection).get_current_revision()
