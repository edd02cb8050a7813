"""The list of practice examples, and how it is filtered: by a form of GET that works everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts import queries as accounts
from sspedu.db import db
from sspedu.errors import N_
from sspedu.library.queries import shelf
from sspedu.network import practice, queries
from sspedu.network.commands.boards import NATIONAL_PLACE
from sspedu.network.models import BoardKind
from sspedu.network.practice import Status
from sspedu.network.views.blueprint import WORDS, bp
from sspedu.web.access import current_actor
from sspedu.web.language import _, today
from sspedu.web.requests import row_id

MAX_WORDS = 80
NEWEST_ON_A_BOARD = 3
# The names in addresses, and what each asks for.
FIELDS: Mapping[str, tuple[str, str]] = {
    "niveau": ("prevention", N_("Niveau")),
    "sted": ("arena", N_("Sted")),
    "alder": ("age", N_("Alder")),
    "med": ("partner", N_("Med hvem?")),
    "skete": ("result", N_("Hvad skete der?")),
    "ved": ("known", N_("Hvordan ved vi det?")),
    "status": ("status", N_("Status")),
    "terraen": ("terrain", N_("By eller land?")),
    "indbyggere": ("size_band", N_("Hvor mange bor i kommunen?")),
    "kommune": ("municipality", N_("Kommune")),
    "kreds": ("district", N_("Politikreds")),
    "igen": ("again", N_("Ville de gøre det igen?")),
    "svaret": ("answered", N_("Har svaret på")),
    "tema": ("theme", N_("Tema")),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as the form shows it. `cleared` is the address of the list without it; the rest stays."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    cleared: str

    @property
    def words(self) -> str:
        """What was chosen, in words."""
        return dict(self.choices).get(self.chosen, "")


@bp.get("/netvaerk/praksis")
def examples() -> ResponseReturnValue:
    """List the examples that the reader may read."""
    choices, wanted = _asked()
    session, actor = db.session(), current_actor()
    our = queries.ours(session, actor, today=today())
    found = queries.examples(session, actor, wanted, our, today=today(), after=_after())
    older = _address(efter=f"{found.after.known}-{found.after.id}") if found.after else ""
    words = {"choices": choices, "wanted": wanted, "our": our, "given": _given(), "without": _without, "rules": practice}
    share_url = url_for("network.sharing", word=WORDS[BoardKind.NATIONAL], place=NATIONAL_PLACE)
    return render_template("network/examples.html", found=found, older=older, share_url=share_url, **words)


@bp.get("/netvaerk/praksis/nyeste")
def newest_examples() -> ResponseReturnValue:
    """Show the newest examples of a theme, for the theme's board."""
    theme = request.args.get("tema", "")
    found = queries.examples(db.session(), current_actor(), queries.Wanted(values={"theme": theme}), queries.Ours(), today=today())
    return render_template("network/_newest_examples.html", examples=found.examples[:NEWEST_ON_A_BOARD], theme=theme, rules=practice)


def _asked() -> tuple[tuple[Choice, ...], queries.Wanted]:
    offered = _offered()
    chosen: dict[str, str] = {}
    for name, (column, _label) in FIELDS.items():
        value = request.args.get(name, "")
        chosen[column] = value if value in dict(offered[column]) else ""
    choices = tuple(
        Choice(name, _(label), tuple(offered[column]), chosen[column], _without(name)) for name, (column, label) in FIELDS.items()
    )
    return choices, queries.Wanted(
        values=chosen,
        known=int(chosen["known"]) if chosen["known"] else None,
        status=Status(chosen["status"]) if chosen["status"] else None,
        municipality=chosen["municipality"],
        district=chosen["district"],
        words=request.args.get("ord", "").strip()[:MAX_WORDS],
        answered=chosen["answered"],
        participants=_participants(),
        only_like_ours=request.args.get("ligner") == "1",
        by_known=request.args.get("orden") == "viden",
    )


def _offered() -> Mapping[str, list[tuple[str, str]]]:
    places = accounts.places(db.session())
    themes = shelf(db.session()).registers.all.themes
    worded = {
        "prevention": practice.PREVENTIONS,
        "arena": practice.ARENAS,
        "age": practice.AGES,
        "partner": practice.PARTNERS,
        "status": practice.STATUSES,
        "terrain": practice.TERRAINS,
        "size_band": practice.SIZES,
        "again": practice.AGAIN,
    }
    return {
        **{column: [(value, _(words)) for value, words in mapping.items()] for column, mapping in worded.items()},
        "result": [(value, _(step.name)) for value, step in practice.RESULTS.items()],
        "known": [(str(number), _(step.name)) for number, step in enumerate(practice.KNOWN)],
        "answered": [(question.name, _(question.label)) for question in practice.FIELDS if not question.is_required],
        "municipality": list(places.municipalities),
        "district": list(places.police_districts),
        "theme": [(theme.id, theme.title) for theme in themes],
    }


def _given() -> dict[str, str]:
    """Return what the address asks for, without the place in the list."""
    names = (*FIELDS, "ord", "antal", "ligner", "orden")
    return {name: request.args[name][:MAX_WORDS] for name in names if request.args.get(name)}


def _without(name: str) -> str:
    return _address(**{name: ""})


def _address(**changed: str) -> str:
    """Return the address of the list as it is asked for, with something changed or, where it is empty, left out."""
    values: dict[str, Any] = {name: value for name, value in {**_given(), **changed}.items() if value}
    return url_for("network.examples", **values)


def _after() -> queries.Cursor | None:
    known, _dash, number = request.args.get("efter", "").partition("-")
    try:
        return queries.Cursor(row_id(number), row_id(known[:2]))
    except ValueError:
        return None


def _participants() -> int | None:
    number = request.args.get("antal", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= len("100000") else None
