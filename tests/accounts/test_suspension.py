"""Suspension: out at once, no way back in, no mail; and all is there when it is lifted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import commands, finding, queries
from sspedu.accounts.models import Invitation, PasswordLink, Profession, User
from sspedu.audit.models import AuditEntry
from sspedu.db import db
from sspedu.errors import Conflict, Forbidden, Invalid
from sspedu.jobs import outbox
from sspedu.jobs.delivery import Deliver
from sspedu.jobs.models import Mail
from sspedu.jobs.worker import Worker
from sspedu.policy import OPERATOR, Role
from tests.people import People

REASON = "Er ikke længere ansat."


def anna(session: Session) -> User:
    return session.scalars(select(User).where(User.email == "anna@kommune.example")).one()


def test_it_ends_sign_ins_and_links_at_once(people: People, session: Session) -> None:
    browser = people.sign_in()
    commands.make_password_link(session, OPERATOR, anna(session), now=people.now)
    commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)
    assert browser.get("/min-laering").status_code == 302
    assert session.scalars(select(PasswordLink)).all() == []


def test_lifting_lets_in_again_with_the_same_password(people: People, session: Session) -> None:
    people.add()
    commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)
    commands.lift(session, OPERATOR, anna(session), now=people.now)
    assert people.browser("anna@kommune.example").get("/min-laering").status_code == 200
    assert (anna(session).suspended_at, anna(session).suspended_reason) == (None, None)


def test_a_sign_in_that_was_on_its_way_is_refused(people: People, session: Session) -> None:
    people.add()
    user = anna(session)
    commands.suspend(session, OPERATOR, user, REASON, now=people.now)
    with pytest.raises(Conflict, match="spærret"):
        commands.open_sign_in(session, OPERATOR, user.id, user.password_hash, days=7, now=people.now)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_it_needs_a_reason(people: People, session: Session, reason: str) -> None:
    people.add()
    with pytest.raises(Invalid, match="Skriv hvorfor"):
        commands.suspend(session, OPERATOR, anna(session), reason, now=people.now)


def test_nobody_suspends_themselves_or_the_last_administrator(people: People, session: Session) -> None:
    chief = people.add(roles=[Role.ADMIN])
    with pytest.raises(Conflict, match="dig selv"):
        commands.suspend(session, chief, anna(session), REASON, now=people.now)
    with pytest.raises(Conflict, match="den sidste administrator"):
        commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)


def test_suspending_or_lifting_twice_is_said(people: People, session: Session) -> None:
    people.add()
    with pytest.raises(Conflict, match="er ikke spærret"):
        commands.lift(session, OPERATOR, anna(session), now=people.now)
    commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)
    with pytest.raises(Conflict, match="allerede spærret"):
        commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)


def test_only_administrators_suspend(people: People, session: Session) -> None:
    manager = people.add(roles=[Role.MANAGER])
    with pytest.raises(Forbidden):
        commands.suspend(session, manager, anna(session), REASON, now=people.now)


def test_the_log_holds_the_act_and_not_the_reason(people: People, session: Session) -> None:
    people.add()
    commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)
    commands.lift(session, OPERATOR, anna(session), now=people.now)
    told = session.execute(select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [tuple(row) for row in told] == [("lift suspension", {}), ("suspend", {})]


def test_mail_that_waits_is_not_sent_to_them(app: Flask, people: People, session: Session) -> None:
    people.add()
    people.add("bo@kommune.example")
    for name in ("anna", "bo"):
        outbox.put(session, outbox.Letter("try", f"{name}@kommune.example", "Hej", "Hej.", "<p>Hej.</p>"), now=people.now)
    commands.suspend(session, OPERATOR, anna(session), REASON, now=people.now)
    assert delivered(app, people) == ["bo@kommune.example"]
    (dropped,) = session.scalars(select(Mail).where(Mail.dead_at.is_not(None)))
    assert (dropped.recipient, dropped.text, dropped.fault) == ("anna@kommune.example", "", outbox.UNWANTED)
    assert outbox.revive(session, now=people.now) == 0


def test_an_invitation_that_was_withdrawn_is_not_sent(app: Flask, people: People, session: Session) -> None:
    for email in ("carl@kommune.example", "dora@kommune.example"):
        invitee = commands.Invitee(email, "Carl Prøve", Profession.TEACHER, "0265")
        commands.invite(session, OPERATOR, invitee, now=people.now)
        outbox.put(session, outbox.Letter("invitation", email, "Hej", "Hej.", "<p>Hej.</p>"), now=people.now)
    commands.withdraw(session, OPERATOR, finding.invitations(session).rows[-1].invitation.id, now=people.now)
    assert delivered(app, people) == ["dora@kommune.example"]


def delivered(app: Flask, people: People) -> list[str]:
    """Let a worker send what waits, and return to whom it did."""
    people.session.commit()
    recipients: list[str] = []

    @contextmanager
    def office() -> Iterator[Deliver]:
        yield lambda claimed: recipients.append(claimed.letter.recipient)

    with app.app_context():
        engine = db.engine
    Worker(engine, office, lambda: people.now, queries.is_wanted).work()
    people.session.rollback()
    return recipients


def test_invitations_of_someone_suspended_are_worth_nothing(people: People, session: Session, now: datetime) -> None:
    boss, other = people.add("chef@kommune.example", roles=[Role.ADMIN]), people.add("anden@kommune.example", roles=[Role.ADMIN])
    commands.invite(session, boss, commands.Invitee("ny@kommune.example", "Ny Prøve", Profession.OTHER, "0265"), now=now)
    commands.suspend(session, other, session.get_one(User, boss.id), "Er rejst", now=now)
    assert session.scalars(select(Invitation)).all() == []
