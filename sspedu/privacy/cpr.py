"""CPR numbers: what makes a row of digits certain to be one, however it is spelt.

Certain is a valid date (or one whose first digit is raised by 6: a replacement number) with a separator before the last four digits; or
ten digits together that also pass modulus 11, fall on 1 January, or stand near "cpr", "personnr" or "født". Modulus 11 may raise confidence
but never clears a number: since 2007 valid numbers need not pass it. Every 1 January counts, rather than the years on a list that grows.

What is written like a date and a time, a range of dates or of years is none, unless it is called one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from sspedu.privacy.dates import YEAR_LIKE, is_date, is_time
from sspedu.privacy.digits import Window, windows
from sspedu.privacy.findings import Kind
from sspedu.privacy.passages import Passage, is_said_to_be_another, is_said_to_be_cpr

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
SHORT, LONG = 10, 12
# What may stand inside a date without anything saying that it is one.
JOINS = frozenset({"", "-", ".", "/", "_", "~", "--", "+", "=", "#", "^", ")(", "][", "}{"})
# What sets apart hours, columns or amounts as well.
OTHER_JOINS = frozenset({",", ":", "|", "'"})
PAIR = re.compile(r"(?<!\d)\d\d\D$")
MINUTES = re.compile(r"\d[.:]\d\d\s*$")
# A town behind its postal code, or the rest of an amount.
NOT_A_SERIAL = re.compile(r" [A-ZÆØÅ][a-zæøå]|[.,]\d")
UNIT = ("kr", "elev", "borger", "person", "medarb", "unge", "børn", "pct", "procent", "timer", "mio", "dkk", "svar", "deltag")


def cpr_numbers(text: str) -> Iterator[Passage]:
    """Find the numbers of a normalised text that are certainly or possibly CPR numbers."""
    for window in windows(text):
        kind = _weigh(text, window)
        if kind:
            yield Passage(kind, window.start, window.end)


def passes_modulus_11(digits: str) -> bool:
    """Say whether ten digits fit the check that numbers given before 2007 were made by."""
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 == 0


def _weigh(text: str, window: Window) -> Kind | None:
    digits = window.digits
    if min(window.sizes[:2]) == 1 and len(window.groups) == 4 and window.sizes[3] == 4 and window.sizes[2] in {2, 4}:
        kind = _loose(text, window)
        if kind:
            return kind
    if len(digits) == SHORT and is_date(digits[:2], digits[2:4], digits[4:6]):
        return _weigh_short(text, window)
    if len(digits) == LONG and digits[4:6] in {"18", "19", "20"} and is_date(digits[:2], digits[2:4], digits[4:8]):
        return _weigh_long(text, window)
    if len(digits) == LONG and YEAR_LIKE.match(digits) and is_date(digits[6:8], digits[4:6], digits[:4]):
        is_whole = len(window.groups) == 1 or window.split(8) is not None
        return Kind.CPR if is_whole and is_said_to_be_cpr(text, window.start, window.end) else None
    return None


def _weigh_short(text: str, window: Window) -> Kind | None:
    split = window.split(6)
    if _is_called_cpr(text, window, split is not None):
        return Kind.CPR
    if window.sizes == (SHORT,):
        return _weigh_plain(text, window)
    if YEAR_LIKE.fullmatch(window.groups[0]):
        return None
    if split is None:
        return _irregular(text, window)
    date, serial, gap = split
    if len(serial) == 1:
        return _with_serial(text, window, date, gap)
    if len(window.groups) == SHORT:
        return Kind.CPR if window.is_alone and len({gap.strip() for gap in window.gaps}) <= 2 else None
    return _in_pairs(text, window, date, gap)


def _weigh_plain(text: str, window: Window) -> Kind | None:
    """Weigh ten digits together. A word before them that says what else they are (P-nr., faktura) counts for one step."""
    is_another = is_said_to_be_another(text, window.start)
    if passes_modulus_11(window.digits) or window.digits.startswith("0101"):
        return Kind.CPR_POSSIBLE if is_another else Kind.CPR
    return None if is_another else Kind.CPR_POSSIBLE


def _is_called_cpr(text: str, window: Window, has_boundary: bool) -> bool:
    """Say whether the words around make any shape a CPR number, if it is the whole of what they speak of."""
    is_whole = window.is_alone or (has_boundary and window.sizes[-1] == 4)
    return is_whole and ":" not in "".join(window.gaps[-1:]).strip(" ")[:1] and is_said_to_be_cpr(text, window.start, window.end)


def _with_serial(text: str, window: Window, date: tuple[str, ...], gap: str) -> Kind | None:
    """Weigh a date in any number of groups, and four digits after a separator."""
    inner = window.gaps[: len(date) - 1]
    has_dash = "-" in gap and "\n" not in gap.strip("\n")
    if _is_oddly_joined(window, gap):
        return Kind.CPR
    if not all(map(_joins, inner)) or "\n\n" in gap or (gap.startswith("\n-") and inner):
        return None
    if any("\n" in piece for piece in inner) and not has_dash:
        return None
    sizes = tuple(map(len, date))
    if sizes not in {(6,), (2, 2, 2), (4, 2), (2, 4)}:
        return Kind.CPR if has_dash or len(date) == 6 else _irregular(text, window)
    if sizes == (2, 2, 2) and _is_range_or_version(text, window):
        return None
    if sizes == (2, 4) and set(window.gaps) == {"-"}:
        # A year and two numbers of a case are as likely: "26-1204-0034".
        return None if is_said_to_be_another(text, window.start) else Kind.CPR_POSSIBLE
    return Kind.CPR


def _is_oddly_joined(window: Window, gap: str) -> bool:
    """Say whether it is a date in three groups with an odd sign twice, and a dash before digits that are no year: "17:05:11-4321"."""
    inner = set(window.gaps[:-1])
    is_whole = len(window.groups) == 4 and window.sizes[:2] == (2, 2) and not YEAR_LIKE.fullmatch(window.groups[-1])
    return is_whole and window.is_alone and gap.strip() == "-" and len(inner) == 1 and inner <= OTHER_JOINS


def _joins(gap: str) -> bool:
    """Say whether a gap may stand inside a date without anything saying that it is one: a usual sign, or a picture."""
    sign = gap.strip()
    return sign in JOINS or not sign.isascii() or (sign[0] in JOINS and set(sign) == {sign[0]})


def _is_range_or_version(text: str, window: Window) -> bool:
    """Say whether it is the end of a range of dates ("01.10-12.10.2026"), of a telephone with more behind it, or a version."""
    first, second, third = window.gaps
    _, day, month, year = window.groups
    ends_in_date = bool(YEAR_LIKE.fullmatch(year)) and is_date(day, month, year)
    if (
        (ends_in_date and first != second)
        or (
            window.before == first == second
            and third.strip() in {"/", ",", ";", "("}
            and PAIR.search(text[max(0, window.start - 4) : window.start])
            # The minutes of a time are no beginning of a telephone: "kl. 14.30 …".
            and not MINUTES.search(text[max(0, window.start - 6) : window.start])
        )
    ):
        return True
    return {first, second, third} == {"."} and is_said_to_be_another(text, window.start)


def _in_pairs(text: str, window: Window, date: tuple[str, ...], gap: str) -> Kind | None:
    """Weigh a date and two pairs: a number that is read aloud, or a moment, a telephone, a row of figures."""
    sizes = window.sizes
    date_sizes, serial = sizes[: len(date)], sizes[len(date) :]
    if set(serial) == {1} and date_sizes in {(6,), (2, 2, 2)}:
        return Kind.CPR if window.is_alone else None
    if len(serial) == 2 and date_sizes in {(6,), (2, 2, 2)} and 1 in sizes and "-" in gap:
        return Kind.CPR if window.is_alone else None
    if sizes not in {(6, 2, 2), (2, 2, 2, 2, 2), (4, 2, 2, 2)} or not window.is_alone:
        return _irregular(text, window)
    inner, last = set(window.gaps[: len(date) - 1]), window.gaps[-1]
    if any(piece.strip() not in JOINS for piece in window.gaps) or len(inner) > 1:
        return None
    looks_like_moment = is_time(*window.groups[-2:]) and (last.strip() in {":", "."}) and last != gap
    if looks_like_moment or is_said_to_be_another(text, window.start):
        return None
    if _is_span_of_hours(window, gap):
        return Kind.CPR_POSSIBLE
    if "".join(window.gaps).strip():
        return Kind.CPR if "\n" not in "".join(window.gaps) else None
    if sizes == (6, 2, 2):
        return Kind.CPR
    return None if _is_row_of_figures(window) else Kind.CPR_POSSIBLE


def _is_span_of_hours(window: Window, gap: str) -> bool:
    """Say whether it may be a day of our time and the hours from and to: "17-05-26 10-12"."""
    first, last = window.groups[-2:]
    return not gap.strip() and window.gaps[-1].strip() == "-" and first < last <= "24"


def _is_row_of_figures(window: Window) -> bool:
    """Say whether five pairs are rather weeks, lottery numbers or the like: counting up, or without the leading zeros of a date."""
    figures = [int(group) for group in window.groups]
    if len({after - before for before, after in pairwise(figures)}) == 1:
        return True
    zeros = sum(group[0] == "0" for group in window.groups[:3])
    return not (passes_modulus_11(window.digits) or zeros > 1 or (zeros and sorted(figures) != figures))


def _irregular(text: str, window: Window) -> Kind | None:
    """Weigh ten digits that are set apart where no CPR number is: perhaps one, if they stand by themselves."""
    sizes = window.sizes
    if len(sizes) > 3 or not window.is_alone or max(sizes) > 7 or min(sizes) < 2 or set(sizes[1:]) == {3}:
        return None
    if any(gap.strip() not in JOINS or "\n" in gap for gap in window.gaps) or is_said_to_be_another(text, window.start):
        return None
    return Kind.CPR_POSSIBLE


def _weigh_long(text: str, window: Window) -> Kind | None:
    """Weigh a date with the whole year, and four digits."""
    split = window.split(8)
    if split and len(split[1]) == 1 and is_said_to_be_cpr(text, window.start, window.end):
        return Kind.CPR
    if window.sizes == (LONG,):
        short = window.digits[:4] + window.digits[6:]
        if passes_modulus_11(short) or is_said_to_be_cpr(text, window.start, window.end):
            return Kind.CPR
        return None if is_said_to_be_another(text, window.start) else Kind.CPR_POSSIBLE
    if split is None or YEAR_LIKE.fullmatch(window.groups[0]):
        return None
    date, serial, gap = split
    inner = window.gaps[: len(date) - 1]
    if len(serial) == 1 and _is_oddly_joined(window, gap):
        return Kind.CPR
    if not all(map(_joins, inner)) or (any("\n" in piece for piece in inner) and "-" not in gap):
        return None
    if len(serial) == 2 and tuple(map(len, serial)) == (2, 2):
        is_certain = window.is_alone and bool(gap.strip()) and ":" not in window.gaps[-1] and "." not in window.gaps[-1]
        return Kind.CPR if is_certain and gap.strip() in JOINS else None
    return _long_with_serial(text, window, gap) if len(serial) == 1 else None


def _long_with_serial(text: str, window: Window, gap: str) -> Kind | None:
    year, serial = window.digits[4:8], window.groups[-1]
    if YEAR_LIKE.fullmatch(serial) and int(year) <= int(serial) <= int(year) + 20:
        return Kind.CPR_POSSIBLE if _fits_century(year, serial) else None
    if gap.strip() in JOINS - {""}:
        return Kind.CPR
    after = text[window.end : window.end + 12]
    if after.strip().casefold().startswith(UNIT) or "," in gap or NOT_A_SERIAL.match(after):
        return None
    if _fits_century(year, serial):
        return Kind.CPR
    return None if "\n" in gap or not window.is_alone else Kind.CPR_POSSIBLE


def _fits_century(year: str, serial: str) -> bool:
    """Say whether the seventh digit is one that those born in the year are given: a time of day after a date of our days mostly is not."""
    if year >= "2000":
        return serial[0] in "456789"
    return year < "1900" or serial[0] in "0123" or (serial[0] in "49" and year[2:] >= "37")


def _loose(text: str, window: Window) -> Kind | None:
    """Weigh a date without leading zeros, and four digits: "7/7-2010-1234"."""
    day, month, year, _ = window.groups
    if len(day) > 2 or len(month) > 2 or not is_date(day, month, year) or (len(year) == 4 and year[:2] not in {"18", "19", "20"}):
        return None
    if is_said_to_be_cpr(text, window.start, window.end):
        return Kind.CPR
    first, second, third = (gap.strip() for gap in window.gaps)
    if third != "-" or first not in {"/", ".", "-"} or second not in {"/", ".", "-", ""}:
        return None
    if len(year) == 4 or "/" in {first, second}:
        return Kind.CPR
    # As likely a version, or the number of a chapter.
    is_open = first == second and window.is_alone and not YEAR_LIKE.fullmatch(window.groups[-1])
    return Kind.CPR_POSSIBLE if is_open and not is_said_to_be_another(text, window.start) else None
