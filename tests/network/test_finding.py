"""Searching the network: who finds what, what is never found, and that nothing is left of what goes."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.network import commands, queries
from sspedu.network.indexing import PERIOD, file_post, words_of
from sspedu.network.models import Board, BoardKind, BoardMember, Post, PostEntry, PostWord, Thread, ThreadKind
from sspedu.network.queries.finding import FOUND_A_PAGE, HELD_AT_ONCE, Filters, find_posts, places
from sspedu.network.steps import posts_moved
from sspedu.policy import OPERATOR, Actor
from sspedu.search.asking import read_query
from tests.counting import counted
from tests.network.telling import assess, share, told
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, AFTER, COPENHAGEN, ODENSE, ROSKILDE, World
from tests.test_reading import endless

CANARY = "kanariefuglen"


def found(world: World, actor: Actor, typed: str, before: int | None = None, **filters: object) -> list[str]:
    """Return the texts that somebody finds."""
    return [plain(post.html) for post in page(world, actor, typed, before, **filters).posts]


def plain(html: str) -> str:
    return unescape(re.sub("<[^>]+>", "", html)).replace("\u00a0", " ")


def page(world: World, actor: Actor, typed: str, before: int | None = None, **filters: object):  # type: ignore[no-untyped-def]
    within = places(world.session, actor, today=world.today)
    asked = Filters(**filters)  # type: ignore[arg-type]
    return find_posts(world.session, actor, read_query(typed), asked, within, today=world.today, before=before)


def write(
    world: World,
    actor: Actor,
    text: str,
    board: queries.OpenBoard | None = None,
    *,
    title: str = "En tråd",
    kind: ThreadKind = ThreadKind.DISCUSSION,
) -> Thread:
    """Begin a thread with a text."""
    new = commands.NewThread(title, kind, commands.NewPost(text, text))
    thread = commands.start_thread(world.session, actor, board or world.board(actor), new, now=world.now)
    world.session.commit()
    return thread


TEXTS = (
    "Kommunerne i Aarhus vil have flere underretninger.",
    "En underretningspligt gælder for alle, også på caféen.",
    "Vi skriver om § 115 og SSP+ for de unge.",
    "Børnene og forældrene mødes på skolen om lørdagen.",
)
EXPECTED = {
    "kommune": [0],
    "underretning": [1, 0],
    "underretninger": [1, 0],
    "AARHUS": [0],
    "cafe": [1],
    "§ 115": [2],
    "paragraf 115": [2],
    "SSP+": [2],
    "ssp": [2],
    "barn": [3],
    "forælder": [3],
    "“gælder for alle”": [1],
    "“alle for gælder”": [],
    "“aarhus vil”": [0],
    "kommune aarhus": [0],
    "kommune skole": [],
    "og": [3, 2],
    "giraf": [],
    "%": [],
    "_": [],
}


def test_both_engines_find_the_same_newest_first(world: World) -> None:
    anna = world.person()
    for said in TEXTS:
        write(world, anna, said)
    assert {typed: found(world, anna, typed) for typed in EXPECTED} == {
        typed: [TEXTS[at] for at in which] for typed, which in EXPECTED.items()
    }


def test_a_thread_is_found_by_its_title(world: World) -> None:
    anna = world.person()
    write(world, anna, "Hvad gør I?", title="Rabarberlauget på Skovvej")
    assert found(world, anna, "rabarberlaug") == ["Hvad gør I?"]
    assert found(world, anna, "“skovvej hvad”") == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.lists(st.sampled_from(["barn", "børn", "skole", "skolen", "underretning", "underretningspligt", "og"]), min_size=1, max_size=5), min_size=1, max_size=6), asked=st.lists(st.sampled_from(["barn", "skole", "underretning", "og"]), min_size=1, max_size=3))  # fmt: skip
def test_what_is_found_is_what_has_all_the_words(world: World, said: list[list[str]], asked: list[str]) -> None:
    anna = world.person()
    ids = [write(world, anna, " ".join(words) + ".").last_post_id for words in said]
    query = read_query(" ".join(asked))
    texts = {id_: words_of("", " ".join(words)) for id_, words in zip(ids, said, strict=True)}
    has = [
        id_
        for id_, tokens in texts.items()
        if all(f" {term.tokens[0]} " in tokens or (term.start and f" {term.start}" in tokens) for term in query.terms)
    ]
    hits = [post.id for post in page(world, anna, " ".join(asked)).posts if post.id in texts]
    assert hits == sorted(has, reverse=True)[: len(hits)]
    assert len(hits) == min(len(has), FOUND_A_PAGE)


def test_nobody_finds_what_they_may_not_read(world: World) -> None:
    """Every kind of board, and everyone who is next to it: another place, one who has left the group, one who is suspended."""
    insider, neighbour = world.person(ODENSE), world.person(AARHUS)
    left, suspended = world.person(AARHUS), world.person(ODENSE)
    group = world.group(insider, left)
    own = {
        BoardKind.MUNICIPALITY: ODENSE,
        BoardKind.REGION: "syddanmark",
        BoardKind.DISTRICT: "fyns-politi",
        BoardKind.GROUP: group.place,
    }
    for kind, place in own.items():
        write(world, insider, f"{CANARY} på {kind}.", world.board(insider, kind, place))
    world.session.delete(world.session.get_one(BoardMember, (group.id, left.id)))
    world.session.execute(update(User).where(User.id == suspended.id).values(suspended_at=world.now))
    world.session.commit()
    assert len(found(world, insider, CANARY)) == len(own)
    for outsider in (neighbour, left, suspended):
        assert page(world, outsider, CANARY).posts == ()
        assert page(world, outsider, CANARY).before is None
        assert [board.id for board in places(world.session, outsider, today=world.today) if board.place in own.values()] == []


def test_a_filter_opens_no_board_that_is_closed_to_its_reader(world: World) -> None:
    insider, outsider = world.person(ODENSE), world.person(AARHUS)
    board = world.board(insider, BoardKind.MUNICIPALITY, ODENSE)
    write(world, insider, CANARY, board)
    assert found(world, outsider, CANARY, board_id=board.id) == []
    assert found(world, insider, CANARY, board_id=board.id) == [CANARY]


def test_who_moves_finds_the_new_places_posts_and_the_old_ones_no_more(world: World) -> None:
    anna, mover = world.person(ODENSE), world.person(AARHUS)
    write(world, anna, CANARY, world.board(anna, BoardKind.MUNICIPALITY, ODENSE))
    assert found(world, mover, CANARY) == []
    world.session.execute(update(User).where(User.id == mover.id).values(municipality_code=ODENSE))
    assert found(world, mover, CANARY) == [CANARY]


def test_a_thread_that_moves_is_found_by_who_reads_its_new_board_and_by_nobody_else(world: World) -> None:
    odense, aarhus = world.person(ODENSE), world.person(AARHUS)
    thread = write(world, odense, CANARY, world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    thread.board_id = world.board(aarhus, BoardKind.MUNICIPALITY, AARHUS).id
    world.session.flush()
    assert found(world, odense, CANARY) == []
    posts_moved(world.session, thread, now=world.now)
    assert (found(world, odense, CANARY), found(world, aarhus, CANARY)) == ([], [CANARY])


def test_what_stood_on_the_board_of_a_region_is_found_on_the_one_that_took_over(world: World) -> None:
    zealand, copenhagen = world.person(ROSKILDE), world.person(COPENHAGEN)
    write(world, zealand, CANARY, world.board(zealand, BoardKind.REGION, "sjaelland"))
    assert found(world, copenhagen, CANARY) == []
    world.open(AFTER)
    assert found(world, zealand, CANARY) == found(world, copenhagen, CANARY) == [CANARY]


@pytest.mark.parametrize("table", [Post, Thread])
def test_what_is_hidden_is_not_found(world: World, table: type[Post | Thread]) -> None:
    anna = world.person()
    write(world, anna, CANARY)
    world.session.execute(update(table).values(hidden_at=world.now))
    assert found(world, anna, CANARY) == []


def test_an_edited_post_is_found_by_what_it_says_now(world: World) -> None:
    anna = world.person()
    thread = world.thread(anna, write(world, anna, CANARY).id)
    commands.edit_post(world.session, anna, queries.post(world.session, thread, 1), commands.Edit("Noget andet.", 1), now=world.now)
    assert (found(world, anna, CANARY), found(world, anna, "andet")) == ([], ["Noget andet."])


def test_nothing_is_left_of_a_post_that_is_taken_away(world: World) -> None:
    anna = world.person()
    write(world, anna, "Det her bliver.")
    thread = world.thread(anna, write(world, anna, f"{CANARY} fløj.").id)
    assert CANARY[:6] in remains(world.session)
    commands.remove_post(world.session, anna, queries.post(world.session, thread, 1), "", now=world.now)
    world.session.commit()
    assert CANARY[:6] not in remains(world.session)
    assert found(world, anna, CANARY) == []
    assert found(world, anna, "bliver") == ["Det her bliver."]


def remains(session: Session) -> str:
    """Return all that the index holds; on SQLite every byte of the database's file."""
    rows = [*session.scalars(select(PostEntry.words)), *session.scalars(select(PostWord.token))]
    if session.get_bind().dialect.name == "sqlite":
        session.commit()
        file = str(session.get_bind().engine.url.database)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows.append(Path(file).read_bytes().decode("latin-1"))
    return " ".join(rows)


