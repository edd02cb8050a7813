"""What becomes of a text that somebody sends: it is stopped, it comes back once with what to look at, or it goes through.

A warning never blocks. Whoever has seen it may go on, and is not asked about the same again: the form carries the fingerprints of what was
shown. What may be a CPR number asks for a reason too.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from sspedu.errors import N_, Invalid
from sspedu.privacy.findings import Finding, Severity, fingerprint
from sspedu.privacy.scanning import scan

# What a number of ten digits is, if it is no CPR number.
REASONS: Mapping[str, str] = {
    "case": N_("Et sags- eller journalnummer"),
    "account": N_("Et konto-, faktura- eller ordrenummer"),
    "phone": N_("Et telefonnummer"),
    "other": N_("Et andet tal, der ikke hører til en person"),
}
# What is held has no moderator where people write for themselves or to the staff: there it warns.
BRINGS_BACK = frozenset({Severity.HOLDS, Severity.ASKS, Severity.WARNS})


class Consent(NamedTuple):
    """What the writer has been shown and keeps, by fingerprints under the server's key; and what a number is that was asked about.

    `is_cleared` says that a moderator has read the text and lets it stand: no form can say so.
    """

    key: bytes = b""
    fingerprints: frozenset[str] = frozenset()
    reason: str = ""
    is_cleared: bool = False

    def covers(self, finding: Finding, text: str) -> bool:
        """Say whether the writer has seen this and gone on."""
        return fingerprint(finding, text, self.key) in self.fingerprints


# A title stands on one line with words of the page: what is not closed in it would show those from right to left.
TURNS_WORDS = re.compile("[\u202a-\u202e\u2066-\u2069]")
NOTHING_SEEN = Consent()
CLEARED = Consent(is_cleared=True)


class Personal(Invalid):
    """The text holds something that must go (`is_stopped`), that a moderator must see first (`is_held`), or that its writer has not been
    shown yet.
    """

    def __init__(self, message: str, findings: tuple[Finding, ...], *, is_held: bool = False, **values: object) -> None:
        super().__init__("text", message, **values)
        self.findings = findings
        self.is_held = is_held

    @property
    def is_stopped(self) -> bool:
        """Whether there is no way on with this text."""
        return any(finding.severity is Severity.STOPS for finding in self.findings)


def tidied(text: str) -> str:
    """Return a text as it is judged and kept: plain line breaks, nothing around it, nothing that turns the words beside it around.

    The places of findings are places in this.
    """
    return TURNS_WORDS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")).strip()


def guard(text: str, consent: Consent, *, stopped: str, warned: str, held: str = "") -> None:
    """Let a tidied text through, or raise `Personal` with all that was found in it.

    `stopped` is the sentence for a certain CPR number (with `%(line)d`), `warned` the one for what its writer should look at once, and
    `held` the one for what a moderator must see first; without it what would be held warns.
    """
    if consent.is_cleared:
        return
    findings = scan(text)
    for finding in findings:
        if finding.severity is Severity.STOPS:
            raise Personal(stopped, findings, line=finding.line(text))
    if held and any(finding.severity is Severity.HOLDS for finding in findings):
        raise Personal(held, findings, is_held=True)
    if any(finding.severity in BRINGS_BACK and not consent.covers(finding, text) for finding in findings):
        raise Personal(warned, findings)
    if any(finding.severity is Severity.ASKS for finding in findings) and consent.reason not in REASONS:
        raise Personal(N_("Vælg, hvad tallet er, eller slet det. Din tekst er her stadig."), findings)
