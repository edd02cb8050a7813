"""Find personal data in what people write, and say what to do about it. Pure: no framework, no database, no clock.

The first rule only: a certain CPR number. The other kinds of finding come with the networks.
"""

from sspedu.privacy.cpr import Finding, Kind, scan
from sspedu.privacy.texts import Refusals, own_words

__all__ = ["Finding", "Kind", "Refusals", "own_words", "scan"]
