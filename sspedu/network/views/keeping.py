"""What the page of a form with several fields has of its draft, and what such a draft says for people to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from sspedu.db import db
from sspedu.drafts.commands import Place
from sspedu.drafts.fields import taken_apart
from sspedu.drafts.queries import Parts, Unsaved, unsaved
from sspedu.errors import N_
from sspedu.library.queries import shelf
from sspedu.network import practice
from sspedu.network.queries import untitled
from sspedu.network.reasons import BY_KIND
from sspedu.network.views.practice_form import LABELS
from sspedu.web.access import current_actor
from sspedu.web.language import _

NAMES: Mapping[str, str] = {
    **LABELS,
    "begins_on": N_("Begynder den"),
    "begins_at": N_("Begynder klokken"),
    "ends_on": N_("Slutter den"),
    "ends_at": N_("Slutter klokken"),
    "place": N_("Sted"),
    "url": N_("Link"),
    "audience": N_("For hvem?"),
    "text": N_("Hvad skal I?"),
    "why": N_("Hvorfor kan det stå?"),
    "words": N_("Besked til moderatoren"),
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "ages": practice.AGES,
    "prevention": practice.PREVENTIONS,
    "arena": practice.ARENAS,
    "terrain": practice.TERRAINS,
    "size_band": practice.SIZES,
    "partners": practice.PARTNERS,
    "result": {value: step.name for value, step in practice.RESULTS.items()},
    "known": {str(number): step.name for number, step in enumerate(practice.KNOWN)},
    "again": practice.AGAIN,
    "why": {value: words for reasons in BY_KIND.values() for value, words in reasons.items()},
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A form's draft as its page has it: the address that keeps it, the draft that stands in the form and its fields.

    `shown_before` is what a form that came back had shown of it.
    """

    url: str
    draft: Unsaved | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    shown_before: str = ""

    @property
    def seen(self) -> str:
        """The name of the newest draft that the page shows."""
        return self.draft.name if self.draft else self.shown_before


def kept(place: Place) -> Kept:
    """Return what a page that is opened shows of the draft in a place. Its address is the page's own with `/kladde`."""
    draft = unsaved(db.session(), current_actor().id, place)
    if draft is None:
        return Kept(f"{request.path}/kladde")
    return Kept(f"{request.path}/kladde", draft.in_parts(fields_said), taken_apart(draft.text))


def sent_back() -> Kept:
    """Return what the page of a form that comes back says of its draft: what it had shown."""
    return Kept(f"{request.path}/kladde", shown_before=request.form.get("seen", "")[:40])


def fields_said(draft: str) -> Parts:
    """Return what a draft with several fields says, each field under what it is called. What the forms no longer have stands without."""
    return tuple((field_name(name), _said(name, words)) for name, words in taken_apart(draft).items())


def field_name(name: str) -> str:
    """Return what a field is called; nothing for one that no form has."""
    return _(NAMES[name]) if name in NAMES else ""


def thread_said(draft: str) -> Parts:
    """Return what the draft of a new thread says: its title, and its text."""
    title, text, _kind = untitled(draft)
    return tuple((name, words) for name, words in ((_("Titel"), title), (_("Det første indlæg"), text)) if words)


def _said(name: str, words: str) -> str:
    if name == "themes":
        titles = {theme.id: theme.title for theme in shelf(db.session()).registers.all.themes}
        return "\n".join(titles.get(value, value) for value in words.split("\n"))
    if name not in CHOICES:
        return words
    return "\n".join(_(CHOICES[name][value]) if value in CHOICES[name] else value for value in words.split("\n"))
