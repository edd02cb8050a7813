"""What the author wrote in a quiz or reflection: its settings, stem, options and feedback, line by line. Knows nothing of HTML.

Read leniently: every fault is noted, and something usable comes back, so that a preview can show the rest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from sspedu.curriculum.block_kinds import ESTIMATE_OPTIONS
from sspedu.curriculum.blocks import Block
from sspedu.curriculum.faults import FileFaults, nearest, shortened
from sspedu.curriculum.models import Estimate, QuestionKind, Required
from sspedu.curriculum.yaml_tree import Scalar

OPTION = re.compile(r" {0,3}[-*+] {1,4}\[([ xX])\] {1,4}(\S.*)")
ALMOST_OPTION = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])?\s*\[\s{0,3}[xX]?\s{0,3}\](?!\().*")
BULLET = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)])\s+\S.*")
NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
LATER_TYPES = frozenset({"order", "match", "sort"})
MOST_OPTIONS = 20


@dataclass(slots=True)
class OptionText:
    """One possible answer as written. `line` is an index into the body."""

    line: int
    is_right: bool
    words: list[str]
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class QuizText:
    """The parts of a quiz as written. `feedback` is the feedback on an estimate."""

    stem: list[str] = field(default_factory=list)
    options: list[OptionText] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a quiz or reflection, typed."""

    required: Required
    asks_confidence: bool = False
    estimate: Estimate | None = None


Note = Callable[[int, str], None]


