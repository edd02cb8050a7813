"""Signing in and out, as a browser does it."""

import html
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sspedu.accounts import commands, queries
from sspedu.accounts.models import SignIn, User
from sspedu.errors import Conflict, TooMany
from sspedu.policy import OPERATOR, Role
from tests.people import PASSWORD, People, token

EMAIL = "anna@kommune.example"


def try_sign_in(client: FlaskClient, password: str = PASSWORD, *, email: str = EMAIL, **fields: str):  # type: ignore[no-untyped-def]
    return client.post("/log-ind", data={"email": email, "password": password, "csrf_token": token(client), **fields})


def test_the_right_password_leads_to_ones_own_learning(people: People, client: FlaskClient) -> None:
    people.add()
    assert try_sign_in(client).location == "/min-laering"
    assert "Anna Prøve" in client.get("/min-laering").text


def test_letter_case_and_spaces_around_the_address_do_not_matter(people: People, client: FlaskClient) -> None:
    people.add()
    assert try_sign_in(client, email=" ANNA@Kommune.example ").status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(people: People, client: FlaskClient) -> None:
    people.add()
    wrong = try_sign_in(client, "forkert-forkert")
    unknown = try_sign_in(client, email="ukendt@kommune.example")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "passer ikke sammen" in wrong.text
    assert "passer ikke sammen" in unknown.text


def test_what_was_typed_stays_but_never_the_password(people: People, client: FlaskClient) -> None:
    people.add()
    page = try_sign_in(client, "forkert-forkert").text
    assert EMAIL in page
    assert "forkert-forkert" not in page


def test_after_ten_failed_tries_the_right_password_must_wait_too(people: People, client: FlaskClient) -> None:
    people.add()
    assert {try_sign_in(client, "forkert-forkert").status_code for _ in range(10)} == {422}
    refused = try_sign_in(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Vent et kvarter" in refused.text


def test_tries_are_counted_across_addresses_and_restarts_and_for_unknown_accounts(app: Flask, client: FlaskClient) -> None:
    for number in range(10):
        other = app.test_client()
        other.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert try_sign_in(other, email="ukendt@kommune.example").status_code == 422
    assert try_sign_in(client, email="ukendt@kommune.example").status_code == 429


def test_a_successful_sign_in_forgets_the_failed_ones(people: People, client: FlaskClient, app: Flask) -> None:
    people.add()
    for _ in range(9):
        try_sign_in(client, "forkert-forkert")
    assert try_sign_in(client).status_code == 302
    assert try_sign_in(app.test_client(), "forkert-forkert").status_code == 422


def test_many_people_behind_one_address_get_in(people: People, client: FlaskClient) -> None:
    for number in range(30):
        people.add(f"person{number}@kommune.example")
        people.browser(f"person{number}@kommune.example")


def test_signing_out_makes_a_copied_cookie_worthless(people: People, app: Flask) -> None:
    client = people.sign_in()
    copied = client.get_cookie("sspedu")
    assert copied is not None
    client.post("/log-ud", data={"csrf_token": token(client)})
    thief = app.test_client()
    thief.set_cookie("sspedu", copied.value)
    assert thief.get("/min-laering").status_code == 302


def test_a_new_password_ends_every_sign_in(people: People, session: Session) -> None:
    client = people.sign_in()
    user = session.scalars(select(User)).one()
    commands.set_password(session, OPERATOR, user, "ligegyldig", now=people.now)
    session.commit()
    assert client.get("/min-laering").status_code == 302


def test_a_change_of_roles_ends_every_sign_in(people: People, session: Session) -> None:
    client = people.sign_in()
    user = session.scalars(select(User)).one()
    commands.set_roles(session, OPERATOR, user, frozenset({Role.MANAGER}), now=people.now)
    session.commit()
    assert client.get("/min-laering").status_code == 302


def test_suspension_holds_from_the_next_request(people: People, session: Session, app: Flask) -> None:
    client = people.sign_in()
    session.execute(update(User).values(suspended_at=people.now))
    session.commit()
    assert client.get("/min-laering").status_code == 302
    refused = try_sign_in(app.test_client())
    assert refused.status_code == 403
    assert "Kontoen er spærret" in refused.text


def test_who_has_not_the_password_does_not_learn_of_a_suspension(people: People, session: Session, app: Flask) -> None:
    people.add()
    session.execute(update(User).values(suspended_at=people.now))
    client = app.test_client()
    answer = client.post("/log-ind", data={"email": EMAIL, "password": "noget helt andet", "csrf_token": token(client)})
    assert answer.status_code == 422
    assert "spærret" not in answer.text


def test_only_a_hash_of_the_token_is_kept(people: People, session: Session) -> None:
    client = people.sign_in()
    cookie = client.get_cookie("sspedu")
    assert cookie is not None
    assert session.scalars(select(SignIn.token_hash)).one() not in cookie.value


def test_signing_in_leaves_nothing_of_the_visitors_cookie(people: People, client: FlaskClient) -> None:
    people.add()
    client.get("/log-ind")
    before = client.get_cookie("sspedu")
    try_sign_in(client)
    after = client.get_cookie("sspedu")
    assert before is not None
    assert after is not None
    assert before.value != after.value


@pytest.mark.parametrize("place", ["/moduler/lov", "/moduler/lov?a=b#c"])
def test_one_comes_back_to_where_one_was_going(people: People, client: FlaskClient, place: str) -> None:
    people.add()
    assert try_sign_in(client, next=place).location == place


@pytest.mark.parametrize(
    "place",
    ["https://ond.example/", "//ond.example", "/\\ond.example", "\\\\ond.example", "/\t/ond.example", "javascript:alert(1)", " /moduler"],
)
def test_nobody_is_sent_to_another_site(people: People, client: FlaskClient, place: str) -> None:
    people.add()
    assert try_sign_in(client, next=place).location == "/min-laering"


def test_a_visitor_is_asked_to_sign_in_and_then_led_on(people: People, client: FlaskClient) -> None:
    people.add()
    asked = client.get("/moduler/lov/foerste")
    assert asked.location == "/log-ind?next=/moduler/lov/foerste"
    assert 'value="/moduler/lov/foerste"' in client.get(asked.location).text


def test_what_was_being_sent_when_the_sign_in_ended_comes_back_filled_in(people: People, session: Session) -> None:
    client = people.sign_in()
    csrf_token = token(client)
    session.query(SignIn).delete()
    session.commit()
    text = "En lang tanke, som ingen må tabe, bare fordi klokken er blevet mange."
    refused = client.post("/moduler/lov/anden/refleksion/mandag", data={"text": text, "csrf_token": csrf_token})
    assert refused.status_code == 401
    assert text in refused.text

    back = sign_in_again(client, refused.text)
    assert back.status_code == 200
    assert text in back.text
    again = {"text": text, "csrf_token": back.text.split('name="csrf_token" value="')[-1].split('"')[0]}
    assert 'action="/moduler/lov/anden/refleksion/mandag"' in back.text
    assert "Tilmeld dig" in client.post("/moduler/lov/anden/refleksion/mandag", data=again).text
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def sign_in_again(client: FlaskClient, page: str, email: str = EMAIL):  # type: ignore[no-untyped-def]
    fields = {
        name: html.unescape(page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0])
        for name in ("csrf_token", "kept_path", "kept")
    }
    return client.post("/log-ind", data={"email": email, "password": PASSWORD, **fields})


