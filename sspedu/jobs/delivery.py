"""How a mail leaves the house: by SMTP, or into a folder of `.eml` files where no mail server is set.

The connection stands before any mail is claimed, so a server that is away costs no mail a try.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from email.headerregistry import BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from pathlib import Path
from threading import Timer
from typing import ClassVar, Literal

from sspedu.jobs.outbox import Claimed
from sspedu.settings import Settings

# For each answer of the server, and for all that one mail or the way in takes: an answer that drips in byte by byte would never end.
# Both are well within the time of a claim.
TIMEOUT_SECONDS = 20
DEADLINE_SECONDS = 60
# RFC 5321, 4.2.1 and 4.2.3: what begins with 5 is refused for good, and after 421 the server closes the connection.
SERVER_IS_READY = 220
REFUSED_FOR_GOOD = range(500, 600)
SERVER_LEAVES = 421


class Unfolded(BaseHeader):
    """A header that goes as it is: the library would encode an address that is longer than a line, and no mail program reads that."""

    max_count: ClassVar[Literal[1] | None] = 1
    parse = staticmethod(UniqueUnstructuredHeader.parse)

    def fold(self, *, policy: Policy) -> str:
        """Return the header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Unfolded)
POLICY = SMTP.clone(header_factory=HEADERS)

Deliver = Callable[[Claimed], None]
# Connects (raises `ServerAway`), and gives what delivers one mail.
PostOffice = Callable[[], AbstractContextManager[Deliver]]


class ServerAway(Exception):
    """The mail server cannot be reached or does not let us in: not the fault of any mail. Says what kind of fault it was."""


def post_office(settings: Settings, *, timeout_seconds: float = TIMEOUT_SECONDS, deadline_seconds: float = DEADLINE_SECONDS) -> PostOffice:
    """Return the way out that the settings name."""
    if settings.smtp_host:
        return lambda: _by_smtp(settings, timeout_seconds, deadline_seconds)
    return lambda: _into_folder(settings)


def compose(claimed: Claimed, settings: Settings) -> EmailMessage:
    """Write the message with text and HTML. Its Message-ID and date are the same at every try, so that a repeat can be told as one."""
    letter = claimed.letter
    message = EmailMessage(policy=POLICY)
    message["From"] = settings.mail_from
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(claimed.created_at)
    message["Message-ID"] = f"<{claimed.key}@{settings.mail_domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def explain(error: Exception) -> tuple[str, bool]:
    """Return what went wrong in a few words that name nobody, and whether trying again is of no use."""
    codes = _codes(error)
    is_final = isinstance(error, smtplib.SMTPRecipientsRefused) and all(code in REFUSED_FOR_GOOD for code in codes)
    return " ".join([type(error).__name__, *map(str, codes)]), is_final


def breaks_connection(error: Exception) -> bool:
    """Say whether the connection is of no more use after this: anything but a refusal that the server gave and stays for."""
    refusals = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
    return isinstance(error, OSError) and (not isinstance(error, refusals) or SERVER_LEAVES in _codes(error))


def _codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


@contextmanager
def _by_smtp(settings: Settings, timeout_seconds: float, deadline_seconds: float) -> Iterator[Deliver]:
    try:
        server = _connect(settings, timeout_seconds, deadline_seconds)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(explain(error)[0]) from None
    try:
        yield lambda claimed: _hand_over(server, compose(claimed, settings), deadline_seconds)
    finally:
        with _deadline(server, deadline_seconds):
            _leave(server)


def _connect(settings: Settings, timeout_seconds: float, deadline_seconds: float) -> smtplib.SMTP:
    server = smtplib.SMTP(local_hostname=settings.mail_domain, timeout=timeout_seconds)
    try:
        with _deadline(server, deadline_seconds):
            _greet(server, settings)
    except BaseException:
        server.close()
        raise
    return server


def _greet(server: smtplib.SMTP, settings: Settings) -> None:
    # `starttls` checks the certificate against the name that the constructor would have noted.
    server._host = settings.smtp_host  # type: ignore[attr-defined]
    code, answer = server.connect(settings.smtp_host, settings.smtp_port)
    if code != SERVER_IS_READY:
        raise smtplib.SMTPConnectError(code, answer)
    if settings.smtp_starttls:
        server.starttls(context=ssl.create_default_context())
    if settings.smtp_user:
        server.login(settings.smtp_user, settings.smtp_password.get_secret_value())


def _hand_over(server: smtplib.SMTP, message: EmailMessage, deadline_seconds: float) -> None:
    with _deadline(server, deadline_seconds):
        server.send_message(message)


@contextmanager
def _deadline(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Hang up on a server that has not finished in time; whoever talks to it meets a connection that was closed."""
    timer = Timer(seconds, _hang_up, [server])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


@contextmanager
def _into_folder(settings: Settings) -> Iterator[Deliver]:
    try:
        settings.mail_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerAway(type(error).__name__) from None
    yield lambda claimed: _write(compose(claimed, settings), settings.mail_dir / f"{claimed.created_at:%Y%m%d-%H%M%S}-{claimed.key}.eml")


def _write(message: EmailMessage, path: Path) -> None:
    # Its name is the mail's own, so a repeat replaces it; and nobody ever reads half of one.
    unfinished = path.with_suffix(".part")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(message.as_bytes())
    unfinished.replace(path)
