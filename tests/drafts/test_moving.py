"""Drafts whose place is taken over by another: what is being written there goes along, and nothing that was typed is lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.drafts import commands
from sspedu.drafts.commands import Outcome, Place, Saved, Sent, Typed
from sspedu.drafts.models import Draft
from sspedu.drafts.queries import Unsaved, unsaved
from sspedu.errors import Forbidden
from sspedu.policy import OPERATOR, Actor
from tests.people import People

OLD, HEIR = Place("new thread", "1"), Place("new thread", "2")


class Writer:
    """Someone who writes in two places, one of which takes the other over."""

    def __init__(self, people: People, email: str = "anna@kommune.example") -> None:
        self.session: Session = people.session
        self.now: datetime = people.now
        self.actor: Actor = people.add(email)

    def type(self, place: Place, text: str, *, tab: str, sequence: int = 1) -> Outcome:
        self.now += timedelta(minutes=1)
        return commands.keep(self.session, self.actor, place, Typed(text, tab, sequence), saved=Saved(), now=self.now)

    def send(self, place: Place, *, tab: str, sequence: int) -> None:
        self.now += timedelta(minutes=1)
        commands.settle(self.session, self.actor, place, Sent("", tab, sequence), now=self.now)

    def move(self) -> None:
        commands.move_drafts(self.session, OPERATOR, OLD, HEIR)

    @property
    def draft(self) -> Unsaved | None:
        return unsaved(self.session, self.actor.id, HEIR)

    @property
    def shown(self) -> tuple[str, list[str]]:
        """What the place that took over shows: the draft, and what is set aside."""
        return (self.draft.text, [entry.text for entry in self.draft.set_aside]) if self.draft else ("", [])


@pytest.fixture
def writer(people: People) -> Writer:
    return Writer(people)


def test_a_draft_goes_along_with_what_is_set_aside_in_it(writer: Writer) -> None:
    writer.type(OLD, "Fra den ene fane", tab="a")
    writer.type(OLD, "Fra den anden fane", tab="b")
    writer.move()
    assert writer.shown == ("Fra den anden fane", ["Fra den ene fane"])
    assert unsaved(writer.session, writer.actor.id, OLD) is None


def test_everybodys_drafts_go_along_and_other_places_are_left(people: People, writer: Writer) -> None:
    other = Writer(people, "bo@kommune.example")
    elsewhere = Place("new thread", "3")
    writer.type(OLD, "Den enes", tab="a")
    other.type(OLD, "Den andens", tab="b")
    other.type(elsewhere, "Et andet sted", tab="c")
    writer.move()
    assert (writer.shown, other.shown) == (("Den enes", []), ("Den andens", []))
    assert unsaved(other.session, other.actor.id, elsewhere) is not None


@pytest.mark.parametrize(("first", "second"), [(OLD, HEIR), (HEIR, OLD)])
def test_of_two_drafts_the_newest_is_shown_and_the_other_set_aside(writer: Writer, first: Place, second: Place) -> None:
    writer.type(first, "Skrevet først", tab="a", sequence=5)
    writer.type(second, "Skrevet sidst", tab="b", sequence=2)
    writer.move()
    writer.move()
    assert writer.shown == ("Skrevet sidst", ["Skrevet først"])
    assert writer.session.scalar(select(func.count()).select_from(Draft)) == 1
    assert writer.type(HEIR, "Skrevet før det sidste", tab="b", sequence=1) is Outcome.LATE


@pytest.mark.parametrize(("first", "second"), [(OLD, HEIR), (HEIR, OLD)])
def test_what_was_sent_hides_no_draft_that_was_not(writer: Writer, first: Place, second: Place) -> None:
    writer.type(first, "Ikke sendt", tab="a")
    writer.type(second, "Sendt", tab="b", sequence=1)
    writer.send(second, tab="b", sequence=2)
    writer.move()
    assert writer.shown == ("Ikke sendt", [])


def test_a_save_that_is_late_brings_nothing_back_in_the_place_that_took_over(writer: Writer) -> None:
    writer.type(OLD, "Sendt", tab="a", sequence=1)
    writer.send(OLD, tab="a", sequence=3)
    writer.move()
    assert writer.type(HEIR, "Sendt og", tab="a", sequence=2) is Outcome.LATE
    assert writer.draft is None


def test_a_page_that_wrote_in_both_sets_nothing_of_its_own_aside(writer: Writer) -> None:
    writer.type(OLD, "Skrevet, mens tavlen blev lagt sammen", tab="a", sequence=1)
    writer.type(HEIR, "Skrevet lidt efter", tab="a", sequence=2)
    writer.move()
    assert writer.shown == ("Skrevet lidt efter", [])


def test_what_is_set_aside_stays_within_its_bounds(writer: Writer) -> None:
    for place in (OLD, HEIR):
        for number in range(commands.MAX_SET_ASIDE):
            writer.type(place, f"{place.key}: tekst {number}", tab=f"{place.key}-{number}")
    writer.move()
    text, aside = writer.shown
    assert text == f"2: tekst {commands.MAX_SET_ASIDE - 1}"
    assert len(aside) == commands.MAX_SET_ASIDE
    assert "1: tekst 9" in aside


def test_nobody_moves_the_drafts_of_others(writer: Writer) -> None:
    with pytest.raises(Forbidden):
        commands.move_drafts(writer.session, writer.actor, OLD, HEIR)
