"""What points to one person without a number: a birth date, initials or a name with age and place, a full name, a report of an event."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from sspedu.privacy.dates import MONTH, is_date, month_number
from sspedu.privacy.findings import Kind
from sspedu.privacy.name_lists import GIVEN_NAMES, SURNAMES
from sspedu.privacy.passages import Passage

# A birth date with something in the place of the last four: "010203-xxxx", or letters as in a replacement number.
CPR_PART = re.compile(
    r"(?<![\w])(?P<date>\d{6}|\d\d[./\-]\d\d[./\-](?:19|20)?\d\d)(?:[ \-–/]{1,3}|(?=[xX*?#•]))(?:[xX]{4}|[*?#•_.]{4}"
    r"|(?=[A-Z0-9]{0,3}[A-Z])(?=[A-Z0-9]{0,3}\d)[A-Z0-9]{4})(?![\w*?#•])"
    r"|(?<![\w])(?P<close>\d{6})(?=[A-Z0-9]{0,3}\d)[A-Z][A-Z0-9]{3}(?!\w)"
)
DATE = (
    rf"(?P<day>\d{{1,2}})(?:[./\- ]{{1,2}}(?P<month>\d{{1,2}})[./\- ]{{1,2}}|\.? ?(?P<word>{MONTH})\.? )(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
)
BIRTH = re.compile(
    rf"(?:\bføds\w+|\bfødt|\bf\.|\bfdt\.?|\bborn)[.: ]{{0,3}}(?:(?:den|dato|er|d\.|on|i) ){{0,3}}(?:{DATE}|(?P<six>\d{{6}})(?![\d\-]))",
    re.IGNORECASE,
)

INITIALS = r"(?:[A-ZÆØÅ]\. ?){1,2}[A-ZÆØÅ]\b\.?|\b[A-ZÆØÅ]{2,3}\b"
AGE = r"\d{1,2} ?(?:år\b|-?årig\w{0,2})"
SCHOOL = (
    r"(?:[A-ZÆØÅ][\wæøå\-]{1,24} ?(?:Privat|Fri|Efter|Ungdoms)?[Ss]kole[ns]?\b|[A-ZÆØÅ][a-zæøå]{2,24}skolen\b"
    r"|\b\d{1,2}\. ?[A-ZÆØÅa-h]\b|\b\d[A-Ha-h]\b)"
)
PLACE = rf"(?:{SCHOOL}|[A-ZÆØÅ][a-zæøå]{{2,24}}(?:vej|gade|vænget|parken)\b)"
NEAR = r"[^.!?\n]{0,50}?"
CAPITAL = re.compile(rf"(?<![\w.])(?:{INITIALS})(?![\w@])")
AGE_THEN_PLACE = re.compile(rf"{NEAR}\b{AGE}{NEAR}{PLACE}(?:[^.!?\n]{{0,12}}?{PLACE}){{0,2}}")
PLACE_THEN_AGE = re.compile(rf"{NEAR}{PLACE}{NEAR}\b{AGE}")
BIRTH_YEAR = re.compile(
    r",? ?(?:\((?:f(?:ødt)?\.? ?)?(?:19[5-9]\d|20[0-2]\d)\)|(?:er )?f(?:ødt|\.) (?:i )?(?:19|20)\d\d\b|årgang (?:19|20)\d\d\b)"
)
# What is said of one person by a first name alone: "Jonas, 14 år, har ADHD". Of others, and of what somebody knows of it, the words differ.
OTHERS = r"(?!\b(?:jeg|vi|der|at|hvis|når|unge|børn|elever|nogle|mange|de|dem)\b)"
ADVERB = (
    r"(?:også|nok|vist|måske|svær|let|mild|fået|haft|blevet|en|stor|konstateret|diagnosen|diagnosticeret med|nu|lige|netop|stadig|igen|både"
    r"|tidligere|allerede|selv)"
)
CONDITION = (
    r"(?:adhd|autis\w+|asperger\w*|ocd|angst|depression\w*|psykose\w*|skizofren\w*|spiseforstyrr\w+|anoreksi\w*|bulimi\w*|ptsd|borderline"
    r"|epilepsi|gravid|sigtet|tiltalt|dømt|anholdt|fængslet|anbragt|tvangsanbragt|straffet|bandemedlem)"
)
IS_SAID = re.compile(
    rf"(?:{OTHERS}(?:[^.!?\n]|(?<=\d)\.)){{0,60}}?\b(?:har|fik|får|er|lider af|blev|bliver) (?:{ADVERB} ){{0,3}}{CONDITION}(?![\w\-])",
    re.IGNORECASE,
)
AUTHOR = re.compile(r"[a-zæøåé.], (?:& )?$|& $")
# Capitals that the trade and the country are full of, and that are nobody's.
ABBREVIATIONS = frozenset(
    "SSP PSP DKR PPR BUP KL AKT SFO UU TUBA FGU EUD EUX HF STX HHX HTX ADHD EU FN DR TV IT PC AI OK NB PS CV BL LBK BEK VEJ"
    " CPR CVR EAN GPS USA UK"
    " NGO CTI VIVE DCUM KFUM KFUK DUF SU VUC BOM TR LED NFC KBH AAU SDU RUC KU CBS KP UCL VIA TEC ZBC NEXT MEB MUS APV LUP"
    " SAL BO TL LO FOA BUPL"
    " DLF HK SL DS GDPR DPO JP RUF ABC OBS FAQ PDF CD DVD ID NR TLF AFS KUI SOF BUR UNG FTF RUD UKC MSO KRIM EFB MOT".split()
)

WORD = re.compile(r"[A-ZÆØÅÉ][a-zæøåéèüöäçß]+(?:-[A-ZÆØÅ][a-zæøåéüöä]+)?")
STREET_AFTER = re.compile(
    r" (?:Vej|Gade|Allé|Plads|Torv|Skole|Fond|Kommune|Boulevard|Gymnasium|Prisen|Centret)|s (?:Vej|Gade|Plads|Torv|Skole|Allé"
    r"|Fond|Boulevard|Hus)"
)

CLOCK = re.compile(r"\b(?:kl\.? ?)?[0-2]?\d[.:][0-5]\d\b")
AGED = re.compile(
    r"\b\d{1,2}-årig\w{0,2}\b|\b(?:dreng|pige|mand|kvinde|person) (?:på )?\d{1,2} år\b|\bfødt i (?:19|20)\d\d\b", re.IGNORECASE
)
POLICE = re.compile(
    r"\b(?:sigte(?:t|s|de)|anhold(?:t|es)|antruffet|afhørt|visiteret|patruljen?|gerningssted\w*|bortvist)\b",
    re.IGNORECASE,
)
JOURNAL = re.compile(r"(?<![\d\-])\d{4}-\d{5}-\d{5}-\d{2}(?![\d\-])")
WIDTH_OF_EVENT = 90


def birth_dates(text: str) -> Iterator[Passage]:
    """Find days of birth: with four more characters, or said to be one."""
    for match in CPR_PART.finditer(text):
        digits = "".join(mark for mark in (match["date"] or match["close"]) if mark.isdigit())
        if is_date(digits[:2], digits[2:4], digits[4:]):
            yield Passage(Kind.CPR_PART, *match.span())
    for match in BIRTH.finditer(text):
        six = match["six"]
        day, month, year = (
            (six[:2], six[2:4], six[4:]) if six else (match["day"], match["month"] or month_number(match["word"]), match["year"])
        )
        if is_date(day, month, year):
            yield Passage(Kind.BIRTH_DATE, *match.span())


def described_persons(text: str) -> Iterator[Passage]:
    """Find initials or a first name with an exact age and a school, class or street; initials with a year of birth; and a first name of
    which an illness or a charge is said.
    """
    for match in CAPITAL.finditer(text):
        if match[0].strip(". ") in ABBREVIATIONS:
            continue
        end = _end_of_description(text, match.end())
        year = _year_of_birth(text, match)
        if end or year:
            yield Passage(Kind.INITIALS, match.start(), max(end, year.end() if year else 0))
    for match in WORD.finditer(text):
        if match[0].casefold() in GIVEN_NAMES:
            end = _end_of_description(text, match.end())
            if end:
                yield Passage(Kind.PERSON, match.start(), end)
            elif IS_SAID.match(text, match.end()):
                yield Passage(Kind.NAME, *match.span())


def _year_of_birth(text: str, initials: re.Match[str]) -> re.Match[str] | None:
    """Find a year of birth behind initials. A year alone behind a house's letters or an author's initials is a source: "SFI (2016)"."""
    year = BIRTH_YEAR.match(text, initials.end())
    is_source = (
        year is not None
        and "f" not in year[0]
        and "å" not in year[0]
        and ("." not in initials[0] or AUTHOR.search(text, max(0, initials.start() - 40), initials.start()))
    )
    return None if is_source else year


def _end_of_description(text: str, start: int) -> int:
    piece = text[start : start + 160]
    match = AGE_THEN_PLACE.match(piece) or PLACE_THEN_AGE.match(piece)
    return start + match.end() if match else 0


def full_names(text: str, known: Collection[str] = ()) -> Iterator[Passage]:
    """Find first and last names that stand together and both are common, except those that are `known` (in small letters)."""
    words = list(WORD.finditer(text))
    taken = 0
    for first, (one, two) in enumerate(pairwise(words)):
        if one.start() < taken or one[0].casefold() not in GIVEN_NAMES or text[one.end() : two.start()] != " ":
            continue
        last = two
        for middle in words[first + 2 : first + 4]:
            if text[last.end() : middle.start()] == " " and middle[0].casefold() in SURNAMES:
                last = middle
        name = text[one.start() : last.end()]
        if _is_surname(last[0]) and name.casefold() not in known and not STREET_AFTER.match(text, last.end()):
            taken = last.end()
            yield Passage(Kind.NAME, one.start(), last.end())


def _is_surname(word: str) -> bool:
    plain = word.casefold()
    return plain in SURNAMES or plain.removesuffix("s") in SURNAMES


def reports(text: str) -> Iterator[Passage]:
    """Find text that reads like a report of one event: a time of day, an aged person and what the police did, close together."""
    yield from (Passage(Kind.REPORT, *match.span()) for match in JOURNAL.finditer(text))
    end = 0
    for match in POLICE.finditer(text):
        begin = max(end, text.rfind("\n\n", 0, match.start()) + 1, match.start() - WIDTH_OF_EVENT)
        stop = text.find("\n\n", match.end(), match.end() + WIDTH_OF_EVENT)
        around = text[begin : match.end() + WIDTH_OF_EVENT if stop < 0 else stop]
        signs = [sign for sign in (CLOCK.search(around), AGED.search(around)) if sign]
        if len(signs) == 2:
            start, end = (min(sign.start() for sign in signs) + begin, max(sign.end() for sign in signs) + begin)
            start, end = min(start, match.start()), max(end, match.end())
            yield Passage(Kind.REPORT, start, end)
