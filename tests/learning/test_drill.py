"""Må jeg dele det? Visitors try a few, whoever is signed in answers, and what was in doubt comes back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.learning.models import DrillAnswer
from sspedu.library.queries import shelf
from sspedu.policy import Role
from tests.content import publish_tree, situation, small_tree
from tests.counting import counted
from tests.people import People, token

PAGE = "/maa-jeg-dele-det"
SECRETS = ("HEMMELIG-MAA", "HEMMELIG-SKAL", "HEMMELIG-IKKE", "HEMMELIG-SPOERG", "HEMMELIG-GRUND")
HTMX = {"HX-Request": "true"}


class Driller:
    """A browser in which someone is signed in who answers situations."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf_token = token(client)

    def answer(self, situation_id: str = "hallen", *, htmx: bool = False, **fields: Any):  # type: ignore[no-untyped-def]
        data = {"csrf_token": self.csrf_token, "answer": "maa", "confidence": "sikker", "number": "1", **fields}
        return self.client.post(f"{PAGE}/{situation_id}", data=data, headers=HTMX if htmx else None)

    def page(self, rest: str = "") -> str:
        return self.client.get(PAGE + rest).text


@pytest.fixture
def driller(people: People) -> Driller:
    return Driller(people.sign_in())


def answers(session: Session) -> list[DrillAnswer]:
    session.rollback()
    return list(session.scalars(select(DrillAnswer).order_by(DrillAnswer.id)))


def publish(session: Session, people: People, **drill: str) -> None:
    publish_tree(session, small_tree(more={f"drill/{name}.md": text for name, text in drill.items()}), now=people.now)


def test_the_key_stays_behind_until_there_is_an_answer(driller: Driller) -> None:
    page = driller.page()
    assert "Fortælle det: Hvad gælder?" in page
    assert "Konstrueret situation" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_an_answer_is_kept_and_every_one_of_the_four_is_explained(driller: Driller, session: Session) -> None:
    assert driller.answer(answer="maa-ikke", confidence="i-tvivl").location == f"{PAGE}/hallen#situation"
    [kept] = answers(session)
    assert (kept.given, kept.is_right, kept.confidence, kept.number) == ("maa-ikke", True, "i-tvivl", 1)
    page = driller.page("/hallen")
    assert all(secret in page for secret in SECRETS)
    assert "Rigtigt svar" in page
    assert "Situationen kommer igen i morgen." in page
    assert "Retsplejeloven §\u00a0115, stk. 2" in page
    assert "Ændret 2024. Den nye ordlyd er ikke læst." in page


def test_htmx_gets_the_situation_alone(driller: Driller) -> None:
    page = driller.answer(htmx=True).text
    assert page.lstrip().startswith('<div class="drill" id="situation"')
    assert "Ikke rigtigt" in page
    assert "<h1" not in page


def test_the_same_form_twice_and_another_tab_count_once(driller: Driller, session: Session) -> None:
    driller.answer(answer="maa-ikke")
    assert "Du havde allerede svaret" in driller.answer(answer="skal", htmx=True).text
    assert [kept.given for kept in answers(session)] == ["maa-ikke"]


def test_a_try_that_is_not_the_next_is_refused(driller: Driller, session: Session) -> None:
    for number in ("0", "3", "-1", "x"):
        assert driller.answer(number=number).status_code == 422
    assert answers(session) == []


