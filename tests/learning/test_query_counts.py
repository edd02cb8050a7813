"""Hot pages ask the database little, whatever the amount of data: the session included, once the process knows what is published."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from sspedu.learning.models import Attempt
from tests.counting import counted
from tests.people import People, token

LIMITS = {
    "/": 5,
    "/moduler/lov": 4,
    "/moduler/lov/foerste": 3,
    "/moduler/lov/anden": 3,
    "/min-laering": 3,
    "/min-laering/tid/10": 3,
    "/lov/rpl-115": 3,
}


@pytest.fixture
def learner(people: People) -> FlaskClient:
    client = people.sign_in()
    client.post("/moduler/lov/tilmeld", data={"csrf_token": token(client)})
    for path in LIMITS:
        client.get(path)
    return client


@pytest.mark.parametrize("path", LIMITS)
def test_a_page_asks_no_more_than_its_limit(learner: FlaskClient, path: str) -> None:
    with counted() as statements:
        assert learner.get(path).status_code == 200
    assert 1 <= len(statements) <= LIMITS[path], "\n".join(statements)


def test_a_draft_and_a_reported_fault_cost_no_question_more(learner: FlaskClient) -> None:
    fields = {"text": "Noget", "kind": "fact", "csrf_token": token(learner)}
    learner.post("/moduler/lov/anden/refleksion/mandag/kladde", data=fields)
    learner.post("/moduler/lov/anden/fejl", data=fields)
    learner.get("/")
    with counted() as statements:
        assert "Du har meldt en fejl" in learner.get("/moduler/lov/anden").text
    assert len(statements) <= 3


def test_what_comes_back_costs_no_question_more(learner: FlaskClient, people: People) -> None:
    wrong = {"option": "0", "number": "1", "csrf_token": token(learner)}
    learner.post("/moduler/lov/foerste/spoergsmaal/valg", data=wrong)
    people.session.query(Attempt).update({"answered_at": people.now - timedelta(days=30)})
    people.session.commit()
    with counted() as statements:
        assert "Kig på igen" in learner.get("/min-laering").text
    assert len(statements) <= 3


def test_a_lesson_asks_no_more_after_much_has_happened(learner: FlaskClient, people: People) -> None:
    for number in range(1, 21):
        answer = {"option": "1", "number": str(number), "csrf_token": token(learner)}
        learner.post("/moduler/lov/foerste/spoergsmaal/valg", data=answer)
    for number in range(20):
        people.add(f"person{number}@kommune.example")
    with counted() as statements:
        learner.get("/moduler/lov/foerste")
    assert len(statements) <= 3


@pytest.mark.parametrize(("path", "form"), [("laest", {}), ("spoergsmaal/valg", {"option": "1", "number": "1"})])
def test_who_did_something_is_looked_up_in_the_transaction_that_keeps_it(learner: FlaskClient, path: str, form: dict[str, str]) -> None:
    begun: list[Connection] = []
    note = begun.append
    fields = {**form, "csrf_token": token(learner)}
    event.listen(Engine, "begin", note)
    try:
        assert learner.post(f"/moduler/lov/foerste/{path}", data=fields).status_code == 302
    finally:
        event.remove(Engine, "begin", note)
    assert len(begun) == 1
