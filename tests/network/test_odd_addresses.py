"""Whatever stands behind the question mark, and whenever a form comes too late: a page answers in Danish, and nothing typed is lost."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sspedu.db import db
from tests.conftest import CarefulClient, empty
from tests.content import publish_tree, small_tree
from tests.network.leaks.cast import Person, Planted
from tests.network.leaks.planting import plant
from tests.network.leaks.walking import FORMS, Address, addresses
from tests.network.world import World

# What a page of the network or the search reads behind the question mark.
NAMES = (
    *("fra", "foer", "efter", "antal", "citer", "lektion", "ligner", "navn", "ord", "orden", "q", "side", "slags", "sted", "tavle", "tema"),
    *("kommune", "kreds", "skete", "viden", "status", "alder", "niveau", "arena", "partner", "land", "stoerrelse", "til", "vis"),
)
ODD = ("abc", "-1", "9" * 40, "1e9", "١٢", "2026-02-30", "%00", "\ud800", "x" * 3000, "", "1;2")
WALKED = ("abc", "9" * 40, "2026-02-30", "\ud800")
# What a page holds does not depend on the engine. What only PostgreSQL refuses, a NUL, is in `test_pages`.
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def planted(app: Flask, now: datetime) -> Iterator[Planted]:
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        CarefulClient.beside = session
        publish_tree(session, small_tree(), now=now)
        yield plant(app, World(session, now))
        empty(session)


def broken(judge: Person, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if judge.get(path).status_code >= 500]


@pytest.mark.parametrize("odd", WALKED, ids=ascii)
def test_no_odd_value_in_an_address_breaks_a_page(planted: Planted, odd: str) -> None:
    asked = "&".join(f"{name}={quote(odd, errors='surrogatepass')}" for name in NAMES)
    paths = {address.path for address in addresses(planted, "GET") if not address.is_hidden_from("judge")}
    assert broken(planted.people["judge"], [f"{path}?{asked}" for path in sorted(paths)]) == []


@pytest.mark.parametrize("path", ["/soeg", "/netvaerk/praksis"])
def test_no_odd_value_breaks_a_list_with_filters(planted: Planted, path: str) -> None:
    paths = [f"{path}?{name}={quote(odd, errors='surrogatepass')}" for name in NAMES for odd in ODD]
    assert broken(planted.people["judge"], paths) == []


def test_a_form_that_comes_too_late_comes_back_with_all_that_was_typed(planted: Planted) -> None:
    judge, tried, lost = planted.people["judge"], set(), []
    # What a mail program stops has neither token nor words.
    for endpoint, address in {address.endpoint: address for address in addresses(planted, "POST") if may_send(address)}.items():
        form = FORMS[endpoint]
        answer = judge.client.post(address.path, data={**form, "csrf_token": "x"})
        tried.add(endpoint)
        lost += [] if answer.status_code == 400 else [f"{endpoint} answers {answer.status_code}"]
        lost += [f"{endpoint} loses {name}" for name, value in form.items() if escape(value) not in answer.text]
    assert (lost, tried) == ([], set(FORMS) - {"stop_mail"})


def may_send(address: Address) -> bool:
    return not address.is_hidden_from("judge") and address.endpoint != "stop_mail"
