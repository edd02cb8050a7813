"""Forms for accounts: their fields, and what they say when something is missing. All that is wrong is said at once."""

from collections.abc import Callable

from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from sspedu.accounts.cleaning import clean_email, clean_name
from sspedu.accounts.models import Profession
from sspedu.accounts.naming import CAUSE_NAMES, PROFESSION_NAMES
from sspedu.accounts.queries import Places
from sspedu.errors import N_, Invalid
from sspedu.web.forms import Form
from sspedu.web.language import NAMES, _, sentence


class Fit:
    """Refuses what a cleaning refuses, in its words: whether a command would take it is known before it is called."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self.clean = clean

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise `ValidationError` for what is not fit to be kept."""
        try:
            self.clean(field.data)
        except Invalid as problem:
            raise ValidationError(sentence(problem)) from None


class SomePlace:
    """Refuses a person who belongs nowhere. Stands on the municipality."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `ValidationError` where neither municipality nor police district is chosen."""
        if not field.data and not form.police_district.data:
            raise ValidationError(_("Vælg en kommune, eller en politikreds for politifolk."))


class SignInForm(Form):
    """Address and password; `next` is where one was going, `kept` and `kept_path` a form that was being sent when the sign-in had ended."""

    email = EmailField(
        N_("Mailadresse"),
        validators=[InputRequired(N_("Skriv din mailadresse.")), Length(max=254, message=N_("Mailadressen er for lang."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        N_("Adgangskode"),
        validators=[InputRequired(N_("Skriv din adgangskode.")), Length(max=200, message=N_("Adgangskoden er for lang."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    kept = HiddenField()
    kept_path = HiddenField()


class ForgottenForm(Form):
    """The address to which a link to a new password goes."""

    email = EmailField(
        N_("Mailadresse"),
        validators=[InputRequired(N_("Skriv din mailadresse.")), Length(max=254, message=N_("Mailadressen er for lang."))],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A password that someone chooses. Whether it is good enough, `passwords` says."""

    password = PasswordField(
        N_("Adgangskode"),
        validators=[InputRequired(N_("Skriv en adgangskode."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChosenField(Field):
    """The values of the boxes that are ticked. What they may be, the command knows."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent."""
        self.data = valuelist


class InviteForm(Form):
    """Someone to ask in, and what their account will be. The template draws the lists, and the command knows what stands on them."""

    name = StringField(
        N_("Navn"),
        validators=[InputRequired(N_("Skriv et navn.")), Fit(clean_name)],
        render_kw={"autocomplete": "off", "maxlength": 120},
    )
    email = EmailField(
        N_("Mailadresse"),
        validators=[InputRequired(N_("Skriv en mailadresse.")), Fit(clean_email)],
        render_kw={"autocomplete": "off", "maxlength": 254},
    )
    profession = StringField(N_("Stilling"), default=Profession.CONSULTANT.value)
    municipality = StringField(N_("Kommune"), validators=[SomePlace()])
    police_district = StringField(N_("Politikreds"))
    role = ChosenField(N_("Roller"))


class SuspendForm(Form):
    """Why someone is suspended."""

    reason = TextAreaField(
        N_("Hvorfor?"),
        validators=[InputRequired(N_("Skriv hvorfor, så andre administratorer kan se det."))],
        render_kw={"rows": 3, "maxlength": 300},
    )


class PersonForm(Form):
    """Who someone is, and where they work. `based_on` names the profile that the form was made from."""

    name = StringField(
        N_("Navn"),
        validators=[InputRequired(N_("Skriv dit navn.")), Length(max=120, message=N_("Navnet er for langt."))],
        render_kw={"autocomplete": "name"},
    )
    profession = SelectField(N_("Stilling"), validators=[InputRequired(N_("Vælg en stilling."))])
    municipality = SelectField(N_("Kommune"), validators=[SomePlace()])
    police_district = SelectField(N_("Politikreds"))
    based_on = HiddenField()

    def offer(self, places: Places) -> None:
        """Fill the lists to choose from, in the reader's language."""
        self.profession.choices = [SelectChoice(profession.value, _(words)) for profession, words in PROFESSION_NAMES.items()]
        self.municipality.choices = [SelectChoice(*pair) for pair in (("", _("Ingen kommune")), *places.municipalities)]
        self.police_district.choices = [SelectChoice(*pair) for pair in (("", _("Ingen politikreds")), *places.police_districts)]


class ProfileForm(PersonForm):
    """One's own profile, and the language one wants."""

    language = RadioField(
        N_("Sprog"),
        choices=[SelectChoice(*name) for name in NAMES.items()],
        validators=[InputRequired(N_("Vælg et sprog."))],
    )


class CorrectionForm(PersonForm):
    """Somebody else's profile and address, and why they are corrected."""

    name = StringField(
        N_("Navn"),
        validators=[InputRequired(N_("Skriv et navn.")), Fit(clean_name)],
        render_kw={"autocomplete": "off", "maxlength": 120},
    )
    email = EmailField(
        N_("Mailadresse"),
        validators=[InputRequired(N_("Skriv en mailadresse.")), Fit(clean_email)],
        render_kw={"autocomplete": "off", "maxlength": 254},
    )
    cause = SelectField(N_("Hvorfor retter du?"), validators=[InputRequired(N_("Vælg, hvorfor du retter."))])

    def offer(self, places: Places) -> None:
        """Fill the lists to choose from."""
        super().offer(places)
        causes = tuple((cause.value, _(words)) for cause, words in CAUSE_NAMES.items())
        self.cause.choices = [SelectChoice(*pair) for pair in (("", _("Vælg en grund")), *causes)]


class ChangePasswordForm(Form):
    """The password that one has, and the one that one wants."""

    present_password = PasswordField(
        N_("Nuværende adgangskode"),
        validators=[InputRequired(N_("Skriv din nuværende adgangskode.")), Length(max=200, message=N_("Adgangskoden er for lang."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        N_("Ny adgangskode"),
        validators=[InputRequired(N_("Skriv en ny adgangskode."))],
        render_kw={"autocomplete": "new-password"},
    )
