"""A learner's way through a module, request by request."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.curriculum.page_ids import PAGE_IDS
from sspedu.learning.models import Attempt, Completion, Enrolment, WrittenReflection
from tests.content import FIRST, SECOND, publish_tree, small_tree
from tests.people import People, token

SECRETS = ("HEMMELIG-RIGTIG", "HEMMELIG-FORKERT", "HEMMELIG-FACIT", "HEMMELIGT-MODELSVAR")


class Learner:
    """A browser in which a learner is signed in and enrolled."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf_token = token(client)
        self.post("/moduler/lov/tilmeld")

    def post(self, path: str, **fields: object):  # type: ignore[no-untyped-def]
        htmx = {"HX-Request": "true"} if fields.pop("htmx", False) else None
        return self.client.post(path, data={"csrf_token": self.csrf_token, **fields}, headers=htmx)

    def answer(self, item: str, lesson: str = "foerste", *, number: int = 1, **fields: Any):  # type: ignore[no-untyped-def]
        return self.post(f"/moduler/lov/{lesson}/spoergsmaal/{item}", number=number, **fields)

    def page(self, lesson: str = "foerste") -> str:
        return self.client.get(f"/moduler/lov/{lesson}").text


@pytest.fixture
def learner(people: People) -> Learner:
    return Learner(people.sign_in())


def test_the_whole_way_ends_with_a_completed_module(learner: Learner, session: Session) -> None:
    learner.post("/moduler/lov/foerste/laest")
    learner.answer("valg", option="1")
    learner.answer("alle", option=["0", "1"])
    learner.post("/moduler/lov/anden/laest")
    learner.answer("gaet", "anden", value="55")
    assert session.scalars(select(Enrolment.completed_at)).one() is None
    session.rollback()
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Jeg ringer til skolen.")
    assert session.scalars(select(Enrolment.completed_at)).one() is not None
    assert len(session.scalars(select(Completion)).all()) == 6


@pytest.mark.parametrize("lesson", ["foerste", "anden"])
def test_no_key_reaches_the_page_before_the_answer(learner: Learner, lesson: str) -> None:
    page = learner.page(lesson)
    assert not [secret for secret in SECRETS if secret in page]
    assert "is_right" not in page
    assert "checked" not in page


def test_after_the_answer_every_option_has_its_feedback(learner: Learner) -> None:
    learner.answer("valg", option="0")
    page = learner.page()
    assert "HEMMELIG-FORKERT" in page
    assert "HEMMELIG-RIGTIG" in page


def test_answering_one_question_tells_nothing_of_another(learner: Learner) -> None:
    learner.answer("valg", option="1")
    assert "Ja, A." not in learner.page()


def test_a_question_can_be_answered_again(learner: Learner) -> None:
    learner.answer("valg", option="0")
    again = learner.client.get("/moduler/lov/foerste/spoergsmaal/valg").text
    assert "HEMMELIG-RIGTIG" not in again
    assert 'name="number" value="2"' in again


def test_htmx_gets_the_question_alone(learner: Learner) -> None:
    part = learner.answer("valg", option="1", htmx=True)
    assert part.status_code == 200
    assert "HEMMELIG-RIGTIG" in part.text
    assert "<html" not in part.text


def test_without_javascript_the_answer_leads_back_to_the_question(learner: Learner) -> None:
    assert learner.answer("valg", option="1").location == "/moduler/lov/foerste#valg"


