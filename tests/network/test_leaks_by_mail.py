"""No mail tells somebody a word of what they may not read when it goes, though they could when it was promised."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from sspedu.jobs.models import Mail
from sspedu.network import commands, queries
from sspedu.network.models import Level
from tests.network.leaks.cast import Planted
from tests.network.leaks.looking import CANARY
from tests.network.leaks.planting import plant
from tests.network.test_mailing import MONDAY, Delivery, everything
from tests.network.world import World
from tests.post import Mailbox, free_port, serving


@pytest.fixture
def post(app: Flask, world: World) -> Iterator[Delivery]:
    mailbox, port = Mailbox(), free_port()
    world.takes_time = False
    with serving(mailbox, port):
        # Not around the test: browsers would share who is signed in.
        with app.app_context():
            delivery = Delivery(app, world, mailbox, port)
        yield delivery


def told(planted: Planted, post: Delivery) -> dict[str, set[str]]:
    """Return the canaries in the mail that arrived, by who got it."""
    found: dict[str, set[str]] = {name: set() for name in planted.people}
    for message in post.mailbox.received:
        found[planted.name_of(str(message["To"]))] |= set(CANARY.findall(everything(message).lower()))
    return found


def all_hear_all(planted: Planted) -> None:
    """Let everyone follow all that they read, with a mail for each thing and a week."""
    session, today = planted.world.session, planted.world.today
    for person in planted.people.values():
        if person.actor.id:
            commands.choose_mail(session, person.actor, is_each=True, digest_day=0)
            for board in queries.boards(session, person.actor, today=today):
                commands.watch_board(session, person.actor, board, Level.ALL)
    session.commit()


@pytest.mark.parametrize("is_week", [False, True], ids=["each thing", "the week"])
def test_a_mail_that_was_promised_tells_nobody_what_they_may_not_read_when_it_goes(
    app: Flask, world: World, post: Delivery, is_week: bool
) -> None:
    def promise(planted: Planted) -> None:
        # What browsers sent was written by the clock of the machine, and what comes after it is told after it.
        post.now = MONDAY if is_week else datetime.now(UTC) + commands.HOLD
        with app.app_context():
            post.promise(1)

    planted = plant(app, world, after_people=all_hear_all, before_loss=promise)
    waiting = world.session.scalars(select(Mail)).all()
    assert {"exmember", "moved", "suspended"} <= {planted.name_of(mail.recipient) for mail in waiting}
    assert not CANARY.findall("".join(mail.subject + mail.text + mail.html for mail in waiting).lower())
    with app.app_context():
        post.after(0)
    found = told(planted, post)
    assert {name: words for name, words in found.items() if words & planted.forbidden(name).keys()} == {}
    assert min(len(found[name]) for name in ("mate", "colleague", "neighbour")) > 0
