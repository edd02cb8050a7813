"""Tables of the network: boards and their members, threads, posts with their revisions, and how far each person has read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id, Slug, text_enum


class BoardKind(StrEnum):
    """Who a board is for. All but groups are made from the registers."""

    NATIONAL = "national"
    REGION = "region"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"
    THEME = "theme"
    MODULE = "module"
    GROUP = "group"


class Board(Base):
    """A place to talk. `place` names which of its kind: a region, a code, a theme, a module; a group's own word.

    A board whose region is no more is closed, and its threads stand on the one that took over.
    """

    __tablename__ = "board"

    id: Mapped[Id]
    kind: Mapped[BoardKind] = mapped_column(text_enum(BoardKind, "kind"))
    place: Mapped[Slug]
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(400), default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)

    __table_args__ = (
        UniqueConstraint("kind", "place"),
        CheckConstraint("merged_into_id IS NULL OR closed_at IS NOT NULL", name="merged_is_closed"),
    )


class BoardMember(Base):
    """Someone in a working group."""

    __tablename__ = "board_member"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)


class ThreadKind(StrEnum):
    """What a thread is begun for."""

    DISCUSSION = "discussion"
    QUESTION = "question"


class Thread(Base):
    """A conversation. `post_count` is the last number given out, and `last_post_id` where lists stand and page by."""

    __tablename__ = "thread"

    id: Mapped[Id]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    kind: Mapped[ThreadKind] = mapped_column(text_enum(ThreadKind, "kind"))
    title: Mapped[str] = mapped_column(String(160))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[datetime]
    post_count: Mapped[int] = mapped_column(default=0)
    # Zero until the first post stands, in the same transaction; no key, since posts point here.
    last_post_id: Mapped[int] = mapped_column(BigInteger, default=0)
    last_post_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    accepted_number: Mapped[int | None]

    __table_args__ = (
        Index(None, "board_id", "last_post_id"),
        CheckConstraint("post_count >= 0", name="posts_are_counted"),
    )


class Post(Base):
    """What someone wrote. Its number in the thread is for good; a post that was taken away leaves its place, with who and why.

    `html` is `text` rendered when it was written. `nonce` is the form's: the same form sent twice counts once.
    """

    __tablename__ = "post"

    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    nonce: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    html: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    posted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    removed_reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("thread_id", "author_id", "nonce"),
        CheckConstraint("number >= 1", name="numbers_begin_at_one"),
        CheckConstraint("removed_at IS NULL OR (text = '' AND html = '')", name="what_was_removed_is_gone"),
    )


class PostRevision(Base):
    """A post as it stood before it was edited."""

    __tablename__ = "post_revision"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    replaced_at: Mapped[datetime]


class ThreadSeen(Base):
    """How far a person has read a thread: everything up to a number. It only grows."""

    __tablename__ = "thread_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    number: Mapped[int]


class BoardSeen(Base):
    """How far a person has seen a whole board: threads whose last post is no newer count as read. It only grows."""

    __tablename__ = "board_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True, index=True)
    post_id: Mapped[int] = mapped_column(BigInteger)
