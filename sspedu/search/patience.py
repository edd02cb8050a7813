"""How long a search may take: a word that nobody foresaw must not hold a database for minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session


class TookTooLong(Exception):
    """A question was given up, since it took more time than it was given."""


# How each engine names a question that was broken off, and how much SQLite works between two looks at the clock.
BROKEN_OFF = frozenset({"SQLITE_INTERRUPT", "57014"})
STEPS_BETWEEN = 10_000


@contextmanager
def given(session: Session, seconds: float) -> Iterator[None]:
    """Give what is asked inside so much time: all of it together on SQLite, each statement on PostgreSQL. Only for what reads.

    Raises `TookTooLong`; the session can be asked on.
    """
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    is_sqlite, end = connection.dialect.name == "sqlite", monotonic() + seconds
    if is_sqlite:
        driver.set_progress_handler(lambda: monotonic() > end, STEPS_BETWEEN)
    else:
        driver.execute(f"SET statement_timeout = {max(1, round(seconds * 1000))}")
    try:
        yield
    except OperationalError as error:
        if (getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)) in BROKEN_OFF:
            raise TookTooLong from error
        raise
    finally:
        if is_sqlite:
            driver.set_progress_handler(None, 0)
        elif not driver.closed:
            driver.execute("RESET statement_timeout")
