"""Danish as it is shown: translations, dates, numbers, and the sentences of errors."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import Babel, gettext
from flask_babel import format_date as babel_date
from flask_babel import format_decimal as babel_decimal

from sspedu.errors import SspError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def speak(app: Flask) -> None:
    """Make the app speak Danish, and give the templates their filters."""
    app.config.update(BABEL_DEFAULT_LOCALE="da", BABEL_DEFAULT_TIMEZONE="Europe/Copenhagen")
    Babel(app)
    app.add_template_filter(show_date, "dato")
    app.add_template_filter(show_moment, "tidspunkt")
    app.add_template_filter(show_number, "tal")


def _(sentence: str, **values: object) -> str:
    """Return a Danish sentence in the reader's language, with its named places filled in."""
    text: str = gettext(sentence, **values)
    return text


def sentence(error: SspError) -> str:
    """Return the error's sentence in the reader's language."""
    return _(error.message, **error.values)


def show_date(day: date) -> str:
    """Write a day: 3. november 2026. A moment is shown as the day it is in Denmark."""
    local = day.astimezone(COPENHAGEN).date() if isinstance(day, datetime) else day
    text: str = babel_date(local, "d. MMMM yyyy")
    return text


def show_moment(moment: datetime) -> str:
    """Write a moment: 3. november 2026 kl. 14.30."""
    return f"{show_date(moment)} kl. {moment.astimezone(COPENHAGEN):%H.%M}"


def show_number(number: float) -> str:
    """Write a number with Danish separators: 3.001."""
    text: str = babel_decimal(number)
    return text
