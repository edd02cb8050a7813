"""Connections to the database: how each of the two engines is set up, and how its transactions begin and end.

SQLite runs with WAL, `synchronous=FULL`, foreign keys and explicit transactions: what is written begins `IMMEDIATE`, so that a lock
is waited for instead of failing half-way. PostgreSQL must have `synchronous_commit` on. Both hold the promise that what is answered as
saved is saved.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 5_000
# A connection that was used a moment ago is there. One that rested longer is asked first: a database that began anew has forgotten it.
RESTED_SECONDS = 1.0
BACK_AT = "back_at"
_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)
_is_streaming: ContextVar[bool] = ContextVar("is_streaming", default=False)
# Under this name a pooled connection knows that no transaction holds its statements together: it only reads.
SINGLY = "singly"


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


def only_reads(connection: Connection | None) -> bool:
    """Say whether only reading was promised, now or when the transaction began: then nothing would take back half of what is written."""
    return _is_reading.get() or (connection is not None and bool(connection.info.get(SINGLY)))


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


def _is_sqlite(connection: DBAPIConnection) -> bool:
    return type(connection).__module__.startswith("sqlite3")


@event.listens_for(Engine, "connect")
def _prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    if _is_sqlite(connection):
        _prepare_sqlite(connection)
    else:
        _check_postgresql(connection)
        record.info[BACK_AT] = monotonic()


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
    for setting in ("jit = off", "random_page_cost = 1.1", "TimeZone = 'UTC'"):
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


@event.listens_for(Pool, "checkout")
def _ask_whether_it_is_there(driver: Any, record: ConnectionPoolEntry, _holder: object) -> None:
    if _is_sqlite(driver) or monotonic() - record.info[BACK_AT] < RESTED_SECONDS:
        return
    from psycopg import Error  # slow to import, and an installation on SQLite has no use for it

    try:
        # In no transaction: with its end psycopg would throw away what it has prepared.
        driver.autocommit = True
        driver.execute("SELECT 1")
        driver.autocommit = False
    except Error as error:
        # The others that rest are from before, too.
        raise InvalidatePoolError from error


@event.listens_for(Pool, "checkin")
def _hold_together_again(driver: Any, record: ConnectionPoolEntry) -> None:
    # However it came back: whoever takes it next may write.
    if record.info.pop(SINGLY, False) and driver is not None:
        driver.autocommit = False
    record.info[BACK_AT] = monotonic()


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _leave_line(connection: Connection) -> None:
    line = _places.pop(connection, None)
    if line is not None:
        line.release()
