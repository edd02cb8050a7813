"""Threads, and how far a person has read one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id, text_enum


class ThreadKind(StrEnum):
    """What a thread is begun for."""

    DISCUSSION = "discussion"
    QUESTION = "question"
    PRACTICE = "practice"
    EVENT = "event"


# Begun with a title and a text alone; the others have forms of their own.
CONVERSATIONS = (ThreadKind.DISCUSSION, ThreadKind.QUESTION)


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
    locked_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    pinned_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    # The thread that took its posts; its own places lead there.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    accepted_number: Mapped[int | None]
    accepted_at: Mapped[datetime | None]
    # The lesson that it is about, on the board of its module. No key: lessons come and go by versions, and what was said stays.
    lesson: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (
        Index(None, "board_id", "last_post_id"),
        Index(None, "board_id", "lesson", "last_post_id"),
        # Of pinned threads only, says its migration (0014). Here each engine's word for that would bring the engine with it, slowly.
        Index("ix_thread_pinned", "board_id"),
        CheckConstraint("post_count >= 0", name="posts_are_counted"),
    )


class ThreadSeen(Base):
    """How far a person has read a thread: everything up to a number. It only grows.

    Where threads were merged there may be more beyond it: `beyond` are pairs of first and last number, `beyond_count` how many they are.
    """

    __tablename__ = "thread_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    number: Mapped[int]
    beyond: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    beyond_count: Mapped[int] = mapped_column(default=0, server_default="0")
