"""An event as calendars read it (RFC 5545): title, time, place and link, and nothing else. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What stands in the file. `uid` is the same for good, and `sequence` grows with each change (RFC 5545, 3.8.7.4)."""

    uid: str
    sequence: int
    saved_at: datetime
    begins_at: datetime
    ends_at: datetime
    title: str
    place: str
    url: str
    is_called_off: bool


def ics(event: CalendarEvent) -> str:
    """Write a calendar of one event: lines of at most 75 octets with CRLF (3.1), text escaped (3.3.11), times in UTC (3.3.5)."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SSP Læring//Netværk//DA",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.saved_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_utc(event.begins_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{_escaped(event.title)}",
        f"LOCATION:{_escaped(event.place)}",
        f"URL:{event.url}",
        f"STATUS:{'CANCELLED' if event.is_called_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    plain = "".join(mark for mark in " ".join(text.splitlines()) if mark.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """Cut a line between letters, never inside one, so that no piece is longer than its octets."""
    piece, length = "", 0
    for mark in line:
        octets = len(mark.encode())
        if length + octets > LINE_OCTETS:
            yield piece
            piece, length = " ", 1
        piece += mark
        length += octets
    yield piece
