"""A moderator hears by mail of a case that comes into an empty queue: once, without a word of it, and only where they could decide it."""

from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from sspedu.accounts.models import RoleGrant, User
from sspedu.jobs.models import Mail
from sspedu.network import commands, queries
from sspedu.network.calling import CASE_WAITS
from sspedu.network.models import BoardKind, Case, MailChoice
from sspedu.policy import Actor, Role
from tests.network.test_holding import SENSITIVE
from tests.network.test_mailing import CANARY, Delivery, everything, post
from tests.network.test_moderation import Moderator
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, ODENSE, ROSKILDE, World

__all__ = ["post"]


def moderator(world: World, municipality: str = ROSKILDE) -> Actor:
    return world.person(municipality, roles=[Role.MODERATOR])


def address(actor: Actor) -> str:
    return f"{actor.name.lower().replace(' ', '')}@kommune.example"


def report(world: World, reporter: Actor, thread: queries.OpenThread, number: int = 1) -> int:
    """Report a post, and return the case."""
    opened = world.thread(reporter, thread.id)
    reported = queries.post(world.session, opened, number)
    assert commands.report_post(world.session, reporter, opened, reported, commands.Report("tone", CANARY), now=world.now)
    world.session.commit()
    return world.session.scalars(select(Case.id).order_by(Case.id.desc()).limit(1)).one()


def decide(world: World, judge: Actor, case_id: int) -> None:
    case = queries.case_of(world.session, judge, case_id, today=world.today)
    commands.decide_report(world.session, judge, case, "Set.", is_acted=False, now=world.now)
    world.session.commit()


def called(messages: list[EmailMessage]) -> list[str]:
    """Return to whom the mail about cases went."""
    return sorted(str(message["To"]) for message in messages if message["Subject"] == "Der er en sag til dig")


def promised(world: World) -> list[str]:
    """Return to whom a mail about a case is promised."""
    return sorted(world.session.scalars(select(Mail.recipient).where(Mail.kind == CASE_WAITS)))


def test_a_case_in_an_empty_queue_is_one_mail_without_a_word_of_it_and_what_comes_then_is_none(world: World, post: Delivery) -> None:
    judge, anna, bo = moderator(world), world.person(), world.person()
    group = world.group(judge, anna, bo)
    thread = world.begin(anna, world.board(anna, BoardKind.GROUP, group.place), title=CANARY, text=CANARY)
    world.reply(anna, thread.id)
    first = report(world, bo, thread)
    (message,) = post.after(0)
    said = everything(message)
    assert (message["To"], message["Subject"]) == (address(judge), "Der er en sag til dig")
    assert "/moderation" in said
    for hidden in (CANARY, group.name, bo.name, anna.name):
        assert hidden not in said
    second = report(world, bo, thread, 2)
    assert post.after(0) == []
    decide(world, judge, first)
    decide(world, judge, second)
    report(world, anna, world.begin(bo, nonce="c"))
    assert called(post.after(0)) == [address(judge)]


def test_a_text_that_is_held_calls_moderators_as_a_report_does(app: Flask, world: World) -> None:
    judge, anna = moderator(world), Reader(app, world)
    anna.send(f"{anna.begin()}/moderator", text=SENSITIVE, send="1", why="constructed", nonce="n")
    assert promised(world) == [address(judge)]


def test_only_moderators_who_read_the_board_and_can_decide_are_called(world: World) -> None:
    judge, anna, bo = moderator(world), world.person(), world.person()
    for other in (moderator(world, AARHUS), moderator(world, ODENSE), world.person(roles=[Role.ADMIN])):
        assert other.id != judge.id
    late = moderator(world)
    world.session.execute(update(RoleGrant).where(RoleGrant.user_id == late.id).values(until=world.now))
    suspended = moderator(world)
    world.session.execute(update(User).where(User.id == suspended.id).values(suspended_at=world.now))
    town = world.board(anna, BoardKind.MUNICIPALITY, ROSKILDE)
    report(world, bo, world.begin(anna, town))
    assert promised(world) == [address(judge)]


