"""What was answered as saved is saved, whatever happens to the process."""

import http.client
import os
import re
import signal
import socket
import threading
import urllib.parse
import urllib.request
from contextlib import ExitStack
from datetime import datetime
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from sspedu.jobs import outbox
from tests.journeys.conftest import PASSWORD, Server
from tests.post import until

pytestmark = pytest.mark.journey

LESSON = "/moduler/lovgivning/paragraf-115"
WRITERS = 4


class Visitor:
    """Someone with a browser as simple as can be."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        data = urllib.parse.urlencode({"csrf_token": found[1], **fields}).encode()
        with self.opener.open(self.url + path, data, timeout=20) as answer:
            return str(answer.read().decode())

    def sign_in(self, email: str) -> None:
        self.post("/log-ind", self.get("/log-ind"), email=email, password=PASSWORD)


def write_until_killed(server: Server, email: str, acknowledged: list[str]) -> None:
    visitor = Visitor(server)
    visitor.sign_in(email)
    page = visitor.post("/moduler/lovgivning/tilmeld", visitor.get("/min-laering"))
    reflection = re.search(r'action="(/moduler/lovgivning/paragraf-115/refleksion/[^"]+)"', visitor.get(LESSON))
    assert reflection is not None
    for number in range(10_000):
        written = f"Tanke nummer {number} fra {email}"
        try:
            # Whoever writes on says which text they had before them.
            shown = re.search(r'name="based_on" value="([^"]*)"', visitor.get(LESSON))
            visitor.post(reflection[1], page, text=written, based_on=shown[1] if shown else "")
        except (OSError, HTTPException):
            return
        acknowledged.append(written)


def test_a_kill_under_write_load_loses_nothing_that_was_answered(new_server: Any) -> None:
    server: Server = new_server()
    server.start()
    people = ["konsulent@lindeborg.example", "underviser@lindeborg.example", "leder@lindeborg.example", "admin@lindeborg.example"]
    acknowledged: dict[str, list[str]] = {email: [] for email in people[:WRITERS]}
    # A hundred times is `make kills`.
    for _ in range(2):
        writers = [threading.Thread(target=write_until_killed, args=(server, email, texts)) for email, texts in acknowledged.items()]
        for texts in acknowledged.values():
            texts.clear()
        for writer in writers:
            writer.start()
        while not all(len(texts) >= 3 for texts in acknowledged.values()) and any(writer.is_alive() for writer in writers):
            pass
        server.kill()
        for writer in writers:
            writer.join()
        server.start()
        assert all(len(texts) >= 3 for texts in acknowledged.values())
        _assert_kept(server, acknowledged)


def _assert_kept(server: Server, acknowledged: dict[str, list[str]]) -> None:
    address = server.environment["SSPEDU_DATABASE_URL"]
    engine = create_engine(address)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT u.email, r.text FROM reflection r JOIN user_account u ON u.id = r.user_id")).all()
    engine.dispose()
    kept = {row.email: row.text for row in rows}
    for email, texts in acknowledged.items():
        last = int(texts[-1].split()[2])
        # The one that was on its way when the process died may have arrived, or not; what was answered must have.
        assert int(kept[email].split()[2]) in {last, last + 1}


@pytest.mark.once
def test_ctrl_c_stops_it_cleanly(new_server: Any) -> None:
    server: Server = new_server()
    server.start()
    assert server.stop() in {0, 130, -2}
    assert "Traceback" not in server.log


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.once
def test_a_demo_sends_its_mail_and_the_worker_ends_with_the_server(new_server: Any, now: datetime, number: signal.Signals) -> None:
    server: Server = new_server()
    server.start()
    engine = create_engine(server.environment["SSPEDU_DATABASE_URL"])
    with Session(engine) as session:
        outbox.put(session, outbox.Letter("try", "anna@kommune.example", "Hej", "Hej.", "<p>Hej.</p>"), now=now)
        session.commit()
    engine.dispose()
    until(lambda: list((server.var_dir / "mail").glob("*.eml")))
    assert server.process is not None
    # The worker is a fork of what became the web server: it alone still has the name of the command.
    workers = [process for process in psutil.Process(server.process.pid).children() if "serve" in process.cmdline()]
    os.kill(server.process.pid, number)
    server.process.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=30)
    server.kill_rest()
    assert (len(workers), alive) == (1, [])
    assert "Traceback" not in server.log


@pytest.mark.once
def test_a_second_start_has_little_to_do(new_server: Any) -> None:
    server: Server = new_server()
    server.start()
    assert "0 nye versioner" in server.log
    # Seconds of work, not of waiting: a busy machine must not fail this.
    assert server.cpu_seconds() < 5


@pytest.mark.once
def test_a_busy_port_gets_one_sentence(server: Server, new_server: Any) -> None:
    other: Server = new_server()
    other.environment["SSPEDU_PORT"] = str(server.port)
    with pytest.raises(AssertionError):
        other.start()
    assert f"Port {server.port} er optaget" in other.log
    assert "Traceback" not in other.log


def test_slow_visitors_do_not_keep_the_others_waiting(server: Server) -> None:
    """Forty bodies that trickle in, some from someone who is signed in: pages are answered and others' work is saved meanwhile."""
    writer = Visitor(server)
    writer.sign_in("leder@lindeborg.example")
    cookie = "; ".join(f"{entry.name}={entry.value}" for entry in writer.jar)
    head = f"POST /log-ind HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookie}\r\nContent-Length: 5000\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
    with ExitStack() as slow:
        for _ in range(40):
            connection = slow.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            connection.sendall(head.encode())
        assert "Lovgivning" in writer.get("/moduler")
        page = writer.post("/moduler/lovgivning/tilmeld", writer.get("/min-laering"))
        assert "Du er tilmeldt" in page


@pytest.mark.once
def test_connections_that_are_only_kept_open_shut_nobody_out(server: Server) -> None:
    kept_open = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=10) for _ in range(30)]
    for connection in kept_open:
        connection.request("GET", "/sundhed")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    for connection in kept_open:
        connection.close()
