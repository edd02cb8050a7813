"""The doors of the house: which are open to everyone, and what each role meets at every one of them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sspedu.learning.models import ContractItem, Enrolment
from sspedu.policy import Role
from tests.people import People, token

PUBLIC = {
    "about.accessibility",
    "about.cookies",
    "about.help_page",
    "about.privacy",
    "about.security_contact",
    "accounts.accept_invitation",
    "accounts.ask_for_link",
    "accounts.begin_sign_in",
    "accounts.choose_password",
    "accounts.forgotten",
    "accounts.invitation",
    "accounts.new_password",
    "accounts.sign_in",
    "accounts.switch",
    "health.alive",
    "health.ready",
    "learning.catalogue",
    "learning.drill",
    "learning.module",
    "learning.situation",
    "learning.start",
    "learning.track",
    "learning.tracks",
    "library.facts",
    "library.for_lawyer",
    "library.glossary",
    "library.law",
    "library.provision",
    "library.sources",
    "library.themes",
    "network.stop",
    "network.stop_mail",
    "operations.demo_post",
    "search.search",
}

# What a visitor meets, and what everyone who is signed in meets; `BY_ROLE` says who meets something else.
TO_SIGN_IN = 302
LOST_SIGN_IN = 401
# A page for staff. To everyone else who is signed in it is not there.
HIDDEN = 404
ROUTES: dict[tuple[str, str], tuple[int, int]] = {
    ("GET", "/"): (200, 200),
    ("GET", "/moduler"): (200, 200),
    ("GET", "/moduler/lov"): (200, 200),
    ("POST", "/moduler/lov/tilmeld"): (LOST_SIGN_IN, 302),
    ("GET", "/moduler/lov/forlad"): (TO_SIGN_IN, 302),
    ("POST", "/moduler/lov/forlad"): (LOST_SIGN_IN, 404),
    ("GET", "/moduler/lov/foerste"): (TO_SIGN_IN, 200),
    ("GET", "/moduler/lov/foerste/moedekit"): (TO_SIGN_IN, 404),
    ("POST", "/moduler/lov/foerste/laest"): (LOST_SIGN_IN, 404),
    ("GET", "/moduler/lov/foerste/spoergsmaal/valg"): (TO_SIGN_IN, 200),
    ("POST", "/moduler/lov/foerste/spoergsmaal/valg"): (LOST_SIGN_IN, 404),
    ("POST", "/moduler/lov/anden/refleksion/mandag"): (LOST_SIGN_IN, 404),
    ("GET", "/moduler/lov/anden/refleksion/mandag/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/moduler/lov/anden/refleksion/mandag/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/moduler/lov/anden/refleksion/mandag/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("POST", "/moduler/lov/foerste/fejl"): (LOST_SIGN_IN, 422),
    ("GET", "/undervis/fejl"): (TO_SIGN_IN, HIDDEN),
    ("GET", "/undervis/fejl/1"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/undervis/fejl/1/behandlet"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moduler/lov/media/billede.png"): (TO_SIGN_IN, 404),
    ("GET", "/min-laering"): (TO_SIGN_IN, 200),
    ("GET", "/min-laering/tid/10"): (TO_SIGN_IN, 200),
    ("GET", "/maa-jeg-dele-det"): (200, 200),
    ("GET", "/maa-jeg-dele-det/hallen"): (TO_SIGN_IN, 200),
    ("POST", "/maa-jeg-dele-det/hallen"): (LOST_SIGN_IN, 422),
    ("GET", "/undervis/tvivl"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk"): (TO_SIGN_IN, 200),
    ("GET", "/netvaerk/kommune/9999"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/set"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/ny"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/praksis"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/praksis"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis"): (TO_SIGN_IN, 200),
    ("GET", "/netvaerk/praksis/nyeste"): (TO_SIGN_IN, 200),
    ("GET", "/netvaerk/praksis/999999"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis/999999/hoved"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis/999999/ret"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/ret"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis/999999/vurder"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/vurder"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis/999999/proevet"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/proevet"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/set"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/svaret"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/lektion/lov/foerste"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/ny-gruppe"): (TO_SIGN_IN, 403),
    ("POST", "/netvaerk/ny-gruppe"): (LOST_SIGN_IN, 403),
    ("GET", "/netvaerk/gruppe/findes-ikke/medlemmer"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/gruppe/findes-ikke/medlemmer"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/gruppe/findes-ikke/medlemmer/tilfoej"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/gruppe/findes-ikke/medlemmer/fjern"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/gruppe/findes-ikke/medlemmer/tovholder"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/gruppe/findes-ikke/forlad"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/gruppe/findes-ikke/forlad"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/ret"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/fjern"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/fjern"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/ny/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny/se"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/se"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/ret/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/praksis/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/praksis/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/praksis/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/indkald/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/indkald/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/indkald/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/ny/moderator/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny/moderator/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny/moderator/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis/999999/ret/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/ret/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/ret/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/praksis/999999/proevet/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/proevet/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/praksis/999999/proevet/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/moderator/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/moderator/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/moderator/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/ret/moderator/kladde"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret/moderator/kladde"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret/moderator/kladde/kasser"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret/se"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/laesere"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/flyttet"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/citat"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/ny/kolleger"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/kolleger"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/udgaver"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/ny/moderator"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/moderator"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/ret/moderator"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/1/anmeld"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/1/anmeld"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/sager"): (TO_SIGN_IN, 200),
    ("POST", "/netvaerk/sager/999999/traek-tilbage"): (LOST_SIGN_IN, 404),
    ("GET", "/moderation"): (TO_SIGN_IN, HIDDEN),
    ("GET", "/moderation/sag/999999"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/sag/999999/tag"): (LOST_SIGN_IN, HIDDEN),
    ("POST", "/moderation/sag/999999/slip"): (LOST_SIGN_IN, HIDDEN),
    ("POST", "/moderation/sag/999999/afgoer"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moderation/traad/999999"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/traad/999999"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moderation/traad/999999/flyt"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/traad/999999/flyt"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moderation/traad/999999/saml"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/traad/999999/saml"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moderation/traad/999999/del"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/traad/999999/del"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moderation/traad/999999/1"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/traad/999999/1"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/moderation/traad/999999/1/fjern"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/moderation/traad/999999/1/fjern"): (LOST_SIGN_IN, HIDDEN),
    ("POST", "/netvaerk/kommune/9999/besked"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/besked"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/nyt"): (TO_SIGN_IN, 200),
    ("GET", "/netvaerk/nyt/antal"): (TO_SIGN_IN, 200),
    ("GET", "/netvaerk/besked"): (TO_SIGN_IN, 200),
    ("POST", "/netvaerk/besked"): (LOST_SIGN_IN, 422),
    ("GET", "/netvaerk/besked/stop/ukendt"): (404, 404),
    ("POST", "/netvaerk/besked/stop/ukendt"): (404, 404),
    ("GET", "/netvaerk/fil/999999/notat.pdf"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/indkald"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/kommune/9999/indkald"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/kommune/9999/kommende"): (TO_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/moede"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/moede"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/aflys"): (TO_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/aflys"): (LOST_SIGN_IN, 404),
    ("POST", "/netvaerk/traad/999999/kommer"): (LOST_SIGN_IN, 404),
    ("GET", "/netvaerk/traad/999999/kalender.ics"): (TO_SIGN_IN, 404),
    ("GET", "/forloeb"): (302, 302),
    ("GET", "/forloeb/ukendt"): (404, 404),
    ("POST", "/forloeb/ukendt/tilmeld"): (LOST_SIGN_IN, 404),
    ("GET", "/forloeb/ukendt/forlad"): (TO_SIGN_IN, 404),
    ("POST", "/forloeb/ukendt/forlad"): (LOST_SIGN_IN, 404),
    ("GET", "/temaer"): (200, 200),
    ("GET", "/lov"): (200, 200),
    ("GET", "/lov/rpl-115"): (200, 200),
    ("GET", "/lov/til-jurist"): (200, 200),
    ("GET", "/ord"): (200, 200),
    ("GET", "/tal"): (200, 200),
    ("GET", "/kilder"): (200, 200),
    ("GET", "/soeg"): (200, 200),
    ("GET", "/log-ind"): (200, 302),
    ("POST", "/log-ind"): (422, 422),
    ("GET", "/glemt-adgangskode"): (200, 200),
    ("POST", "/glemt-adgangskode"): (422, 422),
    ("GET", "/ny-adgangskode/ukendt"): (410, 410),
    ("POST", "/ny-adgangskode/ukendt"): (410, 410),
    ("GET", "/invitation/ukendt"): (410, 410),
    ("POST", "/invitation/ukendt"): (410, 410),
    ("POST", "/log-ud"): (LOST_SIGN_IN, 302),
    ("POST", "/sprog"): (400, 400),
    ("GET", "/profil"): (TO_SIGN_IN, 200),
    ("POST", "/profil"): (LOST_SIGN_IN, 422),
    ("POST", "/profil/adgangskode"): (LOST_SIGN_IN, 422),
    ("POST", "/profil/andre-steder"): (LOST_SIGN_IN, 302),
    ("GET", "/hjaelp"): (200, 200),
    ("GET", "/privatliv"): (200, 200),
    ("GET", "/cookies"): (200, 200),
    ("GET", "/was"): (404, 404),
    ("GET", "/.well-known/security.txt"): (404, 404),
    ("GET", "/sundhed"): (200, 200),
    ("GET", "/klar"): (200, 200),
    ("GET", "/drift"): (TO_SIGN_IN, HIDDEN),
    ("POST", "/drift/mail/ukendt/igen"): (LOST_SIGN_IN, HIDDEN),
    ("GET", "/demo/post"): (200, 200),
}
# Where a role meets something else.
TEACHERS = (Role.INSTRUCTOR, Role.ADMIN)
WHO_OPEN_GROUPS = (Role.MODERATOR, Role.INSTRUCTOR, Role.MANAGER, Role.ADMIN)
BY_ROLE: dict[tuple[Role, str, str], int] = {
    (Role.ADMIN, "GET", "/drift"): 200,
    (Role.MODERATOR, "GET", "/moderation"): 200,
    (Role.ADMIN, "POST", "/drift/mail/ukendt/igen"): 409,
    **{(role, "GET", "/netvaerk/ny-gruppe"): 200 for role in WHO_OPEN_GROUPS},
    **{(role, "POST", "/netvaerk/ny-gruppe"): 422 for role in WHO_OPEN_GROUPS},
    **{(role, "GET", "/undervis/fejl"): 200 for role in TEACHERS},
    **{(role, "GET", "/undervis/tvivl"): 200 for role in TEACHERS},
    **{(role, "GET", "/undervis/fejl/1"): 404 for role in TEACHERS},
    **{(role, "POST", "/undervis/fejl/1/behandlet"): 404 for role in TEACHERS},
}


# Pages for those who look after people.
STAFF_ROUTES: dict[tuple[str, str], tuple[int, int]] = {
    ("GET", "/brugere"): (TO_SIGN_IN, 200),
    ("GET", "/brugere/999999"): (TO_SIGN_IN, 404),
    ("POST", "/brugere/999999/roller"): (LOST_SIGN_IN, 404),
    ("POST", "/brugere/999999/log-ud"): (LOST_SIGN_IN, 404),
    ("POST", "/brugere/999999/link"): (LOST_SIGN_IN, 404),
    ("GET", "/brugere/999999/spaer"): (TO_SIGN_IN, 404),
    ("POST", "/brugere/999999/spaer"): (LOST_SIGN_IN, 404),
    ("POST", "/brugere/999999/ophaev"): (LOST_SIGN_IN, 404),
    ("GET", "/brugere/999999/ret"): (TO_SIGN_IN, 404),
    ("POST", "/brugere/999999/ret"): (LOST_SIGN_IN, 404),
    ("GET", "/brugere/import"): (TO_SIGN_IN, 200),
    ("POST", "/brugere/import"): (LOST_SIGN_IN, 422),
    ("GET", "/brugere/import/skabelon.csv"): (TO_SIGN_IN, 200),
    ("GET", "/brugere/import/999999"): (TO_SIGN_IN, 404),
    ("POST", "/brugere/import/999999"): (LOST_SIGN_IN, 404),
    ("GET", "/brugere/import/999999/fejl.csv"): (TO_SIGN_IN, 404),
    ("GET", "/invitationer"): (TO_SIGN_IN, 200),
    ("POST", "/invitationer"): (LOST_SIGN_IN, 422),
    ("POST", "/invitationer/999999/send-igen"): (LOST_SIGN_IN, 302),
    ("GET", "/invitationer/999999/traek-tilbage"): (TO_SIGN_IN, 404),
    ("POST", "/invitationer/999999/traek-tilbage"): (LOST_SIGN_IN, 302),
}
ALL_ROUTES = {**ROUTES, **STAFF_ROUTES}


def test_the_public_pages_are_exactly_these(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)} == PUBLIC


def test_every_route_stands_in_the_table(app: Flask) -> None:
    adapter = app.url_map.bind("127.0.0.1")
    tested = {(method, adapter.match(path, method=method)[0]) for method, path in ALL_ROUTES}
    built = {(method, rule.endpoint) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) & {"GET", "POST"}}
    assert tested == built


@pytest.mark.parametrize("route", ALL_ROUTES, ids=" ".join)
def test_a_visitor_meets_what_the_table_says(client: FlaskClient, published: None, route: tuple[str, str]) -> None:
    assert _status(client, *route, token(client)) == ALL_ROUTES[route][0]


@pytest.mark.parametrize("role", Role)
@pytest.mark.once
def test_a_role_meets_what_the_table_says(people: People, role: Role) -> None:
    client = people.sign_in(roles=[role])
    met = {}
    for route in ROUTES:
        if route == ("POST", "/log-ud"):
            continue
        browser = people.browser("anna@kommune.example") if route[1] == "/log-ind" else client
        met[route] = _status(browser, *route, token(browser))
        if route == ("POST", "/moduler/lov/tilmeld"):
            _forget_enrolments(people)
    assert met == {route: BY_ROLE.get((role, *route), statuses[1]) for route, statuses in ROUTES.items() if route != ("POST", "/log-ud")}


@pytest.mark.parametrize("role", Role)
def test_pages_for_staff_are_there_for_those_who_look_after_people_only(people: People, role: Role) -> None:
    client = people.sign_in(roles=[role])
    csrf_token = token(client)
    met = {route: _status(client, *route, csrf_token) for route in STAFF_ROUTES}
    assert met == {route: statuses[1] if role is Role.ADMIN else HIDDEN for route, statuses in STAFF_ROUTES.items()}


def test_a_page_for_staff_looks_to_others_exactly_like_no_page(people: People) -> None:
    anna = people.add("anna@kommune.example")
    client = people.sign_in("bo@kommune.example", roles=[Role.MANAGER])
    paths = (f"/brugere/{anna.id}", "/brugere/999999", "/drift", "/undervis/fejl", "/moderation", "/findes-slet-ikke")
    pages = {client.get(path).text.replace(path, "") for path in paths}
    assert len({re.sub(r'name="csrf_token" value="[^"]+"|<p class="quiet">.*?</p>', "", page) for page in pages}) == 1


def _status(client: FlaskClient, method: str, path: str, csrf_token: str) -> int:
    return client.open(path, method=method, data={"csrf_token": csrf_token} if method == "POST" else None).status_code


def _forget_enrolments(people: People) -> None:
    people.session.query(ContractItem).delete()
    people.session.query(Enrolment).delete()
    people.session.commit()
