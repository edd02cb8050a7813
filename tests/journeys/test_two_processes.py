"""Two installations of the app on one database, as behind a proxy: they share sign-ins, the count of tries, and the work."""

import re
import socket
from collections import Counter
from datetime import datetime
from email import message_from_bytes
from typing import Any
from urllib.error import HTTPError

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from sspedu.connections import reading
from sspedu.jobs import outbox
from sspedu.jobs.models import Mail, WorkerBeat
from tests.journeys.conftest import Server
from tests.journeys.test_survival import Visitor
from tests.post import until

pytestmark = pytest.mark.journey

MAILS = 60


@pytest.fixture(scope="module")
def pair(new_server: Any) -> tuple[Server, Server]:
    first: Server = new_server()
    second: Server = new_server()
    second.environment["SSPEDU_DATABASE_URL"] = first.environment["SSPEDU_DATABASE_URL"]
    # What signs cookies must be the same for all; in a demo each would make its own.
    for server in (first, second):
        server.environment["SSPEDU_SECRET_KEY"] = "hemmelig" * 8
        server.start()
    return first, second


def test_whoever_signs_in_at_one_is_signed_in_at_the_other_until_they_leave(pair: tuple[Server, Server]) -> None:
    first, second = pair
    visitor = Visitor(first)
    visitor.sign_in("leder@lindeborg.example")
    visitor.url = second.url
    assert "Demo Leder" in visitor.get("/min-laering")
    visitor.post("/log-ud", visitor.get("/min-laering"))
    visitor.url = first.url
    assert "Demo Leder" not in visitor.get("/min-laering")


def test_tries_are_counted_together(pair: tuple[Server, Server]) -> None:
    visitor = Visitor(pair[0])
    statuses = []
    for number in range(11):
        visitor.url = pair[number % 2].url
        with pytest.raises(HTTPError) as refused:
            visitor.post("/log-ind", visitor.get("/log-ind"), email="ukendt@kommune.example", password="forkert")
        statuses.append(refused.value.code)
        refused.value.close()
    assert statuses == [422] * 10 + [429]


def test_each_mail_is_sent_once_by_one_of_the_workers(pair: tuple[Server, Server], now: datetime) -> None:
    engine = create_engine(pair[0].environment["SSPEDU_DATABASE_URL"])
    with Session(engine) as session:
        for number in range(MAILS):
            outbox.put(session, outbox.Letter("try", f"person{number}@kommune.example", "Hej", "Hej.", "<p>Hej.</p>"), now=now)
        session.commit()
        until(lambda: _waiting(session) == 0)
        # A worker that never got a mail to send may only just have started.
        until(lambda: _beating(session) == 2)
    engine.dispose()
    written = [message_from_bytes(path.read_bytes())["To"] for server in pair for path in (server.var_dir / "mail").glob("*.eml")]
    # Demo people hear of what is new to them meanwhile.
    sent = Counter(to for to in written if to.startswith("person"))
    assert sent == {f"person{number}@kommune.example": 1 for number in range(MAILS)}


def _beating(session: Session) -> int:
    session.rollback()
    with reading():
        return session.scalar(select(func.count()).select_from(WorkerBeat)) or 0


def _waiting(session: Session) -> int:
    with reading():
        waiting = session.scalar(select(func.count()).where(Mail.next_try_at.is_not(None))) or 0
    session.rollback()
    return waiting


@pytest.mark.parametrize("length", ["Content-Length: 100000000", "Transfer-Encoding: chunked"])
def test_a_body_without_end_is_cut_off_and_others_are_answered(pair: tuple[Server, Server], length: str) -> None:
    server = pair[0]
    head = f"POST /log-ind HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{length}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    piece = b"x" * 65_536
    framed = b"%x\r\n%s\r\n" % (len(piece), piece) if "chunked" in length else piece
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head.encode())
        answer = _send_until_answered(connection, framed, pieces=800)
    assert re.match(rb"HTTP/1\.1 (413|400)|$", answer)
    assert "Lovgivning" in Visitor(server).get("/moduler")


def _send_until_answered(connection: socket.socket, framed: bytes, *, pieces: int) -> bytes:
    """Send until the server answers or hangs up: it must do one of them long before the end."""
    for _ in range(pieces):
        try:
            connection.settimeout(0.001)
            return connection.recv(100)
        except TimeoutError:
            connection.settimeout(20)
        try:
            connection.sendall(framed)
        except (BrokenPipeError, ConnectionResetError):
            return b""
    raise AssertionError("the server read it all")
