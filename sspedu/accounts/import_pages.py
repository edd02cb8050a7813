"""What the pages of an import show, in words: what would be done, or was, one part and page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from sspedu.accounts.importing.plans import Change, ImportPlan, Step
from sspedu.accounts.models import Profession
from sspedu.accounts.naming import FIELD_NAMES, PROFESSION_NAMES
from sspedu.accounts.queries import places
from sspedu.errors import SspError
from sspedu.web.language import _, danish, html

PAGE_SIZE = 100
FAULTS, CHANGES, CREATIONS = "fejl", "aendringer", "nye"


class Line(NamedTuple):
    """A row of the file, who it is about, and what it does or what is wrong with it."""

    line: int
    who: str
    said: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One page of one part of a plan."""

    part: str
    lines: tuple[Line, ...]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages the part has."""
        return max(1, -(-self.total // PAGE_SIZE))


class Wording:
    """Writes the steps of a plan in words. The names of places are Danish in any language."""

    def __init__(self, session: Session) -> None:
        known = places(session)
        self.towns = {code: danish(name) for code, name in known.municipalities}
        self.districts = {id_: danish(name) for id_, name in known.police_districts}

    def creation(self, step: Step) -> Line:
        """Say who is asked in, and to what."""
        row = step.wanted
        where = (self.towns.get(row.municipality_code or ""), self.districts.get(row.police_district_id or ""))
        facts = [row.email, *where, _(PROFESSION_NAMES[row.profession or Profession.OTHER]), _("leder") if row.is_manager else ""]
        return Line(row.line, row.name, (Markup(", ").join(fact for fact in facts if fact),))

    def change(self, step: Step) -> Line:
        """Say who is changed, and how."""
        name = step.before.name if step.before else step.wanted.name
        return Line(step.wanted.line, name, tuple(self._changed(change) for change in step.changes))

    def _changed(self, change: Change) -> Markup:
        what = _(FIELD_NAMES[change.field])
        if change.field == "manager":
            return html("Bliver leder") if change.after else html("Er ikke leder mere")
        before, after = self._value(change.field, change.before), self._value(change.field, change.after)
        if change.before is None:
            return html("%(what)s: %(after)s", what=what, after=after)
        return html("%(what)s: fra %(before)s til %(after)s", what=what, before=before, after=after)

    def _value(self, field: str, value: str | None) -> str:
        if value is None:
            return _("ingen")
        if field == "profession":
            return _(PROFESSION_NAMES[Profession(value)])
        return {"municipality_code": self.towns, "police_district_id": self.districts}.get(field, {}).get(value, value)


def said(problem: SspError) -> Markup:
    """Say what is wrong with a file or a row. What the sentence quotes is Danish in any language: so is the file."""
    return html(problem.message, **{name: danish(value) if isinstance(value, str) else value for name, value in problem.values.items()})


def lines(plan: ImportPlan, part: str, wording: Wording) -> Iterable[Line]:
    """Write a part of a plan."""
    if part == CREATIONS:
        return (wording.creation(step) for step in plan.created)
    if part == CHANGES:
        return (wording.change(step) for step in plan.changed)
    return (Line(fault.line, "", tuple(said(problem) for problem in fault.problems)) for fault in plan.faults)


def plan_page(session: Session, plan: ImportPlan, part: str, number: int) -> PlanPage:
    """Return a page of a part: the one asked for, or else the first that holds something."""
    totals = {FAULTS: len(plan.faults), CHANGES: len(plan.changed), CREATIONS: len(plan.created)}
    if part not in totals:
        part = next((name for name, total in totals.items() if total), CREATIONS)
    shown = islice(lines(plan, part, Wording(session)), (number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    return PlanPage(part, tuple(shown), totals[part], number)
