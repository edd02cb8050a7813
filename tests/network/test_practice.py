"""Practice examples: what may stand, how well it is known, who assessed it, and who has tried it."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sspedu.errors import Forbidden, NotFound
from sspedu.network import commands, queries
from sspedu.network.models import BoardKind, Post, PracticeExample, PracticeMark, PracticeTry, PracticeVersion, Result, Thread
from sspedu.network.practice import Status, few_people, is_effective, status_of, two_years_before
from sspedu.policy import Role
from tests.network.telling import TOLD, assess, edit, opened, share, tell, told
from tests.network.world import AARHUS, COPENHAGEN, ODENSE, World


def rows(world: World, table: type) -> int:
    return int(world.session.scalar(select(func.count()).select_from(table)) or 0)


def test_an_example_is_a_thread_whose_first_post_says_it_all(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    example = opened(world, world.person(AARHUS), thread_id)
    assert (example.title, example.said["municipality_code"], example.said["known"]) == (TOLD.title, "0265", 1)
    assert world.session.scalars(select(Post.text)).one().count("**") == 2 * len(TOLD.texts)


def test_the_same_form_sent_twice_shares_one_and_another_choice_is_another(world: World) -> None:
    anna = world.person()
    assert share(world, anna) == share(world, anna)
    assert share(world, anna, told(arena="school")) != share(world, anna)
    assert (rows(world, Thread), rows(world, PracticeExample)) == (2, 2)


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(world: World) -> None:
    anna = world.person()
    with pytest.raises(commands.Refused) as refused:
        share(world, anna, commands.Told(participants="4"))
    assert set(refused.value.errors) == {
        *("title", "problem", "action", "target", "outcome", "prevention", "arena", "terrain", "size_band", "result"),
        *("known", "participants", "ages"),
    }
    world.session.rollback()
    assert rows(world, Thread) == 0


@pytest.mark.parametrize("number", ["0", "4", "-5", "fem", "5,5", "²5", "99999999999999999999", "00000000599999999999"])
def test_no_fewer_than_five_are_counted(world: World, number: str) -> None:
    with pytest.raises(commands.Refused) as refused:
        share(world, world.person(), told(participants=number))
    assert list(refused.value.errors) == ["participants"]


@pytest.mark.parametrize(
    "text",
    [
        *("De 3 drenge fra skolen", "to elever i 8. klasse", "Vi så 4 af de unge igen", "Tre søskende", "2 unge"),
        *("tre af eleverne", "4 af drengene", "Vi talte med 3-4 unge", "2–3 piger", "2 eller 3 unge", "to 14-årige piger"),
    ],
)
def test_a_group_so_small_that_somebody_knows_it_is_found(text: str) -> None:
    assert few_people(text) != ""


def test_a_group_so_small_is_refused_at_its_field(world: World) -> None:
    with pytest.raises(commands.Refused) as refused:
        share(world, world.person(), told(pitfalls="Vi mistede de 3 drenge igen."))
    assert list(refused.value.errors) == ["pitfalls"]


@pytest.mark.parametrize(
    "text",
    [
        *("12 drenge", "1.204 elever", "I 3. klasse", "7.-9. klasse", "fire aftener", "to ungemedarbejdere", "under 5 unge"),
        *("3-5 unge", "4-10 elever", "15-20 unge", "en af drengene", "to 3-årige indsatser for unge", "Uge 1-4 mødte eleverne os"),
        "Klokken 4 unge mødtes, og kl. 3 drenge og piger fra hele byen.",
    ],
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert few_people(text) == ""


@given(st.integers(min_value=5, max_value=10_000))
def test_no_number_from_five_on_is_taken_for_a_small_group(number: int) -> None:
    assert few_people(f"Vi talte med {number} unge.") == ""


@pytest.mark.parametrize("known", ["4", "5", "-1", "", "x", "03"])
def test_a_writer_sets_the_first_steps_alone(world: World, known: str) -> None:
    with pytest.raises(commands.Refused) as refused:
        share(world, world.person(), told(known=known))
    assert list(refused.value.errors) == ["known"]


def test_a_local_evaluation_is_one_that_others_can_find(world: World) -> None:
    anna = world.person()
    with pytest.raises(commands.Refused) as refused:
        share(world, anna, told(known="3"))
    assert list(refused.value.errors) == ["reference"]
    world.session.rollback()
    assert opened(world, anna, share(world, anna, told(known="3", reference="Evaluering, 2025."))).said["known"] == 3


def test_the_database_keeps_no_high_step_without_an_assessment(world: World) -> None:
    thread_id = share(world, world.person())
    world.session.get_one(PracticeExample, thread_id).known = 4
    with pytest.raises(IntegrityError):
        world.session.flush()


def test_an_example_is_hidden_from_those_who_may_not_read_its_board(world: World) -> None:
    odense = world.person(ODENSE)
    thread_id = share(world, odense, board=world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    with pytest.raises(NotFound):
        opened(world, world.person(AARHUS), thread_id)


def test_a_change_keeps_what_stood_and_who_replaced_it(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    edit(world, anna, thread_id, told(problem="Noget andet.", title="En ny titel"))
    example = opened(world, anna, thread_id)
    (old,) = queries.versions(world.session, example)
    assert (example.title, example.said["problem"], example.said["version"]) == ("En ny titel", "Noget andet.", 2)
    assert (old.said["title"], old.said["problem"], old.replaced_by_id) == (TOLD.title, TOLD.texts["problem"], anna.id)
    assert "Noget andet." in queries.post(world.session, world.thread(anna, thread_id), 1).text


def test_a_change_of_what_is_no_more_is_refused_and_changes_nothing(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    edit(world, anna, thread_id, told(arena="school"))
    with pytest.raises(commands.PracticeConflict):
        edit(world, anna, thread_id, told(arena="online"), version=1)
    world.session.rollback()
    assert opened(world, anna, thread_id).said["arena"] == "school"


def test_an_instructor_assesses_by_name_with_a_reason_and_a_date(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    reviewer = assess(world, thread_id)
    example = opened(world, anna, thread_id)
    assert (example.status, example.said["known"], example.reviewer) == (Status.REVIEWED, 4, reviewer.name)
    assert (example.said["reviewed_at"], example.said["review_reason"] != "") == (world.now, True)
    assert example.is_effective


def test_nobody_else_assesses_and_nobody_their_own(world: World) -> None:
    author = world.person(roles=[Role.INSTRUCTOR])
    thread_id = share(world, author)
    others = [author, *(world.person(roles=[role]) for role in Role if role is not Role.INSTRUCTOR)]
    for person in others:
        with pytest.raises(Forbidden):
            assess(world, thread_id, actor=person)
    assert opened(world, author, thread_id).status is Status.OWN


def test_an_assessment_needs_its_reason_and_the_version_that_was_read(world: World) -> None:
    anna, reviewer = world.person(), world.person(roles=[Role.INSTRUCTOR])
    thread_id = share(world, anna)
    example = opened(world, reviewer, thread_id)
    with pytest.raises(commands.Refused) as refused:
        commands.review_practice(world.session, reviewer, example, commands.Assessment("6", "x", "", 1), now=world.now)
    assert set(refused.value.errors) == {"known", "result", "reason"}
    world.session.rollback()
    edit(world, anna, thread_id, told(arena="school"))
    given_late = commands.Assessment("4", "worked", "Læst.", 1)
    with pytest.raises(commands.PracticeConflict):
        commands.review_practice(world.session, reviewer, example, given_late, now=world.now)


def test_what_is_changed_after_an_assessment_is_the_writers_word_again(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    assess(world, thread_id)
    edit(world, anna, thread_id, told(known="1", result="worked"), version=2)
    example = opened(world, anna, thread_id)
    assert (example.status, example.said["known"], example.reviewer, example.is_effective) == (Status.OWN, 1, "", False)


@pytest.mark.parametrize(("known", "result", "status"), list(itertools.product(range(6), Result, Status)))
def test_the_strongest_words_stand_for_nothing_less(known: int, result: Result, status: Status) -> None:
    strongest = {(4, Result.WORKED, Status.REVIEWED), (5, Result.WORKED, Status.REVIEWED)}
    assert is_effective(known, result, status) == ((known, result, status) in strongest)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.booleans())
def test_two_years_after_the_last_look_it_should_be_seen_again(today: date, is_reviewed: bool) -> None:
    limit = two_years_before(today)
    fresh = Status.REVIEWED if is_reviewed else Status.OWN
    assert status_of(looked_at=limit, is_reviewed=is_reviewed, today=today) is Status.REVISIT
    assert status_of(looked_at=limit + timedelta(days=1), is_reviewed=is_reviewed, today=today) is fresh
    assert (limit.year, limit.month) == (today.year - 2, today.month)


def test_tries_are_summed_by_municipality_the_newest_of_each(world: World) -> None:
    anna, odense, aarhus = world.person(), world.person(ODENSE), world.person(AARHUS)
    thread_id = share(world, anna)
    tell(world, odense, thread_id, "worked")
    tell(world, world.person(ODENSE), thread_id, "mixed")
    tell(world, aarhus, thread_id, "no_difference", size="city", terrain="town")
    tell(world, world.person(None, "fyns-politi"), thread_id, "worked")
    found = queries.tries(world.session, opened(world, anna, thread_id))
    assert (found.towns, found.by_result) == (2, {Result.MIXED: 1, Result.NO_DIFFERENCE: 1})
    assert found.by_size == {"small": {Result.MIXED: 1}, "city": {Result.NO_DIFFERENCE: 1}}
    assert found.by_terrain == {"country": {Result.MIXED: 1}, "town": {Result.NO_DIFFERENCE: 1}}


def test_a_try_stands_once_and_only_under_an_example(world: World) -> None:
    anna, bo = world.person(), world.person(COPENHAGEN)
    thread_id = share(world, anna)
    assert tell(world, bo, thread_id, "worked") == tell(world, bo, thread_id, "worked") == 2
    with pytest.raises(NotFound):
        tell(world, bo, world.begin(anna).id, "worked")


def test_of_a_try_that_was_taken_away_nothing_is_counted(world: World) -> None:
    anna, bo = world.person(), world.person(COPENHAGEN)
    thread_id = share(world, anna)
    number = tell(world, bo, thread_id, "worked")
    commands.remove_post(world.session, bo, queries.post(world.session, world.thread(bo, thread_id), number), "", now=world.now)
    assert queries.tries(world.session, opened(world, anna, thread_id)).towns == 0
    assert rows(world, PracticeTry) == 0


def test_of_an_example_that_was_taken_away_nothing_is_left(world: World) -> None:
    anna = world.person()
    thread_id = share(world, anna)
    edit(world, anna, thread_id, told(problem="Noget andet."))
    commands.remove_post(world.session, anna, queries.post(world.session, world.thread(anna, thread_id), 1), "", now=world.now)
    assert [rows(world, table) for table in (PracticeExample, PracticeVersion, PracticeMark)] == [0, 0, 0]
    with pytest.raises(NotFound):
        opened(world, anna, thread_id)


def test_a_form_that_is_sent_again_brings_nothing_back_that_was_taken_away(world: World) -> None:
    anna, bo = world.person(), world.person(COPENHAGEN)
    thread_id = share(world, anna)
    number = tell(world, bo, thread_id, "worked")
    for person, taken in ((bo, number), (anna, 1)):
        post = queries.post(world.session, world.thread(person, thread_id), taken)
        commands.remove_post(world.session, person, post, "", now=world.now)
    assert (tell(world, bo, thread_id, "worked"), share(world, anna)) == (number, thread_id)
    assert [rows(world, table) for table in (PracticeExample, PracticeTry)] == [0, 0]


def test_the_same_change_of_an_example_sent_twice_is_made_once(world: World) -> None:
    anna = world.person()
    thread = share(world, anna)
    for _ in range(2):
        edit(world, anna, thread, told(problem="Noget andet."), version=1)
    assert rows(world, PracticeVersion) == 1


def test_the_same_assessment_sent_twice_is_made_once(world: World) -> None:
    thread = share(world, world.person())
    reviewer = world.person(roles=[Role.INSTRUCTOR])
    example = opened(world, reviewer, thread)
    for _ in range(2):
        commands.review_practice(world.session, reviewer, example, commands.Assessment("4", "worked", "Fordi.", 1), now=world.now)
        world.session.commit()
    assert rows(world, PracticeVersion) == 1
