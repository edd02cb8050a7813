"""What is published, as things that can be found: modules, lessons by their sections, provisions, words and sources.

Only what a reader sees of a lesson before answering is here: its text has holes where its activities stand, so no question, option,
feedback or model answer can be found.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from sspedu.curriculum.models import LessonOutline, LessonText, Module, Provision, Source, Term
from sspedu.curriculum.sanitising import plain_text
from sspedu.library.queries import RegisterIndex

# Raised with every change in what is written into the index: then it is made anew, also without an import.
INDEX_VERSION = 1
HEADING = re.compile(r'<h([2-6]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)


class Kind(StrEnum):
    """The kinds of published content, in the order in which they are shown."""

    PROVISION = "provision"
    TERM = "term"
    MODULE = "module"
    LESSON = "lesson"
    SOURCE = "source"


EVERYONE = "everyone"
# Whoever may read lessons.
MEMBERS = "members"


class Section(NamedTuple):
    """A part of a text with its own place on the page."""

    anchor: str
    heading: str
    text: str


class Entry(NamedTuple):
    """A thing to be found. `aliases` are as good as its title; `sections` is asked only if the edition is a new one."""

    kind: str
    thing: str
    edition: str
    audience: str
    url: str
    title: str
    dated_at: datetime
    sections: Callable[[], tuple[Section, ...]]
    context: str = ""
    aliases: tuple[str, ...] = ()


def module_entries(module: Module, *, at: datetime, text_of: Callable[[str], LessonText]) -> Iterator[Entry]:
    """Yield a module and its lessons. `text_of` gives a lesson's text by its hash."""
    said = _module_words(module)
    yield Entry(
        Kind.MODULE, module.id, _edition(module.title, said), EVERYONE, f"/moduler/{module.id}", module.title, at,
        lambda: (Section("", "", said),),
    )  # fmt: skip
    for lesson in module.lessons:
        yield _lesson_entry(module, lesson, at, text_of)


def _lesson_entry(module: Module, lesson: LessonOutline, at: datetime, text_of: Callable[[str], LessonText]) -> Entry:
    made_from = _edition(lesson.text_hash, lesson.title, module.title, *lesson.objectives, lesson.why)
    return Entry(
        Kind.LESSON, f"{module.id}/{lesson.id}", made_from, MEMBERS, f"/moduler/{module.id}/{lesson.id}", lesson.title, at,
        lambda: lesson_sections(lesson, text_of(lesson.text_hash)), context=module.title,
    )  # fmt: skip


def register_entries(registers: RegisterIndex, *, at: datetime) -> Iterator[Entry]:
    """Yield every source, word and provision."""
    for source in registers.all.sources:
        yield _entry(Kind.SOURCE, source, f"/kilder#{source.id}", source.title, at, _source_words(source))
    for term in registers.all.terms:
        said = _joined(term.meaning, term.reservation)
        yield _entry(Kind.TERM, term, f"/ord#{term.id}", term.term, at, said, term.aliases)
    for provision in registers.all.law:
        said = _provision_words(provision, registers)
        yield _entry(Kind.PROVISION, provision, f"/lov/{provision.id}", provision.label, at, said, (provision.title, *provision.aliases))


def _entry(
    kind: Kind, made_from: Source | Term | Provision, url: str, title: str, at: datetime, said: str, aliases: tuple[str, ...] = ()
) -> Entry:
    edition = _edition(title, said, *aliases)
    return Entry(kind, made_from.id, edition, EVERYONE, url, title, at, lambda: (Section("", "", said),), aliases=aliases)


def lesson_sections(lesson: LessonOutline, text: LessonText) -> tuple[Section, ...]:
    """Divide a lesson's text at its headings. What stands above the first belongs to the lesson itself."""
    parts = HEADING.split(" ".join(text.html[::2]))
    first = Section("", "", _joined(lesson.why, *lesson.objectives, plain_text(parts[0])))
    rest = zip(parts[2::4], parts[3::4], parts[4::4], strict=True)
    return (first, *(Section(anchor, plain_text(heading), plain_text(html)) for anchor, heading, html in rest))


def sections_json(sections: Iterable[Section]) -> str:
    """Write sections as they are stored."""
    return json.dumps([[part.anchor, part.heading, part.text] for part in sections], ensure_ascii=False)


def sections_of(document: str) -> tuple[Section, ...]:
    """Read sections as they are stored."""
    return tuple(Section(*part) for part in json.loads(document))


def mark_of_rows(rows: tuple[tuple[object, ...], ...]) -> str:
    """Name all that an index of published content is made from: its versions, as `library.queries.WHAT_HOLDS` lists them."""
    return f"{INDEX_VERSION}.{_edition(repr(rows))}"


def is_of_this_version(mark: str) -> bool:
    """Say whether what a mark names was cut into words as it is done now. Words that were found otherwise cannot be counted back."""
    return mark.startswith(f"{INDEX_VERSION}.")


def _module_words(module: Module) -> str:
    lessons = (f"{section.title}: {', '.join(lesson.title for lesson in section.lessons)}." for section in module.sections)
    return _joined(module.summary, module.why, *module.objectives, plain_text(module.introduction_html), *lessons)


def _source_words(source: Source) -> str:
    return _joined(", ".join(filter(None, (source.author, source.publisher, source.year, source.kind))), source.read)


def _provision_words(provision: Provision, registers: RegisterIndex) -> str:
    neighbours = (registers.law.get(id or "") for id in (provision.replaces, provision.replaced_by))
    names = (neighbour.label for neighbour in neighbours if neighbour is not None)
    lists = chain(provision.says, provision.does_not_say, provision.unchecked)
    return _joined(provision.title, *lists, provision.reservation, provision.basis, *names)


def _joined(*sentences: str) -> str:
    ended = (sentence if sentence.endswith((".", "?", "!", ":")) else f"{sentence}." for sentence in sentences if sentence)
    return " ".join(ended)


def _edition(*parts: str) -> str:
    return hashlib.sha256("\0".join((str(INDEX_VERSION), *parts)).encode()).hexdigest()
