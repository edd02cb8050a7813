"""Forms for accounts: their fields, and what they say when something is missing."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

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
