"""CPR numbers of which the date and the last four digits are told one by one: "født den 17. maj 2011, de sidste fire er …"."""

import re
from collections.abc import Iterator

from sspedu.privacy.dates import MONTH, YEAR_LIKE, is_date, month_number
from sspedu.privacy.findings import Kind
from sspedu.privacy.passages import EXPLICIT, Passage, is_named

FOUR = r"\d{4}|\d\d[ .\-]\d\d|\d(?: \d){3}"
LAST = r"(?:de )?(?:sidste (?:fire|4)|(?:fire|4) sidste)(?: cifre| tal)?"
# What may be said of other numbers too: a person must be spoken of, or the date stand as six digits.
OPEN = r"endelsen|(?:slutter|ender) (?:på|med)|løbenummer(?:et)?|løbenr\.?|cpr(?:[ \-]?n(?:umme)?r)?\.?(?: \(4 cifre\))?"
SAYS = re.compile(
    rf"\b(?:{LAST}|kontrolcifre|(?P<open>{OPEN}))[ :=(]{{1,3}}(?:er |lyder |var )?(?P<serial>{FOUR})(?![\d.,]\d|\d)", re.IGNORECASE
)
SAID_AFTER = re.compile(rf"(?<!\d)(?P<serial>{FOUR}) (?:er|som) {LAST}\b", re.IGNORECASE)
WHOLE_DATE = re.compile(
    rf"(?<!\d)(?:(?P<six>\d{{6}})|(?P<day>\d{{1,2}})(?:[./\-]\s?(?P<month>\d{{1,2}})[./\- ]|\.? ?(?P<word>{MONTH})\.? )"
    r"(?P<year>(?:19|20)\d\d|\d\d))(?!\d)",
    re.IGNORECASE,
)
OTHER = re.compile(r"kort|telefon|tlf|mobil|konto|imei|stel", re.IGNORECASE)
BEFORE, AFTER = 80, 60


def told_apart(text: str) -> Iterator[Passage]:
    """Find last digits that are said to be such, with a date near them."""
    for pattern in (SAYS, SAID_AFTER):
        for match in pattern.finditer(text):
            yield from _with_date(text, match)


def _with_date(text: str, said: re.Match[str]) -> Iterator[Passage]:
    before, after = text[max(0, said.start() - BEFORE) : said.start()], text[said.end() : said.end() + AFTER]
    around = before + " " + after
    if OTHER.search(before[-30:]):
        return
    dates = [(match, said.start() - len(before)) for match in reversed(list(WHOLE_DATE.finditer(before))) if _is_day(match)]
    dates += [(match, said.end()) for match in WHOLE_DATE.finditer(after) if _is_day(match)]
    is_open = bool(said.groupdict().get("open"))
    if not dates or (is_open and not (EXPLICIT.search(around) or (_is_no_year(said) and (is_named(around) or dates[0][0]["six"])))):
        return
    date, offset = dates[0]
    yield Passage(Kind.CPR, min(said.start("serial"), offset + date.start()), max(said.end("serial"), offset + date.end()))


def _is_no_year(said: re.Match[str]) -> bool:
    return YEAR_LIKE.fullmatch(said["serial"]) is None


def _is_day(found: re.Match[str]) -> bool:
    six = found["six"]
    if six:
        return is_date(six[:2], six[2:4], six[4:])
    return is_date(found["day"], found["month"] or month_number(found["word"]), found["year"])
