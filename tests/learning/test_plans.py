"""Choosing what fits into a few minutes: never too much, never twice, always the same."""

from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.models import Rule
from sspedu.learning.plans import Piece, Why, fitting, minutes_of

ITEMS = st.lists(st.sampled_from([f"item-{number}" for number in range(6)]), min_size=1, max_size=4, unique=True).map(tuple)
PIECES = st.lists(
    st.builds(Piece, st.just("lov"), st.sampled_from(["foerste", "anden"]), ITEMS, st.integers(1, 30), st.sampled_from(Why)), max_size=12
)
RULES = st.lists(st.sampled_from(Rule), min_size=1, max_size=6)


@given(PIECES, st.integers(1, 30))
def test_what_is_chosen_never_takes_longer_than_there_is_time(pieces: list[Piece], minutes: int) -> None:
    assert fitting(pieces, minutes).minutes <= minutes


@given(PIECES, st.integers(1, 30))
def test_no_item_is_chosen_twice_and_nothing_that_was_not_offered(pieces: list[Piece], minutes: int) -> None:
    chosen = fitting(pieces, minutes).pieces
    items = [item for piece in chosen for item in piece.items]
    assert len(items) == len(set(items))
    assert set(chosen) <= set(pieces)


@given(PIECES, st.integers(1, 30))
def test_where_nothing_fits_the_shortest_is_named_and_where_nothing_is_open_nothing(pieces: list[Piece], minutes: int) -> None:
    plan = fitting(pieces, minutes)
    assert bool(plan.pieces) == any(piece.minutes <= minutes for piece in pieces)
    if plan.pieces or not pieces:
        assert plan.shortest is None
    else:
        assert plan.shortest is not None
        assert plan.shortest.minutes == min(piece.minutes for piece in pieces) > minutes


@given(PIECES, st.integers(1, 30))
def test_the_same_work_and_the_same_time_give_the_same_plan(pieces: list[Piece], minutes: int) -> None:
    assert fitting(pieces, minutes) == fitting(list(pieces), minutes)


@given(PIECES, st.integers(1, 30))
def test_nothing_more_would_fit(pieces: list[Piece], minutes: int) -> None:
    plan = fitting(pieces, minutes)
    taken = {item for piece in plan.pieces for item in piece.items}
    left = [piece for piece in pieces if not taken & set(piece.items) and piece.minutes <= minutes - plan.minutes]
    assert left == []


@given(RULES, st.integers(1, 40), st.data())
def test_the_rest_of_a_lesson_never_takes_longer_than_the_lesson(rules: list[Rule], minutes: int, data: st.DataObject) -> None:
    left = data.draw(st.lists(st.sampled_from(rules), max_size=len(rules)))
    estimate = minutes_of(minutes, rules, left)
    assert estimate <= minutes
    assert (estimate > 0) == bool(left)


def test_the_parts_of_a_lesson_add_up_to_the_lesson() -> None:
    rules = [Rule.READ, Rule.RIGHT, Rule.WRITTEN]
    assert minutes_of(12, rules, rules) == 12
    assert [minutes_of(12, rules, [rule]) for rule in rules] == [5, 2, 5]
