"""What can be found in a text, what it leads to, and what its writer is advised to do."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sspedu.errors import N_


class Kind(StrEnum):
    """What was found."""

    CPR = "cpr"
    CPR_POSSIBLE = "cpr-possible"
    CPR_PART = "cpr-part"
    BIRTH_DATE = "birth-date"
    INITIALS = "initials"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLATE = "plate"
    HANDLE = "handle"
    REPORT = "report"
    PHOTO = "photo"
    NAME = "name"
    SENSITIVE = "sensitive"


class Severity(StrEnum):
    """What a finding leads to. A surface that has no moderator (a reflection) treats what is held as what warns."""

    STOPS = "stops"
    HOLDS = "holds"
    ASKS = "asks"
    WARNS = "warns"
    HINTS = "hints"


class Confidence(StrEnum):
    """How sure the guard is that it is what it looks like."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is true of every finding of a kind. `title` and `advice` are Danish sentences marked for translation."""

    severity: Severity
    confidence: Confidence
    title: str
    advice: str


STOPS, HOLDS, ASKS, WARNS, HINTS = Severity
HIGH, MIDDLE, LOW = Confidence

# The order is the order of precedence: where two findings overlap, the first kind stays.
RULES: Mapping[Kind, Rule] = {
    Kind.CPR: Rule(STOPS, HIGH, N_("Ligner et CPR-nummer"), N_("Slet nummeret. Skriv fx: drengen, 14 år.")),
    Kind.CPR_POSSIBLE: Rule(
        ASKS, MIDDLE, N_("Kan være et CPR-nummer"), N_("Slet tallet, hvis det er et CPR-nummer. Ellers sig, hvad det er.")
    ),
    Kind.CPR_PART: Rule(WARNS, HIGH, N_("Fødselsdato med fire tegn efter"), N_("Erstat med alderen, fx: drengen, 14 år.")),
    Kind.PERSON: Rule(WARNS, MIDDLE, N_("Navn med alder og sted"), N_("Erstat med: drengen, 14 år. Udelad navn, skole og adresse.")),
    Kind.INITIALS: Rule(
        WARNS, MIDDLE, N_("Initialer, der kan føre til en person"), N_("Erstat med: pigen i udskolingen. Udelad initialer og skole.")
    ),
    Kind.BIRTH_DATE: Rule(WARNS, MIDDLE, N_("Fødselsdato"), N_("Erstat med alderen, fx: 14 år.")),
    Kind.EMAIL: Rule(WARNS, HIGH, N_("Privat mailadresse"), N_("Slet adressen, eller skriv en arbejdsmail.")),
    Kind.PHONE: Rule(
        WARNS, MIDDLE, N_("Telefonnummer"), N_("Slet nummeret, medmindre det er et offentligt nummer eller dit eget på arbejdet.")
    ),
    Kind.ADDRESS: Rule(WARNS, MIDDLE, N_("Vej og husnummer"), N_("Erstat med området, fx: i midtbyen.")),
    Kind.PLATE: Rule(WARNS, MIDDLE, N_("Nummerplade"), N_("Slet den, eller skriv fx: en sort varevogn.")),
    Kind.HANDLE: Rule(WARNS, MIDDLE, N_("Profil på sociale medier"), N_("Erstat med: en profil på tjenesten.")),
    Kind.REPORT: Rule(
        WARNS, LOW, N_("Ligner tekst fra en døgnrapport"), N_("Skriv mønstret i stedet for hændelsen: hvad ser I flere gange, og hvor?")
    ),
    Kind.PHOTO: Rule(
        HINTS, LOW, N_("Foto fra telefon eller kamera"), N_("Et foto kan rumme tid og sted. Brug kun billeder uden personer.")
    ),
    Kind.NAME: Rule(HINTS, LOW, N_("Kan være en persons navn"), N_("Er det en borger, så erstat med fx: drengen, 14 år.")),
    Kind.SENSITIVE: Rule(
        HOLDS, MIDDLE, N_("Følsom oplysning tæt på en person"), N_("Skriv om situationen uden det, der kan føre til personen.")
    ),
}
PRECEDENCE = {kind: place for place, kind in enumerate(RULES)}


class Finding(NamedTuple):
    """Something personal, at `start` up to `end` of the text as it was written (positions in characters). Never holds the text itself."""

    kind: Kind
    start: int
    end: int

    @property
    def severity(self) -> Severity:
        """What it leads to."""
        return RULES[self.kind].severity

    @property
    def confidence(self) -> Confidence:
        """How sure the guard is."""
        return RULES[self.kind].confidence

    @property
    def title(self) -> str:
        """What it is, in Danish, to be translated when it is shown."""
        return RULES[self.kind].title

    @property
    def advice(self) -> str:
        """What to write instead, in Danish, to be translated when it is shown."""
        return RULES[self.kind].advice

    def line(self, text: str) -> int:
        """Return the line of the text on which the finding begins, from 1."""
        return text.count("\n", 0, self.start) + 1


def fingerprint(finding: Finding, text: str, key: bytes) -> str:
    """Name what was found without telling it: the same for the same writing of it in any text, and nothing without the key.

    Keyed, since there are too few CPR numbers for a plain hash to hide one: all can be tried in minutes.
    """
    said = "".join(mark for mark in text[finding.start : finding.end].casefold() if mark.isalnum())
    return hmac.new(key, f"{finding.kind}\0{said}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32]
