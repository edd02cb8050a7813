"""Sensitive words beside something that points to a person: what moderators see first."""

import re
from collections.abc import Iterator, Sequence

from sspedu.privacy.findings import Kind
from sspedu.privacy.passages import Passage

BESIDE = 120
TERM = re.compile(
    r"\b(?:adhd|autis\w+|asperger\w*|ocd|angst(?:en|lidelse\w*)?|depressi\w+|psykose\w*|psykotisk\w*|skizofren\w*"
    r"|spiseforstyrr\w+|anoreksi\w*|bulimi\w*"
    r"|selvskade\w*|selvmord\w*|ptsd|borderline|diagnose\w*|epilepsi\w*|diabetes|gravid\w*|abort\w*|misbruger?\w*"
    r"|afhængig\w* af|hash|kokain|afrusning"
    r"|sigtet|sigtelse\w*|tiltalt|dømt|dom(?:men)? for|anholdt|fængslet|varetægt\w*|afsoner|straffet|røveri\w*|voldtægt\w*"
    r"|voldtaget|blufærdighed\w*"
    r"|anbragt|anbringelse\w*|tvangsfjern\w*|tvangsanbragt|plejefamilie\w*|plejebarn|døgninstitution\w*|opholdssted\w*"
    r"|sikret institution\w*"
    r"|underretning\w*|incest|seksuelt krænk\w+|overgreb\w*|vold i hjemmet|bandemedlem\w*|rocker\w*)(?!\w)",
    re.IGNORECASE,
)
PERSONAL = frozenset(Kind) - {Kind.SENSITIVE, Kind.PHOTO, Kind.REPORT}
BOUNDARY = re.compile(r"\n\n")


def sensitive_terms(text: str, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Find the sensitive words that stand within 120 characters of a person, in the same paragraph. `passages` are those found so far."""
    persons = sorted((passage.start, passage.end) for passage in passages if passage.kind in PERSONAL)
    place = 0
    for match in TERM.finditer(text) if persons else ():
        while place < len(persons) and persons[place][1] < match.start() - BESIDE:
            place += 1
        if any(_is_beside(text, match, person) for person in persons[place : place + 2]):
            yield Passage(Kind.SENSITIVE, *match.span())


def _is_beside(text: str, match: re.Match[str], person: tuple[int, int]) -> bool:
    start, end = person
    if start > match.end() + BESIDE or end < match.start() - BESIDE:
        return False
    between = text[match.end() : start] if start >= match.end() else text[end : match.start()]
    return not BOUNDARY.search(between)