def test_what_one_person_typed_does_not_end_up_with_another(people: People, session: Session) -> None:
    client = people.sign_in()
    people.add("bo@kommune.example", name="Bo Prøve")
    page = client.get("/min-laering").text
    by = page.split('name="by" value="')[1].split('"')[0]
    csrf_token = token(client)
    session.query(SignIn).delete()
    session.commit()
    refused = client.post("/moduler/lov/anden/refleksion/mandag", data={"text": "Annas tanke", "by": by, "csrf_token": csrf_token})
    other = sign_in_again(client, refused.text, "bo@kommune.example")
    assert other.status_code == 422
    assert "skrevet af en anden" in other.text
    assert client.get("/min-laering").status_code == 302
    assert "Annas tanke" in sign_in_again(client, other.text).text


def test_a_sign_in_page_that_grew_too_old_still_carries_what_was_typed(people: People, session: Session) -> None:
    client = people.sign_in()
    csrf_token = token(client)
    session.query(SignIn).delete()
    session.commit()
    refused = client.post("/moduler/lov/anden/refleksion/mandag", data={"text": "En tanke", "csrf_token": csrf_token})
    client.delete_cookie("sspedu")
    old = sign_in_again(client, refused.text)
    assert old.status_code == 400
    assert "En tanke" in old.text
    assert "En tanke" in sign_in_again(client, old.text).text


def test_a_password_that_changed_while_it_was_compared_lets_nobody_in(people: People, session: Session) -> None:
    actor = people.add()
    assert actor.id is not None
    with pytest.raises(Conflict, match="lige blevet ændret"):
        commands.open_sign_in(session, actor, actor.id, "en anden hash", days=1, now=people.now)


def test_signing_in_again_in_the_same_browser_ends_the_former_sign_in(people: People, session: Session) -> None:
    client = people.sign_in()
    people.add("bo@kommune.example")
    csrf_token = token(client)
    client.post("/log-ind", data={"email": "bo@kommune.example", "password": PASSWORD, "csrf_token": csrf_token})
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_parallel_tries_do_not_slip_past_the_limit(people: People, session: Session) -> None:
    engine = session.get_bind()
    session.commit()

    def claim(_number: int) -> bool:
        with Session(engine) as own:
            try:
                commands.claim_try(own, OPERATOR, EMAIL, now=people.now)
            except TooMany:
                return False
            own.commit()
            return True

    with ThreadPoolExecutor(8) as tries:
        assert sum(tries.map(claim, range(3 * commands.MAX_TRIES))) == commands.MAX_TRIES


def test_demo_people_cannot_come_in_outside_a_demo(people: People, session: Session) -> None:
    people.add()
    session.execute(update(User).values(is_demo=True))
    person = people.browser(EMAIL)
    assert person.get("/min-laering").status_code == 200
    token_hash = session.scalars(select(SignIn.token_hash)).one()
    assert queries.actor_of_sign_in(session, token_hash, with_demo=True, now=people.now) is not None
    assert queries.actor_of_sign_in(session, token_hash, with_demo=False, now=people.now) is None
