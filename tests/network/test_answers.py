"""The answer to a question: who chooses it, what can be one, and when it has grown old. Questions about a lesson."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sspedu.errors import Conflict, Forbidden, Invalid
from sspedu.network import commands, queries
from sspedu.network.models import ActKind, ThreadKind
from sspedu.network.noting import Why
from sspedu.policy import Actor, Role
from tests.network.world import World


def question(world: World, asker: Actor) -> int:
    board = world.board(asker)
    new = commands.NewThread("Hvem gør hvad?", ThreadKind.QUESTION, commands.NewPost("Hvem ringer?", "spm"))
    thread = commands.start_thread(world.session, asker, board, new, now=world.now)
    world.session.commit()
    return thread.id


def test_whoever_asked_chooses_the_answer_and_may_choose_another(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = question(world, anna)
    world.reply(bent, thread)
    world.reply(bent, thread, "Og så vi.")
    for number in (2, 3):
        commands.accept_answer(world.session, anna, world.thread(anna, thread), number, now=world.now)
    assert world.thread(bent, thread).accepted_number == 3


def test_nobody_else_chooses_the_answer(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = question(world, anna)
    world.reply(bent, thread)
    with pytest.raises(Forbidden):
        commands.accept_answer(world.session, bent, world.thread(bent, thread), 2, now=world.now)


@pytest.mark.parametrize("number", [1, 9])
def test_the_question_itself_and_what_is_not_there_are_no_answers(world: World, number: int) -> None:
    anna = world.person()
    thread = question(world, anna)
    with pytest.raises((Invalid, Conflict)):
        commands.accept_answer(world.session, anna, world.thread(anna, thread), number, now=world.now)


def test_a_discussion_has_no_answer(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(bent, thread)
    with pytest.raises(Invalid):
        commands.accept_answer(world.session, anna, world.thread(anna, thread), 2, now=world.now)


def test_an_answer_that_is_taken_away_is_the_answer_no_more(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = question(world, anna)
    world.reply(bent, thread)
    commands.accept_answer(world.session, anna, world.thread(anna, thread), 2, now=world.now)
    commands.remove_post(world.session, bent, queries.post(world.session, world.thread(bent, thread), 2), "", now=world.now)
    assert world.thread(anna, thread).accepted_number is None


def test_an_answer_that_a_moderator_hides_is_the_answer_no_more(world: World) -> None:
    anna, judge = world.person(), world.person(roles=[Role.MODERATOR])
    thread = question(world, anna)
    world.reply(judge, thread)
    commands.accept_answer(world.session, anna, world.thread(anna, thread), 2, now=world.now)
    opened = world.thread(judge, thread)
    for kind in (ActKind.HIDE, ActKind.SHOW):
        post = queries.post(world.session, opened, 2)
        commands.act_on_post(world.session, judge, opened, post, kind, Why("Et navn stod der."), version=1, now=world.now)
        assert world.thread(anna, thread).accepted_number is None


def test_an_answer_ages_after_two_years_until_it_is_said_to_hold_still(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = question(world, anna)
    world.reply(bent, thread)
    commands.accept_answer(world.session, anna, world.thread(anna, thread), 2, now=world.now)
    later = world.now + timedelta(days=732)
    assert not world.thread(anna, thread).has_aged(world.now.date())
    assert world.thread(anna, thread).has_aged(later.date())
    commands.accept_answer(world.session, anna, world.thread(anna, thread), 2, now=later)
    assert not world.thread(anna, thread).has_aged(later.date())


def test_the_day_of_an_answer_is_the_danish_one(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = question(world, anna)
    world.reply(bent, thread)
    after_midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    commands.accept_answer(world.session, anna, world.thread(anna, thread), 2, now=after_midnight)
    two_years_on = date(2026, 11, 23) + timedelta(days=730)
    assert not world.thread(anna, thread).has_aged(two_years_on)
    assert world.thread(anna, thread).has_aged(two_years_on + timedelta(days=1))
