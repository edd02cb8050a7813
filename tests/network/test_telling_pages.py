"""What is new and what one chose, as a browser meets it."""

import re

import pytest
from flask import Flask

from sspedu.network import queries
from sspedu.network.models import BoardWatch, Level
from tests.counting import counted
from tests.network.test_pages import NATIONAL, Reader
from tests.network.world import AARHUS, World

COUNT = "/netvaerk/nyt/antal"


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def test_the_mark_counts_what_is_new_and_the_page_lists_it(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    assert anna.get(COUNT).text.strip() == ""
    bo.send(thread, text="Et svar, som ikke står på listen.", nonce="x")
    assert "1 ny til dig i netværket" in anna.get(COUNT).text
    page = anna.get("/netvaerk/nyt").text
    assert f'href="{thread}#indlaeg-2"' in page
    assert f"{bo.actor.name} svarede efter dit indlæg" in page
    assert "som ikke står på listen" not in page
    anna.send(f"{thread}/set", number="2")
    assert "Der er ikke noget nyt til dig." in anna.get("/netvaerk/nyt").text


def test_a_mark_that_has_not_changed_is_answered_before_it_is_rendered_and_asks_two_questions(anna: Reader, bo: Reader) -> None:
    bo.send(anna.begin(), text="Et svar.", nonce="x")
    anna.get("/netvaerk")
    tag = anna.get(COUNT).headers["ETag"]
    with counted() as statements:
        answer = anna.client.get(COUNT, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert len(statements) <= 2, "\n".join(statements)


def test_hot_pages_ask_nothing_more_for_the_mark_and_visitors_have_none(anna: Reader, app: Flask) -> None:
    anna.get("/min-laering")
    with counted() as statements:
        page = anna.get("/min-laering").text
    assert 'hx-get="/netvaerk/nyt/antal"' in page
    assert not [statement for statement in statements if "thread" in statement or "board" in statement]
    assert "data-news" not in app.test_client().get("/moduler").text


def test_the_thread_page_says_why_one_is_told_and_what_is_chosen_is_kept(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    assert "Du får besked, fordi du begyndte tråden" in anna.get(thread).text
    assert "Du får kun besked, når nogen svarer dig eller nævner dig" in bo.get(thread).text
    bo.send(thread, text="Et svar.", nonce="x")
    assert "Du får besked, fordi du har skrevet i tråden" in bo.get(thread).text
    assert bo.send(f"{thread}/besked", level="none").location == thread
    page = bo.get(thread).text
    assert "Du får ingen besked om tråden, fordi du har valgt det" in page
    assert re.search(r'value="none" checked', page)


def test_the_board_page_says_what_its_reader_hears_and_why(anna: Reader) -> None:
    assert "Du får ugens overblik, fordi det er din kommune" in anna.get("/netvaerk/kommune/0265").text
    assert "Du får kun besked, når nogen svarer dig eller nævner dig" in anna.get(NATIONAL).text
    assert anna.count(BoardWatch) == 0
    assert anna.send(f"{NATIONAL}/besked", level="all").location == NATIONAL
    assert "Du får besked om alt, fordi du følger tavlen" in anna.get(NATIONAL).text
    assert "Hele landet" in anna.get("/netvaerk/besked").text
    anna.world.session.rollback()
    assert anna.world.session.query(BoardWatch).one().level is Level.ALL


@pytest.mark.parametrize(
    ("fields", "wanted"), [({"digest_day": "3"}, (False, 3)), ({"is_each": "1", "digest_day": "aldrig"}, (True, None))]
)
def test_which_mail_one_wants_is_kept(anna: Reader, fields: dict[str, str], wanted: tuple[bool, int | None]) -> None:
    assert anna.send("/netvaerk/besked", **fields).status_code == 302
    anna.world.session.rollback()
    kept = queries.mail_wanted(anna.world.session, anna.actor.id)
    assert (kept.is_each, kept.digest_day) == wanted


@pytest.mark.parametrize("day", ["", "7", "-1", "mandag", "99999999999999999999", "١"])
def test_a_day_that_is_none_comes_back_with_what_was_chosen(anna: Reader, day: str) -> None:
    answer = anna.send("/netvaerk/besked", is_each="1", digest_day=day)
    assert answer.status_code == 422
    assert "Vælg en af ugens dage, eller vælg aldrig." in answer.text
    assert 'value="1" checked' in answer.text


def test_pages_about_what_is_new_ask_few_questions_and_write_nothing(anna: Reader, bo: Reader) -> None:
    bo.send(anna.begin(), text="Et svar.", nonce="x")
    for path, most in (("/netvaerk/nyt", 2), ("/netvaerk/besked", 4), ("/netvaerk/nyt?foer=x", 2), ("/netvaerk/nyt?foer=1", 2)):
        with counted() as statements:
            assert anna.get(path).status_code == 200
        assert len(statements) <= most, "\n".join(statements)
        assert all(statement.lstrip().startswith("SELECT") for statement in statements)


def test_what_one_may_not_read_is_not_among_what_one_follows(anna: Reader, world: World) -> None:
    thread = anna.begin(title="Kanariefuglen")
    assert "Kanariefuglen" in anna.get("/netvaerk/besked").text
    world.session.connection().exec_driver_sql("UPDATE board SET closed_at = opened_at WHERE kind = 'national'")
    world.session.commit()
    assert "Kanariefuglen" not in anna.get("/netvaerk/besked").text
    assert anna.get(thread).status_code == 404
    assert anna.send(f"{thread}/besked", level="all").status_code == 404
