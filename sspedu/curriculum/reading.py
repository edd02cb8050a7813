"""From files to a curriculum and all its faults at once: the door of this package.

PURE: the files come in as bytes; today's date and what has been published are arguments; nothing is read or written. A fault in one module
never stops the others from being checked, and the curriculum holds the modules in which no error was found.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sspedu.curriculum.assembling import build_module, build_outline
from sspedu.curriculum.checking.activities import check_activities, check_no_activities
from sspedu.curriculum.checking.drawings import check_drawings, drawings_in
from sspedu.curriculum.checking.links import Citations, Surroundings, check_links, check_rendered_links, check_sources_are_cited
from sspedu.curriculum.checking.markup import anchors_written_in, check_markup
from sspedu.curriculum.checking.meetings import check_meeting
from sspedu.curriculum.checking.modules import check_lesson_head, check_module, check_published, check_reading_time
from sspedu.curriculum.checking.personal import check_personal_data
from sspedu.curriculum.checking.situations import check_situation
from sspedu.curriculum.drill import FOLDER, SituationFile, build_situation, read_situations
from sspedu.curriculum.faults import Fault, Faults, Severity
from sspedu.curriculum.links import pages_named_in
from sspedu.curriculum.looks import Look, Tree
from sspedu.curriculum.models import Curriculum, LessonOutline, LessonText, Module
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.registers import Known, read_registers
from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.curriculum.safety import Unrenderable
from sspedu.curriculum.situations import Situation
from sspedu.curriculum.tracks import Offer, in_order, offer_of, read_tracks
from sspedu.curriculum.tree import MODULE_FILE, LessonFile, ModuleFiles, decode_registers, read_modules

Convert = Callable[[LessonSource], LessonText]
STRAY_LESSON = re.compile(r"modules/.*\.md")
NOTHING_PUBLISHED: Mapping[str, frozenset[str]] = {}
TOO_DEEP = "Teksten kan ikke vises: den er indlejret for dybt. Fjern nogle niveauer af lister eller citater."


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the curriculum of the modules in order, and every fault, errors first."""

    curriculum: Curriculum
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that must be mended."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The faults that should be looked at."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.WARNING)


def read(
    files: Mapping[str, bytes],
    *,
    today: date,
    published: Mapping[str, frozenset[str]] = NOTHING_PUBLISHED,
    convert: Convert = render_lesson,
    looks: Sequence[Look] = (),
) -> Reading:
    """Read a content tree: paths from its root, with `/`, to the bytes of each file.

    `published` gives for each module every id that was ever published. `convert` may render in a process of its own and raise
    `safety.Unrenderable`. `looks` are taken at the whole tree once everything has been checked. Never raises for what stands in a file.
    """
    faults = Faults()
    texts = decode_registers(files, faults)
    known = read_registers(texts, faults)
    modules = read_modules(files, faults)
    for path in files:
        if STRAY_LESSON.fullmatch(path) and MODULE_FILE.fullmatch(path) is None:
            faults.on(path).warning(1, "Filen bliver ikke læst. En lektion skal ligge i sit moduls mappe: modules/modul/lektion.md.")
    situations = read_situations(files, faults)
    examination = _Examination(known, today, modules, convert)
    for module in modules:
        examination.check(module, published.get(module.id, frozenset()))
    examination.check_situations(situations)
    check_published(modules, published, faults)
    drilled_texts = [(file.faults, file.prose) for file in situations]
    for look in looks:
        look(Tree(texts, modules, drilled_texts, examination.anchors, known, today, faults))
    tracks = read_tracks(texts, examination.offer(), faults)
    sound = [module for module in modules if not faults.errors_in(module.folder)]
    built = tuple(examination.build(module) for module in sound)
    rendered = dict(pair for module in sound for pair in examination.texts_of(module))
    good = [file for file in situations if not file.faults.errors]
    rendered |= {examination.sources[file.path].text_hash: examination.texts[file.path] for file in good}
    drilled = tuple(map(examination.build_situation, good))
    registers = known.registers.model_copy(update={"situations": drilled, "tracks": tracks})
    return Reading(Curriculum(registers=registers, modules=in_order(built, tracks), texts=rendered), faults.sorted())


