"""Danish and English as they are shown: which of them, translations, dates, numbers, and the sentences of errors.

What is taught is Danish whatever the interface speaks; on an English page it is marked so, and read aloud as what it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations

from babel import Locale
from flask import Flask, Response, after_this_request, g, has_request_context, request
from flask_babel import Babel, force_locale, get_translations, refresh
from flask_babel import format_date as babel_date
from flask_babel import format_decimal as babel_decimal
from markupsafe import Markup, escape

from sspedu.days import COPENHAGEN, day_of
from sspedu.errors import SspError
from sspedu.web.access import current_actor, current_settings, utc_now
from sspedu.web.catalogue import TRANSLATIONS, make_ready

DANISH = "da"
# British dates and numbers.
LOCALES = {DANISH: Locale("da"), "en": Locale("en", "GB")}
# Each language is called what those who speak it call it.
NAMES = {DANISH: "Dansk", "en": "English"}
DATES = {DANISH: "d. MMMM yyyy", "en": "d MMMM yyyy"}
CHOICE_DAYS = 365


def speak(app: Flask) -> None:
    """Make the app speak both languages, and give the templates their words and filters. Raises `NotBuilt` without the catalogue."""
    make_ready()
    app.config.update(
        BABEL_DEFAULT_LOCALE=DANISH, BABEL_DEFAULT_TIMEZONE="Europe/Copenhagen", BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS)
    )
    Babel(app, locale_selector=lambda: LOCALES[language()])
    app.jinja_env.globals.update(
        _=html, language=language, danish=danish, in_danish=in_danish, in_language=in_language, said_in=said_in, already_said=already_said
    )
    app.add_template_filter(show_date, "dato")
    app.add_template_filter(show_weekday, "ugedag")
    app.add_template_filter(show_moment, "tidspunkt")
    app.add_template_filter(show_number, "tal")
    app.add_template_filter(show_lately, "for_nylig")
    app.add_template_filter(show_as_typed, "decimal")


def language() -> str:
    """Return the language of the moment: "da" or "en"; Danish where no app is."""
    # Asked for with every sentence of a page, so it is found out once.
    try:
        code: str = g.language
    except AttributeError:
        code = g.language = _wanted()
    except RuntimeError:
        return DANISH
    return code


def _wanted() -> str:
    """Return the reader's language: as their profile says, or as chosen in this browser; otherwise Danish.

    What the browser prefers is not asked: most browsers of Danish offices are set up in English, and their owners read Danish lessons.
    """
    if not has_request_context():
        return DANISH
    return _known(current_actor().language) or chosen_here() or DANISH


def chosen_here() -> str | None:
    """Return the language that was chosen in this browser, if any. Asks no database."""
    return _known(request.cookies.get(cookie_name()))


def _known(code: str | None) -> str | None:
    return code if code in LOCALES else None


def cookie_name() -> str:
    """Return the name of the cookie that holds the language chosen in a browser."""
    return "__Host-sprog" if current_settings().is_https else "sprog"


def choose(code: str) -> None:
    """Let this browser speak a language from the next page on, and this request from now on."""

    @after_this_request
    def keep(response: Response) -> Response:
        days = CHOICE_DAYS * 24 * 60 * 60
        response.set_cookie(cookie_name(), code, max_age=days, secure=current_settings().is_https, httponly=True, samesite="Lax")
        return response

    g.language = code
    refresh()


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """Speak someone else's language inside, for a mail to them; with no choice of theirs, the language of the moment."""
    with _speaking(code) if code in LOCALES else nullcontext():
        yield


@contextmanager
def _speaking(code: str) -> Iterator[None]:
    before = g.pop("language", None)
    g.language = code
    try:
        with force_locale(LOCALES[code]):
            yield
    finally:
        g.pop("language")
        if before is not None:
            g.language = before


@contextmanager
def speaking_without_database() -> Iterator[None]:
    """Speak the language that is known without asking who is reading: nothing may be asked of a database that is away."""
    with _speaking(_known_without_database()):
        yield


def _known_without_database() -> str:
    if not has_request_context():
        return DANISH
    person = getattr(g.get("_login_user"), "actor", None)
    return _known(getattr(person, "language", None)) or chosen_here() or DANISH


