"""Who reads which board, by place, day and membership; and nobody more by their role."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from sspedu.accounts.models import User
from sspedu.errors import NotFound
from sspedu.network import queries
from sspedu.network.models import BoardKind, BoardMember
from sspedu.policy import Actor, Role
from tests.network.world import AARHUS, AFTER, COPENHAGEN, FYN, ODENSE, World

PLACES = {BoardKind.REGION, BoardKind.DISTRICT, BoardKind.MUNICIPALITY, BoardKind.GROUP}


def reads(world: World, actor: Actor) -> set[tuple[str, str]]:
    """Where someone reads, beside what is for all."""
    return {(board.kind.value, board.place) for board in queries.boards(world.session, actor, today=world.today) if board.kind in PLACES}


def test_a_person_reads_the_boards_of_their_own_municipality_district_and_region(world: World) -> None:
    assert reads(world, world.person("0265")) == {
        ("region", "sjaelland"),
        ("district", "midt-og-vestsjaellands-politi"),
        ("municipality", "0265"),
    }


def test_an_officer_without_a_municipality_reads_the_board_of_the_district_only(world: World) -> None:
    assert reads(world, world.person(None, FYN)) == {("district", FYN)}


def test_an_officer_of_another_district_than_the_municipalitys_reads_the_districts_they_belong_to(world: World) -> None:
    assert ("district", FYN) in reads(world, world.person("0265", FYN))
    assert ("district", "midt-og-vestsjaellands-politi") not in reads(world, world.person("0265", FYN))


def test_everyone_reads_the_national_board_and_those_of_themes_and_modules(world: World) -> None:
    kinds = {board.kind for board in queries.boards(world.session, world.person(), today=world.today)}
    assert {BoardKind.NATIONAL, BoardKind.MODULE} <= kinds


def test_only_its_members_read_a_group(world: World) -> None:
    member, other = world.person(), world.person()
    world.group(member)
    assert ("group", "arbejdsgruppe") in reads(world, member)
    assert ("group", "arbejdsgruppe") not in reads(world, other)


def test_who_left_a_group_reads_it_no_more(world: World) -> None:
    member = world.person()
    board = world.group(member)
    world.session.delete(world.session.get_one(BoardMember, (board.id, member.id)))
    world.session.commit()
    assert ("group", "arbejdsgruppe") not in reads(world, member)


@pytest.mark.parametrize("role", Role)
def test_no_role_reads_what_its_holder_does_not(world: World, role: Role) -> None:
    assert reads(world, world.person("0265", roles={role})) == reads(world, world.person("0265"))


def test_a_suspended_person_reads_nothing(world: World) -> None:
    actor = world.person()
    world.session.execute(update(User).where(User.id == actor.id).values(suspended_at=world.now))
    assert queries.boards(world.session, actor, today=world.today) == ()


def test_who_moves_to_another_municipality_reads_there_at_once_and_here_no_more(world: World) -> None:
    actor = world.person("0265")
    world.session.execute(update(User).where(User.id == actor.id).values(municipality_code=ODENSE))
    assert reads(world, actor) == {("region", "syddanmark"), ("district", FYN), ("municipality", ODENSE)}


def test_a_thread_on_a_board_that_one_may_not_read_is_not_there(world: World) -> None:
    writer, stranger = world.person(ODENSE), world.person(AARHUS)
    thread = world.begin(writer, world.board(writer, BoardKind.MUNICIPALITY, ODENSE))
    with pytest.raises(NotFound):
        world.thread(stranger, thread.id)
    with pytest.raises(NotFound):
        world.board(stranger, BoardKind.MUNICIPALITY, ODENSE)


def test_the_number_of_readers_is_the_number_of_those_who_find_the_board_in_their_list(world: World) -> None:
    people = [world.person("0265"), world.person("0265"), world.person(ODENSE), world.person(None, FYN), world.person(COPENHAGEN)]
    world.group(people[0], people[3])
    for board in {board.id: board for actor in people for board in queries.boards(world.session, actor, today=world.today)}.values():
        found = [actor for actor in people if board.id in {other.id for other in queries.boards(world.session, actor, today=world.today)}]
        places = {actor.municipality_code for actor in found if actor.municipality_code}
        assert queries.readers(world.session, board, today=world.today) == queries.Readers(len(found), len(places))


def test_on_the_first_of_january_2027_the_two_eastern_regions_are_one(world: World) -> None:
    west, east = world.person("0265"), world.person(COPENHAGEN)
    thread = world.begin(west, world.board(west, BoardKind.REGION, "sjaelland"))
    with pytest.raises(NotFound):
        world.thread(east, thread.id)
    world.open(AFTER)
    assert ("region", "oestdanmark") in reads(world, west) & reads(world, east)
    assert world.thread(east, thread.id).board.place == "oestdanmark"
    assert not {("region", "sjaelland"), ("region", "hovedstaden")} & (reads(world, west) | reads(world, east))


def test_the_merge_happens_once_and_keeps_what_was_seen(world: World) -> None:
    west = world.person("0265")
    board = world.board(west, BoardKind.REGION, "sjaelland")
    thread = world.begin(west, board)
    world.open(AFTER)
    world.open(AFTER + timedelta(days=1))
    joint = world.board(west, BoardKind.REGION, "oestdanmark")
    assert [row.id for row in queries.threads(world.session, joint).threads] == [thread.id]
    assert joint.unread == 0


def test_the_day_before_nothing_is_merged(world: World) -> None:
    west = world.person("0265")
    world.open()
    assert ("region", "sjaelland") in reads(world, west)
