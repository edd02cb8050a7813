"""The network's pages as a browser meets them."""

import re
from collections.abc import Iterable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts.models import User
from sspedu.cli.working import HOURLY, open_todays_boards
from sspedu.db import db
from sspedu.jobs.delivery import post_office
from sspedu.jobs.worker import Worker
from sspedu.network import queries
from sspedu.network.models import Board, BoardKind, BoardSeen, Post, Thread, ThreadSeen
from sspedu.network.queries.boards import MOST_UNREAD
from sspedu.policy import Actor, Role
from tests.counting import counted
from tests.network.world import AARHUS, AFTER, FYN, ODENSE, World
from tests.people import PASSWORD, token

NATIONAL = "/netvaerk/hele/landet"
CPR = "Det er 010203-1234."
WARNED = "Skriv til bo.proeve@gmail.com."


class Reader:
    """Someone with a browser."""

    def __init__(
        self, app: Flask, world: World, municipality: str | None = "0265", roles: Iterable[Role] = (), district: str | None = None
    ) -> None:
        self.world = world
        self.actor: Actor = world.person(municipality, district, roles=roles)
        self.client: FlaskClient = app.test_client()
        self.send("/log-ind", email=f"person{world.count}@kommune.example", password=PASSWORD)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": token(self.client), **fields})

    def begin(self, **fields: str) -> str:
        """Begin a thread on the national board; return its address."""
        given = {"title": "Hvordan gør I?", "text": "Det første indlæg.", "nonce": "n", **fields}
        answer = self.send(f"{NATIONAL}/ny", **given)
        assert answer.status_code == 302, answer.text
        return str(answer.location)

    def count(self, table: type) -> int:
        self.world.session.rollback()
        return int(self.world.session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def bare(page: str, path: str) -> str:
    """Return a page without its own address and what is made anew each time."""
    return re.sub(r'value="[^"]{40,}"|<p class="quiet">.*?</p>', "", page.replace(path, ""))


def test_the_boards_one_may_read_are_listed_and_no_others(anna: Reader) -> None:
    page = anna.get("/netvaerk").text
    assert 'href="/netvaerk/hele/landet"' in page
    assert 'href="/netvaerk/kommune/0265"' in page
    assert ODENSE not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/netvaerk/hele/landet%00", 404),
        ("/netvaerk/gruppe/a%00b/medlemmer", 404),
        ("/netvaerk/lektion/lov/%00", 404),
        ("/netvaerk/fil/1/a.pdf%00", 404),
        ("/moduler/lov/media/a%00/b.png", 404),
        ("/netvaerk/praksis/nyeste?tema=%00", 200),
        (f"{NATIONAL}/ny/kolleger?navn=Per%00son", 200),
    ],
)
def test_a_sign_that_no_database_keeps_breaks_no_page(anna: Reader, path: str, status: int) -> None:
    assert anna.get(path).status_code == status


def test_a_name_is_found_however_its_letters_were_made(anna: Reader, bo: Reader, world: World) -> None:
    world.session.execute(update(User).where(User.id == bo.actor.id).values(name="Åse Prøve"))
    world.session.commit()
    assert "@Åse Prøve" in anna.get(f"{NATIONAL}/ny/kolleger?navn=A%CC%8Ase").text


