"""The words in the bar. What a person cannot use is not there; nobody sees more than five besides the words of their roles."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from flask import Flask, request

from sspedu.errors import N_
from sspedu.policy import Action, may
from sspedu.web.access import SAFE_METHODS, current_actor, current_settings
from sspedu.web.language import NAMES, _, language


class Signpost(NamedTuple):
    """A word in the bar. `is_current` where the reader is there or below; `is_apart` after the divider, where the words of roles stand."""

    label: str
    url: str
    is_current: bool
    is_apart: bool = False
    # Where a count of what is new is asked for once the page stands.
    news_url: str = ""


class OtherLanguage(NamedTuple):
    """What the switch in the header leads to: a language, and the page that is open."""

    code: str
    name: str
    here: str


DRILL = ("/maa-jeg-dele-det", N_("Må jeg dele det?"))
MODULES, LAW = ("/moduler", N_("Moduler")), ("/lov", N_("Lov og ord"))
FOR_EVERYONE = (MODULES, ("/temaer", N_("Temaer")), DRILL, LAW)
# The themes are in the footer.
FOR_LEARNERS = (("/min-laering", N_("Min læring")), MODULES, ("/netvaerk", N_("Netværk")), DRILL, LAW)
NEWS = {"/netvaerk": "/netvaerk/nyt/antal"}
# Whoever has words of a role finds law and words in the footer, too: the bar grows no longer than it was.
LEAVES_ROOM = frozenset({"/lov"})
# Words that only some have, after a divider: what one must be allowed to, where it leads, and the word.
BY_ROLE = (
    (Action.READ_CASES, "/moderation", N_("Moderation")),
    (Action.HANDLE_FAULTS, "/undervis/fejl", N_("Undervis")),
    (Action.READ_USERS, "/brugere", N_("Brugere")),
    (Action.OPERATE, "/drift", N_("Drift")),
)
FOOTER = (("/temaer", N_("Temaer")), ("/lov", N_("Lov")), ("/ord", N_("Ord")), ("/tal", N_("Tal")), ("/kilder", N_("Kilder")))
ABOUT = (("/hjaelp", N_("Hjælp")), ("/privatliv", N_("Privatliv")), ("/cookies", N_("Cookies")))
ACCESSIBILITY = ("/was", N_("Tilgængelighedserklæring"))
# Words, law, figures and sources are one place in the bar.
BELONGS_TO = {
    "/ord": "/lov",
    "/tal": "/lov",
    "/kilder": "/lov",
    "/invitationer": "/brugere",
    "/undervis": "/undervis/fejl",
    "/forloeb": "/moduler",
}


def lead(app: Flask) -> None:
    """Give templates the bar, the footer's links and the switch of language."""
    app.context_processor(lambda: {"navigation": _navigation(), "footer": _footer(), "other_language": _other_language()})


def _footer() -> tuple[tuple[Signpost, ...], ...]:
    """Return the lists of links under every page: the registers, and what is about the site itself."""
    return _places(FOOTER), _places((*ABOUT, ACCESSIBILITY) if current_settings().was_url else ABOUT)


def _other_language() -> OtherLanguage | None:
    """Return what the switch leads to; nothing on the answer to a form, for it cannot be asked for again and may hold what was typed."""
    if request.method not in SAFE_METHODS:
        return None
    query = request.query_string.decode("ascii", "replace")
    here = quote(request.path) + (f"?{query}" if query else "")
    return next(OtherLanguage(code, name, here) for code, name in NAMES.items() if code != language())


def _navigation() -> tuple[Signpost, ...]:
    actor = current_actor()
    own = tuple((url, label) for action, url, label in BY_ROLE if may(actor, action))
    words = FOR_LEARNERS if actor.is_signed_in else FOR_EVERYONE
    shown = tuple(word for word in words if not own or word[0] not in LEAVES_ROOM)
    return _places(shown) + _places(own, is_apart=True)


def _places(entries: tuple[tuple[str, str], ...], *, is_apart: bool = False) -> tuple[Signpost, ...]:
    here = "/" + request.path.split("/")[1]
    return _places_seen_from(BELONGS_TO.get(here, here), entries, is_apart=is_apart, language=language())


# The addresses that someone may ask for are without number; those that are led to are few.
@lru_cache(maxsize=500)
def _places_seen_from(here: str, entries: tuple[tuple[str, str], ...], *, is_apart: bool, language: str) -> tuple[Signpost, ...]:  # noqa: ARG001
    return tuple(Signpost(_(label), url, here == url, is_apart, NEWS.get(url, "")) for url, label in entries)
