"""The files of the drill: one situation in each, `drill/<id>.md`, with a head and one question. Knows shapes, not what is right."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sspedu.curriculum.blocks import Block
from sspedu.curriculum.decoding import decode
from sspedu.curriculum.faults import Faults, FileFaults
from sspedu.curriculum.fields import Fields
from sspedu.curriculum.frontmatter import NO_TABLE, Page, split_page
from sspedu.curriculum.prose import Prose, examine
from sspedu.curriculum.questions import read_quiz
from sspedu.curriculum.situations import EASIEST, HARDEST, WRITTEN, Basis, Situation, Verdict
from sspedu.curriculum.yaml_tree import Scalar

FOLDER = "drill/"
SITUATION_FILE = re.compile(r"drill/[^/]+\.md")
KEYS = ("id", "title", "role", "level", "law", "ask", "reservation", "twin", "turns", "open", "retired_on")
MOST_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class SituationHead:
    """What a situation says of itself. Of `law`, each text is an id and perhaps, after a space, the part that is meant."""

    id: str
    title: str
    role: str
    level: int
    law: tuple[Scalar, ...]
    ask: str
    reservation: str
    twin: str
    turns: str
    is_open: bool
    retired_on: date | None
    fields: Fields


@dataclass(slots=True)
class SituationFile:
    """A situation as its file says. `head` is None where there was none to read."""

    path: str
    faults: FileFaults
    head: SituationHead | None
    prose: Prose

    @property
    def id(self) -> str:
        """The situation's id, or nothing."""
        return self.head.id if self.head else ""

    @property
    def quizzes(self) -> list[Block]:
        """The questions of the file; there should be one."""
        return [block for block in self.prose.activities if block.name == "quiz"]


def read_situations(files: Mapping[str, bytes], faults: Faults) -> list[SituationFile]:
    """Read every situation of a content tree, in the order of their names. Other files of the folder are noted."""
    found = []
    for path in sorted(path for path in files if path.startswith(FOLDER)):
        if SITUATION_FILE.fullmatch(path):
            found.append(_read(path, files[path], faults.on(path)))
        else:
            faults.on(path).warning(1, "Filen bliver ikke læst. En situation skal ligge lige under drill: drill/navn.md.")
    return found


def build_situation(file: SituationFile, text_hash: str) -> Situation:
    """Build a situation in whose file no error was found."""
    assert file.head is not None
    head = file.head
    return Situation(
        id=head.id,
        title=head.title,
        role=head.role,
        level=head.level,
        law=tuple(basis_of(scalar.text) for scalar in head.law),
        right=right_answers(file),
        reservation=head.reservation,
        ask=head.ask,
        twin=head.twin,
        turns=head.turns,
        is_open=head.is_open,
        retired_on=head.retired_on,
        text_hash=text_hash,
    )


def basis_of(text: str) -> Basis:
    """Split "rpl-115 stk. 2" into the provision and its part."""
    provision, _, part = text.partition(" ")
    return Basis(provision=provision, part=part.strip())


def right_answers(file: SituationFile) -> tuple[Verdict, ...]:
    """Return the answers that the file marks as right, of those that are among the four."""
    written = {words: verdict for verdict, words in WRITTEN.items()}
    options = read_quiz(file.quizzes[0], file.prose.lines, FileFaults("")).options if file.quizzes else []
    words = ((" ".join(option.words).strip(), option.is_right) for option in options)
    return tuple(written[word] for word, is_right in words if is_right and word in written)


def _read(path: str, data: bytes, faults: FileFaults) -> SituationFile:
    text = decode(data, faults, most_bytes=MOST_BYTES)
    page = split_page(text, faults) if text is not None else split_page("---\n---\n", FileFaults(path))
    return SituationFile(path, faults, _head(page, faults), examine(path, page.body, page.first_line, faults))


def _head(page: Page, faults: FileFaults) -> SituationHead | None:
    if page.head is NO_TABLE:
        return None
    fields = Fields(page.head, faults, KEYS)
    return SituationHead(
        id=fields.id(),
        title=fields.text("title"),
        role=fields.text("role"),
        level=fields.number("level", lowest=EASIEST, highest=HARDEST) or EASIEST,
        law=fields.texts("law"),
        ask=fields.text("ask", is_optional=True),
        reservation=fields.text("reservation", is_optional=True),
        twin=fields.id("twin", is_optional=True),
        turns=fields.text("turns", is_optional=True),
        is_open=fields.flag("open", default=False),
        retired_on=fields.day_if_given("retired_on"),
        fields=fields,
    )
