"""What is kept of rendered pieces, and for how long."""

from sspedu.web.fragments import Kept


def test_a_piece_that_is_asked_for_outlives_any_number_that_are_not() -> None:
    kept = Kept(1_000)
    kept.put("lesson", "x" * 100)
    for number in range(1_000):
        kept.put(number, "y" * 100)
        assert kept.get("lesson") == "x" * 100
    assert kept.get(0) is None


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = Kept(1_000)
    for number in range(1_000):
        kept.put(number, "y" * 100)
    assert sum(map(len, [*kept.new.values(), *kept.old.values()])) <= 1_000
