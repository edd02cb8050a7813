from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.marking import Choice, Guess, Placement, answer_field, mark, parse_answer
from sspedu.curriculum.models import Entry, Estimate, Option, Question, QuestionKind
from sspedu.errors import Invalid


def question(key: list[bool], kind: QuestionKind | None = None) -> Question:
    options = tuple(Option(html=str(number), is_right=is_right, feedback_html="") for number, is_right in enumerate(key))
    kind = kind or (QuestionKind.SINGLE if sum(key) == 1 else QuestionKind.ALL)
    return Question(id="q", kind=kind, title="", stem_html="", options=options)


def estimate(value: str = "40", tolerance: str = "5", unit: str = "pct.") -> Question:
    figure = Estimate(value=Decimal(value), tolerance=Decimal(tolerance), unit=unit)
    return Question(id="q", kind=QuestionKind.ESTIMATE, title="", stem_html="", estimate=figure)


def placing(kind: QuestionKind, key: list[tuple[int, ...]], places: int = 0) -> Question:
    entries = tuple(Entry(html=str(number), places=right, feedback_html="") for number, right in enumerate(key))
    return Question(id="q", kind=kind, title="", stem_html="", entries=entries, places=tuple(map(str, range(places))))


def order(*key: int) -> Question:
    return placing(QuestionKind.ORDER, [(place,) for place in key])


def match(*key: int) -> Question:
    return placing(QuestionKind.MATCH, [(place,) for place in key], max(key) + 1)


def sorting(*key: tuple[int, ...]) -> Question:
    return placing(QuestionKind.SORT, list(key), max(place for right in key for place in right) + 1)


KEYS = st.lists(st.booleans(), min_size=2, max_size=8).filter(any)
KEY_AND_CHOICE = KEYS.flatmap(lambda key: st.tuples(st.just(key), st.frozensets(st.integers(0, len(key) - 1), min_size=1)))


@given(KEY_AND_CHOICE)
def test_an_answer_is_right_exactly_when_it_is_the_key(pair: tuple[list[bool], frozenset[int]]) -> None:
    key, chosen = pair
    marking = mark(question(key), Choice(chosen))
    assert marking.is_right == (chosen == {number for number, is_right in enumerate(key) if is_right})
    assert Decimal(0) <= marking.score <= Decimal(1)
    assert (marking.score == 1) == marking.is_right
    assert all(marking.verdicts) == marking.is_right
    assert len(marking.verdicts) == len(key)


@given(KEY_AND_CHOICE, st.randoms())
def test_the_order_of_the_options_does_not_matter(pair: tuple[list[bool], frozenset[int]], random: "st.random.Random") -> None:  # type: ignore[name-defined]
    key, chosen = pair
    order = list(range(len(key)))
    random.shuffle(order)
    straight = mark(question(key), Choice(chosen))
    shuffled = mark(question([key[number] for number in order]), Choice(frozenset(order.index(number) for number in chosen)))
    assert (shuffled.is_right, shuffled.score) == (straight.is_right, straight.score)
    assert [shuffled.verdicts[order.index(number)] for number in range(len(key))] == list(straight.verdicts)


@given(KEYS)
def test_choosing_everything_earns_no_more_than_the_right_ones_outweigh_the_wrong(key: list[bool]) -> None:
    marking = mark(question(key, QuestionKind.ALL), Choice(frozenset(range(len(key)))))
    right, wrong = sum(key), len(key) - sum(key)
    assert marking.score <= max(Decimal(0), Decimal(right - wrong) / right)


def test_part_of_the_key_earns_part_of_the_score() -> None:
    assert mark(question([True, True, True, False]), Choice(frozenset({0}))).score == Decimal("0.33")


