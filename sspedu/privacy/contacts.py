"""Where a person can be reached or found: telephones, private mail, streets with a number, number plates, profiles."""

import re
from collections.abc import Iterator
from itertools import pairwise

from sspedu.privacy.findings import Kind
from sspedu.privacy.passages import Passage

# What may be between two pairs, and the same all through.
PAIRS = re.compile(
    r"(?<![\d.,/\-+])(?<!\d )(?P<a>[2-9]\d)(?P<gap>[ \-])(?P<b>\d\d)(?P=gap)(?P<c>\d\d)(?P=gap)(?P<d>\d\d)(?![\d%])(?![ ,.\-/:]\d)"
)
ABROAD = re.compile(r"(?<![\d+])(?:\+|00)(?:45|46|47|49)[ \-.]?(?:\(0\))?\d(?:[ \-.]?\d){6,10}(?!\d)")
CALLED = re.compile(
    r"(?:\btlf|telefon(?:n(?:umme)?r)?|mobil(?:n(?:umme)?r)?|\bsms|\bring(?:er)?|\bmob\b"
    r"|\b(?:hans|hendes|deres|mors|fars|moderens|faderens|drengens|pigens|elevens|barnets|forældrenes) nummer)[a-zæøå]{0,4}[.:]{0,2} "
    r"?(?:til |på |nummer |nr\.? |er ){0,3}(?P<number>[2-9]\d(?:[ .\-]?\d\d){3}|[2-9]\d{3}[ \-]\d{4}|[2-9]\d{2}[ \-]\d{2}[ \-]\d{3})(?!\d)",
    re.IGNORECASE,
)
OTHER_ROW = re.compile(
    r"(?:cvr|konto|ean|p-nr|uge|ugerne|lotto|faktura|sags?n(?:umme)?r|tal(?:lene)?|pct\.?)[a-zæøå]{0,8}(?:-n(?:umme)?r)?[.:\s]{0,3}$",
    re.IGNORECASE,
)
# Numbers of firms and authorities begin so, and nobody's own does.
OF_NO_PERSON = re.compile(r"(?:(?:\+|00)45[ \-.]?)?[78]0")
OFFICE = re.compile(
    r"(?:hovednummer|hovedtelefon|omstilling|reception|borgerservice|døgnvagt|vagttelefon|hotline|rådgivning|sekretariat)\w{0,8}[^!?\n\d]{0,25}$",
    re.IGNORECASE,
)

PRIVATE_HOST = (
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|protonmail|proton|gmx|mail|jubii|ofir|sol"
    r"|stofanet|tdcadsl|youmail"
    r"|privat|webspeed|fibermail|post\d?)"
)
PRIVATE_MAIL = re.compile(
    r"(?<![\w.+\-])[\wæøåÆØÅ.+\-]{1,64}(?:@| ?[(\[] ?(?:at|a|snabel-?a|krølle-?a) ?[)\]] ?| (?:at|snabel-?a|krølle-?a) )"
    rf"{PRIVATE_HOST}(?:\.[a-z]{{2,3}}){{1,2}}(?![\w])|(?<![\w.+\-])[\w.+\-]{{1,64}} ?(?:@"
    rf"| snabel-?a ) ?{PRIVATE_HOST} (?:punktum|dot|prik) [a-z]{{2,3}}\b",
    re.IGNORECASE,
)

STREET_END = (
    r"(?:vej|vejen|gade|gaden|allé|alle|alléen|stræde|strædet|vænget|vænge|vangen|parken|bakken|haven|boulevard|boulevarden"
    r"|stien|toften|svinget|krogen|lunden"
    r"|skrænten|højen|engen|marken|kvarteret|bryggen|kajen|pladsen|torvet|kæret|dammen|mosen|brinken|løkken|agre)"
)
STREET_NAME = rf"(?:(?:Ny|Gl\.|Gammel|Nordre|Søndre|Vestre|Østre|Store|Lille|Sankt|Sct\.) )?[A-ZÆØÅ][a-zæøåéü]{{0,24}}{STREET_END}"
STREET_APART = r"(?:[A-ZÆØÅ][a-zæøåéüA-Z.]{0,20} ){1,3}(?:Vej|Gade|Allé|Alle|Stræde|Plads|Torv|Boulevard|Vænge|Have|Bakke)"
HOUSE = r"(?:nr\. ?)?\d{1,3} ?[A-Z]?(?![\w%])(?!\.\d)(?!\. (?:klasse|juni|juli|maj|marts|april|august))"
FLOOR = r"(?:,? (?:st|kl|\d{1,2})\.? ?(?:tv|th|mf|sal|dør \d{1,3})?\b\.?(?: ?(?:tv|th|mf)\b\.?)?)?"
UNITS = r"(?! ?(?:år|elever|borgere|unge|gange|timer|dage|uger|minutter|pct|procent|kr|mio|meter|km|børn|stk|point|hold|klasser|kl)\b)"
ADDRESS = re.compile(rf"(?<![\w\-])(?:{STREET_NAME}|{STREET_APART}) {HOUSE}{UNITS}{FLOOR}(?:,? \d{{4}} [A-ZÆØÅ][a-zæøå]+)?")

