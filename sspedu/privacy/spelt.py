"""CPR numbers that are not written in digits alone: with letters that look like digits, a month by its name, or in words."""

import re
from collections.abc import Iterator
from itertools import chain

from sspedu.privacy.cpr import cpr_numbers
from sspedu.privacy.dates import MONTH, YEAR_LIKE, is_date, month_number
from sspedu.privacy.findings import Kind
from sspedu.privacy.passages import EXPLICIT, Passage, is_said_to_be_cpr
from sspedu.privacy.told_apart import told_apart

LOOK = "[0-9OoQDIilSsBbZz!|]"
APART = r"[ \-./_]{0,3}"
LOOK_ALIKE = re.compile(rf"(?<![^\W_]){LOOK}{{2}}{APART}{LOOK}{{2}}{APART}(?:19|20)?{LOOK}{{2}}(?P<gap>{APART}){LOOK}{{4}}(?![^\W_])")
PLAINER = str.maketrans("OoQDIil!|SsBbZz", "000011111558622")
PLAIN_LOOKS = frozenset("OoIil")
MOST_PLAIN_LOOKS = 6

WITH_MONTH = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})[ .\-/]{{0,3}}(?P<month>{MONTH}|i (?:den )?\d{{1,2}}\.)[ .,\-/']{{0,3}}"
    r"(?P<year>(?:18|19|20)?\d\d)(?P<gap>[ .,;:/_\-(]{1,4})"
    r"(?P<serial>\d{4}|\d\d[ \-]\d\d)(?!\d)",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])(?P<month>{MONTH})[ .]{{1,2}}(?P<day>\d{{1,2}})[ .,]{{1,3}}(?P<year>(?:18|19|20)\d\d)(?P<gap>[ .,;:/_\-]{{1,4}})"
    r"(?P<serial>\d{4})(?!\d)",
    re.IGNORECASE,
)
YEAR_AND_SERIAL = re.compile(r"\d\d[ .,;:/_\-(]{1,4}\d\d[ \-]?\d\d(?!\d)")

# What is said between the date and the last four digits when a number is read aloud, and the signs that are put in their place.
SAID_BETWEEN = re.compile(
    r"(?<=\d)[ ,.;:()\[\]\-]{0,3}(?:og |så |og så |med |de |dens? )?(?:bindestreg|tankestreg|streg|minus|dash|hyphen"
    r"|mellemrum|skråstreg|punktum|prik|komma|kolon|slash|efterfulgt af|derefter|hvorefter"
    r"|(?:de )?sidste (?:fire|4)(?: cifre| tal)?(?: er)?"
    r"|(?:de )?(?:fire|4) sidste(?: cifre| tal)?(?: er)?|løbenummer|løbenr|slut|cpr(?:-?nr)?|kontrolcifre)[ .:()\[\]\-]{0,3}(?=\d)",
    re.IGNORECASE,
)

AND_BETWEEN = re.compile(r"(?<!\d)\d{6},? (?:og så|og|samt|med|så|x{1,4}|\w\.) \d{4}(?!\d)", re.IGNORECASE)

