"""What one doubted comes back on one's own page, and what fits into a few minutes is found there."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sspedu.learning.models import Attempt, Completion
from tests.content import FIRST, publish_tree, small_tree
from tests.learning.test_views import Learner
from tests.people import People

AGAIN = "/moduler/lov/foerste/spoergsmaal/valg#valg"


@pytest.fixture
def learner(people: People) -> Learner:
    return Learner(people.sign_in())


def days_pass(session: Session, days: int) -> None:
    """Move what was answered into the past."""
    for attempt in session.query(Attempt):
        attempt.answered_at -= timedelta(days=days)
    session.commit()


def mine(learner: Learner) -> str:
    return learner.client.get("/min-laering").text


def test_a_wrong_answer_comes_back_the_next_day(learner: Learner, session: Session) -> None:
    learner.answer("valg", option="0")
    assert AGAIN not in mine(learner)
    assert "1 spørgsmål kommer igen senere" in mine(learner)
    days_pass(session, 1)
    assert AGAIN in mine(learner)


def test_having_been_sure_and_wrong_is_said_with_care(learner: Learner, session: Session) -> None:
    learner.answer("valg", option="0", confidence="sikker")
    days_pass(session, 1)
    assert "Du var sikker, men svaret holdt ikke." in mine(learner)


def test_answering_right_and_sure_retires_it(learner: Learner, session: Session) -> None:
    learner.answer("valg", option="1", confidence="i-tvivl")
    days_pass(session, 1)
    assert "Du var i tvivl, da du svarede." in mine(learner)
    learner.answer("valg", option="1", number=2, confidence="sikker")
    assert "Kig på igen" not in mine(learner)


def test_coming_back_takes_no_progress(learner: Learner, session: Session) -> None:
    learner.answer("valg", option="1", confidence="i-tvivl")
    days_pass(session, 1)
    learner.answer("valg", option="0", number=2)
    assert session.query(Completion).count() == 1


def test_only_the_learner_sees_it(learner: Learner, session: Session, people: People) -> None:
    learner.answer("valg", option="0")
    days_pass(session, 1)
    assert "Kig på igen" not in mine(Learner(people.sign_in("bo@kommune.example")))


def test_a_question_that_has_left_the_module_comes_back_no_more(learner: Learner, session: Session, people: People) -> None:
    learner.answer("alle", option="2")
    days_pass(session, 1)
    assert "/spoergsmaal/alle" in mine(learner)
    session.rollback()
    retired = "retired:\n  - id: alle\n    on: 2026-11-22\n"
    publish_tree(session, small_tree(first=FIRST[: FIRST.index("/// quiz\n    id: alle")], retired=retired), now=people.now)
    assert "/spoergsmaal/alle" not in mine(learner)


def test_ten_minutes_hold_a_short_lesson_and_say_why(learner: Learner) -> None:
    page = learner.client.get("/min-laering/tid/10").text
    assert 'href="/moduler/lov/foerste"' in page
    assert "En hel lektion, der er kort nok." in page


def test_five_minutes_hold_single_questions_at_their_anchors(learner: Learner) -> None:
    page = learner.client.get("/min-laering/tid/5").text
    assert AGAIN in page
    assert "En hel lektion" not in page


def test_the_rest_of_a_lesson_leads_to_what_is_open(learner: Learner) -> None:
    learner.post("/moduler/lov/foerste/laest")
    learner.answer("valg", option="1")
    page = learner.client.get("/min-laering/tid/5").text
    assert "/moduler/lov/foerste/spoergsmaal/alle#alle" in page
    assert "/spoergsmaal/valg" not in page


def test_what_one_doubted_is_among_what_fits_though_it_is_done(learner: Learner, session: Session) -> None:
    learner.answer("valg", option="1", confidence="i-tvivl")
    assert AGAIN not in learner.client.get("/min-laering/tid/20").text
    days_pass(session, 1)
    learner.client.get("/min-laering")
    assert AGAIN in learner.client.get("/min-laering/tid/20").text


def finish(learner: Learner) -> None:
    learner.answer("valg", option="1")
    learner.answer("alle", option=["0", "1"])
    learner.answer("gaet", "anden", value="40")
    learner.post("/moduler/lov/anden/refleksion/mandag", text="Jeg ringer til skolen.")
    for lesson in ("foerste", "anden"):
        learner.post(f"/moduler/lov/{lesson}/laest")


def test_someone_who_has_done_everything_is_told_so(learner: Learner) -> None:
    finish(learner)
    assert "Du har gjort alt det, du er tilmeldt" in learner.client.get("/min-laering/tid/10").text


def test_someone_on_no_module_is_led_to_the_modules(people: People) -> None:
    page = people.sign_in().get("/min-laering/tid/10").text
    assert "Du er ikke tilmeldt noget endnu." in page
    assert 'href="/moduler"' in page


def test_where_nothing_fits_the_shortest_is_named(learner: Learner, session: Session, people: People) -> None:
    finish(learner)
    session.rollback()
    long = FIRST[: FIRST.index("/// quiz")].replace("id: foerste", "id: tredje").replace("minutes: 8", "minutes: 12")
    tree = small_tree(sections="    lessons: [foerste, anden, tredje]", more={"modules/lov/tredje.md": long})
    publish_tree(session, tree, now=people.now)
    page = learner.client.get("/min-laering/tid/5").text
    assert "ikke noget, der passer på 5 minutter" in page
    assert 'href="/moduler/lov/tredje"' in page


@pytest.mark.parametrize("minutes", ["7", "0", "mange", "-5"])
def test_another_time_is_not_offered(learner: Learner, minutes: str) -> None:
    assert learner.client.get(f"/min-laering/tid/{minutes}").status_code == 404
