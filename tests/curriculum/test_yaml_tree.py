import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.yaml_tree import Listing, Node, Scalar, Table, read_yaml


def read(text: str, first_line: int = 1) -> tuple[Node | None, list[str]]:
    faults = FileFaults("x.yml")
    return read_yaml(text, faults, first_line=first_line), [str(fault) for fault in faults.found]


def texts(node: Node) -> list[object]:
    if isinstance(node, Scalar):
        return [node.text]
    if isinstance(node, Listing):
        return [text for item in node.items for text in texts(item)]
    return [text for key, value in node.entries for text in [key.text, *texts(value)]]


@pytest.mark.parametrize("written", ["no", "yes", "true", "12:30", "0777", "1e3", "2026-11-22", "0x1F", "1_000", ".inf", "off"])
def test_every_value_is_text(written: str) -> None:
    node, faults = read(f"a: {written}\nb: [{written}]\n")
    assert isinstance(node, Table)
    assert texts(node) == ["a", written, "b", written]
    assert not faults


def test_a_value_knows_its_line_in_the_file() -> None:
    node, _ = read("a: 1\nb:\n  - x\n  - y\n", first_line=10)
    assert isinstance(node, Table)
    items = node.entries[1][1]
    assert isinstance(items, Listing)
    assert [item.line for item in items.items] == [12, 13]


@pytest.mark.parametrize("written", ["", "null", "~"])
def test_an_empty_value_is_absent_unless_it_is_quoted(written: str) -> None:
    node, _ = read(f'a: {written}\nb: "{written}"\n')
    assert isinstance(node, Table)
    first, second = (value for _, value in node.entries)
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    assert (first.is_absent, second.is_absent) == (True, False)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("a: &x 1\nb: *x\n", 1, "Mærker"),
        ("a: 1\nb: *x\n", 2, "Henvisninger"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "Typer"),
        ("a: !x y\n", 1, "Typer"),
        ("a:\n  <<: 1\n", 2, "Fletning"),
        ("a: 1\nb: 2\na: 3\n", 3, "to gange"),
        ("a: 1\n---\nb: 2\n", 2, "nyt YAML-dokument"),
        ("a: b: c\n", 1, "kolon"),
        ("a: 'b\n", 1, "anførselstegn"),
        ("a: [1, 2\n", 1, ""),
        ("a: 1\n\tb: 2\n", 2, ""),
        ("? [a]\n: b\n", 1, "ord og et kolon"),
        ("a: @b\n", 1, "anførselstegn"),
        ("[" * 9 + "]" * 9, 1, "dybe"),
        ("x" * 66_000, 1, "64 kB"),
    ],
)
def test_what_surprises_is_refused_with_its_line(text: str, line: int, sentence: str) -> None:
    _, faults = read(text)
    assert len(faults) == 1
    assert faults[0].startswith(f"x.yml:{line}: ")
    assert sentence in faults[0]


@pytest.mark.parametrize(
    "text",
    ["[" * 60_000, "{" * 60_000, "- " * 30_000, "a:\n" + "".join(" " * depth + "a:\n" for depth in range(340)), "? " * 30_000,
     "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n" * 500, "- - - a\n" * 7_000, '"' * 60_000, "a: |\n" + " x\n" * 20_000, "&a " * 20_000, "!" * 60_000],
    ids=range(11),
)  # fmt: skip
def test_hostile_yaml_costs_little(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 1.5


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)
    | st.text(alphabet="ab:-[]{},&*!|>'\"#\n \t?<~%@`", max_size=60)
)
def test_any_text_gives_strings_or_a_fault(text: str) -> None:
    node, faults = read(text)
    if node is not None:
        assert all(isinstance(value, str) for value in texts(node))
    assert all(fault.count(":") >= 2 for fault in faults)
