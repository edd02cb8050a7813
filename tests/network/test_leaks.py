"""No outsider meets a word of what they may not read, at any address of the site, and what is private looks as if it were not there."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.db import Base, db
from sspedu.network.models import Post
from tests.conftest import CarefulClient, empty
from tests.content import publish_tree, small_tree
from tests.network.leaks.cast import OUTSIDERS, Planted
from tests.network.leaks.looking import Missing, canaries, leaks
from tests.network.leaks.planting import plant
from tests.network.leaks.walking import FORMS, PAGES, addresses, of_network, other_pages
from tests.network.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def planted(app: Flask, now: datetime) -> Iterator[Planted]:
    """A world for all tests here: what is sent to it is refused, and changes nothing."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        CarefulClient.beside = session
        publish_tree(session, small_tree(), now=now)
        yield plant(app, World(session, now))
        empty(session)


def test_every_address_of_the_network_is_walked(app: Flask) -> None:
    assert (set(of_network(app, "GET")), set(of_network(app, "POST"))) == (set(PAGES), set(FORMS))


def test_who_may_read_a_canary_finds_it(planted: Planted) -> None:
    """The walk would find nothing if nothing were there."""
    pages = [(name, address.path) for name in ("judge", "mate") for address in addresses(planted, "GET")]
    read = {word for name, path in pages for word in canaries(planted.people[name].get(path))}
    assert {planted.about[word] for word, readers in planted.readers.items() if readers and word not in read} == set()


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_page_tells_an_outsider_what_is_private(planted: Planted, name: str) -> None:
    found, missing = [], Missing(planted, name, "GET")
    for address in addresses(planted, "GET"):
        for asked in PAGES[address.endpoint]:
            path = address.path + asked
            answer = missing.ask(path)
            found += leaks(planted, name, path, answer)
            if address.is_hidden_from(name) and not missing.is_like(answer, path, address.nothing + asked):
                found.append(f"{path} tells {name} that it is there ({answer.status})")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_form_that_is_sent_tells_an_outsider_what_is_private_and_none_changes_it(planted: Planted, name: str) -> None:
    found, missing, before = [], Missing(planted, name, "POST"), written(planted)
    for address in addresses(planted, "POST"):
        if address.is_hidden_from(name):
            form = FORMS[address.endpoint]
            answer = missing.ask(address.path, form)
            found += leaks(planted, name, address.path, answer)
            if answer.status_code not in {401, 404} or not missing.is_like(answer, address.path, address.nothing, form):
                found.append(f"{address.path} tells {name} that it is there ({answer.status})")
    assert not found, "\n".join(found)
    assert written(planted) == before


def written(planted: Planted) -> dict[str, int]:
    """Count the rows of every table, and with each post its version."""
    session = planted.world.session
    session.rollback()
    counts = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}
    return {**counts, "versions": session.scalar(select(func.sum(Post.version))) or 0}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_list_and_no_piece_of_a_page_tells_an_outsider_what_is_private(planted: Planted, name: str) -> None:
    person, found = planted.people[name], []
    pages = [*other_pages(), *(a.path + asked for a in addresses(planted, "GET") if a.readers is None for asked in PAGES[a.endpoint])]
    for path in pages:
        for headers in ({}, HTMX):
            found += leaks(planted, name, path, person.client.get(path, headers=headers))
    assert not found, "\n".join(found)
