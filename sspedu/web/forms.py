"""The form that ours are made from: what WTForms says by itself is said in Danish, and from there in the reader's language."""

from collections.abc import Mapping

from flask_wtf import FlaskForm

from sspedu.errors import N_
from sspedu.web.language import _

# WTForms has no Danish. A test compares the keys with its own list.
BUILT_IN: Mapping[str, str] = {
    "Invalid field name '%s'.": N_("Feltet '%s' findes ikke."),
    "Field must be equal to %(other_name)s.": N_("Feltet skal være det samme som %(other_name)s."),
    "Field must be at least %(min)d character long.": N_("Skriv mindst %(min)d tegn."),
    "Field must be at least %(min)d characters long.": N_("Skriv mindst %(min)d tegn."),
    "Field cannot be longer than %(max)d character.": N_("Skriv højst %(max)d tegn."),
    "Field cannot be longer than %(max)d characters.": N_("Skriv højst %(max)d tegn."),
    "Field must be exactly %(max)d character long.": N_("Skriv netop %(max)d tegn."),
    "Field must be exactly %(max)d characters long.": N_("Skriv netop %(max)d tegn."),
    "Field must be between %(min)d and %(max)d characters long.": N_("Skriv mellem %(min)d og %(max)d tegn."),
    "Number must be at least %(min)s.": N_("Tallet skal være mindst %(min)s."),
    "Number must be at most %(max)s.": N_("Tallet må højst være %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Tallet skal ligge mellem %(min)s og %(max)s."),
    "Date must be at least %(min)s.": N_("Datoen må tidligst være %(min)s."),
    "Date must be at most %(max)s.": N_("Datoen må senest være %(max)s."),
    "Date must be between %(min)s and %(max)s.": N_("Datoen skal ligge mellem %(min)s og %(max)s."),
    "This field is required.": N_("Udfyld feltet."),
    "Invalid input.": N_("Det kan ikke bruges her. Ret det, og prøv igen."),
    "Invalid email address.": N_("Det er ikke en mailadresse. Skriv den som navn@kommune.dk."),
    "Invalid IP address.": N_("Det er ikke en IP-adresse."),
    "Invalid Mac address.": N_("Det er ikke en MAC-adresse."),
    "Invalid URL.": N_("Det er ikke en webadresse. Skriv den som https://www.kommune.dk."),
    "Invalid UUID.": N_("Det er ikke et UUID."),
    "Invalid value, must be one of: %(values)s.": N_("Vælg en af disse: %(values)s."),
    "Invalid value, can't be any of: %(values)s.": N_("Vælg en anden end disse: %(values)s."),
    "This field cannot be edited.": N_("Feltet kan ikke ændres."),
    "This field is disabled and cannot have a value.": N_("Feltet bruges ikke og skal være tomt."),
    "Invalid CSRF Token.": N_("Formularen var for gammel. Send den igen."),
    "CSRF token missing.": N_("Formularen var for gammel. Send den igen."),
    "CSRF failed.": N_("Formularen var for gammel. Send den igen."),
    "CSRF token expired.": N_("Formularen var for gammel. Send den igen."),
    "Invalid Choice: could not coerce.": N_("Vælg fra listen."),
    "Choices cannot be None.": N_("Der er ikke noget at vælge imellem."),
    "Not a valid choice.": N_("Vælg fra listen."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("Vælg fra listen."),
    "'%(value)s' is not a valid choice for this field.": N_("Vælg fra listen: '%(value)s' står der ikke."),
    "'%(value)s' are not valid choices for this field.": N_("Vælg fra listen: '%(value)s' står der ikke."),
    "Not a valid datetime value.": N_("Skriv en dato og et klokkeslæt."),
    "Not a valid date value.": N_("Skriv en dato."),
    "Not a valid time value.": N_("Skriv et klokkeslæt."),
    "Not a valid week value.": N_("Skriv en uge."),
    "Not a valid integer value.": N_("Skriv et helt tal."),
    "Not a valid decimal value.": N_("Skriv et tal."),
    "Not a valid float value.": N_("Skriv et tal."),
}


class Words:
    """Translates as WTForms asks for it."""

    def gettext(self, sentence: str) -> str:
        """Return WTForms' English sentence in the reader's language."""
        return _(BUILT_IN[sentence]) if sentence in BUILT_IN else sentence

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form that fits the number."""
        return self.gettext(singular if count == 1 else plural)


class Form(FlaskForm):  # type: ignore[misc]
    """A form that speaks as its page does."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, _form: FlaskForm) -> Words:
            """Return our words in place of WTForms' own."""
            return Words()
