"""The database: base class, column types, and the only place that knows the two engines.

SQLite runs with WAL, `synchronous=FULL`, foreign keys and explicit transactions: what is written begins `IMMEDIATE`, so that a lock
is waited for instead of failing half-way. PostgreSQL must have `synchronous_commit` on. Both hold the promise that what is answered as
saved is saved.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Pool,
    SQLColumnExpression,
    String,
    Table,
    Text,
    event,
    func,
    literal,
    literal_column,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from sspedu.lasting import lasting, options_of

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql  # slow to import

BUSY_TIMEOUT_MS = 5_000

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values going in and gives aware ones back on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a naive moment is a fault in the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone: say it again."""
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stamp(moment: datetime) -> str:
    """Name a moment exactly, so that a form can say which text it was made from. Later moments have later names."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def text_enum(members: type[StrEnum], name: str) -> Enum:
    """Make a column type for an enum: its value as text, held by a CHECK constraint."""
    values = [member.value for member in members]
    return Enum(members, name=name, native_enum=False, create_constraint=True, length=32, values_callable=lambda _: values)


Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
Slug = Annotated[str, mapped_column(String(80))]
Hash = Annotated[str, mapped_column(String(64))]


class Base(DeclarativeBase):
    """The base of every table. A plain one: Flask-SQLAlchemy's own hides types from mypy (its issue 1361)."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, date: Date, str: Text}


db = SQLAlchemy(metadata=Base.metadata)


# Under this name a session knows the connection of its transaction.
CONNECTION = "connection"

_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)
_is_streaming: ContextVar[bool] = ContextVar("is_streaming", default=False)
# Under this name a pooled connection knows that no transaction holds its statements together: it only reads.
SINGLY = "singly"


class WroteWhileReading(Exception):
    """A fault in the program: something that only reads tried to write."""


def ask(session: Session, statement: Executable, values: Mapping[str, object] | None = None) -> CursorResult[Any]:
    """Ask with a statement that was put together once, past the mapper, whose work rows without entities do not need: half the time.

    What is not flushed yet is not seen. Raises `WroteWhileReading` for anything but a select: the guards of `reading` stand at the mapper.
    """
    if not statement.is_select:
        raise WroteWhileReading
    return _connection(session).execute(statement, values, execution_options=options_of(statement))


