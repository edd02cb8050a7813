"""A cheap look at a text before it is converted: is it tame enough for the web process, or does it need one of its own with a deadline?

Python-Markdown takes time far out of proportion to hostile text, and a small text can make it write a huge one. Each limit stands for a
family of texts that was found by attacking it (tests/curriculum/test_safety.py goes on doing so). A lesson in earnest is far below all of
them; what is above is not refused, only converted with more care.
"""

import re

from sspedu.errors import N_

MOST_CHARACTERS = 200_000
MOST_LINES = 8_000
MOST_PARAGRAPHS = 4_000
MOST_MARKS = 15_000
MOST_LEFT_OPEN = 50
MOST_FOOTNOTE_MARKS = 200
MOST_ABBREVIATIONS = 30
MOST_ABBREVIATED = 2_000
LONGEST_DEFINITION = 300
MOST_REPEATED_TITLE = 1_000_000
LONGEST_PARAGRAPH = 8_000
MOST_LINES_IN_PARAGRAPH = 200
MOST_MARKS_IN_PARAGRAPH = 1_500
MOST_DEFINITIONS_IN_PARAGRAPH = 40
MOST_CELLS = 8_000
DEEPEST = 12
SHORT_PARAGRAPH = 80

MARKS = re.compile(r"[*_`\[\]!<>&\\|]")
RUN = re.compile(r"([^\w\s])\1{100}")
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
WHOLE_LINK = re.compile(r"\[[^\[\]]{0,500}\]\([^()\[\]\n]{0,500}\)")
PAIR = re.compile(r"\[[^\[\]]{0,500}\]")
LINE_START = re.compile(r"^(?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])|:(?=[ \t]))+", re.MULTILINE)
START_MARK = re.compile(r">|[-+*:]|\d+[.)]|\t| {4}")
ABBREVIATION = re.compile(r"^\*\[([^\]\n]*)\][ ]?:", re.MULTILINE)
DEFINITION = re.compile(r"^ {0,3}\*?\[[^\]\n]*\][ ]?:[^\n]*(?:\n[ ]+[^\n]*)?", re.MULTILINE)
DEFINITION_LINE = re.compile(r"^ {0,3}:", re.MULTILINE)

TOO_SLOW = N_("Teksten kan ikke vises: den tager for lang tid at omsætte. Gør den enklere eller kortere.")


class Unrenderable(ValueError):
    """A text that could not be converted in time. Its message is a sentence for the author."""

    def __init__(self, message: str = TOO_SLOW) -> None:
        super().__init__(message)


def is_tame(text: str) -> bool:
    """Whether the text surely converts in about the time that a text of its length takes."""
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES or RUN.search(text):
        return False
    paragraphs = EMPTY_LINES.split(text)
    marks, definitions = len(MARKS.findall(text)), len(DEFINITION_LINE.findall(text))
    if len(paragraphs) > MOST_PARAGRAPHS or marks > MOST_MARKS:
        return False
    if sum(map(_cells, paragraphs)) > MOST_CELLS or max(map(len, paragraphs)) > LONGEST_PARAGRAPH:
        return False
    is_sparse = marks <= MOST_MARKS_IN_PARAGRAPH and definitions <= MOST_DEFINITIONS_IN_PARAGRAPH
    if not all(map(_is_short if is_sparse else _is_tame_paragraph, paragraphs)):
        return False
    return _closes_its_brackets(text) and _is_shallow(text) and _defines_little(text)


def _closes_its_brackets(text: str) -> bool:
    """Each bracket left open makes the library search the rest of its paragraph, once per pattern."""
    rest = WHOLE_LINK.sub("", text)
    if rest.count("](") > MOST_LEFT_OPEN:
        return False
    rest = PAIR.sub("", PAIR.sub("", rest))
    return rest.count("[") <= MOST_LEFT_OPEN


def _is_shallow(text: str) -> bool:
    """Lists and quotes inside one another are read by recursion."""
    return all(len(START_MARK.findall(match[0])) <= DEEPEST for match in LINE_START.finditer(text) if len(match[0]) > DEEPEST)


def _defines_little(text: str) -> bool:
    """A long title is written out again wherever its abbreviation or reference stands; notes are looked up one by one."""
    if text.count("[^") > MOST_FOOTNOTE_MARKS:
        return False
    if "]:" not in text and "] :" not in text:
        return True
    longest = max((len(match[0]) for match in DEFINITION.finditer(text)), default=0)
    if longest * text.count("[") > MOST_REPEATED_TITLE:
        return False
    abbreviations = {match[1].strip() for match in ABBREVIATION.finditer(text)}
    if not abbreviations:
        return True
    uses = sum(text.count(word) for word in abbreviations if word) if len(abbreviations) <= MOST_ABBREVIATIONS else len(text)
    return uses <= MOST_ABBREVIATED and longest <= LONGEST_DEFINITION


def _cells(paragraph: str) -> int:
    """Count the cells that a table could get: each row is filled up to the width of the first, wherever in the paragraph it begins."""
    if "|" not in paragraph:
        return 0
    lines = paragraph.split("\n")
    return len(lines) * max(line.count("|") for line in lines)


def _is_short(paragraph: str) -> bool:
    return paragraph.count("\n") < MOST_LINES_IN_PARAGRAPH


def _is_tame_paragraph(paragraph: str) -> bool:
    if not _is_short(paragraph):
        return False
    if len(paragraph) < SHORT_PARAGRAPH:
        return True
    if len(MARKS.findall(paragraph)) > MOST_MARKS_IN_PARAGRAPH:
        return False
    return len(DEFINITION_LINE.findall(paragraph)) <= MOST_DEFINITIONS_IN_PARAGRAPH
