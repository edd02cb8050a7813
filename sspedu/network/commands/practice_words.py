"""What somebody tells of a practice, fit to stand: every field is looked at, and all that is wrong comes back at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from sspedu.errors import N_, Invalid
from sspedu.network.commands.words import thread_title
from sspedu.network.models import Again, Arena, MarkKind, Prevention, Result, SizeBand, Terrain
from sspedu.network.practice import AGES, FEWEST, FIELDS, OWN_MOST, PARTNERS, TEXTS, TextField, few_people
from sspedu.network.queries import OpenPractice
from sspedu.privacy import Refusals, own_words
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

Value = TypeVar("Value")
Member = TypeVar("Member", bound=StrEnum)
MOST_PARTICIPANTS = 100_000
EMPTY = N_("Skriv et svar her. Et par linjer er nok.")
STOPPED = N_("Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. Fjern det, og send igen.")
WARNED = N_("Noget her kan føre til en person. Ret det, eller send alligevel, hvis det ikke er en rigtig person.")
TOO_LONG = N_("Svaret er på %(length)d tegn og må højst være på %(limit)d.")
FEW = N_("»%(words)s« er så få, at nogen kan genkende dem. Skriv »under 5« eller beskriv gruppen uden tal.")
CHOOSE = N_("Vælg et af svarene.")
# The fields of the form from top to bottom: so they are asked, kept as a draft, and named where something is wrong in them.
PRACTICE_FIELDS = (
    *("title", "problem", "action", "target", "ages", "prevention", "participants", "arena", "terrain", "size_band", "special", "partners"),
    *("preconditions", "resources", "result", "outcome", "known", "reference", "mechanism", "pitfalls", "again", "themes"),
)
CHOICES: Mapping[str, type[StrEnum]] = {
    "prevention": Prevention,
    "arena": Arena,
    "terrain": Terrain,
    "size_band": SizeBand,
    "result": Result,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A form as it was filled in: nothing in it is checked."""

    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    known: str = ""
    again: str = ""
    participants: str = ""
    ages: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """A practice that may stand: its title, its columns, and what it has several of."""

    title: str
    columns: Mapping[str, Any]
    marks: Mapping[str, frozenset[str]]


class Refused(Invalid):
    """A form that cannot stand. `errors` says why at each field, in the order of the form (`order`)."""

    def __init__(self, errors: Mapping[str, Invalid], order: Sequence[str]) -> None:
        self.errors = {name: errors[name] for name in sorted(errors, key=order.index)}
        super().__init__(next(iter(self.errors)), N_("Det lykkedes ikke endnu."))


def told_of(fields: Mapping[str, str]) -> Told:
    """Read a form from its fields as they were sent or kept: of what has several, each stands on a line of its own."""
    ages, partners, themes = (tuple(filter(None, fields.get(name, "").split("\n"))) for name in ("ages", "partners", "themes"))
    texts, choices = ({name: fields.get(name, "") for name in names} for names in (TEXTS, CHOICES))
    title, known, again, participants = (fields.get(name, "") for name in ("title", "known", "again", "participants"))
    return Told(title, texts, choices, known, again, participants, ages, partners, themes)


def fields_of(told: Told) -> dict[str, str]:
    """Return the fields of a form, as `told_of` reads them, in the order of the form."""
    several = {"ages": told.ages, "partners": told.partners, "themes": told.themes}
    one = {"title": told.title, "known": told.known, "again": told.again, "participants": told.participants}
    fields = {**one, **told.texts, **told.choices, **{name: "\n".join(values) for name, values in several.items()}}
    return {name: fields.get(name, "") for name in PRACTICE_FIELDS}


def of_example(example: OpenPractice) -> Told:
    """Fill in the form with what an example says now. Steps that only an assessment gives come back as the writer's highest."""
    said = example.said
    return Told(
        title=example.title,
        texts={question.name: said[question.name] for question in FIELDS},
        choices={name: said[name] for name in CHOICES},
        known=str(min(said["known"], OWN_MOST)),
        again=said["again"] or "",
        participants=str(said["participants"] or ""),
        ages=example.marks[MarkKind.AGE],
        partners=example.marks[MarkKind.PARTNER],
        themes=example.marks[MarkKind.THEME],
    )


def fit(told: Told, themes: frozenset[str], consent: Consent = NOTHING_SEEN) -> Fit:
    """Return what was told as it is kept. Raises `Refused` with everything that is wrong."""
    errors: dict[str, Invalid] = {}
    title = tried(errors, "title", lambda: no_few(thread_title(told.title, consent))) or ""
    columns: dict[str, Any] = {}
    for question in FIELDS:
        given = told.texts.get(question.name, "")
        columns[question.name] = tried(errors, question.name, partial(answer, question, given, consent))
    for name, members in CHOICES.items():
        columns[name] = tried(errors, name, partial(chosen, members, told.choices.get(name, "")))
    columns["known"] = tried(errors, "known", lambda: _known(told.known))
    columns["participants"] = tried(errors, "participants", lambda: _participants(told.participants))
    columns["again"] = Again(told.again) if told.again in set(Again) else None
    if columns["known"] == OWN_MOST and not columns["reference"] and "reference" not in errors:
        errors["reference"] = Invalid("reference", N_("Skriv, hvor evalueringen kan læses, eller vælg et lavere trin."))
    marks = {"age": told.ages, "partner": told.partners, "theme": told.themes}
    known_marks = {"age": frozenset(AGES), "partner": frozenset(PARTNERS), "theme": themes}
    if not known_marks["age"].intersection(told.ages):
        errors["ages"] = Invalid("ages", N_("Sæt mindst ét kryds."))
    if errors:
        raise Refused(errors, PRACTICE_FIELDS)
    return Fit(title, columns, {kind: known_marks[kind].intersection(values) for kind, values in marks.items()})


def tried(errors: dict[str, Invalid], name: str, make: Callable[[], Value]) -> Value | None:
    """Return what is made, or note why it cannot be."""
    try:
        return make()
    except Invalid as error:
        errors[name] = error
        return None


def answer(question: TextField, text: str, consent: Consent) -> str:
    """Return an answer as it is kept. Raises `Invalid`, or `Personal`."""
    refusals = Refusals(too_long=TOO_LONG, stopped=STOPPED, warned=WARNED, empty=EMPTY if question.is_required else "")
    return no_few(own_words(text, question.limit, refusals, consent))


def no_few(text: str) -> str:
    """Return a text that counts no group so small that somebody would know who is in it. Raises `Invalid`."""
    if words := few_people(text):
        raise Invalid("text", FEW, words=words)
    return text


def chosen(members: type[Member], value: str) -> Member:
    """Return what was chosen. Raises `Invalid`."""
    try:
        return members(value)
    except ValueError:
        raise Invalid("choice", CHOOSE) from None


def _known(value: str) -> int:
    if value not in {str(step) for step in range(OWN_MOST + 1)}:
        raise Invalid("known", N_("Vælg trin 0, 1, 2 eller 3. De højeste trin sættes kun ved en faglig vurdering."))
    return int(value)


def _participants(value: str) -> int | None:
    value = value.strip()
    if not value:
        return None
    number = int(value) if re.fullmatch("[0-9]{1,9}", value) else 0
    if not FEWEST <= number <= MOST_PARTICIPANTS:
        raise Invalid("participants", N_("Skriv et helt tal på 5 eller derover, eller lad feltet stå tomt."))
    return number
