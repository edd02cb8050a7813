"""Find personal data in what people write, and say what to do about it. Pure: no framework, no database, no clock.

`scan` is the case-data guard: everything that people write passes it. A finding holds a kind and a place, never the text.
"""

from sspedu.privacy.findings import RULES, Confidence, Finding, Kind, Severity, fingerprint
from sspedu.privacy.masking import MASK, mask, masked, without_numbers
from sspedu.privacy.scanning import scan, stopping
from sspedu.privacy.texts import Refusals, own_words

__all__ = [
    "MASK",
    "RULES",
    "Confidence",
    "Finding",
    "Kind",
    "Refusals",
    "Severity",
    "fingerprint",
    "mask",
    "masked",
    "own_words",
    "scan",
    "stopping",
    "without_numbers",
]
