"""The last day on which a role counts, and the moment at which it ends: the midnight after that day, in Denmark."""

from datetime import date, datetime, time, timedelta

from sspedu.days import COPENHAGEN, day_of
from sspedu.errors import N_, Invalid


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over in Denmark."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=COPENHAGEN)


def last_day(end: datetime) -> date:
    """Return the last day before a moment."""
    return day_of(end - timedelta(microseconds=1))


def read_day(text: str) -> date:
    """Read a day as a browser sends it (2026-12-31) or as Danes write it (31.12.2026, 31-12-2026, 31/12/2026). Raises `Invalid`."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Invalid("until", N_("”%(text)s” er ikke en dato. Skriv den som 31.12.2027."), text=text[:40])
