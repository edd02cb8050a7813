"""Shares of people are said so that nothing can be worked out about one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.learning.shares import LEAST, MANY, may_be_named, share


@pytest.mark.parametrize("people", range(LEAST))
def test_of_fewer_than_five_nothing_is_said(people: int) -> None:
    assert share(people, people) is None


@given(st.integers(LEAST, MANY - 1))
def test_what_is_said_of_a_small_group_never_tells_the_number(people: int) -> None:
    said = [share(part, people) for part in range(people + 1)]
    assert all(said.count(words) >= 2 for words in said)


@given(st.integers(MANY, 5_000))
def test_a_large_group_is_said_in_tens_of_percent_near_the_truth(people: int) -> None:
    for part in (0, 1, people // 3, people // 2, people - 1, people):
        said = share(part, people)
        assert said is not None
        assert said.percent is not None
        assert said.percent % 10 == 0
        assert abs(said.percent - 100 * part / people) <= 5


@given(st.integers(0, 200), st.integers(0, 200))
def test_what_is_named_five_gave_and_five_did_not(part: int, others: int) -> None:
    assert may_be_named(part, part + others) == (min(part, others) >= LEAST)
