"""Run migrations: in one real transaction, on either engine.

SQLite recreates a table to change it, and with foreign keys on that deletes every row that points to it. So they are switched off before
the transaction begins, and checked before it ends.
"""

from alembic import context
from sqlalchemy import Connection

from sspedu.db import Base, db
from sspedu.search.models import is_compared

LOCK_TIMEOUT = "5s"


def run_migrations() -> None:
    """Bring the database that the app is configured with to the version asked for."""
    engine = db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=is_compared,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                _refuse_orphans(connection)
        # A connection with its foreign keys off must not be used again.
        connection.invalidate()


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = sorted({row[0] for row in orphans})
        raise RuntimeError(f"the migration left rows without the row they point to in: {', '.join(tables)}")


run_migrations()
