"""Roles: who granted what, when, until when; and an administrator is always left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import commands, queries
from sspedu.accounts.models import RoleGrant, User
from sspedu.audit import chain
from sspedu.audit.models import AuditEntry
from sspedu.errors import Conflict, Forbidden, Invalid
from sspedu.policy import OPERATOR, Actor, Role
from tests.people import People

ADMIN = frozenset({Role.ADMIN})
NOBODY: frozenset[Role] = frozenset()


def user(session: Session, actor: Actor) -> User:
    return session.get_one(User, actor.id)


def roles_at(people: People, moment: timedelta) -> frozenset[Role]:
    return queries.users(people.session, now=people.now + moment)[0].roles


def test_a_role_counts_until_its_day(people: People, session: Session) -> None:
    anna = people.add()
    end = {Role.MANAGER: people.now + timedelta(days=30)}
    commands.set_roles(session, OPERATOR, user(session, anna), frozenset({Role.MANAGER}), until=end, now=people.now)
    assert roles_at(people, timedelta(days=29)) == {Role.LEARNER, Role.MANAGER}
    assert roles_at(people, timedelta(days=30)) == {Role.LEARNER}


def test_an_expired_role_is_nothing_to_whoever_is_signed_in(people: People, session: Session) -> None:
    browser = people.sign_in(roles=[Role.ADMIN])
    assert browser.get("/brugere").status_code == 200
    grant = session.scalars(select(RoleGrant).where(RoleGrant.role == Role.ADMIN)).one()
    grant.until = people.now - timedelta(days=5000)
    session.commit()
    assert browser.get("/brugere").status_code == 404


def test_a_day_that_is_past_is_refused(people: People, session: Session) -> None:
    anna = people.add()
    with pytest.raises(Invalid, match="Den dag er gået"):
        commands.set_roles(session, OPERATOR, user(session, anna), ADMIN, until={Role.ADMIN: people.now}, now=people.now)


def test_a_role_that_stays_keeps_who_granted_it(people: People, session: Session) -> None:
    chief, anna = people.add("chef@kommune.example", roles=[Role.ADMIN]), people.add()
    commands.set_roles(session, chief, user(session, anna), frozenset({Role.MANAGER}), now=people.now)
    later = people.now + timedelta(days=3)
    commands.set_roles(session, OPERATOR, user(session, anna), frozenset({Role.MANAGER, Role.INSTRUCTOR}), now=later)
    grants = {grant.role: grant for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == anna.id))}
    assert (grants[Role.MANAGER].granted_by_id, grants[Role.MANAGER].granted_at) == (chief.id, people.now)
    assert (grants[Role.INSTRUCTOR].granted_by_id, grants[Role.INSTRUCTOR].granted_at) == (None, later)


def test_saving_the_same_roles_signs_nobody_out(people: People, session: Session) -> None:
    browser = people.sign_in(roles=[Role.MANAGER])
    person = session.scalars(select(User)).one()
    assert commands.set_roles(session, OPERATOR, person, frozenset({Role.MANAGER}), now=people.now) is False
    assert browser.get("/min-laering").status_code == 200


def test_the_log_remembers_a_role_that_was_taken(people: People, session: Session) -> None:
    chief, anna = people.add("chef@kommune.example", roles=[Role.ADMIN]), people.add()
    commands.set_roles(session, chief, user(session, anna), frozenset({Role.MANAGER}), now=people.now)
    commands.set_roles(session, chief, user(session, anna), NOBODY, now=people.now)
    told = session.execute(select(AuditEntry.actor_id, AuditEntry.details).where(AuditEntry.action == "set roles").order_by(AuditEntry.id))
    assert [tuple(row) for row in told] == [
        (chief.id, {"given": {"manager": None}, "taken": []}),
        (chief.id, {"given": {}, "taken": ["manager"]}),
    ]
    assert chain.verify(session).fault == ""


@pytest.mark.parametrize("has_end", [False, True])
def test_the_last_administrator_stays(people: People, session: Session, has_end: bool) -> None:
    chief = people.add(roles=[Role.ADMIN])
    until = {Role.ADMIN: people.now + timedelta(days=1)}
    with pytest.raises(Conflict, match="den sidste administrator"):
        commands.set_roles(session, chief, user(session, chief), ADMIN if has_end else NOBODY, until=until, now=people.now)


@pytest.mark.parametrize("what", ["suspended", "ends"])
def test_an_administrator_who_cannot_come_in_for_good_does_not_count(people: People, session: Session, what: str) -> None:
    chief, other = people.add(roles=[Role.ADMIN]), people.add("bo@kommune.example", roles=[Role.ADMIN])
    if what == "suspended":
        commands.suspend(session, chief, user(session, other), "Er stoppet.", now=people.now)
    else:
        commands.set_roles(session, chief, user(session, other), ADMIN, until={Role.ADMIN: people.now + timedelta(1)}, now=people.now)
    with pytest.raises(Conflict, match="den sidste administrator"):
        commands.set_roles(session, OPERATOR, user(session, chief), NOBODY, now=people.now)


def test_of_two_administrators_one_may_go(people: People, session: Session) -> None:
    chief, other = people.add(roles=[Role.ADMIN]), people.add("bo@kommune.example", roles=[Role.ADMIN])
    commands.set_roles(session, other, user(session, chief), NOBODY, now=people.now)
    assert session.scalars(select(RoleGrant.user_id).where(RoleGrant.role == Role.ADMIN)).all() == [other.id]


@pytest.mark.parametrize("second", ["roles", "suspension"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(people: People, session: Session, second: str) -> None:
    chief, other = people.add(roles=[Role.ADMIN]), people.add("bo@kommune.example", roles=[Role.ADMIN])
    engine, is_done = session.get_bind(), Event()
    session.commit()

    def remove_chief() -> str:
        with Session(engine) as own:
            try:
                if second == "roles":
                    commands.set_roles(own, other, user(own, chief), NOBODY, now=people.now)
                else:
                    commands.suspend(own, other, user(own, chief), "Er stoppet.", now=people.now)
            except Conflict as refused:
                return str(refused)
            finally:
                is_done.set()
            own.commit()
            return "removed"

    with ThreadPoolExecutor(1) as beside, Session(engine) as own:
        commands.set_roles(own, chief, user(own, other), NOBODY, now=people.now)
        answer = beside.submit(remove_chief)
        # It waits for this transaction on either engine; a moment lets it get as far as it can.
        assert not is_done.wait(0.3)
        own.commit()
        assert "den sidste administrator" in answer.result()


def test_only_administrators_set_roles(people: People, session: Session) -> None:
    anna = people.add()
    with pytest.raises(Forbidden):
        commands.set_roles(session, anna, user(session, anna), ADMIN, now=people.now)
