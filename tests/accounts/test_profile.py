"""One's own profile: what is changed holds at once, a password ends every other sign-in, and nobody gains by it what is not theirs."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts.models import SignIn, User
from sspedu.jobs.models import Mail
from sspedu.policy import Role
from tests.people import PASSWORD, People, token

NEW_PASSWORD = "syv-blå-cykelhjelme"


def _based_on(client: FlaskClient) -> str:
    return client.get("/profil").text.split('name="based_on"')[1].split('value="')[1].split('"')[0]


def _change(client: FlaskClient, *, based_on: str | None = None, **fields: str) -> TestResponse:
    profile = {"name": "Anna Prøve", "profession": "ssp_consultant", "municipality": "0265", "police_district": "", "language": "da"}
    return client.post(
        "/profil",
        data={**profile, **fields, "based_on": _based_on(client) if based_on is None else based_on, "csrf_token": token(client)},
    )


def _new_password(client: FlaskClient, present: str = PASSWORD, chosen: str = NEW_PASSWORD) -> TestResponse:
    return client.post("/profil/adgangskode", data={"present_password": present, "password": chosen, "csrf_token": token(client)})


def test_the_name_in_the_header_leads_to_the_profile(people: People) -> None:
    client = people.sign_in()
    assert '<a href="/profil">Anna Prøve</a>' in client.get("/").text
    page = client.get("/profil").text
    assert "anna@kommune.example" in page
    assert "Kun en administrator kan ændre den" in page


def test_a_new_name_and_place_hold_at_once_and_progress_stays(people: People) -> None:
    client = people.sign_in()
    client.post("/moduler/lov/tilmeld", data={"csrf_token": token(client)})
    client.post("/moduler/lov/foerste/laest", data={"csrf_token": token(client)})
    before = client.get("/moduler/lov").text.split("<progress")[1].split(">")[0]
    assert _change(client, name="Anna Ny", municipality="0751", profession="leader").status_code == 302
    page = client.get("/moduler/lov").text
    assert "Anna Ny" in page
    assert "Aarhus Kommune" in page
    assert page.split("<progress")[1].split(">")[0] == before


def test_a_district_will_do_for_an_officer(people: People) -> None:
    client = people.sign_in()
    assert _change(client, municipality="", police_district="oestjyllands-politi").status_code == 302
    assert "Østjyllands Politi" in client.get("/profil").text.split("who__place")[1][:60]


def test_a_refused_profile_comes_back_as_it_was_typed(people: People) -> None:
    client = people.sign_in()
    answer = _change(client, name="Et Nyt Navn", municipality="")
    assert answer.status_code == 422
    assert 'value="Et Nyt Navn"' in answer.text
    assert "Vælg en kommune, eller en politikreds for politifolk." in answer.text
    assert _change(client, name="X").status_code == 422
    assert _change(client, municipality="0000").status_code == 422
    assert _change(client, language="fr").status_code == 422


def test_two_tabs_do_not_undo_each_other_unseen(people: People) -> None:
    client = people.sign_in()
    stale = _based_on(client)
    _change(client, name="Fra første fane")
    answer = _change(client, based_on=stale, profession="leader", name="Fra anden fane")
    assert answer.status_code == 409
    assert 'value="Fra anden fane"' in answer.text
    assert "Fra første fane" in client.get("/").text
    renewed = answer.text.split('name="based_on"')[1].split('value="')[1].split('"')[0]
    assert _change(client, based_on=renewed, name="Fra anden fane").status_code == 302


def test_the_same_form_sent_twice_is_saved_once_and_without_complaint(people: People) -> None:
    client = people.sign_in()
    based_on = _based_on(client)
    assert [_change(client, based_on=based_on, name="Anna Ny").status_code for _ in range(2)] == [302, 302]


def test_a_form_with_an_expired_token_comes_back_with_its_text_and_never_with_a_password(people: People) -> None:
    client = people.sign_in()
    fields = {"name": "Et langt skrevet navn", "profession": "leader", "municipality": "0265", "language": "da", "csrf_token": "gammel"}
    answer = client.post("/profil", data=fields)
    assert answer.status_code == 400
    assert "Et langt skrevet navn" in answer.text
    secret = client.post("/profil/adgangskode", data={"present_password": PASSWORD, "password": NEW_PASSWORD, "csrf_token": "gammel"})
    assert secret.status_code == 400
    assert PASSWORD not in secret.text
    assert NEW_PASSWORD not in secret.text


def test_a_manager_cannot_move_into_another_municipality_and_see_its_people(people: People) -> None:
    client = people.sign_in(roles=[Role.MANAGER])
    answer = _change(client, municipality="0751")
    assert answer.status_code == 422
    assert "Bed en administrator om det" in answer.text
    assert _change(client, name="Anna Leder").status_code == 302


def test_a_new_password_keeps_this_browser_and_ends_all_others(people: People, session: Session) -> None:
    client = people.sign_in()
    other = people.browser("anna@kommune.example")
    stolen = client.get_cookie("sspedu")
    assert _new_password(client).status_code == 302
    assert client.get("/min-laering").status_code == 200
    assert other.get("/min-laering").status_code == 302
    thief = people.app.test_client()
    assert stolen is not None
    thief.set_cookie("sspedu", stolen.value)
    assert thief.get("/min-laering").status_code == 302
    assert session.scalars(select(Mail.kind)).all() == ["password_changed"]


def test_the_new_password_is_the_one_from_then_on(people: People) -> None:
    client = people.sign_in()
    _new_password(client)
    visitor = people.app.test_client()
    for password, status in ((PASSWORD, 422), (NEW_PASSWORD, 302)):
        data = {"email": "anna@kommune.example", "password": password, "csrf_token": token(visitor)}
        assert visitor.post("/log-ind", data=data).status_code == status


def test_a_wrong_or_weak_password_changes_nothing(people: People, session: Session) -> None:
    client = people.sign_in()
    other = people.browser("anna@kommune.example")
    assert "ikke din nuværende adgangskode" in _new_password(client, present="gættet-forkert").text
    assert _new_password(client, chosen="kort").status_code == 422
    assert other.get("/min-laering").status_code == 200
    assert session.scalars(select(Mail.kind)).all() == []


def test_failed_tries_count_together_with_those_at_the_door(people: People) -> None:
    client = people.sign_in()
    assert [_new_password(client, present="gættet-forkert").status_code for _ in range(11)] == [422] * 10 + [429]
    visitor = people.app.test_client()
    data = {"email": "anna@kommune.example", "password": PASSWORD, "csrf_token": token(visitor)}
    assert visitor.post("/log-ind", data=data).status_code == 429
    assert client.get("/min-laering").status_code == 200


def test_one_sees_where_one_is_signed_in_and_can_end_the_others(people: People, session: Session) -> None:
    client = people.sign_in()
    other = people.browser("anna@kommune.example")
    stranger = people.sign_in("bo@kommune.example")
    page = client.get("/profil").text
    assert page.count("Et andet sted, siden") == 1
    answer = client.post("/profil/andre-steder", data={"csrf_token": token(client)})
    assert answer.status_code == 302
    assert "Et andet sted" not in client.get("/profil").text
    assert other.get("/min-laering").status_code == 302
    assert stranger.get("/min-laering").status_code == 200
    anna = session.scalars(select(User.id).where(User.email == "anna@kommune.example")).one()
    assert len(session.scalars(select(SignIn.id).where(SignIn.user_id == anna)).all()) == 1
