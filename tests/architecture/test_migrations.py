"""Migrations: numbered, in a row, equal to the tables that the code knows, and harmless to rows that are there."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from sspedu.app import create_app
from sspedu.cli import migrating
from sspedu.db import Base, db
from sspedu.learning import commands
from sspedu.learning.models import Completion
from sspedu.library.queries import shelf
from sspedu.operations.release import MIGRATIONS
from sspedu.search.models import is_compared
from tests.conftest import NewDatabase, settings
from tests.content import publish_tree, small_tree
from tests.people import People


def _differences() -> list[Any]:
    """Compare the tables with the models; what belongs to one engine alone is in no model."""
    context = MigrationContext.configure(db.session.connection(), opts={"include_object": is_compared})
    return list(compare_metadata(context, Base.metadata))


def test_migrations_are_numbered_in_a_row() -> None:
    revisions = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())[::-1]
    assert [revision.revision for revision in revisions] == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", Path(revision.path).name) for revision in revisions)


def test_migrating_an_empty_database_gives_the_tables_that_the_code_knows(app: Flask) -> None:
    with app.app_context():
        differences = _differences()
        db.session.rollback()
    assert differences == []


def test_migrating_down_and_up_again_leaves_the_tables_as_they_were(new_database: NewDatabase, tmp_path: Path) -> None:
    app = create_app(settings(new_database(), tmp_path))
    with app.app_context():
        migrating.upgrade()
        migrating.downgrade("base")
        migrating.upgrade()
        differences = _differences()
        db.session.remove()
        db.engine.dispose()
    assert differences == []


def test_a_step_up_keeps_every_row(new_database: NewDatabase, tmp_path: Path, now: datetime) -> None:
    """Each migration after the first runs on tables with rows in them; the facts of progress must all be there afterwards.

    The rows are written by the code of today, which knows the newest columns; a step down and up again then runs over them.
    """
    app = create_app(settings(new_database(), tmp_path))
    revisions = [revision.revision for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    with app.app_context():
        migrating.upgrade()
        publish_tree(db.session(), small_tree(), now=now)
        actor = People(app, db.session(), now).add()
        module = shelf(db.session()).module("lov")
        enrolment = commands.enrol(db.session(), actor, module, now=now)
        commands.mark_read(db.session(), actor, enrolment, module, "foerste", now=now)
        db.session.commit()
        db.session.remove()
        migrating.downgrade(revisions[-2:][0])
        migrating.upgrade()
        assert db.session.scalars(select(Completion.item_id)).all() == ["foerste"]
        db.session.remove()
        db.engine.dispose()


def test_a_completion_cannot_be_changed(people: People) -> None:
    actor = people.add()
    module = shelf(people.session).module("lov")
    enrolment = commands.enrol(people.session, actor, module, now=people.now)
    commands.mark_read(people.session, actor, enrolment, module, "foerste", now=people.now)
    people.session.commit()
    completion = people.session.scalars(select(Completion)).one()
    completion.item_id = "anden"
    with pytest.raises(DatabaseError, match="a completion is a fact"):
        people.session.flush()
