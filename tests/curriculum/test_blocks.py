"""Fences are found as pymdown-extensions finds them, and what it passes over in silence is said."""

import re
import xml.etree.ElementTree as etree  # noqa: N813 - as the library calls it
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block as LibraryBlock

from sspedu.curriculum.block_kinds import KINDS, OPTION_NAMES
from sspedu.curriculum.blocks import Block, find_blocks, walk
from sspedu.curriculum.faults import FileFaults
from sspedu.settings import ROOT
from tests.curriculum.planted import ERRORS

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.md"))
LESSONS = sorted((ROOT / "content" / "modules").rglob("*.md"))


def find(text: str) -> tuple[list[Block], list[str]]:
    faults = FileFaults("x.md")
    return find_blocks(text.split("\n"), faults), [str(fault) for fault in faults.found]


def shape(blocks: list[Block]) -> list[object]:
    return [(block.name, shape(block.children)) for block in blocks]


def as_the_library_sees_it(text: str) -> list[object]:
    """Return names and nesting as pymdown-extensions reads them."""

    def kind(name: str) -> type[LibraryBlock]:
        def on_create(self: LibraryBlock, parent: etree.Element) -> etree.Element:
            return etree.SubElement(parent, "section", {"data-name": name})

        options = {option: ["", None] for option in OPTION_NAMES}
        return type(name, (LibraryBlock,), {"NAME": name, "ARGUMENT": None, "OPTIONS": options, "on_create": on_create})

    class Ours(BlocksExtension):  # type: ignore[misc]
        def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802
            for name in KINDS:
                block_mgr.register(kind(name), {})

    html = Markdown(extensions=[Ours()]).convert(text)
    root: list[object] = []
    stack = [root]
    for closing, name in re.findall(r'<(/?)section(?: data-name="(\w+)")?>', html):
        if closing:
            stack.pop()
        else:
            inside: list[object] = []
            stack[-1].append((name, inside))
            stack.append(inside)
    return root


@pytest.mark.parametrize("path", [*GOLDEN, *LESSONS], ids=lambda path: path.stem)
def test_blocks_nest_as_the_syntax_of_pymdown_says(path: Path) -> None:
    text = path.read_text().split("\n---\n", 1)[-1]
    blocks, faults = find(text)
    assert not faults
    assert shape(blocks) == as_the_library_sees_it(text)


def test_a_block_knows_its_lines_and_options() -> None:
    blocks, faults = find('Før\n\n/// quiz\n    id: a\n    unit: "pct."\n\nHvad?\n///\nEfter')
    assert not faults
    assert [(block.line, block.start, block.end) for block in blocks] == [(2, 5, 7)]
    assert {name: (option.text, option.line) for name, option in blocks[0].options.items()} == {"id": ("a", 4), "unit": ("pct.", 5)}


def test_the_lines_of_a_block_leave_out_those_of_the_blocks_inside() -> None:
    lines = ["/// case | T", "    id: a", "", "et", "//// note", "to", "////", "tre", "///"]
    block = find_blocks(lines, FileFaults("x"))[0]
    assert [line for _, line in block.lines_of_its_own(lines)] == ["", "et", "tre"]


def test_an_unclosed_block_ends_with_the_text() -> None:
    blocks, faults = find("/// note\na\nb")
    assert (blocks[0].start, blocks[0].end, len(faults)) == (1, 3, 1)


FENCES = st.lists(
    st.sampled_from(
        [
            "///",
            "////",
            "/////",
            "/// note",
            "//// case | T",
            "///// quiz",
            "/// qiuz",
            "    id: x",
            "id: y",
            "",
            "tekst",
            "> ///",
            "  ///",
            "- [x] a",
            "//",
            "/// |",
        ]
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(FENCES)
def test_any_fences_give_blocks_within_one_another(lines: list[str]) -> None:
    blocks = find_blocks(lines, FileFaults("x"))
    for block in walk(blocks):
        assert block.line < block.start <= block.end <= len(lines)
        edges = [edge for child in block.children for edge in (child.line, child.end)]
        assert edges == sorted(edges)
        assert all(block.start <= child.line and child.end <= block.end for child in block.children)


@settings(max_examples=150, deadline=None)
@given(FENCES)
def test_fences_in_which_nothing_is_wrong_nest_as_pymdown_says(lines: list[str]) -> None:
    text = "\n\n".join(line for line in lines if line not in ("    id: x", "id: y"))
    blocks, faults = find(text)
    if not faults:
        assert shape(blocks) == as_the_library_sees_it(text)


def test_every_kind_of_block_fault_has_a_sentence_of_its_own() -> None:
    assert len({fault.sentence for fault in ERRORS}) > 45
