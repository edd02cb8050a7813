"""Entries of the registers as pages show them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from sspedu.curriculum.models import Fact, LegalState, PartialDate, Provision, Source
from sspedu.curriculum.situations import Situation
from sspedu.library.queries import RegisterIndex
from sspedu.web.language import _, danish, html, show_date


class ProvisionCard(NamedTuple):
    """A provision with what is known of it today, in words."""

    id: str
    law: str
    label: str
    title: str
    state: LegalState
    sentence: Markup
    checked_on: date
    url: str


class FactGroup(NamedTuple):
    """The figures of one source."""

    source: Source
    facts: tuple[Fact, ...]


def show_partial(day: PartialDate) -> str:
    """Write a date as far as it is known: "2024", "juli 2023", "3. juli 2023"."""
    if day.is_exact:
        return show_date(day.first_day)
    return show_date(day.first_day).split(" ", 1)[1] if day.month else str(day.year)


def period_of(provision: Provision) -> str:
    """Say between which days a provision holds, as far as they are known."""
    since, until = provision.valid_from, provision.valid_to
    if since and until:
        return _("Fra %(since)s til og med %(until)s", since=show_partial(since), until=show_partial(until))
    if since:
        return _("Fra %(since)s; ingen slutdato, som vi kender", since=show_partial(since))
    if until:
        return _("Til og med %(until)s; hvornår den begyndte, ved vi ikke", until=show_partial(until))
    return _("Vi ved ikke, hvornår den begyndte, og kender ingen slutdato")


def provision_card(provision: Provision, registers: RegisterIndex, *, today: date) -> ProvisionCard:
    """Show a provision as it stands today."""
    state = provision.state_on(today)
    sentence = _state_sentence(provision, state, registers)
    return ProvisionCard(
        provision.id, provision.law, provision.label, provision.title, state, sentence, provision.checked_on, f"/lov/{provision.id}"
    )


def provision_cards(ids: Iterable[str], registers: RegisterIndex, *, today: date) -> tuple[ProvisionCard, ...]:
    """Show the provisions that a lesson rests on, those that the register has."""
    return tuple(provision_card(registers.law[id_], registers, today=today) for id_ in ids if id_ in registers.law)


def _state_sentence(provision: Provision, state: LegalState, registers: RegisterIndex) -> Markup:
    match state:
        case LegalState.SUPERSEDED:
            return _superseded(provision, registers)
        case LegalState.UNKNOWN:
            return html("Ikke afklaret: Vi har ikke læst reglen, eller vi har ikke fundet dens plads i dag.")
        case LegalState.NOT_YET:
            return html("Gælder først fra %(day)s.", day=_day(provision.valid_from))
        case LegalState.AMENDED_UNREAD:
            return _amended(provision)
        case LegalState.IN_FORCE:
            return _in_force(provision, registers)


def _superseded(provision: Provision, registers: RegisterIndex) -> Markup:
    successor = registers.law.get(provision.replaced_by or "")
    gone = html("Gælder ikke længere. Gjaldt til og med %(day)s.", day=_day(provision.valid_to))
    return gone if successor is None else gone + " " + html("Afløst af %(label)s.", label=_mid_sentence(successor))


def _amended(provision: Provision) -> Markup:
    amended = html("Ændret %(when)s. Den nye ordlyd er ikke læst.", when=_day(provision.amended_on))
    if provision.text_as_of is None:
        return amended
    return amended + " " + html("Vi gengiver ordlyden fra %(when)s.", when=_day(provision.text_as_of))


def _in_force(provision: Provision, registers: RegisterIndex) -> Markup:
    since = _in_force_since(provision)
    predecessor = registers.law.get(provision.replaces or "")
    return since if predecessor is None else since + " " + html("Erstattede %(label)s.", label=_mid_sentence(predecessor))


def _in_force_since(provision: Provision) -> Markup:
    # Where nobody has read from when a provision holds, we say no more than that we saw nothing against it.
    if provision.valid_from is None:
        return html("Gælder, så vidt vi har kunnet se.")
    return html("Gælder siden %(day)s.", day=_day(provision.valid_from))


def _day(day: PartialDate | None) -> str:
    return show_partial(day) if day is not None else _("en dato, vi ikke kender")


def _mid_sentence(provision: Provision) -> Markup:
    return danish(provision.label[:1].lower() + provision.label[1:])


def situations_on_law(registers: RegisterIndex, provision_id: str) -> tuple[Situation, ...]:
    """Return every situation of the drill that rests on the provision, in order. Its page is `/maa-jeg-dele-det/<id>`."""
    return tuple(
        situation
        for situation in registers.all.situations
        if not situation.is_retired and any(basis.provision == provision_id for basis in situation.law)
    )


def fact_groups(registers: RegisterIndex) -> tuple[FactGroup, ...]:
    """Return the figures by source, in the order of the register."""
    ids = dict.fromkeys(fact.source for fact in registers.all.facts)
    return tuple(
        FactGroup(registers.sources[source], tuple(fact for fact in registers.all.facts if fact.source == source)) for source in ids
    )
