"""Two tabs, two clicks, and forms that come late or hold what none of ours would: nothing is done twice, written over unseen, or lost."""

import re
from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from sspedu.errors import Conflict
from sspedu.network import commands
from sspedu.network.commands import ToHold
from sspedu.network.models import Board, BoardKind, Case, ModerationAct, Post, Thread
from sspedu.policy import Role
from tests.network.test_events import Guest
from tests.network.test_moderation import Moderator
from tests.network.test_pages import CPR, NATIONAL, Reader
from tests.network.test_practice_pages import share
from tests.network.world import AARHUS, World

DIGITS = "9" * 5_000
# More than a column of 32 bits holds, and all that an id may have.
TOO_LARGE = ("2147483648", "9" * 18)
WHY = {"reason_text": "Det hører til et andet sted."}
ASKING = {"send": "1", "why": "case", "words": "Det er sagens nummer."}


@pytest.fixture
def anna(app: Flask, world: World) -> Guest:
    return Guest(app, world, roles=[Role.INSTRUCTOR])


@pytest.fixture
def moderator(app: Flask, world: World) -> Moderator:
    return Moderator(app, world, AARHUS)


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page.text)
    assert found is not None
    return found[1]


def assert_given_back(answer: TestResponse, status: int, *words: str) -> None:
    assert answer.status_code == status
    for said in words:
        assert said in answer.text


def names(world: World, kind: BoardKind) -> Iterable[tuple[str, str]]:
    world.session.rollback()
    return [(row.name, row.purpose) for row in world.session.execute(select(Board.name, Board.purpose).where(Board.kind == kind))]


def theme(world: World) -> str:
    """Return the id of another board that everyone reads."""
    return str(world.session.scalars(select(Board.id).where(Board.kind == BoardKind.THEME).limit(1)).one())


def test_a_group_that_another_changed_meanwhile_is_not_written_over(anna: Guest, world: World) -> None:
    group = str(anna.send("/netvaerk/ny-gruppe", name="Gruppen", purpose="Møder.", nonce="a").location)
    shown = hidden(anna.get(group), "based_on")
    first = {"name": "Gruppen", "purpose": "Møder til maj.", "based_on": shown}
    for _ in range(2):
        assert anna.send(group, **first).status_code == 302
    late = anna.send(group, name="Gruppen", purpose="Møder til juni.", based_on=shown)
    assert_given_back(late, 409, "Møder til juni.", "Møder til maj.", "Det, der står nu")
    assert names(world, BoardKind.GROUP) == [("Gruppen", "Møder til maj.")]
    assert anna.send(group, name="Gruppen", purpose="Møder til juni.", based_on=hidden(late, "based_on")).status_code == 302
    assert names(world, BoardKind.GROUP) == [("Gruppen", "Møder til juni.")]


def test_who_goes_back_and_says_what_a_group_is_for_loses_no_word_of_it(anna: Guest, world: World) -> None:
    for purpose in ("", "", "Møder til maj."):
        assert anna.send("/netvaerk/ny-gruppe", name="Gruppen", purpose=purpose, nonce="a").status_code == 302
    assert sorted(names(world, BoardKind.GROUP)) == [("Gruppen", ""), ("Gruppen", "Møder til maj.")]


def test_a_late_change_of_an_event_shows_what_stands_now(anna: Guest) -> None:
    meeting = anna.calls()
    assert anna.change(meeting).status_code == 302
    late = anna.change(meeting, place="Biblioteket")
    assert_given_back(late, 409, "Biblioteket", "Det, der står nu", "Rådhuset")
    assert anna.change(meeting, place="Biblioteket", version=hidden(late, "version")).status_code == 302


def test_a_late_assessment_shows_what_stands_now_and_can_be_sent_then(app: Flask, world: World, anna: Guest) -> None:
    example = share(Reader(app, world))
    given = {"known": "2", "result": "mixed", "reason_text": "Den kan bære det."}
    assert anna.send(f"{example}/vurder", version="1", **given).status_code == 302
    late = anna.send(f"{example}/vurder", version="1", **{**given, "reason_text": "Den kan bære mere."})
    assert_given_back(late, 409, "Den kan bære mere.", "Det, der står nu", "Unge samledes ved hallen")
    again = {**given, "reason_text": "Den kan bære mere.", "version": hidden(late, "version")}
    assert anna.send(f"{example}/vurder", **again).status_code == 302


