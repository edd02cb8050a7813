"""The content tree as files: which modules there are, which lessons and pictures each has. Knows names and places, not what is right."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sspedu.curriculum.decoding import MOST_CSV_BYTES, MOST_LESSON_CHARACTERS, MOST_YAML_BYTES, decode
from sspedu.curriculum.drawings import WIDE, Drawing, read_drawing
from sspedu.curriculum.faults import Faults, FileFaults
from sspedu.curriculum.frontmatter import LessonHead, ModuleHead, Page, read_lesson_head, read_module_head, split_page
from sspedu.curriculum.prose import Prose, examine

MODULE_FILE = re.compile(r"modules/([^/]+)/([^/]+\.md)")
MEDIA_FILE = re.compile(r"modules/([^/]+)/(media/[^/]+)")
DRAWING_FILE = re.compile(r"media/([a-z0-9][a-z0-9-]*)\.svg")
GOOD_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(\.md)?")


@dataclass(slots=True)
class LessonFile:
    """A lesson as its file says. `head` is None where there was none to read."""

    path: str
    faults: FileFaults
    head: LessonHead | None
    prose: Prose

    @property
    def id(self) -> str:
        """The lesson's id, or nothing."""
        return self.head.id if self.head else ""


@dataclass(slots=True)
class DrawingFile:
    """A drawing as its file says. `drawing` is None where the file is not in order."""

    text: str
    faults: FileFaults
    drawing: Drawing | None


@dataclass(slots=True)
class ModuleFiles:
    """A module's folder: its own file, its lessons by path, its pictures, and its drawings by their names."""

    folder: str
    faults: FileFaults
    head: ModuleHead | None
    prose: Prose
    lessons: dict[str, LessonFile] = field(default_factory=dict)
    media: frozenset[str] = frozenset()
    drawings: dict[str, DrawingFile] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The module's id, or nothing."""
        return self.head.id if self.head else ""

    @property
    def path(self) -> str:
        """The path of the module's own file."""
        return f"{self.folder}module.md"

    def lesson(self, id: str) -> LessonFile | None:
        """Return the lesson with this id, if the folder has it."""
        return next((lesson for lesson in self.lessons.values() if lesson.id == id), None)


def decode_registers(files: Mapping[str, bytes], faults: Faults) -> dict[str, str | None]:
    """Decode the files at the root. None stands for one that is there but cannot be read."""
    texts: dict[str, str | None] = {}
    for path, data in files.items():
        if "/" not in path and path.endswith((".yml", ".csv", ".txt")):
            most = MOST_CSV_BYTES if path.endswith(".csv") else MOST_YAML_BYTES
            texts[path] = decode(data, faults.on(path), most_bytes=most)
    return texts


def read_modules(files: Mapping[str, bytes], faults: Faults) -> list[ModuleFiles]:
    """Read every module's folder, in the order of their names."""
    lessons: dict[str, list[str]] = {}
    media: dict[str, set[str]] = {}
    for path in sorted(files):
        if match := MODULE_FILE.fullmatch(path):
            lessons.setdefault(match[1], []).append(path)
        elif match := MEDIA_FILE.fullmatch(path):
            media.setdefault(match[1], set()).add(match[2])
    return [_read_module(folder, paths, frozenset(media.get(folder, ())), files, faults) for folder, paths in lessons.items()]


def _read_module(name: str, paths: list[str], media: frozenset[str], files: Mapping[str, bytes], faults: Faults) -> ModuleFiles:
    folder = f"modules/{name}/"
    own = f"{folder}module.md"
    noted = faults.on(own)
    if GOOD_NAME.fullmatch(name) is None:
        noted.error(1, f'Mappen "{name}" skal have et navn af små bogstaver a-z, tal og bindestreger.')
    if own not in paths:
        noted.error(1, "Modulets fil module.md mangler. Læg den i mappen; den fortæller, hvad modulet er, og hvilke lektioner det har.")
        return ModuleFiles(folder, noted, None, examine(own, "", 1, noted), _read_lessons(paths, files, faults), media)
    page = _page(own, files[own], noted)
    prose = examine(own, page.body, page.first_line, noted)
    drawings = _read_drawings(folder, media, files, faults)
    return ModuleFiles(folder, noted, read_module_head(page, noted), prose, _read_lessons(paths, files, faults), media, drawings)


def _read_drawings(folder: str, media: frozenset[str], files: Mapping[str, bytes], faults: Faults) -> dict[str, DrawingFile]:
    drawings: dict[str, DrawingFile] = {}
    for path in sorted(media):
        if not path.lower().endswith(".svg"):
            continue
        noted, match = faults.on(folder + path), DRAWING_FILE.fullmatch(path)
        if match is None:
            noted.error(1, "En tegnings navn har små bogstaver a-z, tal og bindestreger og ender på .svg, fx trekant.svg.")
        elif (text := decode(files[folder + path], noted)) is not None:
            drawings[match[1]] = DrawingFile(text, noted, read_drawing(text, noted, is_wide=match[1].endswith(WIDE)))
    return drawings


def _read_lessons(paths: list[str], files: Mapping[str, bytes], faults: Faults) -> dict[str, LessonFile]:
    return {path: _read_lesson(path, files[path], faults.on(path)) for path in paths if not path.endswith("/module.md")}


def _read_lesson(path: str, data: bytes, faults: FileFaults) -> LessonFile:
    name = path.rsplit("/", 1)[-1]
    if GOOD_NAME.fullmatch(name) is None:
        faults.error(1, f'Filen "{name}" skal have et navn af små bogstaver a-z, tal og bindestreger, fx paragraf-115.md.')
    page = _page(path, data, faults)
    return LessonFile(path, faults, read_lesson_head(page, faults), examine(path, page.body, page.first_line, faults))


def _page(path: str, data: bytes, faults: FileFaults) -> Page:
    text = decode(data, faults)
    if text is None:
        return split_page("---\n---\n", FileFaults(path))
    page = split_page(text, faults)
    if len(page.body) <= MOST_LESSON_CHARACTERS:
        return page
    faults.error(page.first_line, f"Teksten er over {MOST_LESSON_CHARACTERS} tegn. Del den i flere lektioner.")
    return Page(page.head, "", page.first_line)
