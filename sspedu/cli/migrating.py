"""The database's tables, brought to the release that runs."""

import flask_migrate
from flask import current_app

from sspedu.db import db
from sspedu.operations.release import MIGRATIONS


def upgrade(revision: str = "head") -> None:
    """Run the migrations that the database has not had yet."""
    _join()
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Take migrations back to a revision: "base" is before the first."""
    _join()
    flask_migrate.downgrade(revision=revision)


def _join() -> None:
    """Tell the library where the migrations are. Not in `create_app`: a web server runs none, and would import the library in vain."""
    if "migrate" not in current_app.extensions:
        flask_migrate.Migrate(current_app, db, directory=str(MIGRATIONS), render_as_batch=True)
