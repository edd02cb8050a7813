"""Forms for accounts: their fields, and what they say when something is missing."""

from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from sspedu.accounts.models import Profession
from sspedu.accounts.naming import PROFESSION_NAMES
from sspedu.accounts.queries import Places
from sspedu.errors import N_
from sspedu.web.forms import Form
from sspedu.web.language import NAMES, _


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

    name = StringField(N_("Navn"), validators=[InputRequired(N_("Skriv et navn."))], render_kw={"autocomplete": "off", "maxlength": 120})
    email = EmailField(
        N_("Mailadresse"),
        validators=[InputRequired(N_("Skriv en mailadresse.")), Length(max=254, message=N_("Mailadressen er for lang."))],
        render_kw={"autocomplete": "off"},
    )
    profession = StringField(N_("Stilling"), default=Profession.CONSULTANT.value)
    municipality = StringField(N_("Kommune"))
    police_district = StringField(N_("Politikreds"))
    role = ChosenField(N_("Roller"))


class SuspendForm(Form):
    """Why someone is suspended."""

    reason = TextAreaField(
        N_("Hvorfor?"),
        validators=[InputRequired(N_("Skriv hvorfor, så andre administratorer kan se det."))],
        render_kw={"rows": 3, "maxlength": 300},
    )


class ProfileForm(Form):
    """Who someone is, where they work, and the language they want. `based_on` names the profile that the form was made from."""

    name = StringField(
        N_("Navn"),
        validators=[InputRequired(N_("Skriv dit navn.")), Length(max=120, message=N_("Navnet er for langt."))],
        render_kw={"autocomplete": "name"},
    )
    profession = SelectField(N_("Stilling"), validators=[InputRequired(N_("Vælg en stilling."))])
    municipality = SelectField(N_("Kommune"))
    police_district = SelectField(N_("Politikreds"))
    language = RadioField(
        N_("Sprog"),
        choices=[SelectChoice(*name) for name in NAMES.items()],
        validators=[InputRequired(N_("Vælg et sprog."))],
    )
    based_on = HiddenField()

    def offer(self, places: Places) -> None:
        """Fill the lists to choose from, in the reader's language."""
        self.profession.choices = [SelectChoice(profession.value, _(words)) for profession, words in PROFESSION_NAMES.items()]
        self.municipality.choices = [SelectChoice(*pair) for pair in (("", _("Ingen kommune")), *places.municipalities)]
        self.police_district.choices = [SelectChoice(*pair) for pair in (("", _("Ingen politikreds")), *places.police_districts)]


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
