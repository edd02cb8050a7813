"""The head of a file: what stands between the two `---` lines of a module or lesson. Knows shapes, not what the ids refer to."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.fields import Fields
from sspedu.curriculum.yaml_tree import Scalar, Table, read_yaml

LESSON_KEYS = (
    "id", "title", "minutes", "objectives", "why", "themes", "recommendations", "sources", "law", "completion", "meeting",
)  # fmt: skip
MODULE_KEYS = (
    "id", "title", "summary", "why", "themes", "audience", "objectives", "required", "sections",
    "owner", "last_reviewed_on", "review_in_months", "valid_months", "retired",
)  # fmt: skip
MEETING_KEYS = ("point", "case", "questions")
SECTION_KEYS = ("title", "lessons")
RETIRED_KEYS = ("id", "on", "replaced_by")
SHORTEST_MINUTES, LONGEST_MINUTES = 3, 30
NO_TABLE = Table((), 1)


class Completion(StrEnum):
    """What a lesson asks for: reading and every required activity, or reading alone."""

    DEFAULT = "default"
    READ = "read"


class Page(NamedTuple):
    """A Markdown file in its two parts. `first_line` is the line on which the body begins."""

    head: Table
    body: str
    first_line: int


class MeetingHead(NamedTuple):
    """What a meeting of colleagues needs of a lesson: its point, the id of one of its cases, and what to talk about."""

    point: str
    case: str
    case_line: int
    questions: tuple[Scalar, ...]
    line: int


class LessonHead(NamedTuple):
    """What a lesson says of itself."""

    id: str
    title: str
    minutes: int | None
    minutes_line: int
    objectives: tuple[Scalar, ...]
    why: str
    sources: tuple[Scalar, ...]
    law: tuple[Scalar, ...]
    themes: tuple[Scalar, ...]
    recommendations: tuple[Scalar, ...]
    completion: Completion
    meeting: MeetingHead | None
    id_line: int
    our_words: tuple[Scalar, ...]


class SectionHead(NamedTuple):
    """A section with the ids of its lessons."""

    title: str
    lessons: tuple[Scalar, ...]


class RetiredHead(NamedTuple):
    """An id that is no longer asked for."""

    id: str
    on: date
    replaced_by: str
    line: int


class ModuleHead(NamedTuple):
    """What a module says of itself."""

    id: str
    title: str
    summary: str
    why: str
    themes: tuple[Scalar, ...]
    audience: tuple[Scalar, ...]
    objectives: tuple[Scalar, ...]
    is_required: bool
    sections: tuple[SectionHead, ...]
    owner: str
    last_reviewed_on: date
    review_in_months: int | None
    valid_months: int | None
    retired: tuple[RetiredHead, ...]
    id_line: int
    review_line: int
    our_words: tuple[Scalar, ...]


def split_page(text: str, faults: FileFaults) -> Page:
    """Split a file into head and body. A file without a head has an empty one, and that is noted."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        faults.error(1, "Filen skal begynde med en linje ---, derefter oplysningerne om den, og så endnu en linje ---.")
        return Page(NO_TABLE, text, 1)
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        faults.error(1, "Oplysningerne øverst bliver aldrig lukket. Skriv --- på en linje for sig selv efter dem.")
        return Page(NO_TABLE, "", len(lines))
    head = read_yaml("\n".join(lines[1:end]) + "\n", faults, first_line=2)
    if isinstance(head, Table):
        return Page(head, "\n".join(lines[end + 1 :]), end + 2)
    if head is not None:
        faults.error(2, "Oplysningerne øverst skal være linjer med navn, kolon og værdi, fx title: Tavshedspligt.")
    return Page(NO_TABLE, "\n".join(lines[end + 1 :]), end + 2)


def read_lesson_head(page: Page, faults: FileFaults) -> LessonHead | None:
    """Read the head of a lesson, noting every fault in it. None if there is no head at all."""
    if page.head is NO_TABLE:
        return None
    fields = Fields(page.head, faults, LESSON_KEYS)
    return LessonHead(
        id=fields.id(),
        title=fields.text("title"),
        minutes=fields.number("minutes", lowest=SHORTEST_MINUTES, highest=LONGEST_MINUTES),
        minutes_line=fields.line_of("minutes"),
        objectives=fields.texts("objectives"),
        why=fields.text("why"),
        sources=fields.texts("sources", is_optional=True),
        law=fields.texts("law", is_optional=True),
        themes=fields.texts("themes", is_optional=True),
        recommendations=fields.texts("recommendations", is_optional=True),
        completion=Completion(fields.one_of("completion", tuple(Completion), default=Completion.DEFAULT)),
        meeting=_meeting(fields.table("meeting"), faults),
        id_line=fields.line_of("id"),
        our_words=_our_words(fields, ("title", "why")),
    )


def read_module_head(page: Page, faults: FileFaults) -> ModuleHead | None:
    """Read the head of a module, noting every fault in it. None if there is no head at all."""
    if page.head is NO_TABLE:
        return None
    fields = Fields(page.head, faults, MODULE_KEYS)
    return ModuleHead(
        id=fields.id(),
        title=fields.text("title"),
        summary=fields.text("summary"),
        why=fields.text("why"),
        themes=fields.texts("themes"),
        audience=fields.texts("audience"),
        objectives=fields.texts("objectives"),
        is_required=fields.flag("required", default=False),
        sections=tuple(_section(table, faults) for table in fields.tables("sections")),
        owner=fields.text("owner"),
        last_reviewed_on=fields.day("last_reviewed_on"),
        review_in_months=fields.number("review_in_months", lowest=1, highest=120),
        valid_months=fields.number("valid_months", lowest=1, highest=240, is_optional=True),
        retired=tuple(_retired(table, faults) for table in fields.tables("retired", is_optional=True)),
        id_line=fields.line_of("id"),
        review_line=fields.line_of("last_reviewed_on"),
        our_words=_our_words(fields, ("title", "summary", "why")),
    )


def _our_words(fields: Fields, keys: tuple[str, ...]) -> tuple[Scalar, ...]:
    """Return what a reader sees of a head, each text with its line."""
    said = (Scalar(fields.text(key, is_optional=True), fields.line_of(key)) for key in keys)
    return (*said, *fields.texts("objectives", is_optional=True))


def _section(table: Table, faults: FileFaults) -> SectionHead:
    fields = Fields(table, faults, SECTION_KEYS)
    return SectionHead(fields.text("title"), fields.texts("lessons"))


def _retired(table: Table, faults: FileFaults) -> RetiredHead:
    fields = Fields(table, faults, RETIRED_KEYS)
    return RetiredHead(fields.id(), fields.day("on"), fields.id("replaced_by", is_optional=True), table.line)


def _meeting(table: Table | None, faults: FileFaults) -> MeetingHead | None:
    if table is None:
        return None
    fields = Fields(table, faults, MEETING_KEYS)
    return MeetingHead(fields.text("point"), fields.id("case"), fields.line_of("case"), fields.texts("questions"), table.line)
