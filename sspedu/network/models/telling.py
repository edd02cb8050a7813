"""Who wants to be told of what, and what was told by mail.

Nothing here stands for a watcher and a post: a notice is worked out from these few rows and how far someone has read.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id, text_enum


class Level(StrEnum):
    """How much someone wants to hear: every post, what is new once a week (of a board only), answers and mentions, or nothing at all."""

    ALL = "all"
    WEEKLY = "weekly"
    REPLIES = "replies"
    NONE = "none"


# What a thread may be set to: its week is told of with its board's.
THREAD_LEVELS = (Level.ALL, Level.REPLIES, Level.NONE)
MONDAY = 0


class ThreadWatch(Base):
    """What someone wants to hear of a thread: written when they take part or choose (`is_chosen`). Posts after `since_post_id` count."""

    __tablename__ = "thread_watch"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    level: Mapped[Level] = mapped_column(text_enum(Level, "level"))
    since_post_id: Mapped[int] = mapped_column(BigInteger)
    is_chosen: Mapped[bool]

    __table_args__ = (CheckConstraint("level <> 'weekly'", name="a_thread_has_no_week"),)


class BoardWatch(Base):
    """What someone chose to hear of a board. Only posts after `since_post_id` count."""

    __tablename__ = "board_watch"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True, index=True)
    level: Mapped[Level] = mapped_column(text_enum(Level, "level"))
    since_post_id: Mapped[int] = mapped_column(BigInteger)


class MailChoice(Base):
    """Which mail someone wants: one for each thing (`is_each`), and the week's on a day (0 is Monday), or never. Without a row: Monday."""

    __tablename__ = "mail_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    is_each: Mapped[bool]
    digest_day: Mapped[int | None]

    __table_args__ = (CheckConstraint("digest_day BETWEEN 0 AND 6", name="days_of_a_week"),)


class DigestSent(Base):
    """The day on which someone's week was last promised: what a worker writes before anything is sent, so that no other does."""

    __tablename__ = "digest_sent"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    sent_on: Mapped[date]


class ThreadTold(Base):
    """The last post of a thread of which someone was promised a mail, and when that mail goes: until they read it there is no other."""

    __tablename__ = "thread_told"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    number: Mapped[int]
    told_at: Mapped[datetime]


class ToldUpTo(Base):
    """One row: the post up to which the workers have promised the mail there is to send. Its lock keeps them in line."""

    __tablename__ = "told_up_to"

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(BigInteger)