def read_number(text: str) -> Decimal | None:
    """Read a number that an author wrote, with comma or point; None if it is none."""
    return Decimal(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def quiz_settings(block: Block, faults: FileFaults) -> Settings:
    """Read the options of a quiz."""
    required = _word(block, "required", tuple(Required), Required.RIGHT, faults)
    confidence = _word(block, "confidence", ("true", "false"), "false", faults)
    return Settings(Required(required), confidence == "true", _estimate(block, faults))


def reflection_settings(block: Block, faults: FileFaults) -> Settings:
    """Read the options of a reflection."""
    return Settings(Required(_word(block, "required", (Required.ANSWERED, Required.NO), Required.ANSWERED, faults)))


def kind_of(text: QuizText, settings: Settings) -> QuestionKind:
    """Say which kind of question this is: the number of right options decides unless it is an estimate."""
    if settings.estimate is not None:
        return QuestionKind.ESTIMATE
    return QuestionKind.SINGLE if sum(option.is_right for option in text.options) <= 1 else QuestionKind.ALL


def read_quiz(block: Block, lines: list[str], faults: FileFaults, first_line: int = 1) -> QuizText:
    """Split the lines of a quiz into stem, options and feedback."""
    reader = _QuizReader("type" in block.options, lambda number, sentence: faults.error(number + first_line, sentence))
    for number, line in block.lines_of_its_own(lines):
        reader.take(number, line)
    return reader.text


class _QuizReader:
    """Goes through the lines of a quiz and sorts each to the part where it belongs."""

    def __init__(self, is_estimate: bool, note: Note) -> None:
        self.text = QuizText()
        self.is_estimate = is_estimate
        self.note = note
        self.part: list[str] = self.text.stem
        self.after_blank = True

    def take(self, number: int, line: str) -> None:
        if not line.strip():
            self.part.append("")
            self.after_blank = True
            return
        if self.text.options and _is_inside_option(line):
            self._take_inside(number, line.expandtabs(4)[4:])
        elif match := OPTION.fullmatch(line):
            self._take_option(number, is_right=match[1] != " ", words=match[2])
        elif ALMOST_OPTION.fullmatch(line):
            self.note(number, "Svarmuligheden er ikke skrevet rigtigt. Skriv - [ ] Tekst, eller - [x] Tekst for den rigtige.")
            self._take_option(number, is_right="x" in line[: line.find("]")].lower(), words=line[line.find("]") + 1 :].strip())
        elif self.text.options:
            self._take_after_options(number, line)
        else:
            self._take_stem(line)
        self.after_blank = False

    def _take_option(self, number: int, *, is_right: bool, words: str) -> None:
        option = OptionText(number, is_right, [words])
        self.text.options.append(option)
        self.part = option.words

    def _take_inside(self, number: int, line: str) -> None:
        option = self.text.options[-1]
        if line.startswith(">"):
            if self.part is option.words and not self.after_blank:
                self.note(number, "Der mangler en tom linje før citatet. Uden den bliver tilbagemeldingen vist som en del af svaret.")
            self._take_feedback(option.feedback, line)
        elif self.part is option.feedback and not self.after_blank:
            self.part.append(line.strip())
        elif self.after_blank:
            self.note(number, "En svarmulighed er ét afsnit. Er linjen en tilbagemelding, så begynd den med > efter de fire mellemrum.")
        else:
            self.part.append(line.strip())

    def _take_after_options(self, number: int, line: str) -> None:
        option = self.text.options[-1]
        bare = line.strip()
        if bare.startswith(">"):
            self.note(number, "Tilbagemeldingen skal rykkes fire mellemrum ind, så den hører til svaret ovenfor.")
            self._take_feedback(option.feedback, bare)
        elif not self.after_blank:
            self.part.append(bare)
        elif BULLET.fullmatch(line):
            self.note(number, "Svarmuligheden mangler sine kantede parenteser. Skriv - [ ] Tekst, eller - [x] Tekst for den rigtige.")
            self._take_option(number, is_right=False, words=bare.lstrip("-*+ "))
        else:
            self.note(number, "Efter svarmulighederne kan der kun stå en answer-blok. Flyt teksten op før dem eller ind under et svar.")

    def _take_stem(self, line: str) -> None:
        bare = line.lstrip(" ")
        if self.is_estimate and bare.startswith(">"):
            self._take_feedback(self.text.feedback, bare)
        elif self.part is self.text.feedback and not self.after_blank:
            self.part.append(bare)
        else:
            self.part = self.text.stem
            self.part.append(line)

    def _take_feedback(self, feedback: list[str], line: str) -> None:
        if self.after_blank and feedback:
            feedback.append("")
        self.part = feedback
        self.part.append(line[1:].removeprefix(" "))


def check_quiz(text: QuizText, settings: Settings, block: Block, faults: FileFaults, first_line: int) -> None:
    """Note what a question lacks to be answered and marked."""
    at = block.line + first_line
    if not any(line.strip() for line in text.stem):
        faults.error(at, "Spørgsmålet mangler. Skriv det før svarmulighederne.")
    if settings.estimate is not None:
        _check_estimate(text, at, faults)
        return
    if len(text.options) < 2:
        faults.error(at, "Et spørgsmål skal have mindst to svarmuligheder: - [ ] for forkerte og - [x] for rigtige.")
    if len(text.options) > MOST_OPTIONS:
        faults.error(at, f"Et spørgsmål må højst have {MOST_OPTIONS} svarmuligheder.")
    if text.options and not any(option.is_right for option in text.options):
        faults.error(at, "Spørgsmålet har intet rigtigt svar. Sæt [x] ved det rigtige.")
    for option in text.options:
        if not any(line.strip() for line in option.feedback):
            words = shortened(" ".join(option.words), 40)
            sentence = f'Svaret "{words}" mangler tilbagemelding. Skriv den under svaret efter en tom linje: "    > …".'
            faults.warning(option.line + first_line, sentence)


def _check_estimate(text: QuizText, at: int, faults: FileFaults) -> None:
    if text.options:
        faults.error(at, "Et skøn (type: estimate) har ingen svarmuligheder. Slet dem, eller slet type.")
    elif not any(line.strip() for line in text.feedback):
        faults.warning(at, 'Skønnet mangler tilbagemelding. Skriv den efter spørgsmålet som et citat: "> …".')


def _word(block: Block, name: str, known: tuple[str, ...], default: str, faults: FileFaults) -> str:
    option = block.options.get(name)
    if option is None or option.text in known:
        return option.text if option else default
    hint = nearest(option.text, known) or f" Her kan stå: {', '.join(known)}."
    faults.error(option.line, f'"{shortened(option.text)}" kendes ikke som "{name}".{hint}')
    return default


def _estimate(block: Block, faults: FileFaults) -> Estimate | None:
    kind = block.options.get("type")
    if kind is None:
        for name in ESTIMATE_OPTIONS:
            if name in block.options:
                faults.error(block.options[name].line, f'"{name}" hører til et skøn. Skriv også type: estimate.')
        return None
    if kind.text != QuestionKind.ESTIMATE:
        _refuse_type(kind, faults)
        return None
    return Estimate(
        value=_amount(block, "answer", kind.line, faults),
        tolerance=abs(_amount(block, "tolerance", kind.line, faults)),
        unit=block.options["unit"].text if "unit" in block.options else "",
    )


def _refuse_type(kind: Scalar, faults: FileFaults) -> None:
    if kind.text in LATER_TYPES:
        faults.error(kind.line, f'Spørgsmål af typen "{kind.text}" kan ikke vises endnu. Brug svarmuligheder eller type: estimate.')
        return
    hint = nearest(kind.text, [QuestionKind.ESTIMATE]) or " Skriv type: estimate, eller slet linjen, når der er svarmuligheder."
    faults.error(kind.line, f'"{shortened(kind.text)}" kendes ikke som "type".{hint}')


def _amount(block: Block, name: str, line: int, faults: FileFaults) -> Decimal:
    option = block.options.get(name)
    if option is None:
        faults.error(line, f'Et skøn skal have "{name}", et tal.')
        return Decimal(0)
    number = read_number(option.text)
    if number is None:
        faults.error(option.line, f'"{name}" skal være et tal, ikke "{shortened(option.text)}".')
    return number or Decimal(0)


def _is_inside_option(line: str) -> bool:
    return line.expandtabs(4).startswith("    ")