def test_a_board_or_thread_that_one_may_not_read_looks_exactly_like_one_that_is_not_there(anna: Reader, world: World) -> None:
    odense = world.person(ODENSE)
    thread = world.begin(odense, world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    closed = (
        f"/netvaerk/kommune/{ODENSE}",
        f"/netvaerk/kommune/{ODENSE}/ny",
        f"/netvaerk/traad/{thread.id}",
        f"/netvaerk/traad/{thread.id}/1/ret",
    )
    missing = ("/netvaerk/kommune/9999", "/netvaerk/kommune/9999/ny", "/netvaerk/traad/999999", "/netvaerk/traad/999999/1/ret")
    for hidden, absent in zip(closed, missing, strict=True):
        met, never = anna.get(hidden), anna.get(absent)
        assert (met.status_code, never.status_code) == (404, 404)
        assert bare(met.text, hidden) == bare(never.text, absent)
        assert "I netværket kan man kun se de tavler, man selv hører til." in met.text
    assert "I netværket" not in anna.get("/findes-ikke").text
    met, never = (anna.send(path, text="Hej", nonce="x") for path in (f"/netvaerk/traad/{thread.id}", "/netvaerk/traad/999999"))
    assert (met.status_code, never.status_code) == (404, 404)
    assert "\nHej</textarea>" in met.text
    assert bare(met.text, f"/netvaerk/traad/{thread.id}") == bare(never.text, "/netvaerk/traad/999999")
    assert "Siden findes ikke" in anna.send(f"/netvaerk/traad/{thread.id}/kommer", coming="yes").text


def test_a_thread_is_begun_answered_and_read(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    assert bo.send(thread, text="Sådan gør vi.", nonce="x").location == f"{thread}#indlaeg-2"
    page = anna.get(thread).text
    assert "Det første indlæg." in page
    assert "Sådan gør vi." in page
    assert "1 ulæst" in anna.get(NATIONAL).text
    assert anna.send(f"{thread}/set", number="2").status_code == 302
    assert "1 ulæst" not in anna.get(NATIONAL).text


def test_the_composer_says_how_many_will_read(anna: Reader, bo: Reader) -> None:
    assert "Synlig for 2 personer i 2 kommuner." in anna.get(f"{NATIONAL}/ny").text
    assert "Synlig for 1 person." in anna.get("/netvaerk/kommune/0265/ny").text
    Reader(anna.client.application, anna.world)
    assert "Synlig for 2 personer i én kommune." in anna.get("/netvaerk/kommune/0265/ny").text
    Reader(anna.client.application, anna.world, None, district=FYN)
    assert "Synlig for 4 personer i 2 kommuner." in anna.get(f"{NATIONAL}/ny").text


def test_whoever_answers_is_told_how_many_will_read_when_they_ask(anna: Reader, bo: Reader, world: World) -> None:
    url = f"{anna.begin()}/laesere"
    assert f'href="{url}"' in anna.get(url.removesuffix("/laesere")).text
    assert "Synlig for 2 personer i 2 kommuner." in anna.get(url).text
    assert anna.client.get(url, headers={"HX-Request": "true"}).text == "<span>Synlig for 2 personer i 2 kommuner.</span>"
    own = anna.send("/netvaerk/kommune/0265/ny", title="Hos os", text="Kun her.", nonce="k").location
    assert bo.get(f"{own}/laesere").status_code == 404


def test_the_same_form_sent_twice_counts_once(anna: Reader) -> None:
    thread = anna.begin()
    assert anna.begin() == thread
    answers = {anna.send(thread, text="Et svar.", nonce="x").location for _ in range(2)}
    assert len(answers) == 1
    assert (anna.count(Thread), anna.count(Post)) == (1, 2)


def test_another_text_in_a_form_that_was_sent_is_another_post(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(thread, text="Et svar.", nonce="x")
    anna.send(thread, text="Et andet svar efter at være gået tilbage.", nonce="x")
    assert anna.count(Post) == 3


@pytest.mark.parametrize("text", ["", CPR, WARNED, "x" * 10_001])
def test_what_is_refused_comes_back_with_all_that_was_typed(anna: Reader, text: str) -> None:
    new = anna.send(f"{NATIONAL}/ny", title="En titel med »tegn«", kind="question", text=text, nonce="mit")
    assert new.status_code == 422
    assert 'value="En titel med »tegn«"' in new.text
    assert re.search(r'value="question"\s+checked', new.text)
    assert f"\n{text}</textarea>" in new.text
    assert 'value="mit"' in new.text
    answer = anna.send(anna.begin(nonce="b"), text=text, nonce="mit")
    assert answer.status_code == 422
    assert f"\n{text}</textarea>" in answer.text
    assert anna.count(Post) == 1


def test_a_warning_is_shown_once_and_a_cpr_number_has_no_way_on(anna: Reader) -> None:
    thread = anna.begin()
    warned = anna.send(thread, text=WARNED, nonce="x")
    assert "<mark>" in warned.text
    confirmed = warned.text.split('name="confirmed" value="')[1].split('"')[0]
    assert anna.send(thread, text=WARNED, nonce="x", confirmed=confirmed).status_code == 302
    stopped = anna.send(thread, text=CPR, nonce="y", confirmed=confirmed)
    assert (stopped.status_code, 'name="confirmed"' in stopped.text) == (422, False)


def test_what_was_gone_on_from_in_the_title_is_not_asked_again_for_the_text(anna: Reader) -> None:
    fields = {"title": "Skriv til bo.proeve@gmail.com", "text": "Eller til ida.proeve@gmail.com.", "nonce": "x"}
    confirmed, statuses = "", []
    for _ in range(3):
        answer = anna.send(f"{NATIONAL}/ny", confirmed=confirmed, **fields)
        statuses.append(answer.status_code)
        confirmed = answer.text.split('name="confirmed" value="')[-1].split('"')[0]
    assert statuses == [422, 422, 302]


def test_an_edit_of_an_older_version_shows_both_texts_and_the_next_one_is_kept(anna: Reader) -> None:
    post = f"{anna.begin()}/1/ret"
    assert anna.send(post, text="Fra en anden fane.", version="1").status_code == 302
    answer = anna.send(post, text="Min tekst.", version="1")
    assert answer.status_code == 409
    assert "\nMin tekst.</textarea>" in answer.text
    assert "Fra en anden fane." in answer.text
    assert 'name="version" value="2"' in answer.text
    assert anna.send(post, text="Min tekst.", version="2").status_code == 302


def test_a_refused_edit_comes_back_with_the_version_that_it_was_made_from(anna: Reader) -> None:
    post = f"{anna.begin()}/1/ret"
    anna.send(post, text="Fra en anden fane.", version="1")
    answer = anna.send(post, text=CPR, version="1")
    assert answer.status_code == 422
    assert 'name="version" value="1"' in answer.text


def test_a_post_that_is_taken_away_leaves_its_place_with_why(anna: Reader, bo: Reader) -> None:
    thread = anna.begin(text="Noget, der skal væk.")
    assert anna.send(f"{thread}/1/fjern", reason_text="Skrevet det forkerte sted").status_code == 302
    page = bo.get(thread).text
    assert "Noget, der skal væk." not in page
    assert "Fjernet af den, der skrev det" in page
    assert "Skrevet det forkerte sted" in page
    assert anna.get(f"{thread}/1/ret").status_code == 302


def test_a_reason_with_a_cpr_number_comes_back_and_nothing_is_removed(anna: Reader) -> None:
    thread = anna.begin()
    answer = anna.send(f"{thread}/1/fjern", reason_text=CPR)
    assert answer.status_code == 422
    assert CPR in answer.text
    assert "Det første indlæg." in anna.get(thread).text


def test_others_neither_edit_nor_remove_a_post(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    for act in ("ret", "fjern"):
        assert bo.get(f"{thread}/1/{act}").status_code == 403
        assert bo.send(f"{thread}/1/{act}", text="Ikke mit.", version="1").status_code == 403


def test_many_unread_threads_are_counted_no_further_than_they_help(anna: Reader, bo: Reader) -> None:
    for number in range(MOST_UNREAD + 1):
        anna.world.begin(anna.actor, title=f"Tråd {number}", nonce=str(number))
    assert "9+ ulæste tråde" in bo.get("/netvaerk").text
    assert bo.send(f"{NATIONAL}/set").status_code == 302
    assert "ulæst" not in bo.get("/netvaerk").text


def test_only_who_wrote_a_post_is_offered_to_change_it_and_all_see_the_rest_alike(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    bo.send(f"{thread}/set", number="1")
    hers, his = (reader.get(thread).text for reader in (anna, bo))
    assert (f"{thread}/1/ret" in hers, f"{thread}/1/ret" in his) == (True, False)
    said = [page.split("<article")[1].split('<p class="post__acts">')[0].split("</article>")[0].split() for page in (hers, his)]
    assert said[0] == said[1]


def test_reading_writes_nothing(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    with counted() as statements:
        for path in ("/netvaerk", NATIONAL, f"{NATIONAL}/ny", thread):
            assert bo.get(path).status_code == 200
    assert [statement for statement in statements if not statement.lstrip().startswith(("SELECT", "WITH"))] == []
    assert (bo.count(BoardSeen), bo.count(ThreadSeen)) == (0, 1)


@pytest.mark.parametrize("query", ["?foer=1", "?efter=99999999999999999999", "?foer=x", "?efter=-1", "?foer=%00"])
def test_any_cursor_shows_a_page(anna: Reader, query: str) -> None:
    anna.begin()
    assert anna.get(NATIONAL + query).status_code == 200


@pytest.mark.parametrize("query", ["?fra=0", "?fra=99999999999999999999", "?fra=x", "?fra=-1"])
def test_any_number_shows_a_page_of_the_thread(anna: Reader, query: str) -> None:
    assert "Det første indlæg." in anna.get(anna.begin() + query).text


def test_pages_ask_three_questions_at_most(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    for number in range(3):
        anna.send(thread, text=f"Svar nummer {number}.", nonce=str(number))
    for path in ("/netvaerk", NATIONAL, thread):
        bo.get(path)
        with counted() as statements:
            bo.get(path)
        assert 1 <= len(statements) <= 3, "\n".join(statements)


def test_the_address_of_a_region_that_is_no_more_leads_to_the_one_that_took_over(world: World) -> None:
    west = world.person("0265")
    world.open(AFTER)
    assert world.board(west, BoardKind.REGION, "sjaelland").place == "oestdanmark"


def test_the_worker_opens_boards_and_merges_the_regions_when_the_day_comes(world: World, app: Flask, session: Session) -> None:
    with app.app_context():
        office = post_office(app.extensions["settings"])
        Worker(db.engine, office, lambda: world.now.replace(year=2027, month=1, day=1, hour=0), hourly=HOURLY).tidy()
    session.rollback()
    world.today = date(2027, 1, 1)
    assert world.board(world.person("0265"), BoardKind.REGION, "oestdanmark").name == "oestdanmark"
    assert session.scalar(select(Board.merged_into_id).where(Board.place == "sjaelland")) is not None


def test_the_day_begins_in_denmark(world: World, session: Session) -> None:
    open_todays_boards(session, world.now.replace(year=2026, month=12, day=31, hour=23, minute=30))
    assert session.scalar(select(Board.merged_into_id).where(Board.place == "sjaelland")) is not None


@pytest.mark.parametrize("place", ["foer=0", "efter=999999"])
def test_a_page_of_a_board_where_nothing_stands_any_more_shows_the_first(anna: Reader, place: str) -> None:
    thread = anna.begin()
    assert f'href="{thread}"' in anna.get(f"{NATIONAL}?{place}").text


def test_a_long_thread_opens_where_reading_stopped(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    thread_id = int(thread.rsplit("/", 1)[1])
    for number in range(queries.POSTS_A_PAGE):
        anna.world.reply(anna.actor, thread_id, f"Svar {number}.", nonce=str(number))
    bo.send(f"{thread}/set", number=str(queries.POSTS_A_PAGE))
    page = bo.get(thread).text
    assert f'id="indlaeg-{queries.POSTS_A_PAGE + 1}"' in page
    assert 'id="indlaeg-1"' not in page


def merge_sjaelland(anna: Reader, world: World) -> None:
    """Let the national board take over: the pages' day is today's, and which board took over is the same to them."""
    old, heir = world.board(anna.actor, BoardKind.REGION, "sjaelland"), world.board(anna.actor)
    world.session.execute(update(Board).where(Board.id == old.id).values(closed_at=world.now, merged_into_id=heir.id))
    world.session.commit()


def test_an_old_regions_address_leads_on_and_what_is_typed_there_comes_back_before_more_people_read_it(anna: Reader, world: World) -> None:
    merge_sjaelland(anna, world)
    for page in ("", "/ny", "/praksis", "/indkald"):
        answer = anna.get(f"/netvaerk/region/sjaelland{page}")
        assert (answer.status_code, answer.location) == (301, f"{NATIONAL}{page}")
    refused = anna.send("/netvaerk/region/sjaelland/ny", title="En titel", text="Min tekst.", nonce="x")
    assert refused.status_code == 409
    assert "\nMin tekst.</textarea>" in refused.text
    assert f'action="{NATIONAL}/ny"' in refused.text
    assert anna.count(Thread) == 0


def test_a_look_at_a_thread_for_an_old_region_begins_none_on_the_board_that_took_over(anna: Reader, world: World) -> None:
    merge_sjaelland(anna, world)
    looked = anna.send("/netvaerk/region/sjaelland/ny/se", title="En titel", text="Min *tekst*.", nonce="x")
    assert looked.status_code == 409
    assert "Min <em>tekst</em>." in looked.text
    assert "Se, hvem der nu kan læse med, og send igen." in looked.text
    assert anna.count(Thread) == 0
