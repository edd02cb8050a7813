"""Threads and posts: numbers, sending twice, editing, taking away, reading on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.db import db
from sspedu.errors import Conflict, Forbidden, Invalid
from sspedu.network import commands, queries
from sspedu.network.commands import Edit, EditConflict, NewPost
from sspedu.network.models import PostRevision, Thread, ThreadKind
from tests.network.world import World


def texts(world: World, thread: queries.OpenThread, first: int = 1) -> list[tuple[int, str]]:
    return [(post.number, post.text) for post in queries.posts(world.session, thread, first=first)]


def test_a_thread_begins_with_its_first_post(world: World) -> None:
    thread = world.begin(world.person())
    assert texts(world, thread) == [(1, "Det første indlæg.")]


def test_posts_are_numbered_in_their_order(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna)
    assert [world.reply(bent, thread.id, nonce="1"), world.reply(anna, thread.id, nonce="2")] == [2, 3]


def test_the_same_form_sent_twice_counts_once(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    assert world.reply(anna, thread.id, nonce="x") == world.reply(anna, thread.id, nonce="x") == 2
    assert world.begin(anna).id == thread.id
    assert world.thread(anna, thread.id).post_count == 2


def test_a_locked_thread_takes_no_replies(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    world.session.get_one(Thread, thread.id).locked_at = world.now
    with pytest.raises(Conflict):
        world.reply(anna, thread.id)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_a_text_that_cannot_stand_is_refused(world: World, text: str) -> None:
    anna = world.person()
    with pytest.raises(Invalid):
        world.reply(anna, world.begin(anna).id, text)


def test_an_edit_keeps_what_stood(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    post = queries.post(world.session, thread, 1)
    commands.edit_post(world.session, anna, post, Edit("Rettet.", post.version), now=world.now)
    assert texts(world, thread) == [(1, "Rettet.")]
    assert [revision.text for revision in queries.revisions(world.session, post)] == ["Det første indlæg."]


def test_an_edit_of_an_older_version_is_refused_and_changes_nothing(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    post = queries.post(world.session, thread, 1)
    commands.edit_post(world.session, anna, post, Edit("Rettet.", 1), now=world.now)
    with pytest.raises(EditConflict):
        commands.edit_post(world.session, anna, post, Edit("Rettet på en anden måde.", 1), now=world.now)
    assert texts(world, thread) == [(1, "Rettet.")]


def test_the_same_edit_sent_twice_is_no_conflict(world: World) -> None:
    anna = world.person()
    post = queries.post(world.session, world.begin(anna), 1)
    commands.edit_post(world.session, anna, post, Edit("Rettet.", 1), now=world.now)
    commands.edit_post(world.session, anna, post, Edit("Rettet.", 1), now=world.now)


def test_only_its_writer_edits_a_post_or_takes_it_away(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna)
    post = queries.post(world.session, world.thread(bent, thread.id), 1)
    with pytest.raises(Forbidden):
        commands.edit_post(world.session, bent, post, Edit("Ikke mit.", 1), now=world.now)
    with pytest.raises(Forbidden):
        commands.remove_post(world.session, bent, post, "", now=world.now)


def test_a_post_that_was_taken_away_leaves_its_place_and_nothing_of_its_text(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    world.reply(anna, thread.id, "Noget, der skal væk.")
    post = queries.post(world.session, thread, 2)
    commands.edit_post(world.session, anna, post, Edit("Noget andet, der skal væk.", 1), now=world.now)
    commands.remove_post(world.session, anna, post, "Skrevet i den forkerte tråd", now=world.now)
    left = queries.post(world.session, thread, 2)
    assert (left.text, left.html, left.removed_reason, left.is_removed_by_author) == ("", "", "Skrevet i den forkerte tråd", True)
    assert world.session.scalars(select(PostRevision).where(PostRevision.post_id == post.id)).all() == []


def test_lists_page_by_the_newest_post_in_both_directions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person()
    board = world.board(anna)
    ids = [world.begin(anna, board, nonce=str(number)).id for number in range(35)]
    first = queries.threads(world.session, board)
    second = queries.threads(world.session, board, before=first.before)
    assert [row.id for row in (*first.threads, *second.threads)] == ids[::-1]
    assert second.before is None
    again = queries.threads(world.session, board, after=second.after)
    assert [row.id for row in again.threads] == [row.id for row in first.threads]
    assert again.after is None


def test_what_others_write_is_unread_until_it_is_seen(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna)
    world.reply(anna, thread.id)
    assert world.board(bent).unread == 1
    assert queries.threads(world.session, world.board(bent)).threads[0].unread == 2
    commands.see_thread(world.session, bent, world.thread(bent, thread.id), 2)
    assert world.board(bent).unread == 0
    world.reply(anna, thread.id, nonce="c")
    assert queries.threads(world.session, world.board(bent)).threads[0].unread == 1


def test_seeing_only_grows(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna)
    world.reply(anna, thread.id)
    commands.see_thread(world.session, bent, world.thread(bent, thread.id), 2)
    commands.see_thread(world.session, bent, world.thread(bent, thread.id), 1)
    assert world.thread(bent, thread.id).seen_number == 2


def test_seeing_a_whole_board_makes_all_of_it_read(world: World) -> None:
    anna, bent = world.person(), world.person()
    world.begin(anna)
    commands.see_board(world.session, bent, world.board(bent))
    assert world.board(bent).unread == 0


def test_seeing_a_whole_board_makes_a_thread_read_that_was_read_in_part(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna)
    commands.see_thread(world.session, bent, world.thread(bent, thread.id), 1)
    world.reply(anna, thread.id)
    commands.see_board(world.session, bent, world.board(bent))
    assert queries.threads(world.session, world.board(bent)).threads[0].unread == 0


def test_ones_own_post_is_read(world: World) -> None:
    anna = world.person()
    world.begin(anna)
    assert world.board(anna).unread == 0


def test_the_same_new_thread_sent_at_once_begins_one(world: World, app: Flask) -> None:
    anna = world.person()
    board = world.board(anna)
    world.session.commit()
    with app.app_context():
        engine = db.engine

    def send(_: int) -> int:
        with Session(engine) as session:
            new = commands.NewThread("En titel", ThreadKind.DISCUSSION, NewPost("Hej med jer", "x"))
            thread_id = commands.start_thread(session, anna, board, new, now=world.now).id
            session.commit()
            return thread_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
