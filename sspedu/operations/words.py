"""What the outbox knows, in words for those who look after it."""

import re

from sspedu.errors import N_
from sspedu.jobs import outbox
from sspedu.web.language import _

KINDS = {
    "invitation": N_("Invitation"),
    "new_password": N_("Link til ny adgangskode"),
    "password_changed": N_("Besked om, at adgangskoden er ændret"),
    "address_changed": N_("Besked om, at mailadressen er ændret"),
    "module_completed": N_("Besked om et gennemført modul"),
    "track_completed": N_("Besked om et gennemført forløb"),
    "fault_reported": N_("Besked om en fejl i en lektion"),
    "moderator_acted": N_("Besked om, at en moderator har gjort noget"),
    "case_decided": N_("Svar fra en moderator"),
    "case_waits": N_("Besked om en sag, der venter på en moderator"),
    "let_into_group": N_("Besked om en ny arbejdsgruppe"),
    "network_notice": N_("Besked om nyt i en tråd"),
    "network_week": N_("Ugens overblik over netværket"),
}
# The first that the fault begins with holds.
FAULTS = (
    (outbox.TOO_OLD, N_("Linket i den var udløbet, før den kunne sendes.")),
    (outbox.UNFINISHED, N_("Arbejderen stoppede hver gang, den var i gang med den.")),
    (outbox.RESTORED, N_("Den ventede, da en sikkerhedskopi blev taget, og er måske sendt siden.")),
    ("SMTPRecipientsRefused", N_("Modtagerens mailserver tager ikke imod adressen (svar %(code)s).")),
    ("SMTPSenderRefused", N_("Mailserveren tager ikke imod vores afsenderadresse (svar %(code)s).")),
    ("SMTPDataError", N_("Mailserveren tog ikke imod indholdet (svar %(code)s).")),
    ("SMTPAuthenticationError", N_("Mailserveren siger nej til vores brugernavn eller adgangskode (svar %(code)s).")),
    ("SMTPNotSupportedError", N_("Mailserveren kan ikke det, vi kræver, fx kryptering.")),
    ("SSL", N_("Mailserverens certifikat kan ikke godkendes.")),
    ("TimeoutError", N_("Mailserveren svarede ikke i tide.")),
    ("ConnectionRefusedError", N_("Der er ingen mailserver på adressen.")),
    ("gaierror", N_("Mailserverens navn kan ikke slås op.")),
    ("SMTPServerDisconnected", N_("Mailserveren lagde på midt i det.")),
    ("Connection", N_("Forbindelsen til mailserveren blev brudt.")),
    ("OperationalError", N_("Databasen svarede ikke.")),
)


def kind(name: str) -> str:
    """Say what a mail is about."""
    return _(KINDS[name]) if name in KINDS else name


def fault(text: str) -> str:
    """Say what went wrong with a mail or keeps a worker waiting; what has no sentence of its own is shown as it was noted."""
    found = next((sentence for start, sentence in FAULTS if text.startswith(start)), None)
    codes = re.findall(r"\b\d{3}\b", text)
    return text if found is None else _(found, code=", ".join(codes) or "?")