def test_an_index_that_was_thrown_away_is_made_anew_with_what_stands(world: World) -> None:
    anna = world.person()
    write(world, anna, CANARY)
    thread = world.thread(anna, write(world, anna, "Fjernet.").id)
    commands.remove_post(world.session, anna, queries.post(world.session, thread, 1), "", now=world.now)
    assert commands.file_posts(world.session, OPERATOR) == 0
    for table in (PostEntry, PostWord):
        world.session.execute(delete(table))
    assert found(world, anna, CANARY) == []
    assert commands.file_posts(world.session, OPERATOR) == 1
    assert found(world, anna, CANARY) == [CANARY]


def test_filters_narrow_down_to_what_was_chosen(world: World) -> None:
    anna, bo = world.person(), world.person(AARHUS)
    write(world, anna, f"{CANARY} spørger.", kind=ThreadKind.QUESTION)
    write(world, bo, f"{CANARY} svarer.")
    asked, answered = f"{CANARY} spørger.", f"{CANARY} svarer."
    chosen: Mapping[str, tuple[dict[str, Any], list[str]]] = {
        "kind": ({"kind": ThreadKind.QUESTION}, [asked]),
        "municipality": ({"municipality_code": AARHUS}, [answered]),
        "board": ({"board_id": world.board(anna).id}, [answered, asked]),
        "another board": ({"board_id": world.board(anna, BoardKind.MUNICIPALITY, ROSKILDE).id}, []),
        "no such board": ({"board_id": 10**15}, []),
        "no such theme": ({"theme": "findes-ikke"}, []),
        "today": ({"from_on": world.now.date(), "to_on": world.now.date()}, [answered, asked]),
        "before": ({"to_on": world.now.date().replace(year=2025)}, []),
        "after": ({"from_on": world.now.date().replace(year=2027)}, []),
    }
    assert {name: found(world, anna, CANARY, **filters) for name, (filters, _) in chosen.items()} == {
        name: texts for name, (_, texts) in chosen.items()
    }


