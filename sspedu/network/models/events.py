"""Meetings and other events, and who comes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, text_enum


class Coming(StrEnum):
    """What someone answers to an invitation."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Event(Base):
    """What a thread of the kind event is about. `sequence` grows with each change, as calendars want it.

    `changed_at` is when its time or place was changed last, or when it was called off.
    """

    __tablename__ = "event"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    audience: Mapped[str] = mapped_column(String(200), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    change_reason: Mapped[str] = mapped_column(String(300), default="")
    began_at_before: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),)


class EventAnswer(Base):
    """Whether someone comes: one answer for each person, which they may change."""

    __tablename__ = "event_answer"

    thread_id: Mapped[int] = mapped_column(ForeignKey("event.thread_id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
    coming: Mapped[Coming] = mapped_column(text_enum(Coming, "coming"))
    answered_at: Mapped[datetime]
