"""The rules and words of a practice example: its fields, the two axes, its status, and when the strongest words may be used.

The axes follow Socialstyrelsen's Vidensdeklaration and EMMIE: how well something is known is one question, what happened another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from sspedu.errors import N_
from sspedu.network.models import Again, Arena, Prevention, Result, SizeBand, Terrain

OWN_MOST = 3
REVIEWED_LEAST = 4
FEWEST = 5
REVISIT_AFTER_MONTHS = 24


@dataclass(frozen=True, slots=True)
class TextField:
    """A field to write in: what is asked, a hint, an example of a good answer, and its heading in the running text."""

    name: str
    label: str
    hint: str
    example: str
    limit: int = 900
    is_required: bool = False


PROBLEM = TextField(
    "problem",
    N_("Hvad var problemet?"),
    N_("Fortæl om mønstret, ikke om enkelte unge."),
    N_("Eksempel: »Fredag aften samledes unge fra flere skoler ved hallen, og naboerne ringede til politiet næsten hver uge.«"),
    is_required=True,
)
ACTION = TextField(
    "action",
    N_("Hvad gjorde I?"),
    N_("Skriv det, så en kollega kan gøre det efter jer."),
    N_("Eksempel: »To klubmedarbejdere gik fast tur fredag kl. 20-23 i tre måneder og inviterede ind i hallen, som vi holdt åben.«"),
    1400,
    is_required=True,
)
TARGET = TextField(
    "target",
    N_("For hvem?"),
    N_("Beskriv gruppen i store træk. Skriv ingen tal under 5."),
    N_("Eksempel: »Elever i 7.-9. klasse på kommunens tre største skoler.«"),
    400,
    is_required=True,
)
SPECIAL = TextField(
    "special",
    N_("Hvad var særligt hos jer?"),
    N_("Det, andre skal vide, før de gør det samme."),
    N_("Eksempel: »Byen har kun én skole, så alle kendte hinanden i forvejen.«"),
    500,
)
PRECONDITIONS = TextField(
    "preconditions",
    N_("Hvad skulle være på plads?"),
    N_("Aftaler, opbakning, kompetencer."),
    N_("Eksempel: »Skolelederne havde sagt ja, og vi havde en fast betjent.«"),
    700,
)
RESOURCES = TextField(
    "resources",
    N_("Hvad kostede det?"),
    N_("Timer, penge, lokaler. Et skøn er nok."),
    N_("Eksempel: »Seks timer om ugen i tre måneder. Hallen var gratis.«"),
    500,
)
MECHANISM = TextField(
    "mechanism",
    N_("Hvorfor tror I, det virkede eller ikke virkede?"),
    N_("Jeres bedste bud. Skriv gerne, hvad I er usikre på."),
    N_("Eksempel: »De voksne var der før konflikterne og kendte de unge ved fornavn.«"),
)
OUTCOME = TextField(
    "outcome",
    N_("Hvad skete der, og hvordan ved I det?"),
    N_("Skriv også, hvad I ikke ved."),
    N_("Eksempel: »Opkaldene faldt fra cirka fire til en om måneden. Vi talte dem selv og har intet at sammenligne med.«"),
    is_required=True,
)
REFERENCE = TextField(
    "reference",
    N_("Hvor kan evalueringen læses?"),
    N_("Titel og år, eventuelt et link. Skal udfyldes, hvis I har valgt trin 3. Filen kan I vedhæfte nederst."),
    N_("Eksempel: »Evaluering af fredagsturene, ungdomsskolen, 2025.«"),
    400,
)
PITFALLS = TextField(
    "pitfalls",
    N_("Hvad gik galt?"),
    N_("Det er ofte det mest nyttige for andre."),
    N_("Eksempel: »Den første måned kom vi i uniform, og de unge gik, når de så os.«"),
)
FIELDS = (PROBLEM, ACTION, TARGET, SPECIAL, PRECONDITIONS, RESOURCES, MECHANISM, OUTCOME, REFERENCE, PITFALLS)
TEXTS: Mapping[str, TextField] = MappingProxyType({field.name: field for field in FIELDS})


@dataclass(frozen=True, slots=True)
class Step:
    """A value of one of the two axes, in a word and in plain words."""

    name: str
    meaning: str


KNOWN: tuple[Step, ...] = (
    Step(N_("Idé"), N_("Vi har tænkt det, men ikke prøvet det.")),
    Step(N_("Erfaring"), N_("Vi har prøvet det og fortæller, hvad vi selv så.")),
    Step(N_("Lovende praksis"), N_("Der er en skriftlig beskrivelse med mål, en forklaring på, hvorfor det skulle hjælpe, og opfølgning.")),
    Step(N_("Lokalt evalueret"), N_("Vi har selv evalueret det skriftligt, og andre kan læse evalueringen.")),
    Step(N_("Uafhængigt evalueret"), N_("Nogen uden for indsatsen har undersøgt, hvad den førte til.")),
    Step(N_("Forskningsoversigt"), N_("Forskere har samlet og vurderet flere undersøgelser.")),
)
RESULTS: Mapping[Result, Step] = MappingProxyType(
    {
        Result.WORKED: Step(N_("Virkede"), N_("Det, vi ville opnå, skete, og vi mener, at det skyldes indsatsen.")),
        Result.PROMISING: Step(N_("Lovende tegn"), N_("Det gik den rigtige vej, men vi ved ikke, om det skyldes indsatsen.")),
        Result.MIXED: Step(N_("Blandet"), N_("Noget gik godt, andet ikke, eller det hjalp kun nogle.")),
        Result.NO_DIFFERENCE: Step(N_("Ingen forskel"), N_("Vi så ingen ændring.")),
        Result.HARMED: Step(N_("Skadede"), N_("Det gjorde noget værre.")),
        Result.TOO_EARLY: Step(N_("For tidligt"), N_("Vi kan ikke sige noget endnu.")),
    }
)
PREVENTIONS: Mapping[str, str] = MappingProxyType(
    {
        Prevention.GENERAL: N_("Generel: for alle børn og unge"),
        Prevention.SPECIFIC: N_("Specifik: for grupper med tegn på risikoadfærd"),
        Prevention.INDIVIDUAL: N_("Individorienteret: for unge, der har begået kriminalitet"),
    }
)
ARENAS: Mapping[str, str] = MappingProxyType(
    {
        Arena.SCHOOL: N_("Skolen"),
        Arena.LEISURE: N_("Klub, forening og fritid"),
        Arena.STREET: N_("Gaden og byens rum"),
        Arena.ONLINE: N_("På nettet"),
        Arena.FAMILY: N_("Hjemmet og familien"),
        Arena.HOUSING: N_("Boligområdet"),
        Arena.INSTITUTION: N_("Institution eller opholdssted"),
        Arena.OTHER: N_("Et andet sted"),
    }
)
TERRAINS: Mapping[str, str] = MappingProxyType({Terrain.TOWN: N_("By"), Terrain.COUNTRY: N_("Land"), Terrain.BOTH: N_("Både by og land")})
SIZES: Mapping[str, str] = MappingProxyType(
    {
        SizeBand.SMALL: N_("Under 30.000 indbyggere"),
        SizeBand.MIDDLE: N_("30.000-59.999 indbyggere"),
        SizeBand.LARGE: N_("60.000-99.999 indbyggere"),
        SizeBand.CITY: N_("100.000 indbyggere eller flere"),
    }
)
AGAIN: Mapping[str, str] = MappingProxyType({Again.YES: N_("Ja"), Again.CHANGED: N_("Ja, men på en anden måde"), Again.NO: N_("Nej")})
AGES: Mapping[str, str] = MappingProxyType(
    {
        "0-9": N_("Under 10 år"),
        "10-12": N_("10-12 år"),
        "13-15": N_("13-15 år"),
        "16-17": N_("16-17 år"),
        "18-24": N_("18-24 år"),
        "adults": N_("Forældre og andre voksne"),
    }
)
PARTNERS: Mapping[str, str] = MappingProxyType(
    {
        "school": N_("Skole"),
        "social": N_("Socialforvaltning"),
        "police": N_("Politi"),
        "club": N_("Klub og ungdomsskole"),
        "association": N_("Forening"),
        "housing": N_("Boligorganisation"),
        "health": N_("Sundhedspleje og psykiatri"),
        "parents": N_("Forældre"),
        "young": N_("De unge selv"),
        "shops": N_("Butikker og erhvervsliv"),
        "other": N_("Andre"),
    }
)


class Status(StrEnum):
    """Who stands behind what an example says of itself, and whether that is old."""

    OWN = "own"
    REVIEWED = "reviewed"
    REVISIT = "revisit"


STATUSES: Mapping[str, str] = MappingProxyType(
    {Status.OWN: N_("Selvangivet"), Status.REVIEWED: N_("Fagligt vurderet"), Status.REVISIT: N_("Bør genbesøges")}
)


class Likeness(StrEnum):
    """Why a place is like the reader's."""

    DISTRICT = "district"
    SIZE = "size"
    TERRAIN = "terrain"
    THEME = "theme"


