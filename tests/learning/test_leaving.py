"""Leaving a module loses nothing, and whatever is sent from a tab that was still open is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.jobs.models import Mail
from sspedu.learning.models import Attempt, Completion, ContractItem, Enrolment, WrittenReflection
from tests.content import FIRST, publish_tree, small_tree
from tests.people import People, token

MODULE = "/moduler/lov"
QUESTION = f"{MODULE}/foerste/spoergsmaal/valg"
REFLECTION = f"{MODULE}/anden/refleksion/mandag"


def _post(client: FlaskClient, path: str, **fields: str) -> str:
    answer = client.post(path, data={"csrf_token": token(client), **fields}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def learner(people: People) -> FlaskClient:
    """Someone who has read a lesson, answered wrongly and written a reflection."""
    client = people.sign_in()
    _post(client, f"{MODULE}/tilmeld")
    _post(client, f"{MODULE}/foerste/laest")
    _post(client, QUESTION, option="0", number="1")
    _post(client, REFLECTION, text="Min egen tanke")
    return client


def _facts(session: Session) -> list[object]:
    session.rollback()
    tables = (ContractItem.item_id, Completion.item_id, Attempt.given, WrittenReflection.text)
    return [sorted(session.scalars(select(column)).all()) for column in tables]


def test_the_page_that_asks_says_that_nothing_is_lost(learner: FlaskClient) -> None:
    assert f'href="{MODULE}/forlad"' in learner.get(MODULE).text
    page = learner.get(f"{MODULE}/forlad").text
    assert "Du mister ingenting." in page
    assert "Vil du forlade Lov i små bidder?" in page


def test_a_module_that_was_left_is_offered_again_with_how_far_one_was(learner: FlaskClient) -> None:
    mine = _post(learner, f"{MODULE}/forlad")
    assert "Du har forladt Lov i små bidder." in mine
    assert ">I gang<" not in mine
    assert "Fortsæt ·" not in mine
    assert "Du har været i gang: " in mine
    page = learner.get(MODULE).text
    assert "Fortsæt, hvor du slap" in page
    assert "<progress" not in page


def test_coming_back_finds_everything_as_it_was(learner: FlaskClient, session: Session) -> None:
    before, page = _facts(session), learner.get(MODULE).text.split("<progress")[1].split(">")[0]
    _post(learner, f"{MODULE}/forlad")
    assert _facts(session) == before
    assert "Velkommen tilbage" in _post(learner, f"{MODULE}/tilmeld")
    assert _facts(session) == before
    assert learner.get(MODULE).text.split("<progress")[1].split(">")[0] == page
    assert "Min egen tanke" in learner.get(f"{MODULE}/anden").text
    assert "HEMMELIG-FORKERT" in learner.get(f"{MODULE}/foerste").text


def test_one_can_read_what_one_wrote_while_away(learner: FlaskClient) -> None:
    _post(learner, f"{MODULE}/forlad")
    page = learner.get(f"{MODULE}/anden").text
    assert "Min egen tanke" in page
    assert "Gem refleksion" not in page


def test_leaving_shows_at_once_on_pages_that_the_browser_has(learner: FlaskClient) -> None:
    learner.get(MODULE)
    tags = {path: learner.get(path).headers["ETag"] for path in (MODULE, "/min-laering", f"{MODULE}/foerste")}
    _post(learner, f"{MODULE}/forlad")
    assert [learner.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()] == [200] * 3


def test_a_double_click_leaves_once(learner: FlaskClient, session: Session) -> None:
    for _ in range(2):
        _post(learner, f"{MODULE}/forlad")
    assert session.scalars(select(Enrolment)).one().left_at is not None


def test_a_completed_module_cannot_be_left(learner: FlaskClient, session: Session) -> None:
    session.scalars(select(Enrolment)).one().completed_at = session.scalars(select(Enrolment.enrolled_at)).one()
    session.commit()
    assert f"{MODULE}/forlad" not in learner.get(MODULE).text
    assert learner.get(f"{MODULE}/forlad").status_code == 302
    answer = learner.post(f"{MODULE}/forlad", data={"csrf_token": token(learner)})
    assert answer.status_code == 409
    assert "kan ikke forlades" in answer.text


def test_an_answer_from_a_tab_that_was_open_counts_and_brings_one_back(learner: FlaskClient, session: Session) -> None:
    _post(learner, f"{MODULE}/forlad")
    page = _post(learner, QUESTION, option="1", number="2")
    assert "du er med på modulet igen" in page
    assert session.scalars(select(Enrolment)).one().left_at is None
    assert session.scalars(select(Attempt.number).order_by(Attempt.number)).all() == [1, 2]
    _post(learner, f"{MODULE}/forlad")
    based_on = "2026-11-22T12:00:00.000000+00:00"
    refused = learner.post(REFLECTION, data={"text": "Noget helt andet", "based_on": based_on, "csrf_token": token(learner)})
    assert refused.status_code == 409
    assert "Noget helt andet" in refused.text
    assert "Gem refleksion" in refused.text


def test_a_refused_answer_from_such_a_tab_comes_back_filled_in(learner: FlaskClient) -> None:
    _post(learner, f"{MODULE}/forlad")
    answer = learner.post(QUESTION, data={"option": "1", "number": "9", "csrf_token": token(learner)})
    assert answer.status_code == 422
    assert 'value="1" checked' in answer.text
    short = learner.post(REFLECTION, data={"text": "x", "csrf_token": token(learner)})
    assert "Gem refleksion" in short.text


def test_leaving_and_answering_at_the_same_time_never_loses_the_answer(learner: FlaskClient, session: Session, people: People) -> None:
    start = Barrier(2)
    tabs = [people.browser("anna@kommune.example") for _ in range(2)]
    tokens = [token(tab) for tab in tabs]
    sent = [(f"{MODULE}/forlad", {}), (QUESTION, {"option": "1", "number": "2"})]
    session.commit()

    def send(number: int) -> int:
        path, fields = sent[number]
        start.wait()
        return FlaskClient.open(tabs[number], path, method="POST", data={**fields, "csrf_token": tokens[number]}).status_code

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(send, range(2))) == [302, 302]
    assert sorted(session.scalars(select(Attempt.number)).all()) == [1, 2]
    assert "valg" in session.scalars(select(Completion.item_id)).all()


def test_what_is_retired_meanwhile_is_waived_for_who_comes_back(learner: FlaskClient, session: Session, people: People) -> None:
    _post(learner, f"{MODULE}/forlad")
    session.rollback()
    publish_tree(session, small_tree(first=FIRST.replace("Hvad er rigtigt?", "Hvad er sandt?")), now=people.now)
    assert "Velkommen tilbage" in _post(learner, f"{MODULE}/tilmeld")
    assert session.scalars(select(Enrolment)).one().left_at is None


@pytest.mark.parametrize(
    ("way", "fields"),
    [
        pytest.param(f"{MODULE}/tilmeld", {}, id="by enrolling again"),
        pytest.param(QUESTION, {"option": "1", "number": "3"}, id="by an answer to what was done already"),
        pytest.param(QUESTION, {"option": "0", "number": "3"}, id="by an answer that completes nothing"),
        pytest.param(f"{MODULE}/foerste/laest", {}, id="by reading again"),
        pytest.param(REFLECTION, {"text": "Min egen tanke"}, id="by writing the same again"),
    ],
)
def test_whoever_comes_back_after_the_last_open_item_was_dropped_has_completed_the_module(
    learner: FlaskClient, session: Session, people: People, way: str, fields: dict[str, str]
) -> None:
    _post(learner, QUESTION, option="1", number="2")
    _post(learner, f"{MODULE}/anden/laest")
    _post(learner, f"{MODULE}/anden/spoergsmaal/gaet", value="40", number="1")
    _post(learner, f"{MODULE}/forlad")
    without_the_last = FIRST[: FIRST.index("/// quiz\n    id: alle")]
    publish_tree(session, small_tree(first=without_the_last, retired="retired:\n  - id: alle\n    on: 2026-11-22\n"), now=people.now)
    assert session.scalars(select(Enrolment.completed_at)).one() is None
    for _ in range(2):
        _post(learner, way, **fields)
    session.rollback()
    assert session.scalars(select(Enrolment.completed_at)).one() is not None
    assert session.scalars(select(Mail.kind)).all() == ["module_completed"]


def test_what_someone_wrote_who_is_not_enrolled_comes_back_with_what_to_do(people: People) -> None:
    stranger = people.sign_in("fremmed@kommune.example")
    answer = stranger.post(REFLECTION, data={"text": "Hos os ringer vi først.", "csrf_token": token(stranger)})
    assert answer.status_code == 404
    assert "Tilmeld dig modulet først" in answer.text
    assert "Hos os ringer vi først.</textarea>" in answer.text
