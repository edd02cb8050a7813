"""Entries of the registers as pages show them."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from sspedu.curriculum.models import Fact, LegalState, PartialDate, Provision, Source
from sspedu.library.queries import RegisterIndex, Shelf
from sspedu.web.language import _, danish, html, show_date


@dataclass(frozen=True, slots=True)
class ProvisionCard:
    """A provision with what is known of it today, in words."""

    id: str
    law: str
    label: str
    title: str
    state: LegalState
    sentence: Markup
    checked_on: date
    url: str


@dataclass(frozen=True, slots=True)
class LessonReference:
    """A lesson that rests on something."""

    module_title: str
    lesson_title: str
    url: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The figures of one source."""

    source: Source
    facts: tuple[Fact, ...]


def show_partial(day: PartialDate) -> str:
    """Write a date as far as it is known: "2024", "juli 2023", "3. juli 2023"."""
    if day.is_exact:
        return show_date(day.first_day)
    return show_date(day.first_day).split(" ", 1)[1] if day.month else str(day.year)


def provision_card(provision: Provision, registers: RegisterIndex, *, today: date) -> ProvisionCard:
    """Show a provision as it stands today."""
    state = provision.state_on(today)
    sentence = _state_sentence(provision, state, registers)
    return ProvisionCard(
        provision.id, provision.law, provision.label, provision.title, state, sentence, provision.checked_on, f"/lov/{provision.id}"
    )


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


def lessons_on_law(shelf: Shelf, provision_id: str) -> tuple[LessonReference, ...]:
    """Return every lesson that teaches the provision."""
    return tuple(
        LessonReference(published.module.title, lesson.title, f"/moduler/{published.id}/{lesson.id}")
        for published in shelf.modules
        for lesson in published.module.lessons
        if provision_id in lesson.law
    )


def fact_groups(registers: RegisterIndex) -> tuple[FactGroup, ...]:
    """Return the figures by source, in the order of the register."""
    ids = dict.fromkeys(fact.source for fact in registers.all.facts)
    return tuple(
        FactGroup(registers.sources[source], tuple(fact for fact in registers.all.facts if fact.source == source)) for source in ids
    )
