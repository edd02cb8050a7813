"""Mentions: only people who may read the board, found by a few letters and kept by id."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from sspedu.accounts.models import User
from sspedu.network import commands, queries
from sspedu.network.commands import Edit
from sspedu.network.models import BoardKind, Mention, Post
from sspedu.policy import Actor
from tests.counting import counted
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, ODENSE, ROSKILDE, World


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


def called(world: World, name: str, municipality: str = ROSKILDE) -> Actor:
    """Make someone with a name."""
    actor = world.person(municipality)
    world.session.execute(update(User).where(User.id == actor.id).values(name=name))
    world.session.commit()
    return actor


def mentioned(world: World, thread_id: int, number: int) -> set[int]:
    post_id = world.session.scalar(select(Post.id).where(Post.thread_id == thread_id, Post.number == number))
    assert post_id is not None
    return set(queries.mentioned_ids(world.session, post_id))


def html(world: World, thread_id: int, number: int) -> str:
    world.session.expire_all()
    return str(world.session.scalar(select(Post.html).where(Post.thread_id == thread_id, Post.number == number)))


def found(world: World, actor: Actor, typed: str, board: queries.OpenBoard | None = None) -> list[str]:
    return [person.written for person in queries.colleagues(world.session, board or world.board(actor), typed, today=world.today)]


@pytest.mark.parametrize("text", ["Spørg @Åse Mørk om det.", "@Åse Mørk", "(@Åse Mørk)", "- @Åse Mørk, hvad siger du?", "**@Åse Mørk**"])
def test_whoever_is_mentioned_is_kept_by_id_and_marked_in_the_text(world: World, text: str) -> None:
    anna, aase = world.person(), called(world, "Åse Mørk")
    thread = world.begin(anna).id
    number = world.reply(anna, thread, text)
    assert mentioned(world, thread, number) == {aase.id}
    assert '<strong class="mention">@Åse Mørk</strong>' in html(world, thread, number)


@pytest.mark.parametrize(
    "text", ["post@Åse Mørk", "`@Åse Mørk`", "> @Åse Mørk", "@Åse Mørke", "@ Åse Mørk", "@Åse", "@@Åse Mørk", "@Åse\nMørk"]
)
def test_what_only_looks_like_a_mention_is_none(world: World, text: str) -> None:
    anna = world.person()
    called(world, "Åse Mørk")
    thread = world.begin(anna).id
    number = world.reply(anna, thread, text)
    assert mentioned(world, thread, number) == set()
    assert "mention" not in html(world, thread, number)


def test_nobody_is_mentioned_where_they_may_not_read(world: World) -> None:
    anna, far = called(world, "Anna Bo", ODENSE), called(world, "Lone Langt", AARHUS)
    board = world.board(anna, BoardKind.MUNICIPALITY, ODENSE)
    thread = world.begin(anna, board).id
    number = world.reply(anna, thread, "Spørg @Lone Langt.")
    assert mentioned(world, thread, number) == set()
    assert found(world, anna, "Lone", board) == []
    assert found(world, anna, "Lone") == ["@Lone Langt"]
    world.session.execute(update(User).where(User.id == far.id).values(suspended_at=world.now))
    assert found(world, anna, "Lone") == []


def test_two_of_one_name_are_told_apart_by_where_they_work(world: World) -> None:
    anna, here, there = world.person(), called(world, "Bo Berg", ODENSE), called(world, "Bo Berg", AARHUS)
    odense, aarhus = found(world, anna, "bo b")
    assert odense != aarhus
    thread = world.begin(anna).id
    assert mentioned(world, thread, world.reply(anna, thread, "@Bo Berg", nonce="1")) == set()
    assert mentioned(world, thread, world.reply(anna, thread, f"{odense} ved det", nonce="2")) == {here.id}
    number = world.reply(anna, thread, f"{odense}, {aarhus}", nonce="3")
    assert mentioned(world, thread, number) == {here.id, there.id}
    assert f'<strong class="mention">{aarhus}</strong>' in html(world, thread, number)


def test_a_mention_in_an_edit_counts_only_when_it_is_new(world: World) -> None:
    anna, bo, ida = world.person(), called(world, "Bo Berg"), called(world, "Ida Ek")
    thread = world.begin(anna).id
    world.reply(anna, thread, "@Bo Berg")
    for text in ("@Bo Berg og @Ida Ek", "@Ida Ek alene"):
        post = queries.post(world.session, world.thread(anna, thread), 2)
        commands.edit_post(world.session, anna, post, Edit(text, post.version), now=world.now)
        if "og" in text:
            assert set(queries.mentioned_ids(world.session, post.id, since_version=post.version + 1)) == {ida.id}
            assert bo.id in mentioned(world, thread, 2)
    assert mentioned(world, thread, 2) == {ida.id}


def test_a_post_that_is_taken_away_mentions_nobody(world: World) -> None:
    anna = world.person()
    called(world, "Bo Berg")
    thread = world.begin(anna).id
    world.reply(anna, thread, "@Bo Berg")
    commands.remove_post(world.session, anna, queries.post(world.session, world.thread(anna, thread), 2), "", now=world.now)
    assert world.session.scalars(select(Mention)).all() == []


@pytest.mark.parametrize("typed", ["ås", "Ås", "ÅS", "mør", "Åse M", "åse mørk"])
def test_a_few_letters_of_any_name_find_someone(world: World, typed: str) -> None:
    anna = world.person()
    called(world, "Åse Mørk")
    assert found(world, anna, typed) == ["@Åse Mørk"]


@pytest.mark.parametrize("typed", ["", "å", "%", "__", "se", "x" * 500])
def test_what_begins_no_name_finds_nobody(world: World, typed: str) -> None:
    anna = world.person()
    called(world, "Åse Mørk")
    assert found(world, anna, typed) == []


def test_eight_are_shown_and_oneself_is_not(world: World) -> None:
    anna = called(world, "Bo Nul")
    for number in range(10):
        called(world, f"Bo {'abcdefghij'[number].upper()}berg")
    assert len(found(world, anna, "Bo")) == 8
    assert "@Bo Nul" not in found(world, anna, "Bo Nul")


def test_the_page_finds_a_colleague_and_says_what_to_write(anna: Reader) -> None:
    called(anna.world, "Åse Mørk", AARHUS)
    page = anna.get("/netvaerk/hele/landet/ny/kolleger?navn=åse").text
    assert "@Åse Mørk" in page
    assert "Ingen, der kan læse tavlen" in anna.get(f"{anna.begin()}/kolleger?navn=zz").text


def test_the_list_while_one_writes_is_asked_for_in_three_questions(anna: Reader) -> None:
    called(anna.world, "Åse Mørk", AARHUS)
    thread = anna.begin()
    with counted() as statements:
        piece = anna.client.get(f"{thread}/kolleger?navn=mør", headers={"HX-Request": "true"}).text
    assert 'data-written="@Åse Mørk"' in piece
    assert len(statements) == 3


def test_a_preview_marks_who_is_mentioned_and_takes_no_member_for_a_citizen(anna: Reader) -> None:
    called(anna.world, "Oliver Jensen", AARHUS)
    page = anna.send(f"{anna.begin()}/se", text="Spørg @Oliver Jensen").text
    assert '<strong class="mention">@Oliver Jensen</strong>' in page
    assert "Kan være en persons navn" not in page


def test_no_name_reaches_into_a_tag(world: World) -> None:
    anna = world.person()
    called(world, "Bo Berg")
    thread = world.begin(anna).id
    number = world.reply(anna, thread, '[x](https://kommune.example "> @Bo Berg hej") og @Bo Berg')
    assert html(world, thread, number).count("<strong") == 1
