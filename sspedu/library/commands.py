"""Publishing: a checked content tree becomes immutable versions, in one transaction, and nothing happens twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts.commands import record_places
from sspedu.curriculum import models as curriculum
from sspedu.curriculum.rendering import RENDERER_VERSION
from sspedu.db import insert_all_new, insert_new
from sspedu.errors import N_, Conflict
from sspedu.library.files import Files, hash_bytes, hash_files, module_files, register_files
from sspedu.library.models import (
    ChangeKind,
    FileContent,
    FileSet,
    FileSetEntry,
    ItemKind,
    Module,
    ModuleVersion,
    RegisterVersion,
    StoredText,
    VersionItem,
)
from sspedu.library.queries import PublishedModule, known_texts, mark_of
from sspedu.policy import Action, Actor, require


class Publication(NamedTuple):
    """A content tree that passed the checker, and what its publisher says of the change."""

    files: Files
    curriculum: curriculum.Curriculum
    kind: ChangeKind = ChangeKind.EDITORIAL
    note: str = ""


class Report(NamedTuple):
    """What an import did."""

    published: tuple[PublishedModule, ...]
    unchanged: tuple[str, ...]
    has_new_registers: bool


# Whoever must act when a module is published does so in the same transaction: progress, later notices.
Follower = Callable[[Session, Actor, PublishedModule, datetime], object]
# Whoever must act on the whole of what holds now, once anything of it is new: tracks, which reach across modules.
Closer = Callable[[Session, Actor, datetime], object]


def publish(
    session: Session,
    actor: Actor,
    publication: Publication,
    *,
    followers: Sequence[Follower],
    closers: Sequence[Closer] = (),
    now: datetime,
) -> Report:
    """Make a version of every module whose files changed, and of the registers if they did. The same tree again changes nothing.

    Raises `Conflict` if a published module or track is missing from the tree.
    """
    require(actor, Action.PUBLISH)
    # All of them, and in the order in which whoever begins a track takes them: their order on the site may be about to change. Not against
    # those whose new facts merely name a module: a learner who answers has locked an enrolment that publishing waits for.
    session.execute(select(Module.id).order_by(Module.id).with_for_update(key_share=True))
    _refuse_missing_modules(session, publication.curriculum)
    has_new_registers = _publish_registers(session, actor, publication, now=now)
    published: list[PublishedModule] = []
    unchanged: list[str] = []
    for position, module in enumerate(publication.curriculum.modules):
        version = _publish_module(session, actor, publication, module, position=position, now=now)
        if version is None:
            unchanged.append(module.id)
        else:
            published.append(version)
    for version in published:
        for follow in followers:
            follow(session, actor, version, now)
    for close in closers if published or has_new_registers else ():
        close(session, actor, now)
    return Report(tuple(published), tuple(unchanged), has_new_registers)


def _refuse_missing_modules(session: Session, tree: curriculum.Curriculum) -> None:
    missing = sorted(set(session.scalars(select(Module.id))) - {module.id for module in tree.modules})
    if missing:
        raise Conflict(
            N_("Modulet ”%(module)s” er udgivet, men findes ikke i mappen. Læg det tilbage: det, nogen har taget, må ikke forsvinde."),
            module=missing[0],
        )


def _publish_registers(session: Session, actor: Actor, publication: Publication, *, now: datetime) -> bool:
    files = register_files(publication.files)
    files_hash = hash_files(files)
    registers = publication.curriculum.registers
    document = registers.model_dump_json()
    newest = session.execute(
        select(RegisterVersion.files_hash, RegisterVersion.document).order_by(RegisterVersion.id.desc()).limit(1)
    ).one_or_none()
    # The document too: another renderer gives the situations' texts another hash, though no file has changed.
    if newest is not None and tuple(newest) == (files_hash, document):
        return False
    if newest is not None:
        _refuse_missing_promises(newest.document, registers)
    _keep_files(session, files, files_hash)
    _keep_texts(session, {situation.text_hash for situation in registers.situations}, publication.curriculum)
    session.add(RegisterVersion(files_hash=files_hash, document=document, imported_at=now))
    session.flush()
    record_places(session, actor, registers)
    return True


def _refuse_missing_promises(before: str, registers: curriculum.Registers) -> None:
    """Raise `Conflict` if a situation or a track that was published is gone: someone has answered or begun it. `before` held until now."""
    published = curriculum.Registers.model_validate_json(before)
    situations = sorted({entry.id for entry in published.situations} - {entry.id for entry in registers.situations})
    if situations:
        raise Conflict(
            N_("Situationen ”%(situation)s” er udgivet, men findes ikke i mappen drill. Læg filen tilbage, og skriv retired_on i den."),
            situation=situations[0],
        )
    tracks = sorted({entry.id for entry in published.tracks} - {entry.id for entry in registers.tracks})
    if tracks:
        raise Conflict(
            N_("Forløbet ”%(track)s” er udgivet, men findes ikke i tracks.yml. Læg det tilbage; med offered: false bliver det skjult."),
            track=tracks[0],
        )


def _publish_module(
    session: Session, actor: Actor, publication: Publication, module: curriculum.Module, *, position: int, now: datetime
) -> PublishedModule | None:
    files = module_files(publication.files, module.id)
    files_hash = hash_files(files)
    # Whoever enrols meanwhile waits: their contract is made from the version that holds when they get in.
    insert_new(session, Module(id=module.id, position=position))
    session.get_one(Module, module.id, with_for_update={"key_share": True}, populate_existing=True).position = position
    current = session.scalar(
        select(ModuleVersion).where(ModuleVersion.module_id == module.id).order_by(ModuleVersion.number.desc()).limit(1)
    )
    if current is not None and (current.files_hash, current.renderer) == (files_hash, RENDERER_VERSION):
        return None
    kinds = _kinds(module, publication.curriculum)
    _refuse_broken_promises(session, module, kinds)
    _keep_files(session, files, files_hash)
    _keep_texts(session, {lesson.text_hash for lesson in module.lessons}, publication.curriculum)
    document = module.model_dump_json()
    version = ModuleVersion(
        module_id=module.id,
        number=1 if current is None else current.number + 1,
        files_hash=files_hash,
        renderer=RENDERER_VERSION,
        kind=publication.kind,
        note=publication.note,
        document=document,
        published_at=now,
        published_by_id=actor.id,
    )
    session.add(version)
    session.flush()
    session.add_all(VersionItem(version_id=version.id, item_id=id_, kind=kind) for id_, kind in kinds.items())
    session.flush()
    return PublishedModule(version.id, module, mark_of(document))


def _kinds(module: curriculum.Module, tree: curriculum.Curriculum) -> dict[str, ItemKind]:
    """Collect every id that someone may work with, and what it stands for."""
    kinds = {lesson.id: ItemKind.LESSON for lesson in module.lessons}
    for text in (tree.texts[lesson.text_hash] for lesson in module.lessons):
        kinds |= {question.id: ItemKind.QUESTION for question in text.questions}
        kinds |= {reflection.id: ItemKind.REFLECTION for reflection in text.reflections}
    return kinds


def _refuse_broken_promises(session: Session, module: curriculum.Module, kinds: dict[str, ItemKind]) -> None:
    """Raise `Conflict` if an id that was published is neither there nor retired, or stands for something else now."""
    promised = session.execute(
        select(VersionItem.item_id, VersionItem.kind)
        .join(ModuleVersion, ModuleVersion.id == VersionItem.version_id)
        .where(ModuleVersion.module_id == module.id)
        .distinct()
    )
    retired = {item.id for item in module.retired}
    for item_id, kind in promised:
        if item_id not in kinds and item_id not in retired:
            raise Conflict(N_("”%(item)s” er udgivet, men findes ikke længere. Skriv det under retired i module.md."), item=item_id)
        if kinds.get(item_id, kind) is not kind:
            raise Conflict(
                N_("”%(item)s” er udgivet som noget andet (lektion, spørgsmål eller refleksion). Giv det nye et nyt id."), item=item_id
            )


def _keep_files(session: Session, files: Files, files_hash: str) -> None:
    if not insert_new(session, FileSet(hash=files_hash)):
        return
    hashes = {path: hash_bytes(content) for path, content in files.items()}
    insert_all_new(session, [FileContent(hash=hashes[path], content=content) for path, content in files.items()])
    insert_all_new(session, [FileSetEntry(set_hash=files_hash, path=path, content_hash=hash_) for path, hash_ in hashes.items()])


def _keep_texts(session: Session, hashes: set[str], tree: curriculum.Curriculum) -> None:
    new = sorted(hashes - known_texts(session, hashes))
    insert_all_new(session, [StoredText(hash=text_hash, document=tree.texts[text_hash].model_dump_json()) for text_hash in new])