LIKENESSES: Mapping[str, str] = MappingProxyType(
    {
        Likeness.DISTRICT: N_("samme politikreds"),
        Likeness.SIZE: N_("samme størrelse"),
        Likeness.TERRAIN: N_("samme slags by eller land"),
        Likeness.THEME: N_("samme tema som jeres nyeste eksempel"),
    }
)


def two_years_before(day: date) -> date:
    """Return the day 24 months before: what was last looked at on it or earlier should be seen again."""
    try:
        return day.replace(year=day.year - REVISIT_AFTER_MONTHS // 12)
    except ValueError:
        return day.replace(year=day.year - REVISIT_AFTER_MONTHS // 12, day=28)


def status_of(*, looked_at: date, is_reviewed: bool, today: date) -> Status:
    """Say what stands behind an example on a day."""
    if looked_at <= two_years_before(today):
        return Status.REVISIT
    return Status.REVIEWED if is_reviewed else Status.OWN


def is_effective(known: int, result: Result, status: Status) -> bool:
    """Say whether the words "virksom praksis" may be used: nowhere else, and for nothing less."""
    return known >= REVIEWED_LEAST and result is Result.WORKED and status is Status.REVIEWED


# "3 drenge", "to elever", "4 af de unge", "2-3 piger", "to 14-årige drenge": few enough for someone to know who they are.
_SOME = r"børn|barn|unge|ung|drenge?|piger?|elev(?:er)?|familier?|søskende|brødre|personer?"
_OF_THEM = r"af\s+(?:børnene|drengene|pigerne|eleverne|familierne|brødrene|personerne)"
_PEOPLE = rf"(?:(?:(?:af\s+)?(?:de|vores)\s+)?(?:(?:\w+-)?\w+e\s+)?(?:{_SOME})|{_OF_THEM})"
_COUNT = r"(?:[1-4]|én|ét|to|tre|fire)"
_NO_HOUR = r"(?<!kl\.\s)(?<!kl\s)(?<!klokken\s)"
_FEW = re.compile(rf"(?<![\w.,–-]){_NO_HOUR}(?:[1-4]\s?(?:[–-]|eller|til)\s?)?{_COUNT}\s+{_PEOPLE}\b(?!-)", re.IGNORECASE)


def few_people(text: str) -> str:
    """Return the first words that count fewer than five young people; empty where there are none."""
    found = _FEW.search(text)
    return found.group() if found else ""
