"""The page of hits: what was found, put into words and places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from sspedu.curriculum.models import LegalState
from sspedu.errors import N_
from sspedu.library.cards import ProvisionCard, provision_card
from sspedu.library.queries import RegisterIndex, shelf
from sspedu.search import queries
from sspedu.search.asking import Query
from sspedu.search.entries import Kind, sections_of
from sspedu.search.models import Document
from sspedu.search.queries import Found, Match, Order
from sspedu.search.showing import best_place, marked

HITS_ON_A_PAGE = 10
MOST_SIGNPOSTS = 3
KINDS = {
    Kind.PROVISION: N_("Lov"),
    Kind.TERM: N_("Ord"),
    Kind.MODULE: N_("Moduler"),
    Kind.LESSON: N_("Lektioner"),
    Kind.SOURCE: N_("Kilder"),
}
ONE_OF_KIND = {
    Kind.PROVISION: N_("Lov"),
    Kind.TERM: N_("Ord"),
    Kind.MODULE: N_("Modul"),
    Kind.LESSON: N_("Lektion"),
    Kind.SOURCE: N_("Kilde"),
}


class Hit(NamedTuple):
    """One thing that was found. `section` is the heading under which the words stand, if they stand under one."""

    kind: str
    url: str
    title: Markup
    context: str
    section: Markup
    excerpt: Markup
    dated_at: datetime
    law: ProvisionCard | None


class Signpost(NamedTuple):
    """A provision that was asked for by its old place, and where it is today."""

    old: ProvisionCard
    new: ProvisionCard


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind to see alone (or all of them, without one), with how many there are."""

    kind: str | None
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. `count` is how many there are in the chosen kind, `page` counts from one."""

    hits: tuple[Hit, ...]
    signposts: tuple[Signpost, ...]
    choices: tuple[Choice, ...]
    count: int
    has_more: bool
    is_partly: bool
    page: int
    last_page: int
    suggestion: str | None


class Asked(NamedTuple):
    """What the address asks for."""

    query: Query
    kind: str | None
    order: Order
    page: int


def results(session: Session, asked: Asked, audiences: frozenset[str], *, today: date) -> Results:
    """Search, and make the page that was asked for. What has most of the words is offered if nothing has them all."""
    found = queries.find(session, asked.query, audiences, order=asked.order)
    suggestion = None if found.matches else queries.suggestion(session, asked.query, audiences)
    if not found.matches:
        found = queries.find_partly(session, asked.query, audiences)
    chosen = _chosen(session, asked, audiences, found)
    last_page = max(1, -(-len(chosen.matches) // HITS_ON_A_PAGE))
    page = min(asked.page, last_page)
    registers = shelf(session).registers
    return Results(
        hits=_hits(session, chosen.matches[(page - 1) * HITS_ON_A_PAGE : page * HITS_ON_A_PAGE], asked.query, registers, today),
        signposts=_signposts(found, registers, today) if page == 1 and any(term.is_number for term in asked.query.terms) else (),
        choices=_choices(found, asked.kind),
        count=len(chosen.matches),
        has_more=chosen.has_more,
        is_partly=found.is_partly,
        page=page,
        last_page=last_page,
        suggestion=suggestion,
    )


def _chosen(session: Session, asked: Asked, audiences: frozenset[str], found: Found) -> Found:
    if asked.kind is None:
        return found
    if found.has_more and not found.is_partly:
        # Some of this kind may lie beyond what was looked at.
        return queries.find(session, asked.query, audiences, kind=asked.kind, order=asked.order)
    return Found(tuple(match for match in found.matches if match.kind == asked.kind), found.has_more, found.is_partly)


def _choices(found: Found, chosen: str | None) -> tuple[Choice, ...]:
    counts = found.counts
    kinds = (Choice(kind, label, counts[kind], kind == chosen) for kind, label in KINDS.items() if counts.get(kind) or kind == chosen)
    return (Choice(None, N_("Alt"), len(found.matches), chosen is None), *kinds)


def _hits(session: Session, matches: Sequence[Match], query: Query, registers: RegisterIndex, today: date) -> tuple[Hit, ...]:
    documents = queries.documents(session, [match.id for match in matches])
    return tuple(_hit(documents[match.id], query, registers, today) for match in matches if match.id in documents)


def _hit(document: Document, query: Query, registers: RegisterIndex, today: date) -> Hit:
    place = best_place(sections_of(document.sections), query)
    provision = registers.law.get(document.thing) if document.kind == Kind.PROVISION else None
    return Hit(
        kind=document.kind,
        url=f"{document.url}#{place.anchor}" if place.anchor else document.url,
        title=marked(document.title, query),
        context=document.context,
        section=place.heading,
        excerpt=place.excerpt,
        dated_at=document.dated_at,
        law=None if provision is None else provision_card(provision, registers, today=today),
    )


def _signposts(found: Found, registers: RegisterIndex, today: date) -> tuple[Signpost, ...]:
    """Return the way from every provision that was asked for by its number to what holds in its place."""
    signposts = []
    for match in found.matches:
        old = registers.law.get(match.thing) if match.kind == Kind.PROVISION and match.is_by_title else None
        new = registers.law.get(old.replaced_by or "") if old is not None else None
        if old is not None and new is not None and old.state_on(today) is LegalState.SUPERSEDED:
            signposts.append(Signpost(provision_card(old, registers, today=today), provision_card(new, registers, today=today)))
    return tuple(signposts[:MOST_SIGNPOSTS])