def test_practice_examples_are_found_by_how_well_they_are_known(world: World) -> None:
    anna = world.person()
    share(world, anna, told(known="1"))
    assessed = share(world, anna, told(known="3", reference="Evaluering af hallen.", arena="school"))
    assess(world, assessed, "4")
    write(world, anna, "Faste voksne ved hallen, hvem har dem?")
    hits = {known: [post.known for post in page(world, anna, "hallen", known=known).posts] for known in (None, 1, 3, 4)}
    assert hits == {None: [None, 4, 1], 1: [1], 3: [], 4: [4]}


def test_what_a_hidden_example_says_of_itself_filters_no_answer_to_it(world: World) -> None:
    anna = world.person()
    example = share(world, anna, told(known="1", themes=("metoder",)))
    world.reply(anna, example, "Vi kender den cykelklub.")
    asked: tuple[dict[str, object], ...] = ({}, {"known": 1}, {"theme": "metoder"})
    assert [len(found(world, anna, "cykelklub", None, **filters)) for filters in asked] == [1, 1, 1]
    world.session.execute(update(Post).where(Post.number == 1).values(hidden_at=world.now))
    assert [len(found(world, anna, "cykelklub", None, **filters)) for filters in asked] == [1, 0, 0]


def test_a_theme_finds_its_board_and_the_examples_that_say_they_belong_to_it(world: World) -> None:
    anna = world.person()
    world.session.add(Board(kind=BoardKind.THEME, place="metoder", name="Metoder", purpose="", opened_at=world.now))
    world.session.commit()
    example = share(world, anna)
    thread = write(world, anna, "Hallen på temaets tavle.", world.board(anna, BoardKind.THEME, "metoder"))
    write(world, anna, "Hallen på en anden tavle.")
    assert [post.thread_id for post in page(world, anna, "hallen", theme="metoder").posts] == [thread.id, example]
    assert page(world, anna, "hallen", theme="opsporing").posts == ()


