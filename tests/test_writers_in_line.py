"""Who writes to SQLite from many threads: each gets in, and the line is left however the transaction ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text

from sspedu import connections
from tests.conftest import NewDatabase

WRITERS = 40
TIMES = 5


@pytest.mark.once
def test_of_many_who_write_at_once_everyone_gets_in(new_database: NewDatabase) -> None:
    engine = create_engine(new_database())
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (writer INTEGER)"))

    def write(writer: int) -> None:
        for _ in range(TIMES):
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO tally VALUES (:writer)"), {"writer": writer})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tally")).scalar_one() == WRITERS * TIMES
    engine.dispose()


@pytest.mark.once
@pytest.mark.parametrize("end", ["commit", "rollback", "close", "invalidate"])
def test_the_line_is_left_however_a_transaction_ends(new_database: NewDatabase, end: str) -> None:
    address = new_database()
    engine = create_engine(address)
    line = connections._lines[address.removeprefix("sqlite:///")]
    connection = engine.connect()
    connection.execute(text("CREATE TABLE tally (writer INTEGER)"))
    assert line.locked()
    getattr(connection, end)()
    connection.close()
    assert not line.locked()
    engine.dispose()


@pytest.mark.once
def test_the_line_is_left_by_who_could_not_begin(new_database: NewDatabase) -> None:
    address = new_database()
    engine, other = create_engine(address), create_engine(f"{address}?timeout=0")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE tally (writer INTEGER)")
        connection.commit()
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout=10")
        with other.connect() as holder:
            holder.connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
            with pytest.raises(Exception, match="locked"):
                connection.execute(text("INSERT INTO tally VALUES (1)"))
            holder.connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]
    assert not connections._lines[address.removeprefix("sqlite:///")].locked()
    engine.dispose()
    other.dispose()


@pytest.mark.once
def test_each_connection_leaves_its_own_place_only(new_database: NewDatabase) -> None:
    addresses = [new_database(), new_database()]
    engines = [create_engine(address) for address in addresses]
    lines = [connections._lines[address.removeprefix("sqlite:///")] for address in addresses]
    first, second = (engine.connect() for engine in engines)
    for connection in (first, second):
        connection.execute(text("CREATE TABLE tally (writer INTEGER)"))
    with connections.reading(), engines[1].connect() as beside:
        beside.execute(text("SELECT 1"))
    assert [line.locked() for line in lines] == [True, True], "the end of one that read is not the end of the writers"
    first.commit()
    assert [line.locked() for line in lines] == [False, True]

    def write() -> None:
        with engines[0].begin() as connection:
            connection.execute(text("INSERT INTO tally VALUES (1)"))

    with ThreadPoolExecutor(1) as other:
        other.submit(write).result(timeout=2)
    second.commit()
    assert [line.locked() for line in lines] == [False, False]
    for connection, engine in zip((first, second), engines, strict=True):
        connection.close()
        engine.dispose()
