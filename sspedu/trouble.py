"""What passing trouble of the database an error tells of: it is said to whoever asked, and is over without a restart."""

from enum import StrEnum
from errno import EDQUOT, ENOSPC

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Trouble(StrEnum):
    """Why the database does not serve us at the moment. It passes, and no request is to blame."""

    FULL = "full"
    BUSY = "busy"


# No room on the disk: SQLite's names, and PostgreSQL's class 53100 (53200 is its memory).
NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "53100", "53200"})
# PostgreSQL that has become a stand-by: another is about to take over.
READ_ONLY = "25006"
# The fault is in what was asked, not in the moment: a table or a column that is not there.
WRONG = frozenset({"SQLITE_ERROR", "SQLITE_MISMATCH", "SQLITE_RANGE"})


def trouble_of(error: BaseException) -> Trouble | None:
    """Say what passing trouble an error tells of: a full disk, or a database that is locked, full of guests, stopped or away."""
    if isinstance(error, OSError):
        return Trouble.FULL if error.errno in {ENOSPC, EDQUOT} else None
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if code in NO_ROOM:
        return Trouble.FULL
    is_passing = isinstance(error, OperationalError) or error.connection_invalidated or code == READ_ONLY
    return Trouble.BUSY if is_passing and code not in WRONG else None
