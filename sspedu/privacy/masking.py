"""Texts without what was found in them: for server drafts, and wherever a copy must not hold it."""

from collections.abc import Iterable

from sspedu.privacy.findings import Finding, Severity
from sspedu.privacy.scanning import scan, stopping

# Letters, so that what stood on either side of a number does not close up to another one. No rule finds it.
MASK = "[skjult]"
GRAVE = frozenset({Severity.STOPS, Severity.ASKS})


def mask(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with a mask in the place of each finding. The findings are of this text, in order."""
    pieces: list[str] = []
    position = 0
    for finding in findings:
        pieces += (text[position : finding.start], MASK)
        position = finding.end
    return "".join((*pieces, text[position:]))


def masked(text: str, severities: frozenset[Severity] = GRAVE) -> str:
    """Return the text without anything of these severities: the longest copy that may be kept where the text itself may not."""
    while findings := [finding for finding in scan(text) if finding.severity in severities]:
        text = mask(text, findings)
    return text


def without_numbers(text: str) -> str:
    """Return the text with every certain CPR number masked: the longest copy of what somebody is writing that a server may keep."""
    while findings := stopping(text):
        text = mask(text, findings)
    return text
