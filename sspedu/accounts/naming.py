"""What things are called in Danish: municipalities ("Roskilde Kommune", "Københavns Kommune"), professions, roles; and their order."""

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType

from sspedu.accounts.acts import Cause
from sspedu.accounts.models import Profession
from sspedu.errors import N_
from sspedu.policy import Role

# The last letters, and what sorts after every other.
LAST_LETTERS = (("æ", "zx"), ("ø", "zy"), ("å", "zz"))
# The register holds short forms. These do not simply add "Kommune" (or have it in a name of their own).
IRREGULAR = {"København": "Københavns Kommune", "Bornholm": "Bornholms Regionskommune"}

PROFESSION_NAMES: Mapping[Profession, str] = MappingProxyType(
    {
        Profession.CONSULTANT: N_("SSP-konsulent"),
        Profession.PRACTITIONER: N_("SSP-medarbejder"),
        Profession.TEACHER: N_("SSP-lærer"),
        Profession.OFFICER: N_("Lokalbetjent"),
        Profession.LEADER: N_("Leder"),
        Profession.OTHER: N_("Andet"),
    }
)
ROLE_NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.LEARNER: N_("Deltager"),
        Role.MANAGER: N_("Leder"),
        Role.INSTRUCTOR: N_("Underviser"),
        Role.MODERATOR: N_("Moderator"),
        Role.ADMIN: N_("Administrator"),
    }
)
ROLE_HINTS: Mapping[Role, str] = MappingProxyType(
    {
        Role.LEARNER: N_("Tager moduler. Det er alle."),
        Role.MANAGER: N_("Kan åbne arbejdsgrupper i netværket. Ser ikke, hvor langt andre er, eller hvad de har svaret."),
        Role.INSTRUCTOR: N_("Udgiver moduler og underviser."),
        Role.MODERATOR: N_("Holder orden i netværket."),
        Role.ADMIN: N_("Inviterer, giver roller og spærrer."),
    }
)
# What of a person can be changed by others, as it is named where it is told.
FIELD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "external_id": N_("Id"),
        "name": N_("Navn"),
        "email": N_("Mailadresse"),
        "profession": N_("Stilling"),
        "municipality_code": N_("Kommune"),
        "police_district_id": N_("Politikreds"),
        "manager": N_("Leder"),
    }
)
CAUSE_NAMES: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.MISSPELT: N_("Det var skrevet forkert"),
        Cause.CHANGED: N_("Det har ændret sig"),
        Cause.ASKED: N_("Personen har bedt om det"),
    }
)


def municipality_name(short: str) -> str:
    """Return the municipality's full name from the register's short form."""
    return IRREGULAR.get(short, f"{short} Kommune")


def danish_order(name: str) -> str:
    """Return the key that sorts names as Danes do: æ, ø, å come last and in that order. The engines sort them in ways of their own.

    `finding` writes the same key in SQL, for lists that are cut into pages there.
    """
    return reduce(lambda text, letter: text.replace(*letter), LAST_LETTERS, name.casefold())
