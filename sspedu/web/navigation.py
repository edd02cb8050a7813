"""The words in the bar. What a person cannot use is not there; nobody sees more than five."""

from dataclasses import dataclass

from flask import Flask, request

from sspedu.errors import N_
from sspedu.policy import Action, may
from sspedu.web.access import current_actor
from sspedu.web.language import _


@dataclass(frozen=True, slots=True)
class Place:
    """A word in the bar. `is_current` where the reader is there or below."""

    label: str
    url: str
    is_current: bool


FOR_EVERYONE = (("/moduler", N_("Moduler")), ("/temaer", N_("Temaer")), ("/lov", N_("Lov og ord")))
FOR_LEARNERS = (("/min-laering", N_("Min læring")), *FOR_EVERYONE)
FOR_TEACHERS = ("/undervis/fejl", N_("Undervis"))
FOOTER = (("/lov", N_("Lov")), ("/ord", N_("Ord")), ("/tal", N_("Tal")), ("/kilder", N_("Kilder")))
# Words, law, figures and sources are one place in the bar.
BELONGS_TO = {"/ord": "/lov", "/tal": "/lov", "/kilder": "/lov", "/undervis": "/undervis/fejl"}


def lead(app: Flask) -> None:
    """Give templates the bar and the footer's links."""
    app.context_processor(lambda: {"navigation": _navigation(), "footer_links": _places(FOOTER)})


def _navigation() -> tuple[Place, ...]:
    entries = FOR_LEARNERS if current_actor().is_signed_in else FOR_EVERYONE
    return _places((*entries, FOR_TEACHERS) if may(current_actor(), Action.HANDLE_FAULTS) else entries)


def _places(entries: tuple[tuple[str, str], ...]) -> tuple[Place, ...]:
    here = "/" + request.path.split("/")[1]
    return tuple(Place(_(label), url, BELONGS_TO.get(here, here) == url) for url, label in entries)