def tell(session: Session, statement: Executable, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> CursorResult[Any]:
    """Write with a statement that was put together once, past the mapper. What it changes, objects of the session do not know.

    What the session has not flushed yet goes first. Raises `WroteWhileReading` where only reading was promised.
    """
    if _only_reads(session):
        raise WroteWhileReading
    session.flush()
    return _connection(session).execute(statement, values, execution_options=options_of(statement))


def _connection(session: Session) -> Connection:
    """Return the connection of the session's transaction, which is begun if there is none. To find it anew costs half of a small query."""
    found: Connection | None = session.info.get(CONNECTION)
    return session.connection() if found is None else found


@event.listens_for(Session, "after_begin")
def _note_connection(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    session.info[CONNECTION] = connection


@event.listens_for(Session, "after_transaction_end")
def _forget_connection(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(CONNECTION, None)


def joined(column: SQLColumnExpression[str], between: str = ",") -> ColumnElement[str]:
    """Join the texts of a group. What stands between them is part of the statement: as a value it would be put there again each time."""
    separator: Any = literal_column("'" + between.replace("'", "''") + "'")
    return func.aggregate_strings(column, separator)


def insert_new(session: Session, row: Base) -> bool:
    """Insert the row unless one with the same key stands there already. Returns whether it was new; races end here, in the constraint.

    The row itself is not attached to the session.
    """
    return tell(session, _insert_new(type(row), session.get_bind().dialect.name), _given(row)).first() is not None


def insert_all_new(session: Session, rows: Sequence[Base]) -> None:
    """Insert those of the rows whose keys do not stand there, all at once. They are of one table and fill the same columns."""
    if rows:
        table = type(rows[0])
        given = [_given(row) for row in rows]
        tell(session, _insert_new(table, session.get_bind().dialect.name, tells=False), given)


def write_over(session: Session, row: Base) -> None:
    """Insert the row, or write it over the one with its key.

    It is as much work either way, so that nobody learns from the time whether the row was there. It stays locked until the transaction
    ends, and is not attached to the session.
    """
    table = type(row)
    tell(session, _write_over(table, session.get_bind().dialect.name), {name: getattr(row, name) for name in _columns(table)})


def insertion(table: type[Base], dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """Return an insertion that can say what becomes of a row that stands there already: each engine has its own."""
    # The plain table: the mapper's own insertion of rows would do the work twice.
    plain = cast(Table, table.__table__)
    if dialect == "sqlite":
        return sqlite.insert(plain)
    from sqlalchemy.dialects import postgresql  # slow to import, and an installation on SQLite has no use for it

    return postgresql.insert(plain)


@cache
def _columns(table: type[Base]) -> tuple[str, ...]:
    return tuple(table.__mapper__.columns.keys())


def _given(row: Base) -> dict[str, object]:
    return {name: value for name in _columns(type(row)) if (value := getattr(row, name)) is not None}


@cache
def _insert_new(table: type[Base], dialect: str, *, tells: bool = True) -> Executable:
    inserting = insertion(table, dialect).on_conflict_do_nothing()
    return lasting(inserting.returning(literal(1)) if tells else inserting)


def sweep(engine: Engine) -> None:
    """Let nothing that was taken away linger in SQLite's log: write it to the file, where freed space is overwritten, and empty it.

    Does what it can: while others read, the log stays until the next time. PostgreSQL has its own housekeeping (docs/operations.md).
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        # Nobody waits for readers to finish.
        for pragma in ("busy_timeout=0", "wal_checkpoint(TRUNCATE)", f"busy_timeout={BUSY_TIMEOUT_MS}"):
            cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.close()
    finally:
        connection.close()


@cache
def _write_over(table: type[Base], dialect: str) -> Executable:
    plain, insert = cast(Table, table.__table__), insertion(table, dialect)
    others = {column.name: insert.excluded[column.name] for column in plain.columns if not column.primary_key}
    return lasting(insert.on_conflict_do_update(index_elements=list(plain.primary_key), set_=others))


@contextmanager
def reading(*, streams: bool = False) -> Iterator[None]:
    """Promise that nothing is written inside: SQLite takes no lock, PostgreSQL begins no transaction, a write raises `WroteWhileReading`.

    Where rows are fetched a portion at a time, as `yield_per` does, it `streams`: for that PostgreSQL needs a transaction.
    """
    token, streaming = _is_reading.set(True), _is_streaming.set(streams)
    try:
        yield
    finally:
        _is_reading.reset(token)
        _is_streaming.reset(streaming)


@contextmanager
def writing_first(session: Session) -> Iterator[None]:
    """Let a request that only reads write one thing first, in a transaction of its own.

    For the log of who looked up whom, and nothing else: a test names who calls this. What was read before has to be read again.
    """
    session.rollback()
    token = _is_reading.set(False)
    try:
        yield
    finally:
        session.rollback()
        _is_reading.reset(token)


def _only_reads(session: Session) -> bool:
    """Say whether only reading was promised, now or when the session began: then nothing would take back half of what is written."""
    connection: Connection | None = session.info.get(CONNECTION)
    return _is_reading.get() or (connection is not None and bool(connection.info.get(SINGLY)))


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, *_: object) -> None:
    if (session.new or session.dirty or session.deleted) and _only_reads(session):
        raise WroteWhileReading


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_write(state: ORMExecuteState) -> None:
    # Bulk statements never raise the flush event.
    if (state.is_insert or state.is_update or state.is_delete) and _only_reads(state.session):
        raise WroteWhileReading


@event.listens_for(Engine, "connect")
def _prepare(connection: DBAPIConnection, _record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        _prepare_sqlite(connection)
    else:
        _check_postgresql(connection)


def _prepare_sqlite(connection: Any) -> None:
    # Without this the driver begins transactions by itself, too late and only for some statements.
    connection.isolation_level = None
    # What is deleted is written over: the words of a post that was taken away may not lie in the file.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _check_postgresql(connection: Any) -> None:
    row = connection.execute("SHOW synchronous_commit").fetchone()
    connection.rollback()
    if row[0] == "off":
        raise RuntimeError("PostgreSQL står med synchronous_commit=off: så kan det, vi svarer er gemt, gå tabt. Slå det til.")
    # Pages ask small questions by key: what is compiled first costs more than it saves, and what is read often lies in memory.
    connection.autocommit = True
    for setting in ("jit = off", "random_page_cost = 1.1"):
        connection.execute(f"SET {setting}")
    connection.autocommit = False


# Who wants to write to a SQLite database waits in line within the process. SQLite itself lets those who wait try again now and then, so of
# many threads some would never get in. Only a matter of order: whoever has waited their time asks the database all the same.
_lines: defaultdict[str, Lock] = defaultdict(Lock)
# By connection: a thread may have another open at the same time, whose end is not the end of this one. (Not in its `info`, which is out of
# reach once it is invalidated.)
_places: WeakKeyDictionary[Connection, Lock] = WeakKeyDictionary()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        _read_singly(connection, _is_reading.get() and not _is_streaming.get())
        return
    if _is_reading.get():
        connection.exec_driver_sql("BEGIN")
        return
    line = _lines[str(connection.engine.url.database)]
    if line.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
        _places[connection] = line
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _leave_line(connection)
        raise


def _read_singly(connection: Connection, is_wanted: bool) -> None:
    """Let each statement stand for itself while one only reads, as it does anyhow at PostgreSQL's usual isolation.

    That saves `BEGIN` and `ROLLBACK`, and more: with each `ROLLBACK` psycopg throws away what it has prepared, so that PostgreSQL would
    plan every statement of every page anew.
    """
    driver: Any = connection.connection.driver_connection
    if is_wanted != bool(connection.info.get(SINGLY)) and driver.autocommit != is_wanted:
        driver.autocommit = is_wanted
        connection.info[SINGLY] = is_wanted


@event.listens_for(Pool, "checkin")
def _hold_together_again(driver: Any, record: ConnectionPoolEntry) -> None:
    # However it came back: whoever takes it next may write.
    if record.info.pop(SINGLY, False) and driver is not None:
        driver.autocommit = False


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _leave_line(connection: Connection) -> None:
    line = _places.pop(connection, None)
    if line is not None:
        line.release()
