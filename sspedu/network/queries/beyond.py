"""Whether a post is among those that someone has read beyond a gap, in SQL: after a merge, `ThreadSeen.number` alone does not say."""

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class is_read_beyond(FunctionElement[bool]):  # noqa: N801 - reads as the functions of SQL
    """Ask whether a number lies in one of the ranges that a row keeps (`ThreadSeen.beyond`); without ranges it does not."""

    type = Boolean()
    inherit_cache = True


@compiles(is_read_beyond, "sqlite")
def _in_sqlite(element: is_read_beyond, compiler: SQLCompiler, **more: Any) -> str:
    beyond, number = (compiler.process(clause, **more) for clause in element.clauses)
    first, last = (f"json_extract(span.value, '$[{end}]')" for end in (0, 1))
    return f"EXISTS (SELECT 1 FROM json_each({beyond}) AS span WHERE {number} BETWEEN {first} AND {last})"  # noqa: S608 - clauses, no values


@compiles(is_read_beyond, "postgresql")
def _in_postgresql(element: is_read_beyond, compiler: SQLCompiler, **more: Any) -> str:
    beyond, number = (compiler.process(clause, **more) for clause in element.clauses)
    first, last = (f"CAST(span.value ->> {end} AS INTEGER)" for end in (0, 1))
    return f"EXISTS (SELECT 1 FROM json_array_elements({beyond}) AS span (value) WHERE {number} BETWEEN {first} AND {last})"  # noqa: S608 - clauses, no values
