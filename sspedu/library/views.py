"""Pages of the registers, open to everyone: themes, law, words, figures, sources; and pictures of lessons."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from sspedu.accounts.naming import danish_order
from sspedu.curriculum.models import LessonText
from sspedu.db import db
from sspedu.errors import NotFound
from sspedu.library import answers, cards, law_pages, queries
from sspedu.library.law_uses import uses_of_law
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, public
from sspedu.web.language import today

bp = Blueprint("library", __name__, template_folder="templates")

# By content, not by name: the first bytes of the pictures that a lesson may hold.
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


@bp.get("/temaer")
@public
def themes() -> ResponseReturnValue:
    """Show what the municipalities asked for, theme by theme, and which lessons answer it; then the recommendations likewise."""
    shelf = queries.shelf(db.session())
    return render_template(
        "library/themes.html",
        themes=answers.theme_answers(shelf),
        recommendations=answers.recommendation_answers(shelf),
        network=answers.network(shelf),
        sources=shelf.registers.sources,
    )


@bp.get("/lov")
@public
def law() -> ResponseReturnValue:
    """Show the law register."""
    shelf = queries.shelf(db.session())
    page = law_pages.law_list(shelf, asked=request.args.get("vis", ""), today=today())
    return render_template("library/law.html", page=page)


@bp.get("/lov/til-jurist")
@public
def for_lawyer() -> ResponseReturnValue:
    """Show what needs a lawyer's eye. Open to everyone: each provision says so of itself, and the sum is no secret."""
    shelf = queries.shelf(db.session())
    texts = _texts(shelf)
    day = today()
    return render_template(
        "library/for_lawyer.html",
        questions=law_pages.questions_for_lawyer(shelf, texts, today=day),
        provisions=law_pages.unreviewed(shelf, texts, today=day),
        today=day,
    )


@bp.get("/lov/<provision_id>")
@public
def provision(provision_id: str) -> ResponseReturnValue:
    """Show one provision with its honest state."""
    shelf = queries.shelf(db.session())
    registers = shelf.registers
    found = registers.law.get(provision_id)
    if found is None:
        raise NotFound

    def neighbour(name: str | None) -> cards.ProvisionCard | None:
        entry = registers.law.get(name or "")
        return None if entry is None else cards.provision_card(entry, registers, today=today())

    return render_template(
        "library/provision.html",
        provision=found,
        card=cards.provision_card(found, registers, today=today()),
        situations=cards.situations_on_law(registers, provision_id),
        period=cards.period_of(found),
        replaces=neighbour(found.replaces),
        replaced_by=neighbour(found.replaced_by),
        uses=uses_of_law(shelf, _texts(shelf)).get(provision_id, ()),
        questions=[question for question in registers.all.legal_questions if provision_id in question.law],
        terms=[term for term in registers.all.terms if provision_id in term.law],
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


def _texts(shelf: queries.Shelf) -> dict[str, LessonText]:
    hashes = [lesson.text_hash for published in shelf.modules for lesson in published.module.lessons]
    return queries.lesson_texts(db.session(), hashes)
