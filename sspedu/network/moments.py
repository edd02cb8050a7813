"""A day and a time as somebody typed them, and the moment that they mean in a place whose clocks change twice a year. Pure."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sspedu.errors import N_, Invalid

# What the browser's own fields send, and what people write where there are none.
DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})"),
)
TIME = re.compile(r"(?:kl\.? ?)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?")
# At the ends of the calendar a moment of one place has no name in another.
FIRST_YEAR, LAST_YEAR = 1900, 9000
NO_DAY = N_("Skriv dagen som dag, måned og år, fx 24.11.2026.")
NO_TIME = N_("Skriv klokkeslættet som timer og minutter, fx 14.30.")
NO_SUCH_TIME = N_("Det klokkeslæt findes ikke den dag: Uret stilles en time frem om natten. Vælg et andet.")


def moment(field: str, day: str, clock: str, zone: ZoneInfo) -> datetime:
    """Return the moment of a local day and time; of one that comes twice in a night, the first. Raises `Invalid` of the field."""
    local = datetime.combine(_day(field, day), _time(field, clock))
    found = local.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local:
        raise Invalid(field, NO_SUCH_TIME)
    return found


def _day(field: str, text: str) -> date:
    for pattern in DAYS:
        if match := pattern.fullmatch(text.strip()):
            try:
                day = date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                break
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    raise Invalid(field, NO_DAY)


def _time(field: str, text: str) -> time:
    match = TIME.fullmatch(text.strip().lower())
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        raise Invalid(field, NO_TIME)
    return time(int(match["hour"]), int(match["minute"]))