def _(sentence: str, **values: object) -> str:
    """Return a Danish sentence in the reader's language, with its named places filled in."""
    text = _catalogue(language()).gettext(sentence)
    return text % values if values else text


def html(sentence: str, /, **values: object) -> Markup:
    """Do what `_` does for a page, with values escaped unless they are markup. Templates call it `_`.

    In a fifth of the time of the template engine's own: a page has some ninety sentences, each asks for its catalogue.
    """
    text = _said(language(), sentence)
    return text % values if "%" in text else text


@lru_cache(maxsize=8192)
def _said(code: str, sentence: str) -> Markup:
    """Return a sentence in a language, which is that of the moment."""
    return Markup(_catalogue(code).gettext(sentence))  # noqa: S704 - the sentence is ours; values are escaped


def already_said(text: str) -> str:
    """Return a sentence that a form gives as it stands: in the reader's language if it is one of ours, otherwise unchanged."""
    return _catalogue(language()).gettext(text) if text else text


@cache
def _catalogue(_language: str) -> NullTranslations:
    """Return the sentences in the language of the moment, which is the one named."""
    translations: NullTranslations = get_translations()
    return translations


def danish(text: object) -> Markup:
    """Show words that are Danish whatever the interface speaks: on a page in another language they are marked so."""
    return said_in(DANISH, text)


def said_in(code: str, text: object) -> Markup:
    """Show words that are in one language whatever the interface speaks, and mark them so on a page in another."""
    return escape(text) if language() == code else Markup('<span lang="{}">{}</span>').format(code, text)


def in_danish() -> Markup:
    """Return what marks an element's text as Danish, on a page in another language."""
    return in_language(DANISH)


def in_language(code: str) -> Markup:
    """Return what marks an element's text as being in a language, on a page in another."""
    return Markup("") if language() == code else Markup(' lang="{}"').format(code)


def sentence(error: SspError) -> str:
    """Return the error's sentence in the reader's language."""
    return _(error.message, **error.values)


def today() -> date:
    """Return the day of every page: the one that it is in Denmark."""
    return day_of(utc_now())


def show_date(day: date) -> str:
    """Write a day: 3. november 2026. A moment is shown as the day it is in Denmark."""
    local = day_of(day) if isinstance(day, datetime) else day
    return _written_day(local, language())


@lru_cache(maxsize=4096)
def _written_day(day: date, code: str) -> str:
    """Write a day in the language of the moment, which is the one named. Kept, since a page of posts writes fifty of them."""
    text: str = babel_date(day, DATES[code])
    return text


def show_weekday(day: date) -> str:
    """Name the day of the week: torsdag."""
    text: str = babel_date(day, "EEEE")
    return text


def show_moment(moment: datetime) -> str:
    """Write a moment: 3. november 2026 kl. 14.30."""
    return written_moment(moment, language())


@lru_cache(maxsize=16_384)
def written_moment(moment: datetime, _code: str) -> str:
    """Write a moment in the language of the request, which is the one named. For pages of many, that ask for it once."""
    local = moment.astimezone(COPENHAGEN)
    return _("%(day)s kl. %(hour)s.%(minute)s", day=show_date(moment), hour=f"{local.hour:02}", minute=f"{local.minute:02}")


def show_lately(moment: datetime) -> str:
    """Write a moment of today as a time, kl. 14.30, and any other in full."""
    local = moment.astimezone(COPENHAGEN)
    is_today = day_of(moment) == today()
    return _("kl. %(hour)s.%(minute)s", hour=f"{local:%H}", minute=f"{local:%M}") if is_today else show_moment(moment)


def show_number(number: float) -> str:
    """Write a number with the language's separators: 3.001."""
    return _written_number(number, language())


@lru_cache(maxsize=4096)
def _written_number(number: float, _code: str) -> str:
    """Write a number in the language of the moment, which is the one named."""
    text: str = babel_decimal(number)
    return text


def show_as_typed(number: str) -> str:
    """Write a number that is kept with a decimal comma as the language does, with every digit."""
    return number if language() == DANISH else number.replace(",", ".")
