"""Dates as CPR numbers and people write them. Which years there were, no clock."""

import re
from calendar import monthrange

LEAP_YEAR = 2000
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MONTH = (
    r"(?:januar|january|jan|februar|february|feb|marts|march|mar|april|apr|maj|may|juni|june|jun|juli|july|jul|august|aug"
    r"|september|sept|sep|oktober|october|okt|oct|november|nov|december|dec)"
)
YEAR_LIKE = re.compile(r"(?:19|20)\d\d")


def is_date(day: str, month: str, year: str) -> bool:
    """Say whether there is such a day. A day raised by 60 is that of a replacement number; a year of two digits may be of any century."""
    number = int(day) - (60 if int(day) > 60 else 0)
    if not 1 <= int(month) <= 12:
        return False
    return 1 <= number <= monthrange(int(year) if len(year) == 4 else LEAP_YEAR + int(year), int(month))[1]


def month_number(word: str) -> str:
    """Return the month that a word names, as two digits; nothing for other words."""
    start = word.casefold()[:3].replace("may", "maj").replace("oct", "okt")
    return f"{MONTHS.index(start) + 1:02}" if start in MONTHS else ""


def is_time(hours: str, minutes: str) -> bool:
    """Say whether two pairs of digits can be a time of day."""
    return int(hours) < 24 and int(minutes) < 60