@pytest.mark.parametrize(
    ("item", "lesson", "fields", "sentence"),
    [
        ("valg", "foerste", {}, "Vælg"),
        ("valg", "foerste", {"option": ["0", "1"]}, "ét svar"),
        ("valg", "foerste", {"option": "17"}, "findes ikke"),
        ("valg", "foerste", {"option": "x"}, "findes ikke"),
        ("gaet", "anden", {"value": "mange"}, "tal"),
        ("gaet", "anden", {"value": ""}, "tal"),
        ("gaet", "anden", {"value": "9" * 500}, "tal"),
    ],
)
def test_an_answer_that_cannot_be_used_comes_back_with_a_sentence(
    learner: Learner, item: str, lesson: str, fields: dict[str, Any], sentence: str
) -> None:
    refused = learner.answer(item, lesson, **fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert not [secret for secret in SECRETS if secret in refused.text]


def test_what_was_guessed_stays_in_the_field(learner: Learner) -> None:
    assert 'value="mange"' in learner.answer("gaet", "anden", value="mange").text


def test_a_refused_reflection_keeps_its_text(learner: Learner) -> None:
    text = "Drengen hedder noget,\nog hans nummer er 010203-1234."
    refused = learner.post("/moduler/lov/anden/refleksion/mandag", text=text)
    assert refused.status_code == 422
    assert "linje 2" in refused.text
    assert "og hans nummer er 010203-1234." in refused.text


def test_the_model_answer_comes_after_ones_own(learner: Learner) -> None:
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Min egen tanke")
    assert "HEMMELIGT-MODELSVAR" in learner.page("anden")
    assert "Min egen tanke" in learner.page("anden")


def test_a_reflection_is_seen_by_its_writer_only(learner: Learner, people: People) -> None:
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Kun til mig selv")
    other = Learner(people.sign_in("bo@kommune.example"))
    assert "Kun til mig selv" not in other.page("anden")


def test_two_tabs_answer_once(learner: Learner, session: Session) -> None:
    learner.answer("valg", number=1, option="0")
    second = learner.answer("valg", number=1, option="1")
    assert second.status_code == 302
    assert session.scalars(select(Attempt.is_right)).all() == [False]
    assert "i en anden fane" in learner.page()


def test_an_expired_form_comes_back_with_its_text(learner: Learner) -> None:
    learner.csrf_token = "gammel"
    text = "Noget, der tog lang tid at skrive, og som ikke må gå tabt."
    refused = learner.post("/moduler/lov/anden/refleksion/mandag", text=text)
    assert refused.status_code == 400
    assert text in refused.text
    assert 'action="/moduler/lov/anden/refleksion/mandag"' in refused.text


def test_an_answer_to_a_lesson_that_was_published_anew_counts_as_it_was_asked(learner: Learner, session: Session, people: People) -> None:
    read_text = learner.page().split('name="version" value="')[1].split('"')[0]
    session.rollback()
    swapped = FIRST.replace("- [ ] Det ene", "- [z] Det ene").replace("- [x] Det andet", "- [ ] Det andet").replace("[z]", "[x]")
    publish_tree(session, small_tree(first=swapped), now=people.now)
    learner.answer("valg", option="1", version=read_text)
    assert session.scalars(select(Attempt.is_right)).one() is True


def test_a_text_that_was_never_part_of_the_module_is_not_found(learner: Learner) -> None:
    assert learner.answer("valg", option="1", version="f" * 64).status_code == 404


def test_one_can_read_a_lesson_before_enrolling_but_not_work_in_it(people: People) -> None:
    client = people.sign_in()
    page = client.get("/moduler/lov/foerste").text
    assert "Tilmeld" in page
    refused = client.post("/moduler/lov/foerste/laest", data={"csrf_token": token(client)})
    assert refused.status_code == 404
    assert "Tilmeld dig modulet" in refused.text


def test_my_learning_leads_on_to_the_first_open_lesson(learner: Learner) -> None:
    for item, fields in (("valg", {"option": "1"}), ("alle", {"option": ["0", "1"]})):
        learner.answer(item, **fields)
    learner.post("/moduler/lov/foerste/laest")
    page = learner.client.get("/min-laering").text
    assert 'href="/moduler/lov/anden"' in page
    assert "1 af 2 lektioner" in page


@pytest.mark.parametrize("path", ["/moduler/ukendt", "/moduler/lov/ukendt", "/moduler/lov/foerste/spoergsmaal/ukendt", "/lov/ukendt"])
def test_what_is_not_there_is_not_found(learner: Learner, path: str) -> None:
    answer = learner.client.get(path)
    assert answer.status_code == 404
    assert "findes ikke" in answer.text


def test_two_tabs_with_different_reflections_show_both_texts(learner: Learner) -> None:
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Fra den ene fane")
    refused = learner.post("/moduler/lov/anden/refleksion/mandag", text="Fra den anden fane", based_on="")
    assert refused.status_code == 409
    assert "Fra den ene fane" in refused.text
    assert "Fra den anden fane" in refused.text
    based_on = refused.text.split('name="based_on" value="')[1].split('"')[0]
    assert learner.post("/moduler/lov/anden/refleksion/mandag", text="Begge dele", based_on=based_on).status_code == 302


def test_a_reflection_whose_question_moved_meanwhile_is_kept_where_it_is_now(learner: Learner, session: Session, people: People) -> None:
    session.rollback()
    start = SECOND.index("/// reflection")
    publish_tree(session, small_tree(first=FIRST + "\n" + SECOND[start:], second=SECOND[:start]), now=people.now)
    kept = learner.post("/moduler/lov/anden/refleksion/mandag", text="En tanke undervejs")
    assert kept.location == "/moduler/lov/foerste#mandag"
    assert "En tanke undervejs" in learner.page("foerste")


def test_a_reflection_whose_question_is_gone_comes_back_with_its_text(learner: Learner, session: Session, people: People) -> None:
    session.rollback()
    start = SECOND.index("/// reflection")
    retired = "retired:\n  - id: mandag\n    on: 2026-11-22\n"
    publish_tree(session, small_tree(second=SECOND[:start], retired=retired), now=people.now)
    refused = learner.post("/moduler/lov/anden/refleksion/mandag", text="Kort")
    assert refused.status_code == 409
    assert "Kort" in refused.text
    assert "findes ikke længere" in refused.text


def test_an_old_form_that_is_refused_still_belongs_to_the_text_it_was_made_from(learner: Learner, session: Session, people: People) -> None:
    version = learner.page().split('name="version" value="')[1].split('"')[0]
    session.rollback()
    publish_tree(session, small_tree(first=FIRST.replace("Hvad er rigtigt?", "Hvad er forkert?")), now=people.now)
    refused = learner.answer("valg", version=version)
    assert "Hvad er rigtigt?" in refused.text
    assert f'name="version" value="{version}"' in refused.text


def test_what_fits_no_question_is_not_kept(learner: Learner, session: Session) -> None:
    learner.answer("gaet", "anden", value="40", option="x" * 10_000)
    assert session.scalars(select(Attempt.given)).one() == "40"


@pytest.mark.parametrize("value", ["150", "-1"])
def test_a_share_lies_between_nothing_and_everything(learner: Learner, value: str) -> None:
    refused = learner.answer("gaet", "anden", value=value)
    assert refused.status_code == 422
    assert "mellem 0 og 100" in refused.text


def test_a_form_from_another_persons_page_is_not_sent_as_ones_own(people: People, session: Session) -> None:
    learner = Learner(people.sign_in())
    by = learner.client.get("/min-laering").text.split('name="by" value="')[1].split('"')[0]
    people.add("bo@kommune.example")
    other = people.browser("bo@kommune.example")
    refused = other.post("/moduler/lov/anden/refleksion/mandag", data={"text": "Annas tanke", "by": by, "csrf_token": "gammel"})
    assert "skrevet af en anden" in refused.text
    assert '<form class="panel"' in refused.text
    assert "Send igen" not in refused.text


def test_nul_in_a_form_is_dropped(learner: Learner, session: Session) -> None:
    learner.post("/moduler/lov/anden/refleksion/mandag", text="En\0 tanke")
    assert session.scalars(select(WrittenReflection.text)).one() == "En tanke"


def test_the_ids_of_the_page_are_those_that_a_lesson_may_not_take(learner: Learner) -> None:
    page = re.sub(r'<div class="prose".*?<nav class="ahead"', "", learner.page(), flags=re.DOTALL)
    found = set(re.findall(r'\bid="([^"]+)"', page))
    assert {"main-content", "side-fejl-sted"} <= found <= PAGE_IDS