def test_the_next_page_goes_on_where_the_last_one_ended_across_periods(world: World) -> None:
    anna = world.person()
    thread = write(world, anna, f"{CANARY} 0.")
    # As if many thousand posts lay between: the index looks through them period by period.
    for number in range(1, 2 * FOUND_A_PAGE + 3):
        row = Post(id=number * PERIOD // 3 + 10**6, thread_id=thread.id, number=number + 1, author_id=anna.id, nonce=str(number), text="", html=f"<p>{CANARY} {number}.</p>", version=1, posted_at=world.now)  # fmt: skip
        world.session.add(row)
        world.session.flush()
        file_post(world.session, thread, row)
    seen, before = list[str](), None
    for _ in range(4):
        got = page(world, anna, CANARY, before)
        seen, before = seen + [plain(post.html) for post in got.posts], got.before
        if before is None:
            break
    assert seen == [f"{CANARY} {number}." for number in reversed(range(2 * FOUND_A_PAGE + 3))]


def test_what_is_readable_is_found_behind_many_that_are_hidden(world: World) -> None:
    anna = world.person()
    thread = write(world, anna, f"{CANARY} 0.")
    for number in range(1, 2 * HELD_AT_ONCE + 3):
        hidden_at = world.now if number > FOUND_A_PAGE else None
        row = Post(id=number + 10**6, thread_id=thread.id, number=number + 1, author_id=anna.id, nonce=str(number), text="", html=f"<p>{CANARY} {number}.</p>", version=1, posted_at=world.now, hidden_at=hidden_at)  # fmt: skip
        world.session.add(row)
        world.session.flush()
        file_post(world.session, thread, row)
    first = page(world, anna, CANARY)
    assert [plain(post.html) for post in first.posts] == [f"{CANARY} {number}." for number in range(FOUND_A_PAGE, 0, -1)]
    assert [plain(post.html) for post in page(world, anna, CANARY, first.before).posts] == [f"{CANARY} 0."]


def test_a_search_that_takes_too_long_is_given_up_and_says_what_to_do(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(app, world)
    write(world, reader.actor, f"{CANARY} på taget.")
    monkeypatch.setattr("sspedu.network.queries.finding.NEWEST", endless(10**9))
    monkeypatch.setattr("sspedu.network.finding.MOST_SECONDS", 0.001)
    answer = reader.get(f"/soeg?q={CANARY}&slags=netvaerk")
    assert answer.status_code == 200
    assert "Søgningen tog for lang tid. Skriv flere ord, eller vælg en tavle." in answer.text
    assert f'value="{CANARY}"' in answer.text
    assert "Ingen indlæg" not in answer.text


HOSTILE = [
    "",
    "\0",
    "%",
    "_",
    "'; DROP TABLE post_word; --",
    "\\",
    "x" * 5_000,
    "kanarie%",
    "{",
    "kanariefuglen{",
    "😀",
    "\ud800",
    "“”",
    "§",
    "*",
]


def test_nothing_that_can_be_typed_is_an_error(world: World) -> None:
    anna = world.person()
    write(world, anna, CANARY)
    for typed in HOSTILE:
        page(world, anna, typed)
    assert found(world, anna, "kanariefugl*") == [CANARY]


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


def test_the_search_page_shows_posts_with_their_words_marked(anna: Reader) -> None:
    thread = anna.begin(text=f"Se {CANARY} & <b>hop</b>.", title="Fugle")
    everything = anna.get(f"/soeg?q={CANARY}").text
    chosen = anna.get(f"/soeg?q={CANARY}&slags=netvaerk").text
    for shown in (everything, chosen):
        assert f'href="{thread}#indlaeg-1"' in shown
        assert f"<mark>{CANARY}</mark>" in shown
        assert "<b>hop</b>" not in shown
    assert "står kun i netværket" in everything
    assert "Intet fundet" not in everything
    assert "Skrevet af en fra" in chosen
    assert "Skrevet af en fra" not in everything


def test_a_visitor_finds_no_post_and_is_told_of_none(anna: Reader, app: Flask) -> None:
    anna.begin(text=CANARY)
    for address in (f"/soeg?q={CANARY}", f"/soeg?q={CANARY}&slags=netvaerk", "/soeg?q=kanariefulgen"):
        shown = app.test_client().get(address)
        assert shown.status_code == 200
        assert "/netvaerk/traad/" not in shown.text
        assert "<mark>" not in shown.text
        assert "Mente du" not in shown.text


def test_a_suggestion_tells_nothing_of_what_stands_in_posts(anna: Reader, world: World) -> None:
    odense = world.person(ODENSE)
    write(world, odense, CANARY, world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    shown = anna.get("/soeg?q=kanariefulgen").text
    assert CANARY not in shown
    assert "Mente du" not in shown


ADDRESSES = [
    "&tavle=x",
    "&tavle=99999999999999999999",
    "&art=x",
    "&fra=x",
    "&fra=9999-12-31",
    "&fra=0001-01-01",
    "&til=2026-02-30",
    "&ved=x",
    "&ved=99",
    "&ved=%C2%B2",
    "&foer=-1",
    "&foer=0",
    "&kommune=%00",
    "&tema=%00&side=9",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_filter_in_an_address_shows_a_page(anna: Reader, address: str) -> None:
    assert anna.get(f"/soeg?q={CANARY}&slags=netvaerk{address}").status_code == 200


def test_boards_of_one_name_are_told_apart_by_their_kind(anna: Reader) -> None:
    shown = anna.get(f"/soeg?q={CANARY}&slags=netvaerk").text
    assert re.search(r'<optgroup label="Temaer">\s*<option', shown)
    chosen = re.search(r'<optgroup label="For alle i landet">\s*<option value="(\d+)"', shown)
    assert chosen
    again = anna.get(f"/soeg?q={CANARY}&slags=netvaerk&tavle={chosen[1]}").text
    assert re.search(rf'<option value="{chosen[1]}" selected', again)


def test_filters_stay_as_they_were_chosen_and_older_posts_keep_them(anna: Reader) -> None:
    for number in range(FOUND_A_PAGE + 1):
        anna.world.begin(anna.actor, text=f"{CANARY} {number}", nonce=str(number))
    shown = anna.get(f"/soeg?q={CANARY}&slags=netvaerk&art=discussion&fra=2026-01-01").text
    assert re.search(r'value="discussion"\s+selected', shown)
    assert 'value="2026-01-01"' in shown
    older = shown.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "art=discussion" in older
    assert f"{CANARY}</mark> 0" in anna.get(older).text


def test_other_words_are_looked_for_with_the_same_filters_until_they_are_taken_off(anna: Reader) -> None:
    share(anna.world, anna.actor)
    shown = anna.get("/soeg?q=hallen&slags=netvaerk&ved=1&art=practice").text
    assert "<strong>1 · Erfaring</strong>" in shown
    words = shown.split('class="search-form"')[1].split("</form>")[0]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', words) == [("slags", "netvaerk"), ("art", "practice"), ("ved", "1")]
    assert 'href="/soeg?q=hallen&amp;slags=netvaerk">Fjern alle filtre' in shown


def test_a_search_writes_nothing_and_asks_a_fixed_number_of_questions(anna: Reader) -> None:
    anna.begin(text=CANARY)
    anna.get(f"/soeg?q={CANARY}&slags=netvaerk")
    with counted() as statements:
        anna.get(f"/soeg?q={CANARY}&slags=netvaerk")
    assert len(statements) <= 7
    assert all(statement.lstrip().startswith(("SELECT", "WITH")) for statement in statements)


def test_the_index_is_read_by_its_key(world: World) -> None:
    anna = world.person()
    write(world, anna, CANARY)
    with counted() as statements:
        page(world, anna, "kanariefuglen")
    asked = next(statement for statement in statements if "post_word" in statement)
    if world.session.get_bind().dialect.name == "sqlite":
        plan = " ".join(
            row[-1] for row in world.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (0,) * asked.count("?")).all()
        )
        assert "SCAN post_word" not in plan
        assert "SEARCH post_word USING PRIMARY KEY (period=? AND scope=? AND token" in plan


def test_boards_that_closed_lead_to_no_hits(world: World) -> None:
    anna = world.person(ODENSE)
    write(world, anna, CANARY, world.board(anna, BoardKind.MUNICIPALITY, ODENSE))
    world.session.execute(update(Board).where(Board.place == ODENSE).values(closed_at=world.now))
    assert found(world, anna, CANARY) == []