@given(st.decimals(-1000, 1000, places=2), st.decimals(0, 50, places=1), st.decimals(-1000, 1000, places=2))
def test_an_estimate_hits_within_its_tolerance(value: Decimal, tolerance: Decimal, guessed: Decimal) -> None:
    marking = mark(estimate(str(value), str(tolerance)), Guess(guessed))
    assert marking.is_right == (value - tolerance <= guessed <= value + tolerance)
    assert marking.score == (1 if marking.is_right else 0)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("40", "40"),
        (" 12,5 ", "12.5"),
        ("12.5", "12.5"),
        ("1.200", "1200"),
        ("1.200,5", "1200.5"),
        ("40 pct.", "40"),
        ("40%", "40"),
        ("−3", "-3"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_as_danes_write_it(written: str, value: str) -> None:
    assert parse_answer(estimate(unit="kommuner"), {"value": [written]}) == Guess(Decimal(value))


@pytest.mark.parametrize("written", ["-1", "100,1", "1.200"])
def test_a_share_lies_between_nothing_and_everything(written: str) -> None:
    with pytest.raises(Invalid, match="mellem 0 og 100"):
        parse_answer(estimate(), {"value": [written]})


@pytest.mark.parametrize(
    "written", ["", " ", "fyrre", "1e999999", "NaN", "Infinity", "4,0,0", "1.20", "9" * 41, "٤٠", "1_000", "0x10", "--1", "1\n2"]
)
def test_what_is_no_number_is_refused_with_a_sentence(written: str) -> None:
    if written == "1.20":  # a point number, not a thousand
        assert parse_answer(estimate(), {"value": [written]}) == Guess(Decimal("1.20"))
        return
    with pytest.raises(Invalid, match=r"Skriv (et|ét) tal") as caught:
        parse_answer(estimate(), {"value": [written]})
    assert caught.value.field == "value"


@pytest.mark.parametrize(
    ("given_options", "sentence"),
    [([], "Vælg et svar"), (["3"], "findes ikke"), (["-1"], "findes ikke"), (["x"], "findes ikke"), (["9" * 4000], "findes ikke"), (["²"], "findes ikke"),
     (["0", "1"], "kun ét"), (["0"] * 50, "flere svar")],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused_with_a_sentence(given_options: list[str], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as caught:
        parse_answer(question([True, False, False]), {"option": given_options})
    assert caught.value.field == "option"


def test_several_options_may_be_chosen_where_several_are_asked_for() -> None:
    assert parse_answer(question([True, True, False]), {"option": ["0", "2", "2"]}) == Choice(frozenset({0, 2}))


SORT_KEYS = st.lists(st.frozensets(st.integers(0, 3), min_size=1).map(lambda places: tuple(sorted(places))), min_size=3, max_size=8)
SORTED_ANSWERS = SORT_KEYS.flatmap(lambda key: st.tuples(st.just(key), st.lists(st.integers(0, 3), min_size=len(key), max_size=len(key))))


@given(SORTED_ANSWERS)
def test_a_sorting_is_right_exactly_when_every_item_stands_under_one_of_its_headings(pair: tuple[list[tuple[int, ...]], list[int]]) -> None:
    key, chosen = pair
    marking = mark(placing(QuestionKind.SORT, key, 4), Placement(tuple(chosen)))
    assert list(marking.verdicts) == [place in right for place, right in zip(chosen, key, strict=True)]
    assert marking.is_right == all(marking.verdicts)
    assert (marking.score == 1) == marking.is_right
    assert Decimal(0) <= marking.score <= Decimal(1)


@given(st.permutations(range(5)), st.permutations(range(5)))
def test_an_order_is_right_exactly_when_every_thing_has_its_own_number(key: list[int], chosen: list[int]) -> None:
    asked = order(*key)
    answer = parse_answer(asked, {"place": [str(place) for place in chosen]})
    marking = mark(asked, answer)
    assert marking.is_right == (chosen == key)
    assert list(marking.verdicts) == [mine == right for mine, right in zip(chosen, key, strict=True)]


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_what_is_kept_of_a_placement_is_marked_again_as_it_was(chosen: list[int]) -> None:
    asked = match(2, 0, 3, 1)
    sent = [str(place) for place in chosen]
    kept = "\n".join(sent).split("\n")
    assert parse_answer(asked, {answer_field(asked): kept}) == parse_answer(asked, {"place": sent}) == Placement(tuple(chosen))


def test_a_part_of_what_stands_right_earns_a_part_of_the_score() -> None:
    assert mark(match(2, 0, 1), Placement((2, 1, 1))).score == Decimal("0.66")


def test_an_item_under_several_headings_is_right_in_each() -> None:
    asked = sorting((0,), (0, 1), (1,))
    assert mark(asked, Placement((0, 0, 1))).is_right
    assert mark(asked, Placement((0, 1, 1))).is_right


@pytest.mark.parametrize(
    ("given_places", "sentence"),
    [([], "mangler 3 af 3"), (["0", "", "1"], "mangler 1 af 3"), (["0", "1"], "mangler 1 af 3"), (["0", "1", "3"], "findes ikke"), (["0", "1", "-1"], "findes ikke"),
     (["0", "1", "²"], "findes ikke"), (["0", "1", " 2"], "findes ikke"), (["0", "1", "9" * 4000], "findes ikke"), (["0"] * 50, "passer ikke"),
     (["1", "0", "1"], "Nr. 2 står ved flere")],
)  # fmt: skip
def test_a_placement_that_cannot_be_is_refused_with_a_sentence(given_places: list[str], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as caught:
        parse_answer(order(1, 2, 0), {"place": given_places})
    assert caught.value.field == "place"


def test_several_things_may_have_the_same_partner() -> None:
    assert parse_answer(match(0, 1, 2), {"place": ["1", "1", "2"]}) == Placement((1, 1, 2))


@given(
    st.dictionaries(st.sampled_from(["option", "value", "place", "x"]), st.lists(st.text(max_size=60) | st.sampled_from("012"), max_size=6))
)
def test_any_form_gives_an_answer_that_can_be_marked_or_a_sentence(raw: dict[str, list[str]]) -> None:
    sentences: list[str] = []
    for asked in (
        question([True, False]), question([True, True, False]), estimate(), order(1, 2, 0), match(1, 2, 0), sorting((0,), (1,), (0, 1)),
    ):  # fmt: skip
        try:
            answer = parse_answer(asked, raw)
        except Invalid as invalid:
            sentences.append(str(invalid))
        else:
            assert 0 <= mark(asked, answer).score <= 1
    assert all(sentence.endswith(".") for sentence in sentences)


def test_a_guess_at_a_choice_is_refused() -> None:
    with pytest.raises(Invalid, match="passer ikke"):
        mark(question([True, False]), Guess(Decimal(1)))
    with pytest.raises(Invalid, match="passer ikke"):
        mark(estimate(), Choice(frozenset({0})))


def test_a_placement_is_refused_where_nothing_or_something_else_is_placed() -> None:
    for asked in (question([True, False]), estimate(), order(1, 2, 0)):
        with pytest.raises(Invalid, match="passer ikke"):
            mark(asked, Placement((0, 1)))
    with pytest.raises(Invalid, match="passer ikke"):
        mark(order(1, 2, 0), Choice(frozenset({0})))
