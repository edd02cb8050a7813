"""Attacks on the cheap check: whatever it lets through must convert in time about in proportion to its length."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.curriculum.safety import MOST_CHARACTERS, is_tame
from sspedu.settings import ROOT

LESSONS = sorted((ROOT / "content" / "modules").rglob("*.md"))
UNITS = [
    "*a **b ", "_a __b ", "*", "_", "`", "``a`", "[", "[a](", "![", "![a](", "[^a]", "[a][b]", "[a](<", "[a](b (", "[a](((", "[(", "*[", "**[a](b", "<", "<a", "<http://a", "&", "\\",
    "| a ", "a|b\n-|-\n", "> ", "- ", "+ ", "1. ", "> - ", "* - + ", "a\n: b\n", ": a\n\n", "# a\n", "a\n=\n", "---\n", "***\n", "* * *\n", "*[x]: y\n", "[x]: y\n", "[^x]: y\n\n",
    "- a\n", "- a\n\n", "- a\n    - b\n", "a\n\n", "    a\n", "`a` ", "[a](b) ", "*a* ", "/// note\na\n///\n", "/// quiz\n    id: a\n\na\n\n- [ ] a\n\n    > b\n\n- [x] b\n\n///\n\n", "\t", "a  \n",
]  # fmt: skip


def shapes() -> dict[str, Callable[[int], str]]:
    found: dict[str, Callable[[int], str]] = {repr(unit): lambda n, unit=unit: unit * (n // len(unit)) for unit in UNITS}  # type: ignore[misc]
    found["long abbreviation"] = lambda n: "*[a]: " + "x" * (n // 2) + "\n\n" + "a " * (n // 4)
    found["many abbreviations"] = lambda n: "".join(f"*[a{k}]: x\n\n" for k in range(n // 24)) + "a1 b2 " * (n // 12)
    found["long title"] = lambda n: '[a]: http://b "' + "x" * (n // 2) + '"\n\n' + "[a] " * (n // 8)
    found["one note, many marks"] = lambda n: "[^1] " * (n // 5) + "\n\n[^1]: a\n"
    found["wide table"] = lambda n: "|" + "a|" * (n // 8) + "\n|" + "-|" * (n // 8) + "\n" + "a|\n" * (n // 8)
    found["many wide tables"] = lambda n: ("|" + "a|" * 12 + "\n|" + "-|" * 12 + "\n" + "a|\n" * 12 + "\n") * (n // 90)
    found["brackets in brackets"] = lambda n: "[" * (n // 2) + "]" * (n // 2)
    found["links in links"] = lambda n: "[" * (n // 4) + "](a)" * (n // 4)
    found["emphasis in emphasis"] = lambda n: "*a " * (n // 6) + "b* " * (n // 6)
    found["deeper and deeper"] = lambda n: "\n".join("    " * depth + "- a" for depth in range(int((n / 2) ** 0.5)))
    found["quotes in quotes"] = lambda n: "\n".join("> " * depth + "a" for depth in range(int(n**0.5)))
    return found


SHAPES = shapes()


def largest_tame(shape: Callable[[int], str]) -> str:
    low, high = 0, MOST_CHARACTERS
    while high - low > 1_000:
        middle = (low + high) // 2
        low, high = (middle, high) if is_tame(shape(middle)) else (low, middle)
    return shape(low)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("apart", [0, 600], ids=["in one piece", "in paragraphs"])
def test_what_passes_the_check_converts_quickly(name: str, apart: int) -> None:
    piece = SHAPES[name](apart)
    text = largest_tame((lambda n: (piece + "\n\n") * (n // (len(piece) + 2))) if apart else SHAPES[name])
    start = time.process_time()
    render_lesson(LessonSource("lov", "l", text))
    assert time.process_time() - start < 2.0  # under 1 s on a machine of one's own


@pytest.mark.parametrize("name", SHAPES)
def test_the_check_itself_is_quick(name: str) -> None:
    text = SHAPES[name](MOST_CHARACTERS)
    start = time.process_time()
    is_tame(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "* " * 500,
        "[^a]" * 2_000,
        "*" * 101,
        "> " * 21 + "a",
        "x" * (MOST_CHARACTERS + 1),
        "    " * 21 + "- a",
        "`" * 101 + "a",
    ],
    ids=range(8),
)
def test_what_is_known_to_be_slow_does_not_pass(text: str) -> None:
    assert not is_tame(text)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_in_earnest_passes_many_times_over(path: Path) -> None:
    assert is_tame("\n\n".join([path.read_text()] * 10))


def test_a_long_text_of_ordinary_prose_converts_in_a_second() -> None:
    prose = "Et afsnit med **fed** og [et link](law:rpl-115) samt almindelig tekst, som den nu står i en lektion. " * 3
    text = (prose + "\n\n") * (MOST_CHARACTERS // (len(prose) + 2))
    assert is_tame(text)
    start = time.process_time()
    render_lesson(LessonSource("lov", "l", text))
    assert time.process_time() - start < 1.5
