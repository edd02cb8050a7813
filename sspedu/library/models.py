"""Tables for what is published: immutable versions with their source files, lesson texts rendered once, and the registers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Hash, Id, Slug, text_enum


class FileContent(Base):
    """The bytes of a source file, kept once under their hash."""

    __tablename__ = "file_content"

    hash: Mapped[Hash] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class FileSet(Base):
    """A set of source files as they were at one moment, under the hash of their names and contents."""

    __tablename__ = "file_set"

    hash: Mapped[Hash] = mapped_column(primary_key=True)


class FileSetEntry(Base):
    """One file of a set. `path` is relative to the content folder."""

    __tablename__ = "file_set_entry"

    set_hash: Mapped[Hash] = mapped_column(ForeignKey("file_set.hash", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[Hash] = mapped_column(ForeignKey("file_content.hash"), index=True)


class RegisterVersion(Base):
    """All registers as they were imported once. The newest row is the one that holds."""

    __tablename__ = "register_version"

    id: Mapped[Id]
    files_hash: Mapped[Hash] = mapped_column(ForeignKey("file_set.hash"), index=True)
    document: Mapped[str]
    imported_at: Mapped[datetime]


class Module(Base):
    """A module that was published at least once. Its id is a promise; its newest version is what holds."""

    __tablename__ = "module"

    id: Mapped[Slug] = mapped_column(primary_key=True)
    position: Mapped[int]


class ChangeKind(StrEnum):
    """What a new version means to those who have read the one before."""

    EDITORIAL = "editorial"
    MATERIAL = "material"
    RECERTIFY = "recertify"


class ModuleVersion(Base):
    """A module as it was published once; never updated. `document` is the outline as JSON, `renderer` what rendered its texts."""

    __tablename__ = "module_version"

    id: Mapped[Id]
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"))
    number: Mapped[int]
    files_hash: Mapped[Hash] = mapped_column(ForeignKey("file_set.hash"), index=True)
    renderer: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(text_enum(ChangeKind, "kind"))
    note: Mapped[str]
    document: Mapped[str]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)

    __table_args__ = (UniqueConstraint("module_id", "number"), CheckConstraint("number >= 1", name="numbers_begin_at_one"))


class ItemKind(StrEnum):
    """What an id stands for. It stays that for good: someone's progress rests on it."""

    LESSON = "lesson"
    QUESTION = "question"
    REFLECTION = "reflection"


class VersionItem(Base):
    """An id of a lesson or activity in a version. What was published once may not vanish or become something else, so all are kept."""

    __tablename__ = "version_item"

    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[Slug] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(text_enum(ItemKind, "kind"))


class StoredText(Base):
    """A rendered lesson as JSON under the hash of its source and of the renderer; never updated."""

    __tablename__ = "lesson_text"

    hash: Mapped[Hash] = mapped_column(primary_key=True)
    document: Mapped[str]
