"""Suspension: out at once, no way back in, no mail; and all is there when it is lifted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import commands, finding, queries
from sspedu.accounts.models import Invitation, PasswordLink, Profession, User
from sspedu.audit.models import AuditEntry
from sspedu.db import db
from sspedu.errors import Conflict, Forbidden, Invalid, NotFound
from sspedu.jobs import outbox
from sspedu.jobs.delivery import Deliver
from sspedu.jobs.models import Mail
from sspedu.jobs.worker import Worker
from sspedu.policy import OPERATOR, VISITOR, Actor, Role
from tests.people import People

REASON = "Er ikke længere ansat."
NEW = "ny@kommune.example"


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
    assert outbox.tally(session).dead == 0
    assert [mail.recipient for mail in session.scalars(select(Mail))] == ["bo@kommune.example"]


def test_an_invitation_that_was_withdrawn_is_not_sent(app: Flask, people: People, session: Session) -> None:
    for email in ("carl@kommune.example", "dora@kommune.example"):
        ask_in(session, OPERATOR, email, now=people.now)
    commands.withdraw(session, OPERATOR, invitation_id(session, "carl@kommune.example"), now=people.now)
    assert delivered(app, people) == ["dora@kommune.example"]


def test_of_two_letters_to_one_person_only_the_one_whose_link_holds_is_sent(app: Flask, people: People, session: Session) -> None:
    before = people.now - timedelta(hours=1)
    ask_in(session, OPERATOR, NEW, now=before)
    again = commands.send_again(session, OPERATOR, invitation_id(session, NEW), now=people.now)
    outbox.put(session, invitation_letter(again), now=people.now)
    assert delivered(app, people) == [NEW]


def test_a_letter_with_a_link_that_was_used_is_not_sent(app: Flask, people: People, session: Session) -> None:
    people.add()
    user, sent = anna(session), []
    for minutes in (0, 1):
        now = people.now - timedelta(minutes=minutes)
        sent.append(commands.make_password_link(session, OPERATOR, user, now=now))
        ends = now + commands.LINK_LASTS
        outbox.put(session, outbox.Letter("new_password", user.email, "Hej", "Hej.", "<p>Hej.</p>", ends), now=now)
    assert len(delivered(app, people)) == 2
    outbox.put(session, outbox.Letter("new_password", user.email, "Hej", "Hej.", "<p>Hej.</p>", ends), now=people.now)
    commands.use_password_link(session, OPERATOR, sent[0], "x", now=people.now)
    assert delivered(app, people) == []


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


def test_invitations_of_someone_suspended_are_worth_nothing(app: Flask, people: People, session: Session, now: datetime) -> None:
    boss, other = people.add("chef@kommune.example", roles=[Role.ADMIN]), people.add("anden@kommune.example", roles=[Role.ADMIN])
    sent = ask_in(session, boss, NEW, now=now)
    commands.suspend(session, other, session.get_one(User, boss.id), "Er rejst", now=now)
    refused(session, sent, now=now)
    assert delivered(app, people) == []


def test_invitations_of_someone_who_is_administrator_no_more_are_worth_nothing(app: Flask, people: People, session: Session) -> None:
    boss, other = people.add("chef@kommune.example", roles=[Role.ADMIN]), people.add("anden@kommune.example", roles=[Role.ADMIN])
    sent = ask_in(session, boss, NEW, now=people.now)
    commands.set_roles(session, other, session.get_one(User, boss.id), frozenset(), now=people.now)
    refused(session, sent, now=people.now)
    assert delivered(app, people) == []


def test_invitations_end_with_a_role_that_ends_by_itself_and_can_be_sent_again(people: People, session: Session, now: datetime) -> None:
    boss, other = people.add("chef@kommune.example", roles=[Role.ADMIN]), people.add("anden@kommune.example", roles=[Role.ADMIN])
    tomorrow = now + timedelta(days=1)
    commands.set_roles(
        session, other, session.get_one(User, boss.id), frozenset({Role.ADMIN}), until={Role.ADMIN: tomorrow}, now=now - timedelta(hours=1)
    )
    sent = ask_in(session, boss, NEW, now=now)
    assert [row.is_good for row in finding.invitations(session, now=now).rows] == [True]
    refused(session, sent, now=tomorrow)
    (row,) = finding.invitations(session, now=tomorrow).rows
    assert not row.is_good
    renewed = commands.send_again(session, other, row.invitation.id, now=tomorrow)
    assert commands.accept_invitation(session, VISITOR, renewed.token, "x", now=tomorrow).email == NEW


def test_the_list_says_whose_invitations_hold_no_more(people: People, session: Session) -> None:
    boss, now = people.add("chef@kommune.example", roles=[Role.ADMIN], name="Bodil Rejst"), datetime.now(UTC)
    client = people.sign_in("anden@kommune.example", roles=[Role.ADMIN])
    ask_in(session, boss, NEW, now=now)
    commands.set_roles(session, OPERATOR, session.get_one(User, boss.id), frozenset(), now=now)
    page = client.get("/invitationer").text
    assert "Gælder ikke" in page
    assert "Bodil Rejst kan ikke invitere mere." in page


def ask_in(session: Session, actor: Actor, email: str, *, now: datetime) -> commands.Invited:
    """Invite someone, with the letter that belongs to it."""
    invited = commands.invite(session, actor, commands.Invitee(email, "Ny Prøve", Profession.OTHER, "0265"), now=now)
    outbox.put(session, invitation_letter(invited), now=now)
    return invited


def invitation_letter(invited: commands.Invited) -> outbox.Letter:
    return outbox.Letter("invitation", invited.email, "Hej", "Hej.", "<p>Hej.</p>", invited.expires_at)


def invitation_id(session: Session, email: str) -> int:
    return session.scalars(select(Invitation.id).where(Invitation.email == email)).one()


def refused(session: Session, sent: commands.Invited, *, now: datetime) -> None:
    assert queries.invited_by_token(session, commands.hash_token(sent.token), now=now) is None
    with pytest.raises(NotFound):
        commands.accept_invitation(session, VISITOR, sent.token, "x", now=now)
