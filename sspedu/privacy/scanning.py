"""The guard itself: one pure function over any text."""

from collections.abc import Collection, Iterable

from sspedu.privacy.contacts import contacts
from sspedu.privacy.cpr import cpr_numbers
from sspedu.privacy.findings import PRECEDENCE, Finding, Kind, Severity
from sspedu.privacy.normalising import Normalised, views
from sspedu.privacy.passages import Passage
from sspedu.privacy.persons import birth_dates, described_persons, full_names, reports
from sspedu.privacy.sensitive import sensitive_terms
from sspedu.privacy.spelt import spelt_numbers


def scan(text: str, *, known_names: Collection[str] = ()) -> tuple[Finding, ...]:
    """Find what is personal in a text, in order, none overlapping. Any text is read, whatever it holds; the time grows with its length.

    `known_names` are full names that may be written: members, cited authors.
    """
    known = {name.casefold() for name in known_names}
    return _settle([finding for seen in views(text) for finding in _everything(seen, known)])


def stopping(text: str) -> tuple[Finding, ...]:
    """Find what may never be saved: certain CPR numbers. Quicker than `scan`, and never finds more."""
    found = [finding for seen in views(text) for finding in _placed(seen, _numbers(seen.text))]
    return tuple(finding for finding in _settle(found) if finding.severity is Severity.STOPS)


def _everything(seen: Normalised, known: Collection[str]) -> list[Finding]:
    text = seen.text
    passages = [*_numbers(text), *contacts(text), *birth_dates(text), *described_persons(text), *full_names(text, known), *reports(text)]
    passages += sensitive_terms(text, passages)
    return _placed(seen, passages)


def _numbers(text: str) -> list[Passage]:
    return [*cpr_numbers(text), *spelt_numbers(text)]


def _placed(seen: Normalised, passages: Iterable[Passage]) -> list[Finding]:
    return [Finding(passage.kind, *seen.span(passage.start, passage.end)) for passage in passages]


def _settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of findings that overlap keep the gravest, then the first, then the longest."""
    kept: list[Finding] = []
    taken: set[int] = set()
    for finding in sorted(set(findings), key=_order):
        places = range(finding.start, finding.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(finding)
    return tuple(sorted(kept, key=lambda finding: finding.start))


def _order(finding: Finding) -> tuple[int, int, int]:
    # What a moderator must see stands inside what only warns; it is never hidden by it.
    rank = PRECEDENCE[Kind.CPR_POSSIBLE] if finding.kind is Kind.SENSITIVE else PRECEDENCE[finding.kind]
    return rank, finding.start, -finding.end
