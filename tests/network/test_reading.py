"""What is read stays read and what is not stays not, whatever is merged and split."""

from hypothesis import given
from hypothesis import strategies as st

from sspedu.network.reading import Reading

NUMBERS = st.frozensets(st.integers(1, 12))


def reading(numbers: frozenset[int]) -> Reading:
    return Reading.of((number, number) for number in numbers)


def numbers(reading: Reading, count: int = 60) -> set[int]:
    return {number for number in range(1, count) if reading.has(number)}


@given(NUMBERS)
def test_ranges_hold_exactly_what_was_read(read: frozenset[int]) -> None:
    kept = reading(read)
    assert numbers(kept) == read
    assert kept.number + kept.beyond_count == len(read)
    assert all(first > kept.number + 1 for first, _ in kept.beyond)


@given(NUMBERS, NUMBERS)
def test_a_merge_keeps_what_is_read_of_both(first: frozenset[int], second: frozenset[int]) -> None:
    assert numbers(reading(first).followed_by(reading(second), 12)) == first | {number + 12 for number in second}


@given(NUMBERS, st.lists(st.integers(1, 12), unique=True))
def test_a_split_keeps_what_is_read_of_the_chosen(read: frozenset[int], chosen: list[int]) -> None:
    assert numbers(reading(read).of_chosen(chosen)) == {place for place, number in enumerate(chosen, 1) if number in read}


@given(NUMBERS, st.integers(0, 12))
def test_reading_on_only_adds(read: frozenset[int], number: int) -> None:
    assert numbers(reading(read).up_to(number)) == read | set(range(1, number + 1))