ONES = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv", "tretten", "fjorten", "femten")
TEENS = ("seksten", "sytten", "atten", "nitten")
TENS = ("tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems")
NUMBER_WORDS = {word: str(value) for value, word in enumerate((*ONES, *TEENS))}
NUMBER_WORDS |= {word: str(10 * place) for place, word in enumerate(TENS, start=2)}
NUMBER_WORDS |= {
    f"{one}og{ten}": str(10 * place + value)
    for place, ten in enumerate(TENS, start=2)
    for value, one in enumerate(("en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni"), start=1)
}
NUMBER_WORDS |= {f"nul{one}": f"0{value}" for value, one in enumerate(ONES[:10])}
NUMBER_WORDS |= {"et": "1", "én": "1", "ét": "1", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
NUMBER_WORDS |= {"seven": "7", "eight": "8", "nine": "9", "kryds": ""}
JOINING_WORDS = {"bindestreg": "-", "streg": "-", "minus": "-", "tankestreg": "-", "dash": "-"}
SINGLE = "nul|en|et|to|tre|fire|fem|seks|syv|otte|ni"
CLOSE_WORDS = re.compile(rf"(?<![^\W_])(?:{SINGLE}){{10}}(?![^\W_])", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+|\d+")
FEWEST_WORDS = 5
FEWEST_CALLED = 3
MOST_WORDS = 24


def spelt_numbers(text: str) -> Iterator[Passage]:
    """Find the CPR numbers of a normalised text that are not written in digits alone."""
    yield from _look_alikes(text)
    yield from _with_month(text)
    yield from _with_words_between(text)
    yield from _with_and_between(text)
    yield from told_apart(text)
    yield from _close_words(text)
    yield from _in_words(text)


def _look_alikes(text: str) -> Iterator[Passage]:
    for match in LOOK_ALIKE.finditer(text):
        marks = [mark for mark in match[0] if mark.isalnum() or mark in "!|"]
        letters = [mark for mark in marks if not mark.isdigit()]
        digits = "".join(marks).translate(PLAINER)
        if not letters or not is_date(digits[:2], digits[2:4], digits[4:-4]):
            continue
        is_plain = PLAIN_LOOKS.issuperset(letters) and len(letters) <= MOST_PLAIN_LOOKS and bool(match["gap"].strip())
        if is_plain or (len(letters) < len(digits) and is_said_to_be_cpr(text, *match.span())):
            yield Passage(Kind.CPR, *match.span())


def _with_month(text: str) -> Iterator[Passage]:
    if not YEAR_AND_SERIAL.search(text):
        return
    for match in chain(WITH_MONTH.finditer(text), MONTH_FIRST.finditer(text)):
        month = "".join(filter(str.isdigit, match["month"])) or month_number(match["month"])
        if not is_date(match["day"], month, match["year"]):
            continue
        is_range = bool(YEAR_LIKE.fullmatch(match["serial"])) and YEAR_LIKE.fullmatch(match["year"]) is not None
        is_joined = any(sign in match["gap"] for sign in "-/_") and not (is_range and match["serial"] > match["year"])
        if is_joined or is_said_to_be_cpr(text, *match.span()):
            yield Passage(Kind.CPR, *match.span())


def _with_words_between(text: str) -> Iterator[Passage]:
    """Read "010203 bindestreg 1234" as "010203-1234". The sign keeps the length, so that places stay what they are."""
    if not SAID_BETWEEN.search(text):
        return
    said = SAID_BETWEEN.sub(lambda match: "\0" * (len(match[0]) - 1) + "-", text)
    places = [place for place, mark in enumerate(said) if mark != "\0"]
    for passage in cpr_numbers(said.replace("\0", "")):
        start, end = places[passage.start], places[passage.end - 1] + 1
        if "\0" in said[start:end]:
            yield Passage(passage.kind, start, end)


def _with_and_between(text: str) -> Iterator[Passage]:
    for match in AND_BETWEEN.finditer(text):
        if is_date(match[0][:2], match[0][2:4], match[0][4:6]) and is_said_to_be_cpr(text, *match.span()):
            yield Passage(Kind.CPR, *match.span())


def _close_words(text: str) -> Iterator[Passage]:
    for match in CLOSE_WORDS.finditer(text):
        digits = "".join(NUMBER_WORDS[word] for word in re.findall(SINGLE, match[0].casefold()))
        if is_date(digits[:2], digits[2:4], digits[4:6]):
            yield Passage(Kind.CPR, *match.span())


def _in_words(text: str) -> Iterator[Passage]:
    """Read rows of number words (and digits among them) as the digits that they say."""
    row: list[tuple[str, int, int]] = []
    previous = 0
    for match in WORD.finditer(text):
        said = match[0] if match[0].isdigit() else NUMBER_WORDS.get(match[0].casefold(), JOINING_WORDS.get(match[0].casefold()))
        is_near = match.start() - previous <= 3
        previous = match.end()
        if said is None or not is_near:
            yield from _read_row(text, row)
            row = []
        if said:
            row.append((said, *match.span()))
    yield from _read_row(text, row)


def _read_row(text: str, row: list[tuple[str, int, int]]) -> Iterator[Passage]:
    """Judge a row that says just ten digits, some of them in words; eight or nine where day or month lack their zero."""
    pieces = [piece for piece in row if piece[0] != "-"]
    has_words = sum(not text[start].isdigit() for _, start, _ in pieces)
    if not has_words or not FEWEST_CALLED <= len(row) <= MOST_WORDS:
        return
    digits = "".join(said for said, _, _ in pieces)
    start, end = row[0][1], row[-1][2]
    is_called = bool(EXPLICIT.search(text[max(0, start - 60) : start])) or is_said_to_be_cpr(text, start, end)
    if not is_called and (has_words < FEWEST_WORDS - 2 or len(row) < FEWEST_WORDS):
        return
    if len(digits) in {8, 9} and is_called:
        digits = pieces[0][0].zfill(2) + pieces[1][0].zfill(2) + "".join(said for said, _, _ in pieces[2:])
    if len(digits) != 10 or not is_date(digits[:2], digits[2:4], digits[4:6]):
        return
    is_certain = len(pieces) >= 8 or is_called or "-" in text[start:end] or any(said == "-" for said, _, _ in row)
    yield Passage(Kind.CPR if is_certain else Kind.CPR_POSSIBLE, start, end)
