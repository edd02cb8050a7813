"""No outsider meets a word of what they may not read, at any address of the site, and what is private looks as if it were not there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.audit.models import AuditEntry
from sspedu.db import Base, db
from sspedu.network.models import Board, Post
from sspedu.operations.metrics import Service
from tests.conftest import CarefulClient, empty
from tests.content import publish_tree, small_tree
from tests.network.leaks.cast import OUTSIDERS, Planted
from tests.network.leaks.looking import CANARY, Missing, bare, canaries, leaks
from tests.network.leaks.planting import plant
from tests.network.leaks.walking import FORMS, PAGES, addresses, of_network, other_pages
from tests.network.world import World

# One of each kind of outsider whom the forms know apart.
SENDERS = ("neighbour", "officer", "exmember", "suspended", "moved", "visitor", "moderator", "administrator")
# Who may read is one condition, which tests/network/test_access.py asks for every kind of person on both engines; PostgreSQL is walked by two.
ON_BOTH_ENGINES = ("neighbour", "exmember")
HTMX = {"HX-Request": "true"}
# Other ways to ask for an address than a browser's.
WAYS: Mapping[str, Any] = {
    "piece": {"headers": HTMX},
    "head": {"method": "HEAD"},
    "part of what is known": {"headers": {"Range": "bytes=0-9", "If-None-Match": "*"}},
}


def walkers(names: Iterable[str]) -> list[ParameterSet]:
    return [pytest.param(name, marks=[] if name in ON_BOTH_ENGINES else pytest.mark.once) for name in names]


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


@pytest.mark.parametrize("name", walkers(OUTSIDERS))
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


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
def test_however_a_page_is_asked_for_it_looks_to_an_outsider_as_if_nothing_were_there(planted: Planted, way: str) -> None:
    client, told = planted.people["exmember"].client, []
    for address in addresses(planted, "GET"):
        if address.is_hidden_from("exmember"):
            met = bare(client.open(address.nothing, **WAYS[way]), address.nothing)
            if bare(client.open(address.path, **WAYS[way]), address.path) != met:
                told.append(address.path)
    assert told == []


@pytest.mark.parametrize("name", walkers(SENDERS))
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


@pytest.mark.parametrize("name", walkers(OUTSIDERS))
def test_no_list_and_no_piece_of_a_page_tells_an_outsider_what_is_private(planted: Planted, name: str) -> None:
    person, found = planted.people[name], []
    lists = [address.path + asked for address in addresses(planted, "GET") if address.readers is None for asked in PAGES[address.endpoint]]
    for path in (*other_pages(), *lists):
        for headers in ({}, HTMX) if path in lists else ({},):
            found += leaks(planted, name, path, person.client.get(path, headers=headers))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["neighbour", "exmember", "moderator", "visitor"])
def test_who_searches_for_a_word_they_may_not_read_meets_what_a_word_of_nobody_meets(planted: Planted, name: str) -> None:
    person, nothing = planted.people[name], "zilkxxx"
    for address in ("/soeg?q={}", "/soeg?q={}&slags=netvaerk", "/netvaerk/praksis?ord={}"):
        path = address.format(nothing)
        met = bare(person.get(path), nothing)
        for word in list(planted.forbidden(name))[::12]:
            assert bare(person.get(address.format(word)), word) == met, planted.about[word]


def test_no_two_people_are_given_the_same_tag_of_a_page(planted: Planted) -> None:
    names = ("judge", "mate", "far", "exmember", "moderator")
    for path in ("/netvaerk/nyt/antal", "/min-laering", "/moduler/lov", "/moduler/lov/foerste"):
        tags = [planted.people[name].get(path).headers.get("ETag") for name in names]
        assert len(set(tags)) == len(tags), path
        assert None not in tags
        answers = [planted.people["exmember"].client.get(path, headers={"If-None-Match": tag}) for tag in tags if tag != tags[3]]
        assert {answer.status_code for answer in answers} == {200}


def test_a_moderator_reaches_no_private_thing_by_what_a_form_names(planted: Planted) -> None:
    """Their own thread is everyone's; what they name in the form is not theirs to read."""
    ours = next(id_ for id_, (_kind, numbers, _readers) in planted.threads.items() if len(numbers) == 4)
    private = [(id_, kind) for id_, (kind, _numbers, readers) in planted.threads.items() if "moderator" not in readers]
    asked, before = Missing(planted, "moderator", "POST"), written(planted)
    moderating = f"/moderation/traad/{ours}"
    why = {"reason_text": "Det samme emne."}
    nowhere = bare(asked.ask(f"{moderating}/saml", {**why, "address": "/netvaerk/traad/999999"}), "999999")
    for id_, _kind in private:
        answer = asked.ask(f"{moderating}/saml", {**why, "address": f"/netvaerk/traad/{id_}"})
        met = bare(answer, "/netvaerk/traad/999999")
        assert (met[0], leaks(planted, "moderator", moderating, answer)) == (nowhere[0], [])
    boards = planted.world.session.scalars(select(Board.id).where(Board.place.in_([place for _word, place in planted.boards]))).all()
    assert {asked.ask(f"{moderating}/flyt", {**why, "board": str(board)}).status_code for board in boards} == {404}
    text = "\n".join(f"Se /netvaerk/traad/{id_}#indlaeg-1" for id_, _kind in private)
    shown = asked.ask(
        f"/netvaerk/traad/{ours}/se", {"text": text, "nonce": "w", "attached": next(iter(str(id_) for id_, _name in planted.files))}
    )
    assert leaks(planted, "moderator", "/se", shown) == []
    assert written(planted) == before


def test_no_metric_and_no_command_says_a_word_that_somebody_wrote(planted: Planted, app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    metrics = [str(metric) for metric in Service(engine, lambda: planted.world.now).collect()]
    planted.world.session.rollback()
    commands = (["mail", "list"], ["audit", "verify"], ["users", "list"])
    output = [app.test_cli_runner().invoke(args=["sspedu", *command]).output for command in commands]
    log = [f"{entry.action} {entry.subject} {entry.details}" for entry in planted.world.session.scalars(select(AuditEntry))]
    assert CANARY.findall("\n".join([*metrics, *output, *log]).lower()) == []
    assert len(log) > len(planted.people)
