"""Forms for accounts: their fields, and what they say when something is missing."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from sspedu.accounts.models import Profession
from sspedu.errors import N_


class SignInForm(FlaskForm):  # type: ignore[misc]
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


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """The address to which a link to a new password goes."""

    email = EmailField(
        N_("Mailadresse"),
        validators=[InputRequired(N_("Skriv din mailadresse.")), Length(max=254, message=N_("Mailadressen er for lang."))],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
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


class InviteForm(FlaskForm):  # type: ignore[misc]
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


class SuspendForm(FlaskForm):  # type: ignore[misc]
    """Why someone is suspended."""

    reason = TextAreaField(
        N_("Hvorfor?"),
        validators=[InputRequired(N_("Skriv hvorfor, så andre administratorer kan se det."))],
        render_kw={"rows": 3, "maxlength": 300},
    )
