"""The day that it is: the one in Denmark. A moment's own date is that of UTC, and for an hour or two after midnight that is yesterday's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def day_of(moment: datetime) -> date:
    """Return the day that it is in Denmark at a moment."""
    return moment.astimezone(COPENHAGEN).date()
