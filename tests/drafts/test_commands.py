"""Drafts on a real database: the newest writer's text stands, an older save changes nothing, and nothing that was typed is lost."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sspedu.cli.working import HOURLY
from sspedu.db import db, stamp
from sspedu.drafts import commands
from sspedu.drafts.commands import Outcome, Place, Saved, Sent, Typed
from sspedu.drafts.models import Draft
from sspedu.drafts.queries import Unsaved, unsaved
from sspedu.errors import Forbidden, Invalid
from sspedu.jobs.delivery import post_office
from sspedu.jobs.worker import Worker
from sspedu.policy import OPERATOR, VISITOR, Actor
from sspedu.privacy import stopping, without_numbers
from tests.people import People

PLACE = Place("reflection", "lov/mandag")
NOTHING = Saved()


class Writer:
    """Someone who writes in one place, from several pages."""

    def __init__(self, people: People, actor: Actor) -> None:
        self.session, self.actor, self.now = people.session, actor, people.now

    def type(self, text: str, *, tab: str = "a", sequence: int = 1, seen: str = "", based_on: str = "", saved: Saved = NOTHING) -> Outcome:
        self.now += timedelta(minutes=1)
        typed = Typed(text, tab, sequence, seen, based_on)
        return commands.keep(self.session, self.actor, PLACE, typed, saved=saved, now=self.now)

    def settle(self, *, seen: str | None, tab: str = "", sequence: int = 0, saved: str = "") -> None:
        commands.settle(self.session, self.actor, PLACE, Sent(seen, tab, sequence), saved=saved, now=self.now)

    @property
    def draft(self) -> Unsaved | None:
        return unsaved(self.session, self.actor.id, PLACE)

    @property
    def text(self) -> str:
        return self.draft.text if self.draft else ""

    @property
    def aside(self) -> list[str]:
        return [entry.text for entry in self.draft.set_aside] if self.draft else []

    @property
    def shown(self) -> str:
        return stamp(self.draft.written_at) if self.draft else ""


@pytest.fixture
def writer(people: People) -> Writer:
    return Writer(people, people.add())


def test_what_is_typed_is_kept(writer: Writer) -> None:
    assert writer.type("En tanke") is Outcome.KEPT
    assert writer.text == "En tanke"


def test_an_older_save_of_the_same_page_changes_nothing(writer: Writer) -> None:
    writer.type("En lang tanke", sequence=5)
    assert writer.type("En la", sequence=3) is Outcome.LATE
    assert (writer.text, writer.aside) == ("En lang tanke", [])


@pytest.mark.parametrize("is_forward", [False, True], ids=["set aside", "come forward again"])
def test_an_older_save_changes_nothing_though_another_page_has_written_since(writer: Writer, is_forward: bool) -> None:
    writer.type("En lang tanke", tab="a", sequence=5)
    writer.type("Fra den anden fane", tab="b")
    if is_forward:
        writer.settle(seen="", tab="b", saved="Fra den anden fane")
    before = (writer.text, writer.aside)
    assert writer.type("En la", tab="a", sequence=3) is (Outcome.LATE if is_forward else Outcome.NOTHING_NEW)
    assert (writer.text, writer.aside) == before
    assert "En lang tanke" in [writer.text, *writer.aside]


def test_the_newest_writer_is_shown_and_the_other_tabs_text_is_set_aside(writer: Writer) -> None:
    writer.type("Fra den ene fane", tab="a", sequence=4)
    writer.type("Fra den anden fane", tab="b", sequence=1)
    assert (writer.text, writer.aside) == ("Fra den anden fane", ["Fra den ene fane"])


def test_a_third_page_loses_neither_of_the_two(writer: Writer) -> None:
    for tab in ("a", "b", "c"):
        writer.type(f"Fra {tab}", tab=tab)
    writer.type("Fra a og mere", tab="a", sequence=2)
    assert writer.text == "Fra a og mere"
    assert set(writer.aside) == {"Fra b", "Fra c"}


def test_a_page_that_has_shown_the_draft_goes_on_with_it(writer: Writer) -> None:
    writer.type("Begyndt på telefonen", tab="telefon", sequence=9)
    writer.type("Skrevet om på kontoret", tab="kontor", seen=writer.shown)
    assert (writer.text, writer.aside) == ("Skrevet om på kontoret", [])


@pytest.mark.parametrize("again", ["En tanke\ni to linjer", " En tanke\r\ni to linjer\r\n", "En tanke\ri to linjer"])
def test_a_text_that_is_saved_already_is_no_draft(writer: Writer, again: str) -> None:
    writer.type("En tanke")
    saved = Saved("En tanke\ni to linjer", "i går")
    assert writer.type(again, sequence=2, based_on="i går", saved=saved) is Outcome.NOTHING_NEW
    assert writer.draft is None


def test_a_saved_text_that_is_only_made_shorter_is_a_draft(writer: Writer) -> None:
    saved = Saved("En lang tanke med et navn i", "i går")
    assert writer.type("En lang tanke", based_on="i går", saved=saved) is Outcome.KEPT
    assert writer.text == "En lang tanke"


def test_a_save_that_set_out_before_its_text_was_kept_is_no_draft(writer: Writer) -> None:
    """It names what stood saved when its page was made: nothing, or an older text."""
    assert writer.type("En ta", based_on="", saved=Saved("En tanke, skrevet færdig", "nu")) is Outcome.NOTHING_NEW
    assert writer.draft is None


def test_an_emptied_field_leaves_no_draft(writer: Writer) -> None:
    writer.type("En tanke")
    writer.type("  \n", sequence=2)
    assert writer.draft is None


def test_saving_removes_the_draft(writer: Writer) -> None:
    writer.type("En tanke")
    writer.settle(seen=writer.shown)
    assert writer.draft is None


def test_saving_leaves_what_another_page_wrote_and_this_one_never_showed(writer: Writer) -> None:
    writer.type("Fra den ene fane", tab="a")
    shown = writer.shown
    writer.type("Fra den anden fane", tab="b", seen=shown)
    writer.settle(seen=shown, tab="a", saved="Fra den ene fane, gemt")
    assert (writer.text, writer.aside) == ("Fra den anden fane", [])


def test_what_was_set_aside_comes_forward_when_the_text_before_it_is_saved(writer: Writer) -> None:
    writer.type("Fra den ene fane", tab="a")
    writer.type("Fra den anden fane", tab="b")
    writer.settle(seen="", tab="b", saved="Fra den anden fane")
    assert (writer.text, writer.aside) == ("Fra den ene fane", [])
    assert writer.type("Fra den ene fane, videre", tab="a", sequence=2) is Outcome.KEPT


def test_a_form_that_does_not_say_what_it_showed_removes_all(writer: Writer) -> None:
    writer.type("En tanke")
    writer.settle(seen=None)
    assert writer.draft is None


def test_a_draft_is_kept_without_the_cpr_number_in_it_and_says_so(writer: Writer) -> None:
    writer.type("Drengen har 010203-1234 i papirerne")
    assert writer.text == "Drengen har [skjult] i papirerne"
    assert writer.draft is not None
    assert writer.draft.is_masked


def test_the_whole_text_sets_its_own_masked_draft_aside_no_more_than_any_other(writer: Writer) -> None:
    writer.type("Drengen har 010203-1234", tab="a")
    writer.type("Drengen har 010203-1234 i papirerne", tab="b")
    assert (writer.text, writer.aside) == ("Drengen har [skjult] i papirerne", [])


@given(
    st.lists(st.sampled_from(["010203-1234", "0102031234", "cpr ", "010203", "-1234", " ", "\n", "født ", "1", "**", "dreng"]), max_size=8)
)
def test_no_draft_holds_a_certain_cpr_number(pieces: list[str]) -> None:
    assert stopping(without_numbers("".join(pieces))) == ()


def test_an_old_tabs_save_that_arrives_after_the_text_was_sent_brings_nothing_back(writer: Writer) -> None:
    writer.type("Et halvt svra", tab="a", sequence=2)
    writer.settle(seen="", tab="a", sequence=3, saved="Et helt svar")
    assert writer.type("Et halvt sv", tab="a", sequence=3) is Outcome.LATE
    assert writer.draft is None
    assert writer.type("Det næste svar", tab="a", sequence=4) is Outcome.KEPT


def test_a_first_save_that_arrives_after_the_text_was_sent_brings_nothing_back(writer: Writer) -> None:
    writer.settle(seen="", tab="a", sequence=1, saved="Et helt svar")
    assert writer.type("Et halvt svra", tab="a", sequence=1) is Outcome.LATE
    assert writer.draft is None


def test_an_emptied_row_is_gone_after_a_day(writer: Writer) -> None:
    writer.settle(seen="", tab="a", sequence=1)
    commands.forget_old(writer.session, OPERATOR, now=writer.now + timedelta(hours=25))
    assert writer.session.scalars(select(Draft)).all() == []


def test_what_is_too_long_to_be_saved_is_kept_as_a_draft(writer: Writer) -> None:
    writer.type("a" * 6_000)
    assert len(writer.text) == 6_000
    with pytest.raises(Invalid, match="for lang"):
        writer.type("a" * 20_001, sequence=2)


def test_a_draft_is_its_writers_own(writer: Writer, people: People) -> None:
    writer.type("En tanke")
    other = Writer(people, people.add("bo@kommune.example"))
    other.settle(seen=None)
    assert other.draft is None
    assert writer.text == "En tanke"
    with pytest.raises(Forbidden):
        commands.keep(people.session, VISITOR, PLACE, Typed("Hej", "a", 1), saved=NOTHING, now=people.now)


def test_a_draft_that_nobody_writes_on_is_dropped_after_ninety_days(writer: Writer) -> None:
    writer.type("En tanke")
    commands.forget_old(writer.session, OPERATOR, now=writer.now + timedelta(days=90))
    assert writer.text == "En tanke"
    commands.forget_old(writer.session, OPERATOR, now=writer.now + timedelta(days=91))
    assert writer.draft is None


def test_the_worker_drops_old_drafts(writer: Writer, app: Flask) -> None:
    writer.type("En tanke")
    writer.session.commit()
    with app.app_context():
        post = post_office(app.extensions["settings"])
        Worker(db.engine, post, lambda: writer.now + timedelta(days=91), hourly=HOURLY).tidy()
    assert writer.draft is None


def test_nobodys_row_grows_without_end(writer: Writer) -> None:
    for number in range(15):
        writer.type(f"Fra fane nummer {number:02}", tab=str(number))
    assert len(writer.aside) == commands.MAX_SET_ASIDE


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=8))
def test_however_pages_take_turns_the_last_text_of_each_is_there(writer: Writer, turns: list[tuple[str, bool]]) -> None:
    """A page writes, having looked at what there is or not; what a page has shown may be written over, and nothing else."""
    writer.session.execute(Draft.__table__.delete())  # type: ignore[attr-defined]
    expected: dict[str, str] = {}
    for number, (tab, has_looked) in enumerate(turns, start=1):
        text = f"{number:02} fra {tab}"
        if has_looked:
            expected.clear()
        writer.type(text, tab=tab, sequence=number, seen=writer.shown if has_looked else "")
        expected[tab] = text
    assert writer.text == text
    assert set(expected.values()) <= {writer.text, *writer.aside}
    assert len(writer.session.scalars(select(Draft)).all()) == 1
