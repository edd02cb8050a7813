"""From what went wrong to a page that says so. The only room that knows status codes; it rolls back before it renders."""

from collections.abc import Callable
from http import HTTPStatus
from traceback import extract_tb
from typing import NamedTuple, TypeVar

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from sspedu.db import db
from sspedu.errors import N_, NOT_THERE, Busy, Conflict, Forbidden, Invalid, NotFound, SspError, TooMany
from sspedu.trouble import Trouble, trouble_of
from sspedu.web.kept import kept_fields, kept_request
from sspedu.web.language import _, sentence, speaking_without_database
from sspedu.web.logs import log

View = TypeVar("View", bound=Callable[..., object])
Page = tuple[str, int, dict[str, str]]

# A refused htmx request replaces the page, not the little piece that asked.
REPLACE_PAGE = {"HX-Retarget": "body", "HX-Reswap": "innerHTML show:window:top"}


class Explanation(NamedTuple):
    """What a page of error says: what happened, and what to do."""

    title: str
    message: str
    what_to_do: str


EXPLANATIONS = {
    400: Explanation(
        N_("Vi kunne ikke læse det, du sendte"),
        N_("Adressen eller formularen så anderledes ud, end vi venter."),
        N_("Gå tilbage, og prøv igen."),
    ),
    403: Explanation(
        N_("Det har du ikke adgang til"),
        N_("Siden findes, men din rolle giver ikke lov til det her."),
        N_("Spørg den, der står for SSP Læring hos jer, hvis du mener, du skal have adgang."),
    ),
    404: Explanation(
        N_("Siden findes ikke"),
        N_("Den kan være flyttet, eller adressen kan være skrevet forkert."),
        N_("Gå til forsiden, eller find modulet under Moduler."),
    ),
    405: Explanation(
        N_("Det kan man ikke gøre her"),
        N_("Siden findes, men den tager ikke imod det, der blev sendt."),
        N_("Gå tilbage, og brug knappen på siden."),
    ),
    409: Explanation(
        N_("Der er sket noget i mellemtiden"),
        N_("Det, du ville gøre, passer ikke længere med det, der er gemt."),
        N_("Hent siden igen, og se, hvordan den ser ud nu."),
    ),
    413: Explanation(
        N_("Det er for stort"),
        N_("Det, du sendte, fylder mere, end vi kan tage imod, så vi har ikke læst det, og intet er gemt."),
        N_("Gå tilbage i din browser: Der står det, du skrev, endnu. Gør det kortere, eller del det op, og send igen."),
    ),
    422: Explanation(
        N_("Noget mangler eller passer ikke"),
        N_("Vi kunne ikke bruge det, der stod i formularen."),
        N_("Gå tilbage, ret det, og send igen."),
    ),
    429: Explanation(
        N_("Der er prøvet for mange gange"), N_("Vi holder en pause for at beskytte kontoen."), N_("Vent et kvarter, og prøv igen.")
    ),
    500: Explanation(
        N_("Der skete en fejl hos os"),
        N_("Det er ikke dig, der har gjort noget forkert. Fejlen er skrevet ned."),
        N_("Prøv igen om lidt. Sker det igen, så oplys nummeret herunder."),
    ),
    503: Explanation(
        N_("Siden er optaget et øjeblik"),
        N_("Vi kan ikke få fat i databasen lige nu. Det, vi har svaret er gemt, er gemt."),
        N_("Vent et halvt minut, og prøv igen."),
    ),
}

# Two moments of 503, and how long to wait.
FULL = Explanation(
    N_("Der er ikke plads til at gemme lige nu"),
    N_("Serverens disk er fuld, så det, du sendte, er ikke gemt. Det, vi før har svaret er gemt, er gemt, og siderne kan stadig læses."),
    N_("Vent nogle minutter, og prøv igen. Dem, der passer SSP Læring, kan se, at det er galt."),
)
TROUBLES = {Trouble.BUSY: (EXPLANATIONS[503], 30), Trouble.FULL: (FULL, 300)}

# The same words whether it was there once or never: that is nobody's to know.
GONE = N_("Det, du skrev til, findes ikke, eller du kan ikke læse det mere. Intet er sendt. Kopiér din tekst, hvis du vil gemme den.")