def test_no_moderator_is_asked_about_a_text_for_a_post_that_was_changed_meanwhile(anna: Guest) -> None:
    thread = anna.begin()
    assert anna.send(f"{thread}/1/ret", text="Det, som gælder.", version="1").status_code == 302
    late = anna.send(f"{thread}/1/ret/moderator", text=CPR, version="1", **ASKING)
    assert_given_back(late, 409, CPR, "Det, som gælder.", ASKING["words"], "Det, der står nu")
    assert anna.count(Case) == 0
    for _ in range(2):
        assert anna.send(f"{thread}/1/ret/moderator", text=CPR, version=hidden(late, "version"), **ASKING).status_code == 302
    assert anna.count(Case) == 1


@pytest.mark.parametrize("act", ["removed", "redacted", "locked"])
def test_no_moderator_is_asked_about_a_text_that_could_not_stand(anna: Guest, moderator: Moderator, act: str) -> None:
    thread = anna.begin()
    staff = thread.replace("/netvaerk", "/moderation")
    if act == "removed":
        done = anna.send(f"{thread}/1/fjern")
    elif act == "redacted":
        done = moderator.send(f"{staff}/1/fjern", version="1", **WHY)
    else:
        done = moderator.send(staff, act="lock", **WHY)
    assert done.status_code == 302
    ending = "" if act == "locked" else "/1/ret"
    late = anna.send(f"{thread}{ending}/moderator", text=CPR, version="1", nonce="a", **ASKING)
    assert_given_back(late, 409, CPR, ASKING["words"])
    assert anna.count(Case) == 0


def test_a_text_for_a_thread_that_others_read_by_now_waits_for_no_moderator(anna: Guest, moderator: Moderator, world: World) -> None:
    thread_id = int(anna.begin().rsplit("/", 1)[1])
    before = world.thread(anna.actor, thread_id)
    moderator.send(f"/moderation/traad/{thread_id}/flyt", board=theme(world), **WHY)
    held = ToHold(before, "", CPR, "a", reason="case")
    with pytest.raises(Conflict):
        commands.hold_text(world.session, anna.actor, held, now=world.now)


def test_the_form_of_a_thread_that_was_moved_begins_no_second_one(anna: Guest, moderator: Moderator, world: World) -> None:
    thread = anna.begin()
    moderator.send(f"{thread.replace('/netvaerk', '/moderation')}/flyt", board=theme(world), **WHY)
    assert anna.begin() == thread
    assert anna.count(Thread) == 1


def test_a_merge_that_is_sent_twice_leads_where_the_posts_went(anna: Guest, moderator: Moderator) -> None:
    old, heir = anna.begin(nonce="a"), anna.begin(nonce="b")
    sent = {"target": heir.rsplit("/", 1)[1], "reason_text": "Det er det samme."}
    for _ in range(2):
        assert moderator.send(f"{old.replace('/netvaerk', '/moderation')}/saml", **sent).location == heir
    assert moderator.count(ModerationAct) == 1
    other = moderator.send(f"{old.replace('/netvaerk', '/moderation')}/saml", **{**sent, "target": "999999"})
    assert_given_back(other, 404, "Det er det samme.")
    assert anna.send(f"{old.replace('/netvaerk', '/moderation')}/saml", **sent).status_code == 404


@pytest.mark.parametrize("number", TOO_LARGE)
def test_a_number_that_no_column_holds_is_that_of_no_post(anna: Guest, number: str) -> None:
    thread = anna.begin(kind="question")
    for way in ("", "/ret", "/fjern", "/udgaver", "/citat", "/flyttet", "/anmeld"):
        assert anna.get(f"{thread}/{number}{way}").status_code in {302, 404}
    anna.send(f"{thread}/1/ret", text="Det andet.", version="1")
    assert "Det første indlæg." in anna.get(f"{thread}/1/udgaver?foer={number}").text
    assert anna.send(f"{thread}/svaret", number=number).status_code == 302
    assert anna.send(f"{thread}/set", number=number).status_code == 302
    assert_given_back(anna.send(f"{thread}/1/ret/moderator", text=CPR, version=number, **ASKING), 409, CPR)
    assert anna.count(Case) == 0


@pytest.mark.once
def test_a_count_of_thousands_of_digits_breaks_no_form(anna: Guest) -> None:
    thread = anna.begin()
    assert anna.send(thread, text="Et svar.", nonce="a", seen="", tab="a", sequence=DIGITS).status_code == 302
    assert anna.send(f"{thread}/kladde", text="Halvt", tab="a", sequence=DIGITS).status_code == 200
    assert anna.send(f"{NATIONAL}/ny/kladde/kasser", tab="a", sequence=DIGITS).status_code == 302
    assert anna.count(Post) == 2