def test_a_case_that_somebody_else_must_decide_neither_calls_nor_fills_a_queue(world: World) -> None:
    judge, other, anna = moderator(world), moderator(world), world.person()
    report(world, anna, world.begin(judge))
    report(world, judge, world.begin(anna, nonce="c"))
    assert promised(world) == [address(other)]
    report(world, anna, world.begin(other, nonce="d"))
    assert promised(world) == [address(judge), address(other)]


def test_a_case_on_a_board_that_one_does_not_read_leaves_the_queue_empty(world: World) -> None:
    judge, elsewhere = moderator(world), moderator(world, AARHUS)
    anna, bo = world.person(AARHUS), world.person(AARHUS)
    report(world, bo, world.begin(anna, world.board(anna, BoardKind.MUNICIPALITY, AARHUS)))
    assert promised(world) == [address(elsewhere)]
    report(world, bo, world.begin(anna, nonce="c"))
    assert promised(world) == sorted([address(judge), address(elsewhere)])


@pytest.mark.parametrize(
    ("is_each", "day", "count"), [(False, None, 0), (True, None, 1), (False, 3, 1)], ids=["no mail", "each thing", "the week"]
)
def test_whoever_chose_no_mail_of_the_network_gets_none_about_cases(world: World, is_each: bool, day: int | None, count: int) -> None:
    judge, anna, bo = moderator(world), world.person(), world.person()
    commands.choose_mail(world.session, judge, is_each=is_each, digest_day=day)
    report(world, bo, world.begin(anna))
    assert len(promised(world)) == count


@pytest.mark.parametrize("lost", ["decided", "withdrawn", "moved away", "suspended", "no moderator", "no mail", "erased"])
def test_a_call_that_waits_is_not_sent_when_there_is_nothing_left_to_decide(world: World, post: Delivery, lost: str) -> None:
    judge, other, anna, bo = moderator(world), world.person(), world.person(), world.person()
    case_id = report(world, bo, world.begin(anna, world.board(anna, BoardKind.MUNICIPALITY, ROSKILDE)))
    assert promised(world) == [address(judge)]
    session, row = world.session, User.id == judge.id
    if lost == "decided":
        session.add(RoleGrant(user_id=other.id, role=Role.MODERATOR, granted_at=world.now))
        session.flush()
        decide(world, Actor(id=other.id, roles=frozenset({Role.MODERATOR})), case_id)
    elif lost == "withdrawn":
        commands.withdraw_case(session, bo, case_id, now=world.now)
    elif lost == "no moderator":
        session.execute(delete(RoleGrant).where(RoleGrant.user_id == judge.id, RoleGrant.role == Role.MODERATOR))
    elif lost == "no mail":
        session.add(MailChoice(user_id=judge.id, is_each=False, digest_day=None))
    elif lost == "erased":
        session.execute(delete(User).where(row))
    else:
        given = {"suspended_at": world.now} if lost == "suspended" else {"municipality_code": ODENSE}
        session.execute(update(User).where(row).values(given))
    assert called(post.after(0)) == []
    session.rollback()
    assert promised(world) == []


def test_a_call_is_sent_for_what_came_while_it_waited(world: World, post: Delivery) -> None:
    judge, anna, bo = moderator(world), world.person(), world.person()
    first = report(world, bo, world.begin(anna))
    report(world, bo, world.begin(anna, nonce="c"))
    commands.withdraw_case(world.session, bo, first, now=world.now)
    assert called(post.after(0)) == [address(judge)]


def test_two_cases_at_the_same_moment_are_one_mail(world: World, post: Delivery) -> None:
    judge, anna, bo = moderator(world), world.person(), world.person()
    report(world, bo, world.begin(anna))
    second = report(world, bo, world.begin(anna, nonce="c"))
    # As if neither of the two had seen the other.
    for mail in world.session.scalars(select(Mail)):
        world.session.add(
            Mail(
                key="x",
                kind=mail.kind,
                recipient=mail.recipient,
                subject="",
                text=f"{judge.id} {second}",
                html="",
                created_at=world.now,
                next_try_at=world.now,
                attempts=0,
            )
        )
    assert called(post.after(0)) == [address(judge)]


def test_the_page_of_mail_tells_moderators_of_it_and_nobody_else(app: Flask, world: World) -> None:
    said = "Du er moderator. Kommer der en sag"
    assert said in Moderator(app, world).get("/netvaerk/besked").text
    assert said not in Reader(app, world).get("/netvaerk/besked").text
