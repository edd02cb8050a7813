"""What is shown to be put in order never stands in it, and stands the same each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sspedu.curriculum.models import Question, QuestionKind
from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.curriculum.shuffling import shuffled

KEYS = st.lists(st.lists(st.integers(0, 3), max_size=3).map(tuple), max_size=12)
WORDS = st.lists(st.text("abcæøå", min_size=1, max_size=6), min_size=3, max_size=12, unique=True)


def asked(text: str) -> Question:
    return render_lesson(LessonSource("lov", "l", text)).questions[0]


@given(st.text(), KEYS)
def test_every_thing_is_shown_once_and_never_in_the_order_of_the_key(seed: str, keys: list[tuple[int, ...]]) -> None:
    order = shuffled(seed, keys)
    assert sorted(order) == list(range(len(keys)))
    assert [keys[index] for index in order] != sorted(keys) or len(set(keys)) < 2


@given(st.text(), KEYS)
def test_the_same_seed_gives_the_same_order(seed: str, keys: list[tuple[int, ...]]) -> None:
    assert shuffled(seed, keys) == shuffled(seed, keys)


def test_the_order_is_the_one_that_stored_answers_were_marked_by() -> None:
    assert shuffled("q", [(0,), (1,), (2,), (3,), (4,)]) == [2, 1, 4, 0, 3]


def test_of_three_things_each_order_but_the_right_one_is_shown_to_somebody() -> None:
    keys = [(0,), (1,), (2,)]
    assert len({tuple(shuffled(str(seed), keys)) for seed in range(100)}) == 5


@settings(deadline=None)
@given(WORDS)
def test_a_list_is_not_shown_in_its_right_order(words: list[str]) -> None:
    question = asked("/// quiz\n    id: q\n    type: order\n\nA?\n\n" + "".join(f"- {word}\n" for word in words) + "\n///\n")
    right = [entry.places[0] for entry in question.entries]
    assert question.kind is QuestionKind.ORDER
    assert sorted(right) == list(range(len(words))) != right
    assert [question.entries[right.index(place)].html for place in range(len(words))] == words


@settings(deadline=None)
@given(WORDS)
def test_partners_do_not_stand_opposite_one_another(words: list[str]) -> None:
    pairs = "".join(f"{word}\n:   til {word}\n\n" for word in words)
    question = asked(f"/// quiz\n    id: q\n    type: match\n\nA?\n\n{pairs}///\n")
    right = [entry.places[0] for entry in question.entries]
    assert sorted(right) == list(range(len(words))) != right
    assert all(question.places[entry.places[0]] == f"til {entry.html}" for entry in question.entries)


@settings(deadline=None)
@given(WORDS, st.integers(1, 11))
def test_items_are_not_shown_heading_by_heading(words: list[str], cut: int) -> None:
    cut = min(cut, len(words) - 1)
    first, second = ("".join(f"- {word}\n" for word in part) for part in (words[:cut], words[cut:]))
    question = asked(f"/// quiz\n    id: q\n    type: sort\n\nA?\n\n### Et\n\n{first}\n### To\n\n{second}\n///\n")
    right = [entry.places for entry in question.entries]
    assert right != sorted(right)
    assert {entry.html: entry.places for entry in question.entries} == {word: (int(number >= cut),) for number, word in enumerate(words)}
