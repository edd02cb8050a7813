"""A statement that lasts is compiled once for an engine, and answers as any other."""

from sqlalchemy import bindparam, literal, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality
from sspedu.db import ask
from sspedu.lasting import lasting, options_of
from tests.people import People

NAMES = lasting(select(Municipality.name).where(Municipality.code.in_(bindparam("codes", expanding=True))).order_by(Municipality.code))


def names(session: Session, *codes: str) -> list[str]:
    return list(ask(session, NAMES, {"codes": codes}).scalars())


def test_it_answers_each_asking_with_its_own_values(people: People) -> None:
    assert names(people.session, "0265") == ["Roskilde"]
    assert names(people.session, "0751", "0265") == ["Roskilde", "Aarhus"]
    assert names(people.session) == []


def test_it_is_compiled_once(people: People) -> None:
    names(people.session, "0265")
    forms = list(options_of(NAMES)["compiled_cache"].values())
    names(people.session, "0751", "0265")
    assert list(options_of(NAMES)["compiled_cache"].values()) == forms


def test_others_are_kept_as_the_library_does() -> None:
    assert options_of(select(literal(1))) == {}
