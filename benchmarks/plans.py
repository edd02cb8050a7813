"""What a page asks of the database, and how the database answers: by an index, or by reading a table from end to end."""

import re
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from benchmarks.databases import Housed
from sspedu.app import create_app
from sspedu.db import db

# Those that grow with what people write and read. Who reads a board is counted by looking at each person, whatever stands there.
GROWING = ("post", "thread", "post_entry", "post_word", "thread_seen")
SQLITE_SCAN = re.compile(r"SCAN (\w+)(?! USING)(?! VIRTUAL)")
POSTGRESQL_SCAN = re.compile(r"Seq Scan on (\w+)")


def scans(house: Housed, path: str) -> Iterator[str]:
    """Ask for a page as a new reader, and yield every growing table that a statement of it reads from end to end."""
    reader = house.enrol_people(1)[0]
    app = create_app(house.settings())
    with app.app_context():
        engine = db.engine
    for statement, values in _asked(app, engine, path, reader.cookie["Cookie"], house.port):
        with engine.connect() as connection:
            yield from (f"{table} in {' '.join(statement.split())[:80]}" for table in _scanned(connection, statement, values))
    engine.dispose()


def _asked(app: Flask, engine: Engine, path: str, cookie: str, port: int) -> list[tuple[str, object]]:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie, "Host": f"127.0.0.1:{port}"})
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return asked


def _scanned(connection: Connection, statement: str, values: object) -> Iterator[str]:
    is_sqlite = connection.dialect.name == "sqlite"
    prefix, pattern = ("EXPLAIN QUERY PLAN ", SQLITE_SCAN) if is_sqlite else ("EXPLAIN ", POSTGRESQL_SCAN)
    cursor = connection.connection.cursor()
    cursor.execute(prefix + statement, values)  # type: ignore[arg-type]
    for row in cursor.fetchall():
        for table in pattern.findall(str(row[-1])):
            if table in GROWING:
                yield table
