"""Statements that are asked all day long: their compiled form is found by the statement itself.

SQLAlchemy finds it by all that a statement consists of. To hash that of a large one costs as much as a small query.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Executable

Statement = TypeVar("Statement", bound=Executable)
_options: dict[Executable, Mapping[str, Any]] = {}


class _Forms(dict[Any, Any]):
    """The compiled forms of one statement, by the rest of the key that SQLAlchemy gives: the engine, the values' names, one row or many."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_rest(key), default)

    def __setitem__(self, key: Any, form: Any) -> None:
        super().__setitem__(_rest(key), form)


def _rest(key: tuple[Any, ...]) -> tuple[Any, ...]:
    engine, _statement, *rest = key
    return (engine, *rest)


def lasting(statement: Statement) -> Statement:
    """Keep the compiled form of a statement beside it, as long as the program runs: of one that stands in a module, put together once."""
    _options[statement] = {"compiled_cache": _Forms()}
    return statement


def options_of(statement: Executable) -> Mapping[str, Any]:
    """Return with what a connection is to execute a statement."""
    return _options.get(statement, {})
