"""What is typed of a person, made fit to be kept: one line, an address in lower case. Pure."""

import re

from sspedu.errors import N_, Invalid
from sspedu.privacy import stopping


def one_line(text: str) -> str:
    """Return the text on one line with single spaces, and without marks that nobody sees."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+", " ", text).strip()


def refuse_cpr(text: str, field: str) -> None:
    """Raise `Invalid` for a text with what is certain to be a CPR number: nothing that is kept of an account has room for one."""
    if stopping(text):
        raise Invalid(field, N_("Her står et CPR-nummer, og det må vi ikke gemme. Slet det, og prøv igen."))


def clean_name(name: str) -> str:
    """Return the name with single spaces. Raises `Invalid` when it is too short or too long, or holds a CPR number."""
    name = one_line(name)
    if not 2 <= len(name) <= 120:
        raise Invalid("name", N_("Navnet skal være på mellem 2 og 120 tegn."))
    if name[0] in "=+-@":
        # What a spreadsheet takes for a formula is no name, and would be one in whatever list it is taken out to.
        raise Invalid("name", N_("Navnet kan ikke begynde med %(mark)s."), mark=name[0])
    refuse_cpr(name, "name")
    return name


def clean_email(text: str) -> str:
    """Return the address in lower case. Raises `Invalid` when it is none, or holds a CPR number."""
    refuse_cpr(text, "email")
    # A library that is slow to import, and most processes never clean an address.
    from email_validator import EmailNotValidError, validate_email

    try:
        # `.example` and the like are reserved for tests and demos; whether mail arrives is for the invitation to find out.
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False)
        # A domain with æ, ø or å is kept as mail servers write it.
        return (found.ascii_email or found.normalized).lower()
    except EmailNotValidError:
        raise Invalid("email", N_("”%(text)s” er ikke en mailadresse. Skriv den som navn@kommune.dk."), text=text[:80]) from None


def account_name(text: str) -> str:
    """Return the address as its account is kept under it, however it was typed; what is no address, in lower case."""
    try:
        return clean_email(text)
    except Invalid:
        return text.strip().lower()