@dataclass(slots=True)
class _Examination:
    """All modules with their texts rendered, held against the registers and one another."""

    known: Known
    today: date
    modules: list[ModuleFiles]
    convert: Convert
    addresses: dict[str, str] = field(default_factory=dict)
    sources: dict[str, LessonSource] = field(default_factory=dict)
    texts: dict[str, LessonText] = field(default_factory=dict)
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    citations: dict[str, Citations] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module in self.modules:
            self.addresses |= _addresses(module)
        for module in self.modules:
            self._render(module.prose, module.id, module.folder, prefix=module.id, drawings=drawings_in(module.prose, module))
            for lesson in module.lessons.values():
                self._render(lesson.prose, module.id, module.folder, prefix=lesson.id, drawings=drawings_in(lesson.prose, module))

    def check(self, module: ModuleFiles, published: frozenset[str]) -> None:
        """Check one module: its texts, then the module as a whole."""
        around = Surroundings(self.known, self.today, module.folder, frozenset(self.anchors), module.media, self.anchors)
        check_markup(module.prose)
        check_personal_data(module.prose)
        check_activities(module.prose)
        check_no_activities(module.prose)
        check_links(module.prose, around)
        for lesson in module.lessons.values():
            self._check_lesson(lesson, around)
        check_drawings(module)
        check_module(module, self.known, today=self.today, published=published)

    def check_situations(self, situations: list[SituationFile]) -> None:
        """Render and check the drill: each text, then what it says of itself, held against the others."""
        by_id = {file.id: file for file in reversed(situations) if file.id}
        lessons = frozenset(self.anchors)
        for file in situations:
            self._render(file.prose, "", FOLDER, prefix=file.id)
            check_markup(file.prose)
            check_personal_data(file.prose)
            check_activities(file.prose)
            check_links(file.prose, Surroundings(self.known, self.today, FOLDER, lessons, frozenset(), self.anchors))
            check_situation(file, by_id, self.known, today=self.today)

    def build_situation(self, file: SituationFile) -> Situation:
        """Build a situation in which no error was found."""
        return build_situation(file, self.sources[file.path].text_hash)

    def offer(self) -> Offer:
        """Say what tracks may select from. Their texts may lead to registers, and to no page."""
        around = Surroundings(self.known, self.today, "", frozenset(), frozenset(), {})
        return offer_of(self.modules, around, self._rendered)

    def build(self, module: ModuleFiles) -> Module:
        """Build a module in which no error was found."""
        assert module.head is not None
        return build_module(module.head, self.texts[module.path], {lesson.id: self._outline(lesson) for lesson in module.lessons.values()})

    def texts_of(self, module: ModuleFiles) -> list[tuple[str, LessonText]]:
        """Return the texts of a module's lessons with the hash under which each is stored."""
        return [(self.sources[path].text_hash, self.texts[path]) for path in module.lessons]

    def _check_lesson(self, lesson: LessonFile, around: Surroundings) -> None:
        prose = lesson.prose
        check_markup(prose)
        check_personal_data(prose)
        check_activities(prose)
        cited = self.citations[lesson.path] = check_links(prose, around)
        if lesson.head is None:
            return
        check_lesson_head(lesson, lesson.head, self.known)
        if lesson.head.meeting:
            check_meeting(lesson.head.meeting, prose)
        check_sources_are_cited({source.text: source.line for source in lesson.head.sources}, cited, prose, self.known)
        if text := self.texts.get(lesson.path):
            check_reading_time(lesson, lesson.head, text)
            if not prose.faults.errors:
                check_rendered_links(text.pieces(), prose, self.known)

    def _outline(self, lesson: LessonFile) -> LessonOutline:
        assert lesson.head is not None
        path = lesson.path
        return build_outline(lesson.head, lesson.prose, self.sources[path], self.texts[path], self.citations[path])

    def _rendered(self, prose: Prose, prefix: str) -> str:
        text = _converted(LessonSource("", prefix, prose.body), prose, self.convert)
        return "".join(text.html) if text is not None else ""

    def _render(self, prose: Prose, module_id: str, folder: str, *, prefix: str, drawings: tuple[tuple[str, str], ...] = ()) -> None:
        named = ((name, self.addresses.get(_path_of(name, folder), "")) for name in pages_named_in(prose.links))
        pages = tuple(sorted((name, found) for name, found in named if found))
        source = self.sources[prose.path] = LessonSource(module_id, prefix, prose.body, pages, drawings)
        self.anchors[prose.path] = anchors_written_in(prose)
        text = _converted(source, prose, self.convert)
        if text is not None:
            self.texts[prose.path] = text
            self.anchors[prose.path] |= {anchor for anchor, _ in text.headings}


def _converted(source: LessonSource, prose: Prose, convert: Convert) -> LessonText | None:
    try:
        return convert(source)
    except Unrenderable as unrenderable:
        prose.faults.error(prose.first_line, str(unrenderable))
    except RecursionError:
        prose.faults.error(prose.first_line, TOO_DEEP)
    return None


def _addresses(module: ModuleFiles) -> dict[str, str]:
    """Return the address on the site of each of a module's files."""
    if not module.id:
        return {}
    found = {lesson.path: f"/moduler/{module.id}/{lesson.id}" for lesson in module.lessons.values() if lesson.id}
    return {module.path: f"/moduler/{module.id}", **found}


def _path_of(written: str, folder: str) -> str:
    return f"modules/{written[3:]}" if written.startswith("../") else f"{folder}{written}"
