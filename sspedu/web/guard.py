"""What a page shows of what the case-data guard found, and what a form says back. The parts are `_macros/guard.html`.

except Invalid as error: … review=reviewed(text, error)     {{ marks(review) }} … {{ way_on(review, _("…")) }}
"""

import hashlib
import hmac
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from flask import request

from sspedu.errors import SspError
from sspedu.privacy import Finding, Severity, fingerprint
from sspedu.privacy.guarding import REASONS, Consent, Personal, tidied
from sspedu.web.access import current_settings
from sspedu.web.language import _

AROUND = 60
MOST_SHOWN = 20
MOST_CONFIRMED = 500


class Piece(NamedTuple):
    """A piece of what was typed, marked or not."""

    text: str
    is_marked: bool = False


class Advice(NamedTuple):
    """What was found, and what to do about it, in the reader's language."""

    title: str
    words: str


class MarkedLine(NamedTuple):
    """A line of what was typed, cut to what stands around its findings, and advice on each."""

    number: int
    pieces: tuple[Piece, ...]
    advice: tuple[Advice, ...]


class Review(NamedTuple):
    """All that was found in a text. `confirmed` is what the way on sends back; `reasons` are there if a reason is asked for."""

    lines: tuple[MarkedLine, ...]
    more: int
    is_stopped: bool
    confirmed: str
    reasons: tuple[tuple[str, str], ...]
    reason: str = ""
    is_held: bool = False

    @property
    def may_go_on(self) -> bool:
        """Whether the writer alone decides to send it as it is."""
        return not self.is_stopped and not self.is_held


def consent() -> Consent:
    """Read what the form says that its writer has seen."""
    confirmed = request.form.get("confirmed", "").split()[:MOST_CONFIRMED]
    return Consent(_key(), frozenset(confirmed), request.form.get("reason", "")[:20])


def reviewed(text: str, error: SspError) -> Review | None:
    """Make ready what to show for a text that came back; nothing if it came back for another reason."""
    return review(tidied(text), error.findings, is_held=error.is_held) if isinstance(error, Personal) else None


def review(text: str, findings: Sequence[Finding], *, is_held: bool = False) -> Review | None:
    """Make ready what to show of the findings of a text; nothing if there are none."""
    if not findings:
        return None
    is_stopped = any(finding.severity is Severity.STOPS for finding in findings)
    asks = any(finding.severity is Severity.ASKS for finding in findings)
    key = _key()
    # What was gone on from in another field of the form stays so.
    names = consent().fingerprints | {fingerprint(finding, text, key) for finding in findings if finding.severity is not Severity.STOPS}
    return Review(
        lines=tuple(_line(text, number, list(group)) for number, group in groupby(findings[:MOST_SHOWN], lambda found: found.line(text))),
        more=max(0, len(findings) - MOST_SHOWN),
        is_stopped=is_stopped,
        confirmed=" ".join(sorted(names)),
        reasons=tuple((value, _(words)) for value, words in REASONS.items()) if asks and not is_stopped and not is_held else (),
        reason=request.form.get("reason", ""),
        is_held=is_held,
    )


def _line(text: str, number: int, findings: Sequence[Finding]) -> MarkedLine:
    pieces: list[Piece] = []
    position = max(findings[0].start - AROUND, text.rfind("\n", 0, findings[0].start) + 1)
    for finding in findings:
        pieces += (Piece(_shortened(text[position : finding.start])), Piece(text[finding.start : finding.end], is_marked=True))
        position = finding.end
    line_end = text.find("\n", position)
    pieces.append(Piece(text[position : min(position + AROUND, len(text) if line_end < 0 else line_end)]))
    return MarkedLine(number, tuple(pieces), tuple(Advice(_(finding.title), _(finding.advice)) for finding in findings))


def _shortened(between: str) -> str:
    return between if len(between) <= 2 * AROUND else f"{between[:AROUND]} … {between[-AROUND:]}"


def _key() -> bytes:
    return hmac.new(current_settings().secret().encode(), b"case-data guard", hashlib.sha256).digest()