PLATE_SPACED = re.compile(r"(?<![\w\-])[A-HJ-NPR-Z]{2} \d{2} \d{3}(?![\d%])(?! ?(?:kr|elever|borgere))")
PLATE_CLOSE = re.compile(r"(?<![\w\-])[A-HJ-NPR-Z]{2}[ \-]?\d{2}[ .\-]?\d{3}(?!\d)")
# Letters that stand before numbers of other things.
NOT_A_PLATE = frozenset(
    {"DK", "EU", "KL", "BK", "SE", "EN", "EM", "UN", "PC", "HR", "NR", "TV", "FN", "CE", "DR", "PR", "CA", "BR", "LF", "KR"}
)
VEHICLE = re.compile(r"bil\b|bilen|plade|registrering|reg\.? ?nr|knallert|scooter|kører|kørt|varevogn|køretøj|motorcykel", re.IGNORECASE)

PLATFORM = r"(?:snapchat|snap|instagram|insta|tiktok|discord|facebook|messenger|telegram|roblox|steam|twitch|wickr|threema|reddit)"
HANDLE = re.compile(
    rf"\b{PLATFORM}(?:[ \-]?(?:profil(?:en)?|navn(?:et)?|konto(?:en)?|bruger(?:navn)?(?:et)?))?(?: ?(?:hedder|er|som|under"
    rf"|navnet|med)){{0,2}}"
    r"[ :»\"'(]{1,4}(?:@[a-z0-9._\-]{3,30}|(?=[a-z._\-]{0,29}[0-9_])[a-z][a-z0-9._\-]{3,29})(?![\w])",
    re.IGNORECASE,
)
PROFILE_URL = re.compile(
    r"\b(?:instagram\.com|tiktok\.com|snapchat\.com/add|facebook\.com|t\.me|discord\.gg|x\.com|twitter\.com)/@?[a-z0-9._\-]{3,40}",
    re.IGNORECASE,
)
PHOTO = re.compile(
    r"\b(?:IMG|DSC|DSCN|DCIM|PXL|MVIMG|VID|DJI|GOPR)[_\-]?\d{4,8}(?:[_\-]\d{4,9})?\.(?:jpe?g|heic|png|mp4|mov|dng)\b", re.IGNORECASE
)


def contacts(text: str) -> Iterator[Passage]:
    """Find what leads to a person's telephone, mail, home, car or profile."""
    yield from (passage for passage in _telephones(text) if not _is_of_an_office(text, passage))
    for kind, pattern in ((Kind.EMAIL, PRIVATE_MAIL), (Kind.ADDRESS, ADDRESS), (Kind.HANDLE, PROFILE_URL), (Kind.PHOTO, PHOTO)):
        yield from (Passage(kind, *match.span()) for match in pattern.finditer(text))
    yield from (Passage(Kind.HANDLE, *match.span()) for match in HANDLE.finditer(text))
    yield from _plates(text)


def _telephones(text: str) -> Iterator[Passage]:
    for match in PAIRS.finditer(text):
        figures = [int(match[name]) for name in "abcd"]
        steps = {after - before for before, after in pairwise(figures)}
        if len(steps) > 1 and not OTHER_ROW.search(text[max(0, match.start() - 30) : match.start()]):
            yield Passage(Kind.PHONE, *match.span())
    yield from (Passage(Kind.PHONE, *match.span()) for match in ABROAD.finditer(text))
    yield from (Passage(Kind.PHONE, *match.span("number")) for match in CALLED.finditer(text))


def _is_of_an_office(text: str, telephone: Passage) -> bool:
    """Say whether a number is that of an authority or a firm, by how it begins or by the word before it."""
    before = text[max(0, telephone.start - 45) : telephone.start]
    return bool(OF_NO_PERSON.match(text, telephone.start) or OFFICE.search(before))


def _plates(text: str) -> Iterator[Passage]:
    for match in PLATE_SPACED.finditer(text):
        if match[0][:2] not in NOT_A_PLATE:
            yield Passage(Kind.PLATE, *match.span())
    for match in PLATE_CLOSE.finditer(text):
        around = text[max(0, match.start() - 40) : match.start()] + text[match.end() : match.end() + 20]
        if match[0][:2] not in NOT_A_PLATE and VEHICLE.search(around):
            yield Passage(Kind.PLATE, *match.span())
