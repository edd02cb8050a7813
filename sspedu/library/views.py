"""Pages of the registers, open to everyone: themes, law, words, figures, sources; and pictures of lessons."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from sspedu.accounts.naming import danish_order
from sspedu.db import db
from sspedu.errors import NotFound
from sspedu.library import cards, queries
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, public, utc_now

bp = Blueprint("library", __name__, template_folder="templates")

# By content, not by name: the first bytes of the pictures that a lesson may hold.
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


@bp.get("/temaer")
@public
def themes() -> ResponseReturnValue:
    """Show what the municipalities asked for, theme by theme."""
    shelf = queries.shelf(db.session())
    return render_template("library/themes.html", themes=cards.theme_demands(shelf))


@bp.get("/lov")
@public
def law() -> ResponseReturnValue:
    """Show the law register."""
    registers = queries.shelf(db.session()).registers
    today = utc_now().date()
    provisions = tuple(cards.provision_card(provision, registers, today=today) for provision in registers.all.law)
    return render_template("library/law.html", provisions=provisions)


@bp.get("/lov/<provision_id>")
@public
def provision(provision_id: str) -> ResponseReturnValue:
    """Show one provision with its honest state."""
    shelf = queries.shelf(db.session())
    registers = shelf.registers
    found = registers.law.get(provision_id)
    if found is None:
        raise NotFound
    today = utc_now().date()

    def neighbour(name: str | None) -> cards.ProvisionCard | None:
        entry = registers.law.get(name or "")
        return None if entry is None else cards.provision_card(entry, registers, today=today)

    return render_template(
        "library/provision.html",
        provision=found,
        card=cards.provision_card(found, registers, today=today),
        replaces=neighbour(found.replaces),
        replaced_by=neighbour(found.replaced_by),
        taught_in=cards.lessons_on_law(shelf, provision_id),
        sources=tuple(registers.sources[source] for source in found.sources),
    )


@bp.get("/ord")
@public
def glossary() -> ResponseReturnValue:
    """Show the words of the field."""
    registers = queries.shelf(db.session()).registers
    terms = sorted(registers.all.terms, key=lambda term: danish_order(term.term))
    letters = tuple(dict.fromkeys(term.term[0].upper() for term in terms))
    return render_template("library/glossary.html", terms=terms, letters=letters, registers=registers)


@bp.get("/tal")
@public
def facts() -> ResponseReturnValue:
    """Show every figure with its hedge, n and source."""
    registers = queries.shelf(db.session()).registers
    return render_template("library/facts.html", groups=cards.fact_groups(registers))


@bp.get("/kilder")
@public
def sources() -> ResponseReturnValue:
    """Show the bibliography, with what was read of each."""
    registers = queries.shelf(db.session()).registers
    return render_template("library/sources.html", sources=registers.all.sources)


@bp.get("/moduler/<module_id>/media/<path:name>")
def media(module_id: str, name: str) -> ResponseReturnValue:
    """Send a picture of a published lesson."""
    require(current_actor(), Action.READ_LESSON)
    published = queries.shelf(db.session()).module(module_id)
    content = queries.media(db.session(), published.version_id, f"modules/{module_id}/media/{name}")
    kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
    if kind is None:
        raise NotFound
    return Response(content, mimetype=kind)