STATUS: dict[type[SspError], int] = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422, TooMany: 429, Busy: 503}


def answer_errors(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(SspError, _domain_error)
    app.register_error_handler(CSRFError, expired_form)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _trouble_or_own_fault)


def error_page(status: int, message: str | None = None) -> Page:
    """Render the page for a status, with a sentence of its own if there is one."""
    explained = EXPLANATIONS.get(status) or EXPLANATIONS[400 if status < 500 else 500]
    page = render_template(
        "error.html",
        status=status,
        title=_(explained.title),
        message=message or _(explained.message),
        what_to_do=_(explained.what_to_do),
        request_id=g.get("request_id", ""),
    )
    return page, status, REPLACE_PAGE


def _domain_error(error: SspError) -> ResponseReturnValue:
    db.session.rollback()
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    fields = kept_fields()
    if (status in {409, 422} and fields) or (status in {403, 404} and any(field.is_written for field in fields)):
        return kept_request(_(GONE) if str(error) == NOT_THERE else sentence(error)), status, REPLACE_PAGE
    page, status, headers = error_page(status, sentence(error))
    if isinstance(error, (TooMany, Busy)):
        headers = {"Retry-After": str(error.wait_seconds), **headers}
    return page, status, headers


def when_expired(answer: Callable[..., ResponseReturnValue]) -> Callable[[View], View]:
    """Let a form's view answer in words of its own when the token no longer holds: somebody who signed in beside it has a new one.

    `answer` is called with what stands in the address.
    """

    def mark(view: View) -> View:
        view.when_expired = answer  # type: ignore[attr-defined]
        return view

    return mark


def expired_form(_error: CSRFError) -> ResponseReturnValue:
    """Give a form back whose token no longer holds, with what was typed."""
    db.session.rollback()
    own = getattr(current_app.view_functions.get(request.endpoint or ""), "when_expired", None)
    if own is not None:
        answer: ResponseReturnValue = own(**(request.view_args or {}))
        return answer
    if not kept_fields():
        return error_page(400, _("Formularen var for gammel, så vi gjorde ikke noget. Hent siden igen, og prøv en gang til."))
    return kept_request(_("Formularen var for gammel til at blive sendt. Det, du skrev, er her stadig.")), 400, REPLACE_PAGE


def _http_error(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return _trouble_or_own_fault(error.original_exception)
    return error_page(error.code)


def plain_page(status: int, explained: Explanation | None = None) -> Page:
    """Render the page that asks for no person and no address, with whatever was typed."""
    with speaking_without_database():
        return _plain_page(status, explained or EXPLANATIONS[status])


def _plain_page(status: int, explained: Explanation) -> Page:
    # Not `render_template`: that asks who is reading and where, and the database may be away.
    page = current_app.jinja_env.get_template("plain_error.html").render(
        status=status,
        title=_(explained.title),
        message=_(explained.message),
        what_to_do=_(explained.what_to_do),
        request_id=g.get("request_id", ""),
        fields=() if status == HTTPStatus.BAD_REQUEST else kept_fields(),
    )
    return page, status, REPLACE_PAGE


def _unknown_host(_error: SecurityError) -> ResponseReturnValue:
    return plain_page(400)


def _trouble_or_own_fault(error: BaseException) -> ResponseReturnValue:
    trouble = trouble_of(error)
    if trouble is None:
        return _own_fault(error)
    kind = type(getattr(error, "orig", error)).__name__
    log.error("database unavailable", request_id=g.get("request_id"), kind=kind, trouble=trouble.value)
    _give_up_session()
    explained, seconds = TROUBLES[trouble]
    page, status, headers = plain_page(503, explained)
    return page, status, {"Retry-After": str(seconds), **headers}


def _own_fault(error: BaseException) -> ResponseReturnValue:
    # Its kind and place are enough to mend it; its text may hold what somebody wrote.
    frames = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    log.error("own fault", request_id=g.get("request_id"), kind=type(error).__name__, places=frames[-6:])
    _give_up_session()
    return plain_page(500)


def _give_up_session() -> None:
    try:
        db.session.rollback()
    finally:
        db.session.remove()
