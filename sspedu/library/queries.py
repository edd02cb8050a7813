"""What is asked about published content.

Versions, texts and registers are immutable, so a process parses each once and keeps it; a request asks only which ones hold now.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import URL, Row, bindparam, func, select
from sqlalchemy.orm import Session

from sspedu.curriculum.models import Fact, LessonOutline, LessonText, Module, Provision, Registers, Source, Term, Theme
from sspedu.curriculum.offers import Track
from sspedu.curriculum.situations import Situation
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.lasting import lasting
from sspedu.library import models
from sspedu.library.files import Files, hash_files, module_files, module_names, register_files

MAX_KEPT_TEXTS = 500


@dataclass(frozen=True)
class PublishedModule:
    """A module with the version that is published now. `mark` names what it says: two versions that say the same have the same."""

    version_id: int
    module: Module
    mark: str

    @property
    def id(self) -> str:
        """The module's id."""
        return self.module.id

    def lesson(self, lesson_id: str) -> LessonOutline:
        """Return the lesson with this id. Raises `NotFound`."""
        for lesson in self.module.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise NotFound


@dataclass(frozen=True)
class Shelf:
    """Everything that is published now: modules in order, and the registers."""

    modules: tuple[PublishedModule, ...]
    registers: "RegisterIndex"

    def module(self, module_id: str) -> PublishedModule:
        """Return the module with this id. Raises `NotFound`."""
        for module in self.modules:
            if module.id == module_id:
                return module
        raise NotFound

    def track(self, track_id: str) -> Track:
        """Return the track with this id. Raises `NotFound`."""
        found = self.registers.tracks.get(track_id)
        if found is None:
            raise NotFound
        return found


class RegisterIndex:
    """The registers, found by id. `mark` names what they say."""

    def __init__(self, registers: Registers, mark: str = "") -> None:
        self.all = registers
        self.mark = mark

    @cached_property
    def law(self) -> dict[str, Provision]:
        """Provisions by id."""
        return {entry.id: entry for entry in self.all.law}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Figures by id."""
        return {entry.id: entry for entry in self.all.facts}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return {entry.id: entry for entry in self.all.sources}

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Terms by id."""
        return {entry.id: entry for entry in self.all.terms}

    @cached_property
    def situations(self) -> dict[str, Situation]:
        """Situations of the drill by id, retired ones too."""
        return {entry.id: entry for entry in self.all.situations}

    @cached_property
    def tracks(self) -> dict[str, Track]:
        """Tracks by id, also those that are not offered any longer."""
        return {entry.id: entry for entry in self.all.tracks}

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """Themes by id."""
        return {entry.id: entry for entry in self.all.themes}


EMPTY_REGISTERS = RegisterIndex(Registers())


class _Kept:
    """Parsed documents of one process. Immutable rows never go stale; an id means something only within its database."""

    def __init__(self) -> None:
        self.modules: dict[tuple[str, int], PublishedModule] = {}
        self.registers: dict[tuple[str, int], RegisterIndex] = {}
        self.texts: dict[str, LessonText] = {}
        self.lock = Lock()

    def forget(self) -> None:
        """Drop everything: for tests that empty their database."""
        with self.lock:
            self.modules.clear()
            self.registers.clear()
            self.texts.clear()


kept = _Kept()

# Asked by every page, so it is put together once.
WHAT_HOLDS = lasting(
    select(
        func.max(models.ModuleVersion.id).label("version_id"),
        select(func.max(models.RegisterVersion.id)).scalar_subquery().label("registers_id"),
    )
    .join(models.Module, models.Module.id == models.ModuleVersion.module_id)
    .group_by(models.Module.id, models.Module.position)
    .order_by(models.Module.position, models.Module.id)
)


# For a statement that has the module's id as `module_id`.
NEWEST_VERSION = select(func.max(models.ModuleVersion.id)).where(models.ModuleVersion.module_id == bindparam("module_id")).scalar_subquery()


def published_module(session: Session, version_id: int) -> PublishedModule:
    """Return a module as one of its versions has it."""
    (module,) = _modules(session, [version_id])
    return module


def shelf(session: Session) -> Shelf:
    """Return what is published now, in one query once its documents are known to this process."""
    return shelf_of(session, ask(session, WHAT_HOLDS).all())


def shelf_of(session: Session, holding: Sequence[Row[*tuple[Any, ...]]]) -> Shelf:
    """Return what the rows of `WHAT_HOLDS` name. They may have further columns."""
    if not holding:
        return Shelf((), EMPTY_REGISTERS)
    return Shelf(_modules(session, [row.version_id for row in holding]), _registers(session, holding[0].registers_id))


def _modules(session: Session, version_ids: list[int]) -> tuple[PublishedModule, ...]:
    database = _database(session)
    missing = [version_id for version_id in version_ids if (database, version_id) not in kept.modules]
    if missing:
        versions = session.execute(
            select(models.ModuleVersion.id, models.ModuleVersion.document).where(models.ModuleVersion.id.in_(missing))
        )
        for version_id, document in versions:
            kept.modules[database, version_id] = PublishedModule(version_id, Module.model_validate_json(document), mark_of(document))
    return tuple(kept.modules[database, version_id] for version_id in version_ids)


def _registers(session: Session, version_id: int) -> RegisterIndex:
    key = (_database(session), version_id)
    if key not in kept.registers:
        document = session.execute(select(models.RegisterVersion.document).where(models.RegisterVersion.id == version_id)).scalar_one()
        kept.registers[key] = RegisterIndex(Registers.model_validate_json(document), mark_of(document))
    return kept.registers[key]


