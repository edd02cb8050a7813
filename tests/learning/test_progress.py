"""Deciding when something is done, and how far someone has come: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.models import Rule
from sspedu.learning.progress import Answered, Event, Read, Wrote, fulfils, progress

ITEMS = st.sampled_from([f"item-{number}" for number in range(8)])


@pytest.mark.parametrize(
    ("event", "rule", "is_done"),
    [
        (Read(), Rule.READ, True),
        (Read(), Rule.ANSWERED, False),
        (Read(), Rule.WRITTEN, False),
        (Answered(is_right=True), Rule.RIGHT, True),
        (Answered(is_right=False), Rule.RIGHT, False),
        (Answered(is_right=False), Rule.ANSWERED, True),
        (Answered(is_right=True), Rule.READ, False),
        (Wrote(), Rule.WRITTEN, True),
        (Wrote(), Rule.RIGHT, False),
    ],
)
def test_an_event_completes_only_what_it_fulfils(event: Event, rule: Rule, is_done: bool) -> None:
    assert fulfils(event, rule) is is_done


@given(contract=st.dictionaries(ITEMS, st.sampled_from(Rule)), completed=st.frozensets(ITEMS))
def test_progress_never_passes_a_hundred_and_reaches_it_only_when_nothing_is_left(
    contract: dict[str, Rule], completed: frozenset[str]
) -> None:
    how_far = progress(contract, completed)
    assert 0 <= how_far.percent <= 100
    assert (how_far.percent == 100) == how_far.is_complete
    assert how_far.is_complete == (bool(contract) and set(contract) <= completed)
    assert not progress(contract, completed, waived=completed).is_complete


@given(contract=st.dictionaries(ITEMS, st.sampled_from(Rule)), completed=st.frozensets(ITEMS), more=st.frozensets(ITEMS))
def test_completing_more_never_lowers_progress(contract: dict[str, Rule], completed: frozenset[str], more: frozenset[str]) -> None:
    assert progress(contract, completed | more).percent >= progress(contract, completed).percent