@pytest.mark.parametrize(
    ("fields", "sentence", "checked"),
    [
        ({"answer": ""}, "Vælg et af de fire svar.", "sikkerhed-sikker"),
        ({"confidence": ""}, "Sig også, hvor sikker du er.", "svar-maa"),
    ],
)
def test_half_an_answer_comes_back_as_it_was_filled_in(driller: Driller, fields: dict[str, Any], sentence: str, checked: str) -> None:
    answer = driller.answer(**fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{checked}"' in answer.text.split(" checked")[0].rsplit("<input", 1)[1]
    assert not [secret for secret in SECRETS if secret in answer.text]


def test_the_day_ends_and_says_what_comes_back(driller: Driller, session: Session, people: People) -> None:
    driller.answer(confidence="i-tvivl")
    page = driller.page()
    assert "Ikke mere i dag" in page
    assert "1 situation kommer igen i morgen." in page
    session.execute(update(DrillAnswer).values(answered_at=DrillAnswer.answered_at))
    session.execute(update(DrillAnswer).values(answered_at=people.now - timedelta(days=400)))
    session.commit()
    assert 'name="number" value="2"' in driller.page(), "it comes back, as the next try"


def test_whoever_wants_more_new_ones_than_the_day_has_gets_one(driller: Driller, session: Session, people: People) -> None:
    more = {f"nr-{number}": situation(f"nr-{number}", title=f"nummer {number}") for number in range(7)}
    publish(session, people, **more)
    for number in range(6):
        driller.answer(f"nr-{number}", answer="maa-ikke")
    assert "2 nye situationer venter" in driller.page()
    assert "Fortælle det" in driller.page("?mere=1")


def test_a_situation_answered_before_it_was_mended_is_marked_by_what_was_read(driller: Driller, session: Session, people: People) -> None:
    version = driller.page().split('name="version" value="')[1].split('"')[0]
    turned = situation("hallen").replace("- [x] Må ikke", "- [ ] Må ikke").replace("- [ ] Må\n", "- [x] Må\n")
    publish(session, people, hallen=turned)
    driller.answer(answer="maa-ikke", version=version)
    [kept] = answers(session)
    assert kept.is_right
    assert kept.text_hash == version != shelf(session).registers.situations["hallen"].text_hash


def test_a_text_that_was_never_the_situations_is_refused(driller: Driller, session: Session) -> None:
    lesson = shelf(session).module("lov").lesson("foerste").text_hash
    assert driller.answer(version=lesson).status_code == 404
    assert driller.answer("ukendt").status_code == 404
    assert answers(session) == []


def test_a_retired_situation_is_asked_no_more_but_an_answer_under_way_is_kept(driller: Driller, session: Session, people: People) -> None:
    publish(session, people, hallen=situation("hallen", more="retired_on: 2026-11-22\n"))
    assert "Der er ingen situationer endnu" in driller.page()
    assert driller.client.get(f"{PAGE}/hallen").status_code == 404
    driller.answer()
    assert len(answers(session)) == 1
    assert "HEMMELIG-GRUND" in driller.page("/hallen")


def test_a_twin_shows_what_it_repeats_and_compares_after_the_answer(driller: Driller, session: Session, people: People) -> None:
    twin = situation("hallen-igen", title="hørt noget", more="twin: hallen\nturns: Formålet vender svaret.\n")
    publish(session, people, **{"hallen-igen": twin})
    page = driller.page("/hallen-igen")
    assert "En dreng har set noget, og betjenten spørger." in page.split("<details")[1].split("</details>")[0]
    assert "Formålet vender svaret." not in page
    driller.answer("hallen-igen")
    assert "Formålet vender svaret." in driller.page("/hallen-igen")


def test_a_visitor_tries_the_open_ones_and_nothing_is_kept(client: FlaskClient, session: Session, people: People) -> None:
    publish(session, people, hallen=situation("hallen", more="open: true\n"), lukket=situation("lukket"))
    page = client.get(PAGE).text
    assert 'method="get"' in page.split('id="situation"')[1]
    assert "csrf_token" not in page
    assert not [secret for secret in SECRETS if secret in page]
    with counted() as statements:
        explained = client.get(f"{PAGE}/hallen?svar=maa-ikke&sendt=1")
    assert all(secret in explained.text for secret in SECRETS)
    assert "Når du er logget ind, er her 2 situationer" in explained.text
    assert not explained.headers.getlist("Set-Cookie")
    assert not [statement for statement in statements if statement.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "Vælg et af de fire svar." in client.get(f"{PAGE}/hallen?sendt=1").text
    assert client.get(f"{PAGE}/lukket").location.startswith("/log-ind")


def test_ones_answers_go_with_ones_account(driller: Driller, session: Session) -> None:
    driller.answer()
    session.delete(session.scalars(select(User)).one())
    session.commit()
    assert answers(session) == []


def test_the_page_asks_three_questions_whatever_was_answered(driller: Driller) -> None:
    for number in range(1, 13):
        driller.answer(number=str(number))
    driller.page()
    with counted() as statements:
        driller.page("/hallen")
    assert len(statements) <= 3, "\n".join(statements)


def test_the_bar_grows_no_longer_for_those_with_words_of_a_role(people: People) -> None:
    def words(client: FlaskClient) -> int:
        return client.get("/ord").text.split('<nav class="site-nav"')[1].split("</nav>")[0].count("<li")

    assert words(people.app.test_client()) == 4
    assert words(people.sign_in()) == 5
    assert words(people.sign_in("arne@kommune.example", roles=[Role.ADMIN])) <= 7


def test_what_comes_back_tomorrow_is_there_after_midnight_in_denmark(driller: Driller, monkeypatch: pytest.MonkeyPatch) -> None:
    evening, night = datetime(2026, 11, 21, 20, 0, tzinfo=UTC), datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    monkeypatch.setattr("sspedu.learning.views.drill.utc_now", lambda: evening)
    monkeypatch.setattr("sspedu.web.language.utc_now", lambda: evening)
    driller.answer(confidence="i-tvivl")
    assert "Ikke mere i dag" in driller.page()
    monkeypatch.setattr("sspedu.web.language.utc_now", lambda: night)
    page = driller.page()
    assert "Ikke mere i dag" not in page
    assert 'name="number" value="2"' in page
    assert "i morgen" not in driller.page("/hallen")
