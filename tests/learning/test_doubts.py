"""When a question comes back: pure rules over its answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.days import COPENHAGEN
from sspedu.learning.doubts import INTERVALS, Doubt, Reason, doubt
from sspedu.learning.models import Confidence

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SURE, FAIRLY, UNSURE = Confidence.SURE, Confidence.FAIRLY_SURE, Confidence.IN_DOUBT


@dataclass(frozen=True)
class Answer:
    is_right: bool
    confidence: Confidence | None
    at: datetime


def right(confidence: Confidence | None = None, *, day: float = 0) -> Answer:
    return Answer(True, confidence, START + timedelta(days=day))


def wrong(confidence: Confidence | None = None, *, day: float = 0) -> Answer:
    return Answer(False, confidence, START + timedelta(days=day))


def days(answers: list[Answer]) -> int | None:
    """Return after how many days from the last answer the question comes back."""
    found = doubt(answers)
    return None if found is None else (found.on - answers[-1].at.astimezone(COPENHAGEN).date()).days


@pytest.mark.parametrize(
    ("answers", "comes_back_after"),
    [
        ([], None),
        ([right()], None),
        ([right(SURE)], None),
        ([right(FAIRLY)], None),
        ([right(UNSURE)], 1),
        ([wrong()], 1),
        ([wrong(SURE)], 1),
        ([wrong(), right(UNSURE, day=2)], 4),
        ([wrong(), right(UNSURE, day=2), right(UNSURE, day=7)], 14),
        ([wrong(), right(UNSURE, day=2), right(UNSURE, day=7), right(UNSURE, day=30)], 14),
        ([wrong(), right(FAIRLY, day=2)], 4),
        ([wrong(), right(FAIRLY, day=2), right(FAIRLY, day=7), right(FAIRLY, day=30)], None),
        ([right(UNSURE), right(SURE, day=1)], None),
        ([wrong(SURE), right(SURE, day=1)], None),
        ([wrong(), right(day=1)], None),
        ([wrong(), right(UNSURE, day=1), wrong(day=6)], 1),
    ],
)
def test_a_question_comes_back_after_so_many_days(answers: list[Answer], comes_back_after: int | None) -> None:
    assert days(answers) == comes_back_after


def test_an_answer_in_the_same_sitting_does_not_retire_it() -> None:
    found = doubt([wrong(SURE), right(SURE, day=0.01)])
    assert found is not None
    assert found.reason is Reason.SURE_AND_WRONG


@pytest.mark.parametrize(
    ("answer", "reason"), [(wrong(SURE), Reason.SURE_AND_WRONG), (wrong(UNSURE), Reason.WRONG), (right(UNSURE), Reason.IN_DOUBT)]
)
def test_it_is_said_why_it_comes_back(answer: Answer, reason: Reason) -> None:
    found = doubt([answer])
    assert found is not None
    assert found.reason is reason


def test_disagreeing_again_where_judgement_is_asked_for_is_an_opinion() -> None:
    assert doubt([wrong()], is_judgement=True) is not None
    assert doubt([wrong(), wrong(SURE, day=2)], is_judgement=True) is None


ANSWERS = st.lists(st.tuples(st.booleans(), st.none() | st.sampled_from(Confidence), st.integers(0, 20 * 24)), max_size=12)


@given(ANSWERS)
def test_what_comes_back_does_so_after_one_of_the_intervals_and_right_and_sure_retires_it(
    drawn: list[tuple[bool, Confidence | None, int]],
) -> None:
    hours = sorted(hour for _right, _confidence, hour in drawn)
    answers = [Answer(is_right, sure, START + timedelta(hours=hour)) for (is_right, sure, _), hour in zip(drawn, hours, strict=True)]
    found = doubt(answers)
    assert found is None or found.on in {(answers[-1].at.astimezone(COPENHAGEN) + interval).date() for interval in INTERVALS}
    assert doubt([*answers, right(SURE, day=40)]) is None
    assert doubt([*answers, wrong(day=40)]) is not None


def test_the_day_is_the_danish_one() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert doubt([Answer(False, None, late)]) == Doubt(Reason.WRONG, date(2026, 11, 24))
