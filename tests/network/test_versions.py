"""How a post stood before, and what becomes of edits that meet: two tabs, a stale form, a post that is gone."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from sspedu.network import queries
from sspedu.network.comparing import Change, changes
from sspedu.network.models import BoardKind, Post
from sspedu.network.views.versions import VERSIONS_A_PAGE
from tests.network.test_pages import Reader
from tests.network.test_writing import in_box
from tests.network.world import AARHUS, ODENSE, World


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def plain(page: str) -> str:
    return re.sub(r'<span class="sr-only">.*?</span>', "", page)


TEXTS = st.text(st.sampled_from("ab \n"), max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_what_changed(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(passage.text for passage in found if passage.change is not Change.ADDED) == before
    assert "".join(passage.text for passage in found if passage.change is not Change.REMOVED) == after


def test_words_are_compared_within_a_line() -> None:
    found = [(passage.change, passage.text) for passage in changes("Vi mødes tirsdag kl. 9", "Vi mødes torsdag kl. 9")]
    assert found == [("same", "Vi mødes "), ("removed", "tirsdag"), ("added", "torsdag"), ("same", " kl. 9")]


def test_everyone_on_the_board_sees_what_was_changed(anna: Reader, bo: Reader) -> None:
    thread = anna.begin(text="Vi mødes tirsdag.")
    assert "tidligere udgaver" not in bo.get(thread).text
    assert bo.get(f"{thread}/1/udgaver").status_code == 302
    anna.send(f"{thread}/1/ret", text="Vi mødes torsdag.", version="1")
    assert f'href="{thread}/1/udgaver">se tidligere udgaver</a>' in bo.get(thread).text
    page = plain(bo.get(f"{thread}/1/udgaver").text)
    assert "Vi mødes <del>tirsdag.</del><ins>torsdag.</ins>" in page
    assert "Sådan blev det skrevet" in page


def test_what_was_written_is_shown_as_text(anna: Reader) -> None:
    thread = anna.begin(text="<script>alert(1)</script>")
    anna.send(f"{thread}/1/ret", text="<b>Rettet</b>", version="1")
    assert "&lt;script&gt;" in anna.get(f"{thread}/1/udgaver").text


def test_a_post_that_is_gone_hidden_or_elsewhere_shows_no_versions(anna: Reader, bo: Reader, world: World) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/1/ret", text="Rettet.", version="1")
    world.session.execute(update(Post).values(hidden_at=world.now))
    assert bo.get(f"{thread}/1/udgaver").status_code == 302
    world.session.execute(update(Post).values(hidden_at=None))
    anna.send(f"{thread}/1/fjern")
    assert bo.get(f"{thread}/1/udgaver").status_code == 302
    odense = world.person(ODENSE)
    closed = world.begin(odense, world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    assert anna.get(f"/netvaerk/traad/{closed.id}/1/udgaver").status_code == 404


def test_many_versions_come_a_page_at_a_time(anna: Reader) -> None:
    thread = anna.begin(text="Udgave 1.")
    for version in range(1, VERSIONS_A_PAGE + 3):
        anna.send(f"{thread}/1/ret", text=f"Udgave {version + 1}.", version=str(version))
    first = anna.get(f"{thread}/1/udgaver").text
    assert first.count("<h2>") == VERSIONS_A_PAGE
    second = anna.get(f"{thread}/1/udgaver?foer=4").text
    assert second.count("<h2>") == 3
    assert "?foer=4" in first
    assert "Ældre udgaver" not in second


@pytest.mark.parametrize("query", ["?foer=x", "?foer=0", "?foer=1", "?foer=99999999999999999999", "?foer=-1"])
def test_any_place_to_page_from_is_answered(anna: Reader, query: str) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/1/ret", text="Rettet.", version="1")
    assert anna.get(f"{thread}/1/udgaver{query}").status_code in {200, 302}


def test_an_edit_of_a_post_that_is_gone_comes_back_with_its_text(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/1/fjern")
    answer = anna.send(f"{thread}/1/ret", text="Min rettelse.", version="1", seen="", tab="a", sequence="1")
    assert answer.status_code == 409
    assert in_box(answer.text) == "Min rettelse."
    assert "Indlægget er fjernet" in answer.text


def test_a_double_click_and_the_back_button_edit_once(anna: Reader, world: World) -> None:
    thread = anna.begin()
    for _ in range(2):
        assert anna.send(f"{thread}/1/ret", text="Rettet.", version="1").status_code == 302
    opened = world.thread(anna.actor, int(thread.rsplit("/", 1)[1]))
    post = queries.post(world.session, opened, 1)
    assert (post.version, len(queries.revisions(world.session, post))) == (2, 1)
