"""What the author wrote in a quiz or reflection: its settings, stem, options and feedback, line by line. Knows nothing of HTML.

Read leniently: every fault is noted, and something usable comes back, so that a preview can show the rest.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from sspedu.curriculum.block_kinds import ESTIMATE_OPTIONS
from sspedu.curriculum.blocks import Block
from sspedu.curriculum.faults import FileFaults, nearest, shortened
from sspedu.curriculum.models import Estimate, QuestionKind, Required
from sspedu.curriculum.placing import READERS, check_placing, terms_in
from sspedu.curriculum.quiz_text import (
    ALMOST_OPTION,
    BULLET,
    MOST_OPTIONS,
    Note,
    OptionText,
    PartReader,
    QuizText,
    check_feedback,
    check_stem,
    is_inside,
    without_indent,
)

OPTION = re.compile(r" {0,3}[-*+] {1,4}\[([ xX])\] {1,4}(\S.*)")
NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
TYPES = (QuestionKind.ESTIMATE, *READERS)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a quiz or reflection, typed. `placing` is the kind of a question whose answer puts things in their places."""

    required: Required
    asks_confidence: bool = False
    estimate: Estimate | None = None
    placing: QuestionKind | None = None


def read_number(text: str) -> Decimal | None:
    """Read a number that an author wrote, with comma or point; None if it is none."""
    return Decimal(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def quiz_settings(block: Block, faults: FileFaults) -> Settings:
    """Read the options of a quiz."""
    required = _word(block, "required", tuple(Required), Required.RIGHT, faults)
    confidence = _word(block, "confidence", ("true", "false"), "false", faults)
    kind = _kind(block, faults)
    estimate = _estimate(block, faults) if kind is QuestionKind.ESTIMATE else None
    return Settings(Required(required), confidence == "true", estimate, kind if kind in READERS else None)


def reflection_settings(block: Block, faults: FileFaults) -> Settings:
    """Read the options of a reflection."""
    return Settings(Required(_word(block, "required", (Required.ANSWERED, Required.NO), Required.ANSWERED, faults)))


def kind_of(text: QuizText, settings: Settings) -> QuestionKind:
    """Say which kind of question this is: where no type is written, the number of right options decides."""
    if settings.placing is not None:
        return settings.placing
    if settings.estimate is not None:
        return QuestionKind.ESTIMATE
    return QuestionKind.SINGLE if sum(option.is_right for option in text.options) <= 1 else QuestionKind.ALL


def read_quiz(block: Block, lines: list[str], faults: FileFaults, first_line: int = 1) -> QuizText:
    """Split the lines of a quiz into stem, options or entries with their places, and feedback."""
    own = list(block.lines_of_its_own(lines))
    reader = _reader(block, own, lambda number, sentence: faults.error(number + first_line, sentence))
    for number, line in own:
        reader.take(number, line)
    return reader.finish()


def _reader(block: Block, own: list[tuple[int, str]], note: Note) -> PartReader:
    kind = block.options.get("type")
    if kind is not None and kind.text in READERS:
        return READERS[QuestionKind(kind.text)](note, terms_in(own))
    return _ChoiceReader(kind is not None, note)


class _ChoiceReader(PartReader):
    """Reads a question with options to choose among, or an estimate, which has none."""

    def __init__(self, is_estimate: bool, note: Note) -> None:
        super().__init__(note)
        self.is_estimate = is_estimate

    def take_words(self, number: int, line: str) -> None:
        if self.text.options and is_inside(line):
            self.take_inside(number, without_indent(line), self.text.options[-1].feedback)
        elif match := OPTION.fullmatch(line):
            self._take_option(number, is_right=match[1] != " ", words=match[2])
        elif ALMOST_OPTION.fullmatch(line):
            self.note(number, "Svarmuligheden er ikke skrevet rigtigt. Skriv - [ ] Tekst, eller - [x] Tekst for den rigtige.")
            self._take_option(number, is_right="x" in line[: line.find("]")].lower(), words=line[line.find("]") + 1 :].strip())
        elif self.text.options:
            self._take_after_options(number, line)
        else:
            self._take_stem(line)

    def _take_option(self, number: int, *, is_right: bool, words: str) -> None:
        option = OptionText(number, is_right, [words])
        self.text.options.append(option)
        self.part = option.words

    def _take_after_options(self, number: int, line: str) -> None:
        bare = line.strip()
        if bare.startswith(">"):
            self.take_misplaced_feedback(number, bare, self.text.options[-1].feedback)
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
            self.take_feedback(self.text.feedback, bare)
        elif self.part is self.text.feedback and not self.after_blank:
            self.part.append(bare)
        else:
            self.part = self.text.stem
            self.part.append(line)


def check_quiz(text: QuizText, settings: Settings, block: Block, faults: FileFaults, first_line: int) -> None:
    """Note what a question lacks to be answered and marked."""
    at = block.line + first_line
    check_stem(text, at, faults)
    if settings.placing is not None:
        check_placing(text, settings.placing, at, faults, first_line)
        return
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
        check_feedback("svaret", option, first_line, faults)


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


def _kind(block: Block, faults: FileFaults) -> QuestionKind | None:
    """Read the type, where the author wrote one, and note what belongs to another."""
    written = block.options.get("type")
    kind = QuestionKind(written.text) if written is not None and written.text in TYPES else None
    if written is not None and kind is None:
        hint = nearest(written.text, TYPES) or f" Her kan stå: {', '.join(TYPES)}. Slet linjen, når der er svarmuligheder."
        faults.error(written.line, f'"{shortened(written.text)}" kendes ikke som "type".{hint}')
    elif kind is not QuestionKind.ESTIMATE:
        for name in ESTIMATE_OPTIONS:
            if name in block.options:
                faults.error(block.options[name].line, f'"{name}" hører til et skøn. Skriv også type: estimate.')
    return kind


def _estimate(block: Block, faults: FileFaults) -> Estimate:
    line = block.options["type"].line
    return Estimate(
        value=_amount(block, "answer", line, faults),
        tolerance=abs(_amount(block, "tolerance", line, faults)),
        unit=block.options["unit"].text if "unit" in block.options else "",
    )


def _amount(block: Block, name: str, line: int, faults: FileFaults) -> Decimal:
    option = block.options.get(name)
    if option is None:
        faults.error(line, f'Et skøn skal have "{name}", et tal.')
        return Decimal(0)
    number = read_number(option.text)
    if number is None:
        faults.error(option.line, f'"{name}" skal være et tal, ikke "{shortened(option.text)}".')
    return number or Decimal(0)
