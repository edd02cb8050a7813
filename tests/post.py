"""A mail server of our own, and what it received."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession


class Mailbox:
    """What a mail server does with mail: keeps it, or answers as it was told for those to whom it was told."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        # As it came over the wire: to read a header and write it again may mend or break it.
        self.raw: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.drops: set[str] = set()
        self.is_holding = False
        self.held: list[str] = []

    async def handle_RCPT(self, server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        if self.drops & set(envelope.rcpt_tos):
            assert server.transport is not None
            server.transport.close()
            return "421 gone"
        if self.is_holding:
            self.held += envelope.rcpt_tos
            await _hold(self)
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.raw.append(envelope.original_content or b"")
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.received]


async def _hold(mailbox: Mailbox) -> None:
    while mailbox.is_holding:
        await asyncio.sleep(0.01)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(mailbox: Mailbox, port: int) -> Iterator[None]:
    """Let the mailbox answer on a port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        mailbox.is_holding = False
        controller.stop()


def until(holds: Callable[[], object], *, seconds: float = 30) -> None:
    """Wait until something in another process holds; a limit only so that a broken test ends."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


class Dripping:
    """A mail server that goes on answering, a byte at a time, and never ends its line: at once, or only when it has a mail's text."""

    def __init__(self, *, after: str) -> None:
        self.after = after
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with self.socket, self.socket.accept()[0] as connection, suppress(OSError):
            lines = connection.makefile("rb")
            if self.after != "greeting":
                connection.sendall(b"220 here\r\n")
                for line in iter(lines.readline, b".\r\n"):
                    answer = {b"EHLO": b"250 OK", b"MAIL": b"250 OK", b"RCPT": b"250 OK", b"DATA": b"354 go on"}.get(line[:4].upper())
                    if not line:
                        return
                    if answer:
                        connection.sendall(answer + b"\r\n")
            while True:
                connection.sendall(b"2")
                time.sleep(0.02)
