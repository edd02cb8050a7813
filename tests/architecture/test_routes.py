"""The doors of the house: which are open to everyone, and what each role meets at every one of them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sspedu.learning.models import ContractItem, Enrolment
from sspedu.policy import Role
from tests.people import People, token

PUBLIC = {
    "accounts.accept_invitation",
    "accounts.ask_for_link",
    "accounts.begin_sign_in",
    "accounts.choose_password",
    "accounts.forgotten",
    "accounts.invitation",
    "accounts.new_password",
    "accounts.sign_in",
    "health.alive",
    "health.ready",
    "learning.catalogue",
    "learning.module",
    "learning.start",
    "library.facts",
    "library.glossary",
    "library.law",
    "library.provision",
    "library.sources",
    "library.themes",
}

# What a visitor meets, and what everyone who is signed in meets; `ROLES` says who meets something else.
TO_SIGN_IN = 302
LOST_SIGN_IN = 401
ROUTES: dict[tuple[str, str], tuple[int, int]] = {
    ("GET", "/"): (200, 200),
    ("GET", "/moduler"): (200, 200),
    ("GET", "/moduler/lov"): (200, 200),
    ("POST", "/moduler/lov/tilmeld"): (LOST_SIGN_IN, 302),
    ("GET", "/moduler/lov/foerste"): (TO_SIGN_IN, 200),
    ("POST", "/moduler/lov/foerste/laest"): (LOST_SIGN_IN, 404),
    ("GET", "/moduler/lov/foerste/spoergsmaal/valg"): (TO_SIGN_IN, 200),
    ("POST", "/moduler/lov/foerste/spoergsmaal/valg"): (LOST_SIGN_IN, 404),
    ("POST", "/moduler/lov/anden/refleksion/mandag"): (LOST_SIGN_IN, 404),
    ("GET", "/moduler/lov/anden/refleksion/mandag/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/moduler/lov/anden/refleksion/mandag/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/moduler/lov/anden/refleksion/mandag/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("POST", "/moduler/lov/foerste/fejl"): (LOST_SIGN_IN, 422),
    ("GET", "/undervis/fejl"): (TO_SIGN_IN, 403),
    ("GET", "/undervis/fejl/1"): (TO_SIGN_IN, 403),
    ("POST", "/undervis/fejl/1/behandlet"): (LOST_SIGN_IN, 403),
    ("GET", "/moduler/lov/media/billede.png"): (TO_SIGN_IN, 404),
    ("GET", "/min-laering"): (TO_SIGN_IN, 200),
    ("GET", "/min-laering/tid/10"): (TO_SIGN_IN, 200),
    ("GET", "/temaer"): (200, 200),
    ("GET", "/lov"): (200, 200),
    ("GET", "/lov/rpl-115"): (200, 200),
    ("GET", "/ord"): (200, 200),
    ("GET", "/tal"): (200, 200),
    ("GET", "/kilder"): (200, 200),
    ("GET", "/log-ind"): (200, 302),
    ("POST", "/log-ind"): (422, 422),
    ("GET", "/glemt-adgangskode"): (200, 200),
    ("POST", "/glemt-adgangskode"): (422, 422),
    ("GET", "/ny-adgangskode/ukendt"): (410, 410),
    ("POST", "/ny-adgangskode/ukendt"): (410, 410),
    ("GET", "/invitation/ukendt"): (410, 410),
    ("POST", "/invitation/ukendt"): (410, 410),
    ("POST", "/log-ud"): (LOST_SIGN_IN, 302),
    ("GET", "/sundhed"): (200, 200),
    ("GET", "/klar"): (200, 200),
}

TEACHERS = frozenset({Role.INSTRUCTOR, Role.ADMIN})
ROLES: dict[tuple[str, str], tuple[frozenset[Role], int]] = {
    ("GET", "/undervis/fejl"): (TEACHERS, 200),
    ("GET", "/undervis/fejl/1"): (TEACHERS, 404),
    ("POST", "/undervis/fejl/1/behandlet"): (TEACHERS, 404),
}


def test_the_public_pages_are_exactly_these(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)} == PUBLIC


def test_every_route_stands_in_the_table(app: Flask) -> None:
    adapter = app.url_map.bind("127.0.0.1")
    tested = {(method, adapter.match(path, method=method)[0]) for method, path in ROUTES}
    built = {(method, rule.endpoint) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) & {"GET", "POST"}}
    assert tested == built


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_visitor_meets_what_the_table_says(client: FlaskClient, published: None, route: tuple[str, str]) -> None:
    assert _status(client, *route, token(client, "/log-ind")) == ROUTES[route][0]


@pytest.mark.parametrize("role", Role)
def test_a_role_meets_what_the_table_says(people: People, role: Role) -> None:
    client = people.sign_in(roles=[role])
    met = {}
    for route in ROUTES:
        if route == ("POST", "/log-ud"):
            continue
        browser = people.browser("anna@kommune.example") if route[1] == "/log-ind" else client
        met[route] = _status(browser, *route, token(browser, "/"))
        if route == ("POST", "/moduler/lov/tilmeld"):
            _forget_enrolments(people)
    assert met == {route: _expected(route, role) for route in ROUTES if route != ("POST", "/log-ud")}


def _expected(route: tuple[str, str], role: Role) -> int:
    roles, status = ROLES.get(route, (frozenset(), 0))
    return status if role in roles else ROUTES[route][1]


def _status(client: FlaskClient, method: str, path: str, csrf_token: str) -> int:
    return client.open(path, method=method, data={"csrf_token": csrf_token} if method == "POST" else None).status_code


def _forget_enrolments(people: People) -> None:
    people.session.query(ContractItem).delete()
    people.session.query(Enrolment).delete()
    people.session.commit()
