"""The short lists of reasons that people choose from, in Danish, to be translated when they are shown. Pure."""

from collections.abc import Mapping

from sspedu.errors import N_
from sspedu.network.models import CaseKind
from sspedu.privacy.guarding import REASONS as NUMBERS

REPORTING: Mapping[str, str] = {
    "personal": N_("Der står noget, der kan føre til en person"),
    "tone": N_("Tonen er krænkende eller hård"),
    "wrong": N_("Det er fagligt eller juridisk forkert"),
    "elsewhere": N_("Det hører ikke til her"),
    "other": N_("Noget andet"),
}
SENSITIVE: Mapping[str, str] = {
    "general": N_("Det handler ikke om en bestemt person"),
    "constructed": N_("Det er et opdigtet eksempel"),
    "other": N_("Noget andet"),
}
BY_KIND: Mapping[CaseKind, Mapping[str, str]] = {CaseKind.REPORT: REPORTING, CaseKind.NOT_CPR: NUMBERS, CaseKind.SENSITIVE: SENSITIVE}
