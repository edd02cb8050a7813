"""The parts of a question as its author wrote them, and what every reader of such parts does alike. Knows nothing of HTML."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sspedu.curriculum.faults import FileFaults, shortened

ALMOST_OPTION = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])?\s*\[\s{0,3}[xX]?\s{0,3}\](?!\().*")
BULLET = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)])\s+(\S.*)")
MOST_OPTIONS = 20

Note = Callable[[int, str], None]


@dataclass(slots=True)
class OptionText:
    """One possible answer as written. `line` is an index into the body."""

    line: int
    is_right: bool
    words: list[str]
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PlaceText:
    """Somewhere to put things, as written: a partner or a heading. `line` is an index into the body."""

    line: int
    words: list[str]


@dataclass(slots=True)
class EntryText:
    """Something to be put in its place, as written. `places` are the right ones, by index.

    `line` is an index into the body, `again` are those where the same words stand under other headings.
    """

    line: int
    words: list[str]
    places: list[int]
    feedback: list[str] = field(default_factory=list)
    again: list[int] = field(default_factory=list)


@dataclass(slots=True)
class QuizText:
    """The parts of a quiz as written. `feedback` is the feedback on an estimate; entries have places, options have none."""

    stem: list[str] = field(default_factory=list)
    options: list[OptionText] = field(default_factory=list)
    entries: list[EntryText] = field(default_factory=list)
    places: list[PlaceText] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)

    def lines_of_choices(self) -> Iterator[int]:
        """Yield the index of every line on which an option, an entry or a place begins."""
        yield from (option.line for option in self.options)
        yield from (place.line for place in self.places)
        for entry in self.entries:
            yield from (entry.line, *entry.again)


class PartReader:
    """Goes through the lines of a quiz and sorts each to the part where it belongs. What the parts are, its heirs know."""

    one_choice = "En svarmulighed"
    the_choice = "svaret"

    def __init__(self, note: Note) -> None:
        self.text = QuizText()
        self.note = note
        self.part: list[str] = self.text.stem
        self.after_blank = True

    def take(self, number: int, line: str) -> None:
        """Take one line; `number` is its index in the body."""
        if not line.strip():
            self.part.append("")
            self.after_blank = True
            return
        self.take_words(number, line)
        self.after_blank = False

    def take_words(self, number: int, line: str) -> None:
        """Take a line that is not empty."""
        raise NotImplementedError

    def finish(self) -> QuizText:
        """Return what was read, once every line has been taken."""
        return self.text

    def take_inside(self, number: int, line: str, feedback: list[str]) -> None:
        """Take a line that is indented under a choice, without its indent."""
        if line.startswith(">"):
            if self.part is not feedback and not self.after_blank:
                self.note(
                    number, f"Der mangler en tom linje før citatet. Uden den bliver tilbagemeldingen vist som en del af {self.the_choice}."
                )
            self.take_feedback(feedback, line)
        elif self.part is feedback and not self.after_blank:
            self.part.append(line.strip())
        elif self.after_blank:
            self.note(number, f"{self.one_choice} er ét afsnit. Er linjen en tilbagemelding, så begynd den med > efter de fire mellemrum.")
        else:
            self.part.append(line.strip())

    def take_misplaced_feedback(self, number: int, line: str, feedback: list[str]) -> None:
        """Take feedback that stands without its indent."""
        self.note(number, f"Tilbagemeldingen skal rykkes fire mellemrum ind, så den hører til {self.the_choice} ovenfor.")
        self.take_feedback(feedback, line)

    def take_feedback(self, feedback: list[str], line: str) -> None:
        """Take a line that begins with a quote's sign."""
        if self.after_blank and feedback:
            feedback.append("")
        self.part = feedback
        self.part.append(line[1:].removeprefix(" "))


def is_inside(line: str) -> bool:
    """Whether a line is indented as what stands under a choice is."""
    return line.expandtabs(4).startswith("    ")


def without_indent(line: str) -> str:
    """Return a line that stands under a choice without its indent."""
    return line.expandtabs(4)[4:]


def one_line(words: list[str]) -> str:
    """Return the lines of a part as one, with single spaces."""
    return " ".join(" ".join(words).split())


def check_stem(text: QuizText, at: int, faults: FileFaults) -> None:
    """Note a question that asks nothing."""
    if not any(line.strip() for line in text.stem):
        faults.error(at, "Spørgsmålet mangler. Skriv det før svarmulighederne.")


def check_feedback(name: str, choice: OptionText | EntryText, first_line: int, faults: FileFaults) -> None:
    """Note a choice without feedback. `name` is what the author knows it as: "svaret"."""
    if not any(line.strip() for line in choice.feedback):
        words = shortened(" ".join(choice.words), 40)
        sentence = f'{name.capitalize()} "{words}" mangler tilbagemelding. Skriv den under {name} efter en tom linje: "    > …".'
        faults.warning(choice.line + first_line, sentence)
