"""Working groups: opened by hand, with the members that their coordinators choose."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from sspedu.accounts.models import User
from sspedu.audit.chain import verify
from sspedu.audit.models import AuditEntry
from sspedu.cli.working import HOURLY
from sspedu.db import db
from sspedu.errors import Conflict, Forbidden, Invalid, NotFound
from sspedu.jobs.delivery import post_office
from sspedu.jobs.models import Mail
from sspedu.jobs.worker import Worker
from sspedu.network import commands, queries
from sspedu.network.commands import GroupWords
from sspedu.network.models import BoardKind, BoardMember
from sspedu.policy import OPERATOR, Actor, Role
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, World


def opened(world: World, actor: Actor, name: str = "Forældremøder") -> queries.OpenGroup:
    place = commands.open_group(world.session, actor, GroupWords(name, "Vi prøver det af."), "n", now=world.now)
    world.session.commit()
    return group(world, actor, place)


def group(world: World, actor: Actor, place: str) -> queries.OpenGroup:
    return queries.group(world.session, actor, place, today=world.today)


def staff(world: World) -> Actor:
    return world.person(roles=[Role.MANAGER])


def test_whoever_opens_a_group_is_its_only_member_and_coordinator(world: World) -> None:
    boss = staff(world)
    found = opened(world, boss)
    assert [(member.person.id, member.is_coordinator) for member in found.members] == [(boss.id, True)]


def test_the_same_form_sent_twice_opens_one_group(world: World) -> None:
    boss = staff(world)
    assert opened(world, boss).board.id == opened(world, boss).board.id


def test_an_ordinary_member_opens_none(world: World) -> None:
    with pytest.raises(Forbidden):
        commands.open_group(world.session, world.person(), GroupWords("Gruppe", ""), "n", now=world.now)


def test_a_colleague_from_another_region_reads_from_the_moment_they_are_let_in_until_they_are_taken_off(world: World) -> None:
    boss, other = staff(world), world.person(AARHUS)
    found = opened(world, boss)
    with pytest.raises(NotFound):
        world.board(other, BoardKind.GROUP, found.board.place)
    commands.add_member(world.session, boss, found, other.id or 0, now=world.now)
    assert world.board(other, BoardKind.GROUP, found.board.place).id == found.board.id
    commands.remove_member(world.session, boss, found, other.id or 0)
    with pytest.raises(NotFound):
        world.board(other, BoardKind.GROUP, found.board.place)


def test_a_member_who_does_not_coordinate_changes_nothing(world: World) -> None:
    boss, other = staff(world), world.person()
    found = opened(world, boss)
    commands.add_member(world.session, boss, found, other.id or 0, now=world.now)
    as_other = group(world, other, found.board.place)
    with pytest.raises(Forbidden):
        commands.remove_member(world.session, other, as_other, boss.id or 0)
    with pytest.raises(Forbidden):
        commands.change_group(world.session, other, as_other, GroupWords("Andet", ""), "")


def test_a_coordinator_who_is_taken_off_meanwhile_lets_nobody_in(world: World) -> None:
    boss, second, friend = staff(world), world.person(), world.person()
    found = opened(world, boss)
    commands.add_member(world.session, boss, found, second.id or 0, now=world.now)
    commands.make_coordinator(world.session, boss, found, second.id or 0)
    as_second = group(world, second, found.board.place)
    commands.remove_member(world.session, boss, found, second.id or 0)
    world.session.commit()
    for act in (
        lambda: commands.add_member(world.session, second, as_second, friend.id or 0, now=world.now),
        lambda: commands.make_coordinator(world.session, second, as_second, boss.id or 0),
        lambda: commands.remove_member(world.session, second, as_second, boss.id or 0),
        lambda: commands.change_group(world.session, second, as_second, GroupWords("Et andet navn", ""), ""),
    ):
        with pytest.raises(NotFound):
            act()
        world.session.rollback()
    assert [member.person.id for member in group(world, boss, found.board.place).members] == [boss.id]


def test_the_last_coordinator_who_leaves_hands_the_group_on(world: World) -> None:
    boss, other = staff(world), world.person()
    found = opened(world, boss)
    commands.add_member(world.session, boss, found, other.id or 0, now=world.now)
    commands.leave_group(world.session, boss, found)
    assert group(world, other, found.board.place).is_coordinator


def test_the_only_member_cannot_leave(world: World) -> None:
    boss = staff(world)
    with pytest.raises(Conflict):
        commands.leave_group(world.session, boss, opened(world, boss))


def test_only_colleagues_who_are_here_and_not_in_it_are_found(world: World) -> None:
    boss, other = staff(world), world.person()
    found = opened(world, boss)
    for words in ("person", "person " * 2_000):
        assert other.id in [person.id for person in queries.could_join(world.session, found, words)]
    commands.add_member(world.session, boss, found, other.id or 0, now=world.now)
    assert not {boss.id, other.id} & {
        person.id for person in queries.could_join(world.session, group(world, boss, found.board.place), "PERSON")
    }
    assert queries.could_join(world.session, found, "  ") == ()


def test_somebody_without_an_account_cannot_be_added(world: World) -> None:
    boss = staff(world)
    with pytest.raises(Invalid):
        commands.add_member(world.session, boss, opened(world, boss), 999_999, now=world.now)


def test_a_name_with_a_cpr_number_comes_back_with_what_was_typed(app: Flask, world: World) -> None:
    reader = Reader(app, world, roles=[Role.MANAGER])
    answer = reader.send("/netvaerk/ny-gruppe", name="Om 010203-1234", purpose="Vi taler sammen.", nonce="n")
    assert answer.status_code == 422
    assert "Vi taler sammen." in answer.text


def test_the_page_of_members_shows_who_is_in_and_lets_its_coordinator_find_others(app: Flask, world: World) -> None:
    reader = Reader(app, world, roles=[Role.MANAGER])
    answer = reader.send("/netvaerk/ny-gruppe", name="Forældremøder", purpose="", nonce="n")
    other = world.person(AARHUS)
    page = reader.get(f"{answer.location}?navn={other.name.split()[1]}").text
    assert f"Sæt {other.name} på" in page
    reader.send(f"{answer.location}/tilfoej", person=str(other.id))
    assert f"Tag {other.name} af listen" in reader.get(answer.location).text


def test_leaving_is_asked_once_and_says_what_is_lost_and_who_goes_on(app: Flask, world: World) -> None:
    boss = Reader(app, world, roles=[Role.MANAGER])
    members = boss.send("/netvaerk/ny-gruppe", name="Forældremøder", purpose="", nonce="n").location
    leaving = members.replace("/medlemmer", "/forlad")
    assert "Du er den eneste i gruppen." in boss.get(members).text
    assert leaving not in boss.get(members).text
    other = Reader(app, world, AARHUS)
    boss.send(f"{members}/tilfoej", person=str(other.actor.id))
    assert f'href="{leaving}"' in boss.get(members).text
    assert "Den, der har været med længst, bliver tovholder efter dig." in boss.get(leaving).text
    assert "bliver tovholder efter dig" not in other.get(leaving).text
    assert other.get(members).status_code == 200
    assert other.send(leaving).location == "/netvaerk"
    assert other.get(leaving).status_code == 404


def test_a_colleague_who_is_let_in_is_told_once_a_day_and_not_of_which_group(app: Flask, world: World) -> None:
    boss, other = Reader(app, world, roles=[Role.MANAGER]), Reader(app, world, AARHUS)
    members = boss.send("/netvaerk/ny-gruppe", name="Forældremøder", purpose="", nonce="n").location
    for _ in range(2):
        boss.send(f"{members}/tilfoej", person=str(other.actor.id))
        boss.send(f"{members}/fjern", person=str(other.actor.id))
    boss.send(f"{members}/tilfoej", person=str(other.actor.id))
    world.session.rollback()
    mail = world.session.scalars(select(Mail)).one()
    assert mail.kind == "let_into_group"
    assert boss.actor.name in mail.text
    assert "Forældremøder" not in mail.subject + mail.text + mail.html
    assert "Forældremøder" in other.get("/netvaerk").text


def with_members(world: World, boss: Actor, *others: Actor) -> queries.OpenGroup:
    """Open a group; each of the others has been in it for a day less than the one before."""
    found = opened(world, boss)
    for days, other in enumerate(others):
        commands.add_member(world.session, boss, found, other.id or 0, now=world.now + timedelta(days=days))
    return found


def suspend(world: World, *actors: Actor) -> None:
    world.session.execute(update(User).where(User.id.in_([actor.id for actor in actors])).values(suspended_at=world.now))


def coordinators(world: World, group: queries.OpenGroup) -> set[int]:
    mine = (BoardMember.board_id == group.board.id, BoardMember.is_coordinator)
    return set(world.session.scalars(select(BoardMember.user_id).where(*mine)))


def handed_on(world: World) -> list[tuple[str, object]]:
    entries = world.session.scalars(select(AuditEntry).where(AuditEntry.action == "group.hand_on"))
    return [(entry.subject, entry.details["user"]) for entry in entries]


def test_a_group_is_not_left_to_a_suspended_coordinator(world: World) -> None:
    boss, second, third = staff(world), world.person(), world.person()
    found = with_members(world, boss, second, third)
    commands.make_coordinator(world.session, boss, found, second.id or 0)
    suspend(world, second)
    commands.leave_group(world.session, boss, found)
    assert group(world, third, found.board.place).is_coordinator


def test_a_group_is_not_handed_on_to_somebody_who_is_suspended(world: World) -> None:
    boss, second, third = staff(world), world.person(), world.person()
    found = with_members(world, boss, second, third)
    suspend(world, second)
    commands.leave_group(world.session, boss, found)
    assert coordinators(world, found) == {third.id}


def test_nobody_leaves_a_group_whose_others_are_all_suspended(world: World) -> None:
    boss, second = staff(world), world.person()
    found = with_members(world, boss, second)
    suspend(world, second)
    with pytest.raises(Conflict):
        commands.leave_group(world.session, boss, found)
    assert group(world, boss, found.board.place).is_coordinator


def test_a_suspended_member_can_be_taken_off(world: World) -> None:
    boss, second = staff(world), world.person()
    found = with_members(world, boss, second)
    suspend(world, second)
    commands.remove_member(world.session, boss, found, second.id or 0)
    assert [member.person.id for member in group(world, boss, found.board.place).members] == [boss.id]


def test_the_group_of_a_suspended_coordinator_is_handed_on_to_the_member_of_longest_standing_who_is_here(world: World) -> None:
    boss, second, third, fourth = staff(world), world.person(), world.person(), world.person()
    found = with_members(world, boss, second, third, fourth)
    suspend(world, boss, second)
    commands.hand_on_groups(world.session, OPERATOR, now=world.now)
    assert group(world, third, found.board.place).is_coordinator
    assert not group(world, fourth, found.board.place).is_coordinator
    assert handed_on(world) == [(f"board:{found.board.id}", third.id)]
    assert verify(world.session).fault == ""


def test_the_group_of_an_erased_coordinator_is_handed_on(world: World) -> None:
    boss, second = staff(world), world.person()
    found = with_members(world, boss, second)
    world.session.execute(delete(User).where(User.id == boss.id))
    commands.hand_on_groups(world.session, OPERATOR, now=world.now)
    assert group(world, second, found.board.place).is_coordinator


def test_handing_groups_on_again_changes_nothing_and_a_lifted_coordinator_is_one_still(world: World) -> None:
    boss, second, third = staff(world), world.person(), world.person()
    found = with_members(world, boss, second, third)
    suspend(world, boss)
    for _ in range(2):
        commands.hand_on_groups(world.session, OPERATOR, now=world.now)
    world.session.execute(update(User).values(suspended_at=None))
    commands.hand_on_groups(world.session, OPERATOR, now=world.now)
    assert coordinators(world, found) == {boss.id, second.id}
    assert len(handed_on(world)) == 1


def test_a_group_with_a_coordinator_or_with_nobody_here_is_left_as_it_is(world: World) -> None:
    boss, other, second = staff(world), staff(world), world.person()
    kept, deserted = with_members(world, boss, second), with_members(world, other, second)
    commands.remove_member(world.session, other, deserted, second.id or 0)
    suspend(world, other)
    commands.hand_on_groups(world.session, OPERATOR, now=world.now)
    assert (coordinators(world, kept), coordinators(world, deserted)) == ({boss.id}, {other.id})
    assert handed_on(world) == []


def test_handing_groups_on_is_the_workers(world: World) -> None:
    with pytest.raises(Forbidden):
        commands.hand_on_groups(world.session, staff(world), now=world.now)


def test_the_worker_hands_groups_on_and_the_new_coordinator_finds_colleagues(app: Flask, world: World) -> None:
    boss, reader = staff(world), Reader(app, world)
    found = with_members(world, boss, reader.actor)
    suspend(world, boss)
    world.session.commit()
    page = f"/netvaerk/gruppe/{found.board.place}/medlemmer"
    assert 'id="find"' not in reader.get(page).text
    with app.app_context():
        Worker(db.engine, post_office(app.extensions["settings"]), lambda: world.now, hourly=HOURLY).tidy()
    assert 'id="find"' in reader.get(page).text
