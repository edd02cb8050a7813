"""The database: base class, column types, and how a statement is asked and a row is written on either engine."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Enum,
    Executable,
    Integer,
    MetaData,
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
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction, mapped_column
from sqlalchemy.types import TypeDecorator

from sspedu.connections import only_reads
from sspedu.lasting import lasting, options_of

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql  # slow to import

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

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Give it back aware. A page of posts has two hundred of them, so nothing is done twice.

        PostgreSQL's driver gives them in UTC, since each connection is set to it; SQLite forgets the zone: say it again.
        """
        if dialect.name == "postgresql":
            return None
        read = cast(Callable[[str], datetime], self.impl_instance.result_processor(dialect, coltype))

        def aware(value: str | None) -> datetime | None:
            return None if value is None else read(value).replace(tzinfo=UTC)

        return aware


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


@cache
def _write_over(table: type[Base], dialect: str) -> Executable:
    plain, insert = cast(Table, table.__table__), insertion(table, dialect)
    others = {column.name: insert.excluded[column.name] for column in plain.columns if not column.primary_key}
    return lasting(insert.on_conflict_do_update(index_elements=list(plain.primary_key), set_=others))


def _only_reads(session: Session) -> bool:
    return only_reads(session.info.get(CONNECTION))


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: Session, *_: object) -> None:
    if (session.new or session.dirty or session.deleted) and _only_reads(session):
        raise WroteWhileReading


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_write(state: ORMExecuteState) -> None:
    # Bulk statements never raise the flush event.
    if (state.is_insert or state.is_update or state.is_delete) and _only_reads(state.session):
        raise WroteWhileReading
