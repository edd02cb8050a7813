"""Tvivlslisten: sums over five people or more, and nothing from which one person's answer could be worked out."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.curriculum.situations import Verdict
from sspedu.learning import commands
from sspedu.learning.models import Attempt, Confidence, DrillAnswer
from sspedu.learning.queries import question_tallies, situation_tallies
from sspedu.learning.queries.tallies import Tally
from sspedu.library.queries import shelf
from sspedu.policy import Role
from tests.people import People

SURE, IN_DOUBT = Confidence.SURE, Confidence.IN_DOUBT
RIGHT = Verdict.MUST_NOT


class Crowd:
    """Makes people who answer the situation of the small tree, one after the other."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.count = 0

    def answer(self, *given: Verdict, confidence: Confidence = SURE) -> None:
        """Let a new person give each of the answers, one try after the other."""
        self.count += 1
        actor = self.people.add(f"person{self.count}@kommune.example")
        found = shelf(self.people.session).registers.situations["hallen"]
        for number, verdict in enumerate(given, start=1):
            new = commands.DrillAnswered("hallen", found.text_hash, number, verdict, verdict in found.right, confidence)
            assert commands.answer_situation(self.people.session, actor, new, now=self.people.now)
        self.people.session.commit()


@pytest.fixture
def crowd(people: People) -> Crowd:
    return Crowd(people)


@pytest.fixture
def page(people: People):  # type: ignore[no-untyped-def]
    """Reads the list as an instructor does, without what differs from one rendering to the next."""
    teacher = people.sign_in("ulla@kommune.example", roles=[Role.INSTRUCTOR])
    return lambda: re.sub(r'name="csrf_token" value="[^"]+"', "", teacher.get("/undervis/tvivl").text)


def test_four_people_are_nobody_and_the_fifth_makes_five(crowd: Crowd, page, session: Session) -> None:  # type: ignore[no-untyped-def]
    for _ in range(4):
        crowd.answer(Verdict.MAY)
    assert "hallen" not in situation_tallies(session)
    assert "Ingen situation er besvaret af fem personer endnu." in page()
    crowd.answer(Verdict.MAY)
    assert situation_tallies(session)["hallen"].people == 5
    assert "5 personer" in page()


def test_the_sixth_person_changes_nothing_that_can_be_seen(crowd: Crowd, page) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        crowd.answer(RIGHT)
    before = page()
    crowd.answer(Verdict.MAY, confidence=IN_DOUBT)
    assert page() == before


def test_only_the_first_answer_of_each_counts(crowd: Crowd, session: Session) -> None:
    for _ in range(5):
        crowd.answer(Verdict.MAY, RIGHT, RIGHT)
    tally = situation_tallies(session)["hallen"]
    assert (tally.people, tally.right, tally.wrong[Verdict.MAY]) == (5, 0, 5)


@pytest.mark.parametrize(("right", "words"), [(0, "Under en tredjedel"), (2, "Omkring halvdelen"), (4, "Over to tredjedele")])
def test_how_many_of_five_were_right_cannot_be_told(crowd: Crowd, page, session: Session, right: int, words: str) -> None:  # type: ignore[no-untyped-def]
    rows = []
    for count in (right, right + 1):
        for number in range(5):
            crowd.answer(RIGHT if number < count else Verdict.MAY, confidence=IN_DOUBT)
        rows.append(page().split("<tbody>")[1].split("</tbody>")[0])
        session.execute(delete(DrillAnswer))
        session.commit()
    assert rows[0] == rows[1]
    assert re.search(rf'data-title="Rigtigt ved første svar">\s*{words}<', rows[0])
    assert re.search(r'data-title="I tvivl">\s*Over to tredjedele<', rows[0])


def test_a_wrong_answer_is_named_only_if_five_chose_it_and_five_did_not(crowd: Crowd, page) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        crowd.answer(Verdict.MAY)
    assert "Kan ikke siges endnu" in page(), "all five would have answered it"
    for number in range(5):
        crowd.answer(RIGHT if number < 4 else Verdict.MAY)
    assert "Kan ikke siges endnu" in page(), "four others are too few"
    for number in range(5):
        crowd.answer(RIGHT if number == 0 else Verdict.ASK)
    assert re.search(r'data-title="Det forkerte svar, flest valgte">\s*Må<', page())


def test_whoever_erases_their_account_is_out_of_it(crowd: Crowd, page, session: Session) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        crowd.answer(Verdict.MAY)
    session.delete(session.scalars(select(User).where(User.email == "person3@kommune.example")).one())
    session.commit()
    assert situation_tallies(session) == {}
    assert "5 personer" not in page()


def test_first_answers_to_the_questions_of_lessons_are_summed_alike(people: People, page, session: Session) -> None:  # type: ignore[no-untyped-def]
    text_hash = shelf(session).module("lov").lesson("foerste").text_hash
    for number in range(6):
        actor = people.add(f"person{number}@kommune.example")
        for attempt, is_right in ((1, False), (2, True)):
            session.add(
                Attempt(
                    user_id=actor.id,
                    module_id="lov",
                    item_id="valg",
                    number=attempt,
                    text_hash=text_hash,
                    given="0",
                    is_right=is_right,
                    score=float(is_right),
                    confidence=IN_DOUBT if number < 4 else None,
                    answered_at=people.now,
                )
            )
    session.commit()
    tally = question_tallies(session)["lov", "valg"]
    assert (tally.people, tally.right, tally.said, tally.in_doubt) == (5, 0, 0, 0)
    assert re.search(r'data-title="I tvivl">\s*Færre end fem har sagt det<', page())


ANSWERS = st.lists(st.tuples(st.booleans(), st.sampled_from([None, *Confidence])), min_size=1, max_size=17)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS)
def test_no_sum_differs_by_one_persons_answer(people: People, session: Session, answers: list[tuple[bool, Confidence | None]]) -> None:
    session.execute(delete(Attempt))
    known = list(session.scalars(select(User.id).order_by(User.id)))
    known += [people.add(f"person{number}@kommune.example").id or 0 for number in range(len(known), len(answers))]
    text_hash = shelf(session).module("lov").lesson("foerste").text_hash
    same = {"module_id": "lov", "item_id": "valg", "number": 1, "text_hash": text_hash, "given": "0", "score": 0.0}
    before = Tally(0, 0, 0, 0)
    for user_id, (is_right, confidence) in zip(known, answers, strict=False):
        row = {**same, "user_id": user_id, "is_right": is_right, "confidence": confidence, "answered_at": people.now}
        session.execute(insert(Attempt), [row])
        after = question_tallies(session).get(("lov", "valg"), Tally(0, 0, 0, 0))
        assert (after.people - before.people, after.said - before.said) in {(0, 0), (0, 5), (5, 0), (5, 5)}
        assert after.people > before.people or after.right == before.right
        assert after.said > before.said or after.in_doubt == before.in_doubt
        before = after
    session.rollback()


def test_the_list_names_nobody_and_takes_no_narrowing(crowd: Crowd, people: People, page) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        crowd.answer(Verdict.MAY)
    shown = page()
    assert "Anna Prøve" not in shown.replace(">Anna Prøve</a>", "", 1), "the instructor's own name in the header"
    teacher = people.browser("ulla@kommune.example")
    narrowed = teacher.get("/undervis/tvivl?kommune=0265&fra=2026-11-22").text
    assert narrowed.split("<main")[1].split("</main>")[0] == shown.split("<main")[1].split("</main>")[0]
