"""The list of practice examples: what one may read, filtered on any field, a page at a time."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from sspedu.network import queries
from sspedu.network.models import BoardKind, PracticeExample, Result, Thread
from sspedu.network.practice import Likeness, Status
from sspedu.policy import Actor
from tests.counting import counted
from tests.network.telling import assess, share, tell, told
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, COPENHAGEN, ODENSE, World


def found(world: World, actor: Actor, **wanted: object) -> queries.ExampleList:
    our = queries.ours(world.session, actor, today=world.today)
    return queries.examples(world.session, actor, queries.Wanted(**wanted), our, today=world.today)  # type: ignore[arg-type]


def ids(world: World, actor: Actor, **wanted: object) -> list[int]:
    return [row.id for row in found(world, actor, **wanted).examples]


def test_only_what_one_may_read_is_listed_counted_and_compared(world: World) -> None:
    odense, aarhus = world.person(ODENSE), world.person(AARHUS)
    share(world, odense, board=world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    open_to_all = share(world, aarhus)
    assert ids(world, aarhus) == [open_to_all]
    assert found(world, aarhus).count == 1
    assert found(world, odense).count == 2


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"prevention": "general"}, {"values": {"prevention": "general"}}),
        ({"arena": "online"}, {"values": {"arena": "online"}}),
        ({"terrain": "country"}, {"values": {"terrain": "country"}}),
        ({"size_band": "city"}, {"values": {"size_band": "city"}}),
        ({"result": "harmed"}, {"values": {"result": "harmed"}}),
        ({"again": "no"}, {"values": {"again": "no"}}),
        ({"ages": ("16-17",)}, {"values": {"age": "16-17"}}),
        ({"partners": ("shops",)}, {"values": {"partner": "shops"}}),
        ({"themes": ("opsporing",)}, {"values": {"theme": "opsporing"}}),
        ({"known": "0"}, {"known": 0}),
        ({"participants": "40"}, {"participants": 30}),
        ({"mechanism": "De voksne kendte dem."}, {"answered": "mechanism"}),
        ({"resources": "Seks timer, 100% gratis."}, {"words": "100% GRATIS"}),
    ],
)
def test_each_field_finds_its_example(world: World, changed: dict[str, object], wanted: dict[str, object]) -> None:
    anna = world.person()
    share(world, anna)
    other = share(world, anna, told(**changed), nonce="andet")
    assert ids(world, anna, **wanted) == [other]


def test_places_and_status_find_their_examples(world: World) -> None:
    anna, odense = world.person(), world.person(ODENSE)
    old, newer = share(world, anna), share(world, odense)
    assess(world, newer)
    assert ids(world, anna, municipality=ODENSE) == ids(world, anna, district="fyns-politi") == [newer]
    assert ids(world, anna, status=Status.REVIEWED) == [newer]
    assert ids(world, anna, status=Status.OWN) == [old]
    world.today += timedelta(days=800)
    assert ids(world, anna, status=Status.REVISIT) == [newer, old]


def test_examples_come_newest_first_or_the_best_known_first_and_by_pages(world: World) -> None:
    anna = world.person()
    writers = [anna, world.person(), world.person()]
    made = [share(world, writers[n % 3], told(known=str(n % 4 % 3)), nonce=str(n)) for n in range(queries.EXAMPLES_A_PAGE + 3)]
    our = queries.Ours()
    for by_known in (False, True):
        wanted = queries.Wanted(by_known=by_known)
        first = queries.examples(world.session, anna, wanted, our, today=world.today)
        rest = queries.examples(world.session, anna, wanted, our, today=world.today, after=first.after)
        rows = [*first.examples, *rest.examples]
        assert (len(first.examples), first.count, rest.after) == (queries.EXAMPLES_A_PAGE, len(made), None)
        expected = sorted(rows, key=lambda row: (row.known, row.id) if by_known else row.id, reverse=True)
        assert [row.id for row in rows] == [row.id for row in expected]
        assert {row.id for row in rows} == set(made)


def test_what_is_more_than_the_bound_is_not_counted(world: World) -> None:
    anna = world.person()
    for nonce in "abc":
        share(world, anna, told(title=f"Nummer {nonce}"), nonce=nonce)
    all_of_them = (world.session, anna, queries.Wanted(), queries.Ours())
    assert queries.examples(*all_of_them, today=world.today, most_counted=1).count == 2


def test_a_place_is_like_ours_for_reasons_that_are_said(world: World) -> None:
    anna, odense, aarhus = world.person(), world.person(ODENSE), world.person(AARHUS)
    mine = share(world, anna, told(themes=("metoder",)))
    like = share(world, odense, told(size_band="middle", terrain="country", themes=("metoder",)), nonce="o")
    share(world, aarhus, told(size_band="city", terrain="both", themes=("opsporing",)), nonce="a")
    listed = {row.id: row.reasons for row in found(world, anna).examples}
    assert listed[like] == (Likeness.SIZE, Likeness.THEME)
    assert listed[mine] == ()
    assert ids(world, anna, only_like_ours=True) == [like]


def test_without_an_example_of_ours_only_the_district_is_known(world: World) -> None:
    share(world, world.person())
    district = "midt-og-vestsjaellands-politi"
    officer = replace(world.person(None, district), police_district_id=district)
    assert [row.reasons for row in found(world, officer).examples] == [(Likeness.DISTRICT,)]
    assert found(world, world.person(COPENHAGEN), only_like_ours=True).examples == ()


def test_an_example_that_is_hidden_or_gone_is_not_listed(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    world.session.execute(update(Thread).where(Thread.id == thread_id).values(hidden_at=world.now))
    world.session.commit()
    assert ids(world, anna) == []


def test_the_list_is_filtered_by_its_address_and_cleared_one_by_one(app: Flask, world: World) -> None:
    anna = Reader(app, world)
    share(world, anna.actor, told(result="harmed", arena="online"))
    share(world, anna.actor, told(title="Et andet eksempel"), nonce="b")
    assert 'href="/netvaerk/praksis"' in anna.get("/netvaerk").text
    page = anna.get("/netvaerk/praksis?skete=harmed&sted=online&ord=hallen&antal=&kommune=0265").text
    assert "1 eksempel" in page
    assert "Et andet eksempel" not in page
    assert re.search(r'<option value="harmed" selected', page)
    cleared = set(re.findall(r'href="(/netvaerk/praksis\?[^"]*)" aria-label', page.replace("&amp;", "&")))
    assert "/netvaerk/praksis?sted=online&kommune=0265&ord=hallen" in cleared
    assert len(cleared) == 4
    assert "Ingen eksempler passer" in anna.get("/netvaerk/praksis?ord=findes-ikke").text


@pytest.mark.parametrize(
    "query", ["efter=x", "efter=9-99999999999999999999", "antal=-1", "antal=²", "skete=x", "ved=9", "ord=%00", "ligner=2"]
)
def test_any_address_shows_the_list(app: Flask, world: World, query: str) -> None:
    anna = Reader(app, world)
    share(world, anna.actor)
    assert anna.get(f"/netvaerk/praksis?{query}").status_code == 200


def test_the_list_leads_to_the_form_for_one_of_ones_own(app: Flask, world: World) -> None:
    anna = Reader(app, world)
    assert 'href="/netvaerk/hele/landet/praksis"' in anna.get("/netvaerk/praksis").text
    assert "Hele landet" in anna.get("/netvaerk/hele/landet/praksis").text


def test_the_list_writes_nothing_and_asks_few_questions_however_many_there_are(app: Flask, world: World) -> None:
    anna = Reader(app, world)
    for nonce in "abcd":
        share(world, anna.actor, told(title=f"Nummer {nonce}"), nonce=nonce)
    anna.get("/netvaerk/praksis")
    with counted() as statements:
        assert anna.get("/netvaerk/praksis").status_code == 200
    assert all(statement.startswith(("SELECT", "WITH")) for statement in statements)
    assert len(statements) <= 5, "\n".join(statements)


def test_a_themes_board_shows_its_newest_three(app: Flask, world: World) -> None:
    anna = Reader(app, world)
    for nonce in "abcd":
        share(world, anna.actor, told(title=f"Nummer {nonce}"), nonce=nonce)
    page = anna.get("/netvaerk/praksis/nyeste?tema=metoder").text
    assert [title for title in ("Nummer a", "Nummer b", "Nummer c", "Nummer d") if title in page] == ["Nummer b", "Nummer c", "Nummer d"]


def test_a_row_says_the_strongest_words_only_after_an_assessment(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna, told(result="worked"))
    tell(world, world.person(ODENSE), thread_id, "worked")
    (row,) = found(world, anna).examples
    assert not row.is_effective
    assert replace(row, known=4, result=Result.WORKED, status=Status.REVIEWED).is_effective
    assess(world, thread_id)
    assert found(world, anna).examples[0].is_effective


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)])
def test_an_example_is_found_by_the_status_that_it_shows_also_where_the_days_of_utc_and_denmark_differ(world: World, today: date) -> None:
    anna = world.person()
    share(world, anna)
    half_past_midnight = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
    world.session.execute(update(PracticeExample).values(looked_at=half_past_midnight))
    world.session.commit()

    def listed(status: Status | None) -> tuple[queries.ExampleRow, ...]:
        return queries.examples(world.session, anna, queries.Wanted(status=status), queries.Ours(), today=today).examples

    assert [status for status in Status if listed(status)] == [listed(None)[0].status]
