"""The situations of "Må jeg dele det?", as they lie in `content/drill`: enough of them, spread, and honest about the law."""

import re
from collections import Counter
from datetime import date

import pytest

from sspedu.curriculum.models import LegalState
from sspedu.curriculum.reading import Reading, read
from sspedu.curriculum.situations import Situation, Verdict
from sspedu.library.files import read_tree
from sspedu.settings import ROOT

TODAY = date(2026, 11, 22)
# Their content could not be read anywhere, or only in texts from before 2024: what rests on one of them says how sure it is.
UNREAD = (LegalState.UNKNOWN, LegalState.NOT_YET)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(read_tree(ROOT / "content"), today=TODAY)


@pytest.fixture(scope="module")
def used(reading: Reading) -> list[Situation]:
    return [situation for situation in reading.curriculum.registers.situations if not situation.is_retired]


def test_there_are_at_least_26_so_that_one_can_be_retired(used: list[Situation]) -> None:
    assert len(used) >= 26


def test_no_answer_is_right_in_more_than_40_percent_and_none_is_rare(used: list[Situation]) -> None:
    count = Counter(verdict for situation in used for verdict in situation.right)
    shares = {verdict: count[verdict] / len(used) for verdict in Verdict}
    assert not {verdict: share for verdict, share in shares.items() if not 0.2 <= share <= 0.4}


def test_they_are_spread_over_roles_and_over_what_is_hard(used: list[Situation]) -> None:
    assert len({situation.role for situation in used}) >= 8
    assert min(Counter(situation.level for situation in used).values()) >= 6


def test_at_least_ten_repeat_another_with_one_thing_changed(used: list[Situation]) -> None:
    assert sum(bool(situation.twin) for situation in used) >= 10


def test_three_are_open_to_visitors_and_need_no_other_to_be_understood(used: list[Situation]) -> None:
    opened = [situation for situation in used if situation.is_open]
    assert len(opened) == 3
    assert not any(situation.twin for situation in opened)
    assert len({situation.right for situation in opened}) == 3


def test_each_is_two_to_five_sentences_with_four_answers_explained(reading: Reading, used: list[Situation]) -> None:
    for situation in used:
        text = reading.curriculum.texts[situation.text_hash]
        assert 2 <= len(re.findall(r"[.?!][»«]?(?=\s|$)", text.plain)) <= 5, situation.id
        question = text.question(situation.id)
        assert question is not None
        assert all(option.feedback_html for option in question.options), situation.id
        assert question.answer_html, situation.id


def test_what_rests_on_law_that_was_not_read_says_so(reading: Reading, used: list[Situation]) -> None:
    law = {provision.id: provision for provision in reading.curriculum.registers.law}
    for situation in used:
        if any(law[basis.provision].state_on(TODAY) in UNREAD for basis in situation.law):
            assert situation.reservation or situation.right == (Verdict.ASK,), situation.id
