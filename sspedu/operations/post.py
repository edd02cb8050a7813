"""Mail as the demo's worker wrote it in a folder, read again to be shown."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

MOST_SHOWN = 50
LANGUAGE = re.compile(r'<html lang="([a-z]{2})">')


class WrittenMail(NamedTuple):
    """A mail as its reader would see it."""

    name: str
    recipient: str
    subject: str
    sent_at: datetime
    text: str
    language: str


def written_mail(folder: Path) -> list[WrittenMail]:
    """Return the newest mail in the folder, at most 50, the newest first."""
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.name, reverse=True)
    return list(_readable(newest[:MOST_SHOWN]))


def _readable(paths: list[Path]) -> Iterator[WrittenMail]:
    for path in paths:
        try:
            yield _read(path)
        except (OSError, ValueError, MessageError, KeyError):
            # Somebody may clear the folder, or put anything in it, at any time.
            continue


def _read(path: Path) -> WrittenMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    text = str(body.get_content()) if body is not None else ""
    sent_at = parsedate_to_datetime(str(message["Date"]))
    return WrittenMail(path.stem, str(message["To"]), str(message["Subject"]), sent_at, text.strip(), _language(message))


def _language(message: Message) -> str:
    """Return the language of a letter, which its HTML names; Danish where there is none."""
    page = message.get_body(("html",)) if isinstance(message, EmailMessage) else None
    named = LANGUAGE.search(str(page.get_content())) if page is not None else None
    return named[1] if named else "da"
