"""The audit log: append-only, in a chain that shows whoever touches it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from sspedu.audit import chain
from sspedu.audit.chain import Act
from sspedu.audit.models import AuditEnd, AuditEntry
from sspedu.connections import reading
from sspedu.policy import OPERATOR, Actor

ADMIN = Actor(id=7)


def acts(count: int) -> list[Act]:
    return [Act("invite", f"invitation:{number}", {"roles": ["manager"]}) for number in range(1, count + 1)]


@pytest.fixture
def filled(session: Session, now: datetime) -> Session:
    chain.add(session, ADMIN, *acts(3), now=now)
    chain.add(session, OPERATOR, *acts(2), now=now + timedelta(minutes=1))
    session.commit()
    return session


def touch(session: Session, statement: str) -> None:
    """Change the log as someone with the database in their hands would: without its trigger."""
    if session.get_bind().dialect.name == "sqlite":
        made = session.scalars(text("SELECT sql FROM sqlite_master WHERE name = 'audit_entry_is_a_fact'")).one()
        session.execute(text("DROP TRIGGER audit_entry_is_a_fact"))
        session.execute(text(statement))
        session.execute(text(made))
    else:
        session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        session.execute(text(statement))
        session.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
    session.commit()


def test_an_untouched_chain_holds(filled: Session) -> None:
    verdict = chain.verify(filled)
    assert (verdict.count, verdict.fault) == (5, "")
    assert verdict.last_hash == filled.get_one(AuditEnd, 1).hash


def test_an_empty_log_holds(session: Session) -> None:
    assert chain.verify(session).fault == ""


def test_the_operator_has_no_id(filled: Session) -> None:
    assert list(filled.scalars(select(AuditEntry.actor_id).order_by(AuditEntry.id))) == [7, 7, 7, None, None]


def test_the_program_cannot_change_an_entry(filled: Session) -> None:
    with pytest.raises(DatabaseError, match="an audit entry is a fact"):
        filled.execute(update(AuditEntry).values(actor_id=8))


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_entry SET actor_id = 8 WHERE id = 2", 2),
        ("UPDATE audit_entry SET subject = 'user:1' WHERE id = 5", 5),
        ("UPDATE audit_entry SET details = '{}' WHERE id = 3", 3),
        ("DELETE FROM audit_entry WHERE id = 3", 2),
        ("DELETE FROM audit_entry WHERE id = 5", 4),
    ],
)
def test_who_touches_it_is_found_out(filled: Session, statement: str, number: int) -> None:
    touch(filled, statement)
    verdict = chain.verify(filled)
    assert verdict.fault
    assert verdict.number == number


def test_an_emptied_log_is_found_out(filled: Session) -> None:
    filled.execute(delete(AuditEntry))
    assert chain.verify(filled).fault


def test_a_log_without_its_end_is_found_out(filled: Session) -> None:
    filled.execute(delete(AuditEnd))
    assert chain.verify(filled).fault


def test_a_hash_that_was_noted_must_still_be_there(filled: Session) -> None:
    noted = filled.scalars(select(AuditEntry.hash).where(AuditEntry.id == 4)).one()
    assert chain.verify(filled, known=noted).fault == ""
    assert "noteret" in chain.verify(filled, known="f" * 64).fault


def test_what_is_thirteen_months_old_goes_and_the_rest_holds(filled: Session, now: datetime) -> None:
    chain.add(filled, ADMIN, Act("suspend", "user:1"), now=now + chain.KEEP + timedelta(seconds=30))
    assert list(filled.scalars(select(AuditEntry.id).order_by(AuditEntry.id))) == [4, 5, 6]
    assert chain.verify(filled).fault == ""


def test_an_old_moment_after_a_young_one_leaves_no_gap(session: Session, now: datetime) -> None:
    chain.add(session, ADMIN, *acts(1), now=now)
    chain.add(session, ADMIN, *acts(1), now=now - timedelta(hours=1))
    chain.add(session, ADMIN, *acts(1), now=now)
    chain.add(session, ADMIN, Act("suspend", "user:1"), now=now + chain.KEEP - timedelta(minutes=30))
    assert list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id))) == [1, 2, 3, 4]
    assert chain.verify(session).fault == ""


def test_a_chain_that_grows_and_is_tidied_meanwhile_gives_no_false_alarm(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "AT_A_TIME", 10)
    chain.add(session, ADMIN, *acts(60), now=now)
    session.commit()
    engine, seal, met = session.get_bind(), chain._seal, []

    def write_later() -> None:
        with Session(engine) as other:
            chain.add(other, ADMIN, *acts(1), now=now + chain.KEEP + timedelta(days=1))
            other.commit()

    def seal_slowly(previous: str, row: Mapping[str, Any]) -> str:
        met.append(row["id"])
        if len(met) == 15:
            monkeypatch.setattr(chain, "_seal", seal)
            with ThreadPoolExecutor(1) as writer:
                writer.submit(write_later).result()
        return seal(previous, row)

    monkeypatch.setattr(chain, "_seal", seal_slowly)
    with reading(streams=True):
        assert chain.verify(session).fault == ""
    session.rollback()
    assert list(session.scalars(select(AuditEntry.id))) == [61]


def test_parallel_writers_make_one_chain(session: Session, now: datetime) -> None:
    engine = session.get_bind()
    session.commit()

    def write(_number: int) -> None:
        with Session(engine) as own:
            chain.add(own, ADMIN, *acts(2), now=now)
            own.commit()

    with ThreadPoolExecutor(6) as writers:
        list(writers.map(write, range(12)))
    verdict = chain.verify(session)
    assert (verdict.count, verdict.fault) == (24, "")
