"""Lays a lesson's text out for the Markdown library: every fence becomes a private mark, and so does each end of every part of a question.

The marks name slots; `dialect` turns a slot into its element. Private-use characters cannot stand in a source (see `decoding`), so no
text can forge a mark.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from sspedu.curriculum.blocks import Block, find_blocks
from sspedu.curriculum.decoding import scrub
from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.questions import Settings, quiz_settings, read_quiz, reflection_settings
from sspedu.curriculum.quiz_text import EntryText, OptionText, QuizText

OPEN, CLOSE = "\ue000", "\ue001"


class Slot(NamedTuple):
    """What stands between a pair of marks: the name of a block or of a part of an activity.

    The parts are "stem", "place", "option" (an entry too), "feedback" and "answer".
    """

    name: str
    title: str = ""
    id: str = ""
    activity: int = -1
    file: str = ""


class ActivityText(NamedTuple):
    """A quiz or reflection as written; a reflection has nothing but its stem."""

    id: str
    is_quiz: bool
    settings: Settings
    text: QuizText


@dataclass(slots=True)
class Layout:
    """The text with its marks, the slots that the marks name, and the activities in the order of the text."""

    lines: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    activities: list[ActivityText] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text to convert."""
        return "\n".join(self.lines)

    def open(self, slot: Slot) -> None:
        """Open a slot."""
        self.lines += ["", f"{OPEN}{len(self.slots)}", ""]
        self.slots.append(slot)

    def close(self) -> None:
        """Close the slot opened last."""
        self.lines += ["", CLOSE, ""]

    def part(self, name: str, lines: list[str]) -> None:
        """Add a part of the activity that is open, unless it is empty."""
        if any(line.strip() for line in lines):
            self.open(Slot(name, activity=len(self.activities) - 1))
            self.lines += lines
            self.close()


def lay_out(body: str) -> Layout:
    """Lay out a whole text with its blocks."""
    lines = scrub(body).split("\n")
    layout = Layout()
    _add_span(layout, lines, 0, len(lines), find_blocks(lines, FileFaults("")))
    return layout


def _add_span(layout: Layout, lines: list[str], start: int, end: int, blocks: list[Block]) -> None:
    at = start
    for block in blocks:
        layout.lines += lines[at : block.line]
        _add_block(layout, lines, block)
        at = block.end + 1
    layout.lines += lines[at:end]


def _add_block(layout: Layout, lines: list[str], block: Block) -> None:
    if block.kind is not None and block.kind.is_activity:
        _add_activity(layout, lines, block)
        return
    if block.name == "answer":
        # An answer outside a question answers nothing; the checker says so. It is not shown.
        return
    file = block.options["file"].text if "file" in block.options else ""
    layout.open(Slot(block.name if block.kind else "unknown", block.title, block.id, file=file))
    _add_span(layout, lines, block.start, block.end, block.children)
    layout.close()


def _add_activity(layout: Layout, lines: list[str], block: Block) -> None:
    nobody = FileFaults("")
    is_quiz = block.name == "quiz"
    text = read_quiz(block, lines, nobody) if is_quiz else QuizText([line for _, line in block.lines_of_its_own(lines)])
    settings = quiz_settings(block, nobody) if is_quiz else reflection_settings(block, nobody)
    number = len(layout.activities)
    name = block.id or f"uden-id-{number + 1}"
    layout.activities.append(ActivityText(name, is_quiz, settings, text))
    layout.open(Slot("activity", id=name, activity=number))
    layout.part("stem", text.stem)
    for place in text.places:
        layout.open(Slot("place", activity=number))
        layout.lines += place.words
        layout.close()
    choices: list[OptionText | EntryText] = [*text.options, *text.entries]
    for choice in choices:
        layout.open(Slot("option", activity=number))
        layout.lines += choice.words
        layout.part("feedback", choice.feedback)
        layout.close()
    layout.part("feedback", text.feedback)
    for child in block.children:
        if child.name == "answer":
            layout.part("answer", lines[child.start : child.end])
    layout.close()
