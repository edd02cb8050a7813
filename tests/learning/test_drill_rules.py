"""Which situation comes next, and how far one is: pure rules over one's answers."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.situations import Situation, Verdict
from sspedu.learning.drill import NEW_A_DAY, DrillTry, Overview, in_order, next_situation, overview
from sspedu.learning.models import Confidence

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SURE, UNSURE = Confidence.SURE, Confidence.IN_DOUBT


def make(id: str, *, level: int = 1, twin: str = "", is_retired: bool = False) -> Situation:
    return Situation(
        id=id,
        title=id,
        role="Lærer",
        level=level,
        law=(),
        right=(Verdict.MAY,),
        twin=twin,
        retired_on=START.date() if is_retired else None,
        text_hash="0" * 64,
    )


TEN = tuple(make(f"nummer-{number}") for number in range(10))


def tried(*, is_right: bool = True, confidence: Confidence = SURE, day: float = 0, number: int = 1) -> DrillTry:
    return DrillTry(number, "0" * 64, Verdict.MAY, is_right, confidence, START + timedelta(days=day))


def names(situations: tuple[Situation, ...]) -> list[str]:
    return [situation.id for situation in situations]


def test_the_easier_come_first_and_a_twin_straight_after_what_it_repeats() -> None:
    hard, easy, twin = make("svaer", level=3), make("let"), make("let-igen", level=3, twin="let")
    assert names(in_order((hard, twin, easy))) == ["let", "let-igen", "svaer"]


def test_a_retired_situation_is_asked_no_more_and_its_twin_still_is() -> None:
    assert names(in_order((make("gammel", is_retired=True), make("ny", twin="gammel")))) == ["ny"]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 7), st.booleans()), max_size=8))
def test_every_situation_in_use_has_one_place_however_the_twins_point(drawn: list[tuple[int, int, bool]]) -> None:
    situations = tuple(make(f"s{at}", level=level, twin=f"s{twin}", is_retired=gone) for at, (level, twin, gone) in enumerate(drawn))
    assert sorted(names(in_order(situations))) == sorted(entry.id for entry in situations if not entry.is_retired)


def test_a_new_day_holds_a_few_new_ones_and_then_no_more_unless_one_asks() -> None:
    tries: dict[str, list[DrillTry]] = {}
    for _ in range(NEW_A_DAY):
        found = next_situation(TEN, tries, today=START.date())
        assert found is not None
        assert found.id not in tries
        tries[found.id] = [tried()]
    assert next_situation(TEN, tries, today=START.date()) is None
    assert next_situation(TEN, tries, today=START.date(), wants_more=True) is not None
    assert next_situation(TEN, tries, today=START.date() + timedelta(days=1)) is not None


def test_what_comes_back_and_what_is_new_take_turns() -> None:
    tries = {"nummer-1": [tried(confidence=UNSURE)], "nummer-2": [tried(is_right=False)]}
    tomorrow = START.date() + timedelta(days=1)
    order = []
    for step in range(4):
        found = next_situation(TEN, tries, today=tomorrow)
        assert found is not None
        order.append(found.id in {"nummer-1", "nummer-2"})
        before = tries.get(found.id, [])
        tries[found.id] = [*before, tried(day=1 + step / 100, number=len(before) + 1)]
    assert order == [True, False, True, False]


def test_what_one_was_sure_of_and_wrong_about_comes_back_first() -> None:
    tries = {"nummer-1": [tried(confidence=UNSURE)], "nummer-2": [tried(is_right=False, confidence=SURE)]}
    found = next_situation(TEN, tries, today=START.date() + timedelta(days=1))
    assert found is not None
    assert found.id == "nummer-2"


def test_the_overview_counts_situations_and_says_how_many_come_back_when() -> None:
    tries = {
        "nummer-1": [tried()],
        "nummer-2": [tried(confidence=UNSURE)],
        "nummer-3": [tried(is_right=False)],
        "gammel": [tried(is_right=False)],
    }
    tomorrow = START.date() + timedelta(days=1)
    assert overview(TEN, tries, today=START.date()) == Overview(1, 2, 7, 0, 2, tomorrow)
    assert overview(TEN, tries, today=tomorrow) == Overview(1, 2, 7, 2, 0, None)


@given(
    st.dictionaries(
        st.sampled_from([situation.id for situation in TEN]),
        st.lists(st.tuples(st.booleans(), st.sampled_from(list(Confidence)), st.integers(0, 30)), min_size=1, max_size=4),
    ),
    st.integers(30, 60),
)
def test_nobody_is_asked_twice_about_what_does_not_come_back(answers: dict[str, list[tuple[bool, Confidence, int]]], day: int) -> None:
    tries = {
        name: [
            tried(is_right=is_right, confidence=confidence, day=at, number=number)
            for number, (is_right, confidence, at) in enumerate(sorted(given, key=lambda one: one[2]), start=1)
        ]
        for name, given in answers.items()
    }
    today = START.date() + timedelta(days=day)
    seen = overview(TEN, tries, today=today)
    assert seen.settled + seen.returning + seen.unmet == len(TEN)
    found = next_situation(TEN, tries, today=today)
    assert (found is None) == (seen.due == 0 and seen.unmet == 0)


def test_the_day_begins_at_midnight_in_denmark() -> None:
    after_midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    today = date(2026, 11, 23)
    full = {situation.id: [DrillTry(1, "0" * 64, Verdict.MAY, True, SURE, after_midnight)] for situation in TEN[:NEW_A_DAY]}
    assert next_situation(TEN, full, today=today) is None
    assert next_situation(TEN, full, today=today + timedelta(days=1)) is not None
    came_back = {"nummer-1": [tried(confidence=UNSURE, day=-3), DrillTry(2, "0" * 64, Verdict.MAY, False, SURE, after_midnight)]}
    waiting = {"nummer-2": [tried(confidence=UNSURE, day=-3)]}
    found = next_situation(TEN, came_back | waiting, today=today)
    assert found is not None
    assert found.id not in came_back | waiting, "what is new has its turn after what came back today"