def _database(session: Session) -> str:
    """Return the address of the session's database: documents of another one are others."""
    return _address(session.get_bind().engine.url)


@lru_cache(maxsize=16)
def _address(url: URL) -> str:
    return url.render_as_string()


def mark_of(document: str) -> str:
    """Return a name for what a document says."""
    return hashlib.sha256(document.encode()).hexdigest()[:32]


def lesson_text(session: Session, text_hash: str) -> LessonText:
    """Return a rendered lesson. Raises `NotFound`."""
    return lesson_texts(session, [text_hash])[text_hash]


def lesson_texts(session: Session, hashes: Iterable[str]) -> dict[str, LessonText]:
    """Return rendered lessons, in one query if this process does not know them all. Raises `NotFound` if one is not there."""
    asked = set(hashes)
    found = {text_hash: text for text_hash in asked if (text := kept.texts.get(text_hash)) is not None}
    missing = asked - found.keys()
    if missing:
        rows = session.execute(select(models.StoredText.hash, models.StoredText.document).where(models.StoredText.hash.in_(missing)))
        found |= {row.hash: _keep_text(row.hash, row.document) for row in rows}
    if found.keys() != asked:
        raise NotFound
    return found


def _keep_text(text_hash: str, document: str) -> LessonText:
    text = LessonText.model_validate_json(document)
    with kept.lock:
        if len(kept.texts) >= MAX_KEPT_TEXTS:
            kept.texts.pop(next(iter(kept.texts)))
        kept.texts[text_hash] = text
    return text


def is_what_holds(session: Session, files: Files, *, renderer: int) -> bool:
    """Say whether a tree is, file by file, what is published already, rendered as we render now. Nothing is parsed to find out."""
    newest = session.scalar(select(models.RegisterVersion.files_hash).order_by(models.RegisterVersion.id.desc()).limit(1))
    newest_versions = select(func.max(models.ModuleVersion.id)).group_by(models.ModuleVersion.module_id)
    rows = session.execute(
        select(models.ModuleVersion.module_id, models.ModuleVersion.files_hash, models.ModuleVersion.renderer).where(
            models.ModuleVersion.id.in_(newest_versions)
        )
    )
    published = {module_id: (files_hash, made_by) for module_id, files_hash, made_by in rows}
    found = {name: (hash_files(module_files(files, name)), renderer) for name in module_names(files)}
    return newest == hash_files(register_files(files)) and published == found


def was_published(session: Session, module_id: str, text_hash: str) -> bool:
    """Say whether a text was ever part of the module."""
    return version_with(session, module_id, text_hash) is not None


def was_situation(session: Session, situation_id: str, text_hash: str) -> bool:
    """Say whether a text was ever that of the situation."""
    held = models.RegisterVersion.document.contains(text_hash, autoescape=True)
    if session.scalar(select(models.RegisterVersion.id).where(held).limit(1)) is None:
        return False
    return lesson_text(session, text_hash).question(situation_id) is not None


def version_with(session: Session, module_id: str, text_hash: str) -> int | None:
    """Return the latest version of the module that has a text, if any had it."""
    held = models.ModuleVersion.document.contains(text_hash, autoescape=True)
    return session.scalar(select(func.max(models.ModuleVersion.id)).where(models.ModuleVersion.module_id == module_id, held))


def known_texts(session: Session, hashes: Iterable[str]) -> frozenset[str]:
    """Say which of the texts are stored already."""
    return frozenset(session.scalars(select(models.StoredText.hash).where(models.StoredText.hash.in_(list(hashes)))))


def published_ids(session: Session) -> dict[str, frozenset[str]]:
    """Return every item id that any version of a module ever asked for."""
    rows = session.execute(
        select(models.ModuleVersion.module_id, models.VersionItem.item_id)
        .join(models.VersionItem, models.VersionItem.version_id == models.ModuleVersion.id)
        .distinct()
    )
    ids: dict[str, set[str]] = {}
    for module_id, item_id in rows:
        ids.setdefault(module_id, set()).add(item_id)
    return {module_id: frozenset(items) for module_id, items in ids.items()}


def source_files(session: Session) -> dict[str, bytes]:
    """Return the whole content tree as it was imported: registers and every module's published version."""
    newest = select(models.RegisterVersion.files_hash).order_by(models.RegisterVersion.id.desc()).limit(1)
    newest_versions = select(func.max(models.ModuleVersion.id)).group_by(models.ModuleVersion.module_id)
    current = select(models.ModuleVersion.files_hash).where(models.ModuleVersion.id.in_(newest_versions))
    entries = (
        select(models.FileSetEntry.path, models.FileContent.content)
        .join(models.FileContent, models.FileContent.hash == models.FileSetEntry.content_hash)
        .where(models.FileSetEntry.set_hash.in_(newest) | models.FileSetEntry.set_hash.in_(current))
        .order_by(models.FileSetEntry.path)
    )
    return {row.path: row.content for row in session.execute(entries)}


def media(session: Session, version_id: int, path: str) -> bytes:
    """Return one file of a published version. Raises `NotFound`."""
    content = session.scalar(
        select(models.FileContent.content)
        .join(models.FileSetEntry, models.FileSetEntry.content_hash == models.FileContent.hash)
        .join(models.ModuleVersion, models.ModuleVersion.files_hash == models.FileSetEntry.set_hash)
        .where(models.ModuleVersion.id == version_id, models.FileSetEntry.path == path)
    )
    if content is None:
        raise NotFound
    return content
