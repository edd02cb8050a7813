"""What waits for a moderator, what is held meanwhile, and what moderators have done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id, text_enum
from sspedu.network.models.threads import ThreadKind


class CaseKind(StrEnum):
    """Why something waits: somebody reports a post; a text was stopped as a CPR number; a text has something sensitive beside a person."""

    REPORT = "report"
    NOT_CPR = "not_cpr"
    SENSITIVE = "sensitive"


class CaseOutcome(StrEnum):
    """What became of a case. `LAPSED`: nobody decided in time. `WITHDRAWN`: by who sent it, or what it is about is gone."""

    ACTED = "acted"
    NO_ACT = "no_act"
    ALLOWED = "allowed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class HeldAs(StrEnum):
    """What a held text is to become."""

    THREAD = "thread"
    REPLY = "reply"
    EDIT = "edit"


class ActKind(StrEnum):
    """What a moderator can do."""

    HIDE = "hide"
    SHOW = "show"
    LOCK = "lock"
    UNLOCK = "unlock"
    PIN = "pin"
    UNPIN = "unpin"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    REDACT = "redact"


class Case(Base):
    """Something that moderators of a board are to look at. `sending` is the form's: what is sent twice counts once.

    `user_id` is who sent it: the reporter (whom nobody but moderators see) or the writer of what is held.
    """

    __tablename__ = "moderation_case"

    id: Mapped[Id]
    kind: Mapped[CaseKind] = mapped_column(text_enum(CaseKind, "kind"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    sending: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]
    sent_at: Mapped[datetime]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    claimed_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime | None]
    outcome: Mapped[CaseOutcome | None] = mapped_column(text_enum(CaseOutcome, "outcome"))
    answer: Mapped[str]

    __table_args__ = (
        UniqueConstraint("user_id", "sending"),
        Index(None, "board_id", "decided_at", "id"),
        Index(None, "decided_at", "id"),
    )


class HeldText(Base):
    """The one exact copy of a text that waits for a moderator. It goes when it is decided, and after 14 days at the latest.

    After a refusal it is masked, so that its writer can use the rest; `is_masked` says so.
    """

    __tablename__ = "held_text"

    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    held_as: Mapped[HeldAs] = mapped_column(text_enum(HeldAs, "held_as"))
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str]
    thread_kind: Mapped[ThreadKind] = mapped_column(text_enum(ThreadKind, "thread_kind"))
    nonce: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    is_masked: Mapped[bool] = mapped_column(default=False)
    # Of a thread: the lesson that it is about, as `Thread.lesson`.
    lesson: Mapped[str | None] = mapped_column(String(80))


class ModerationAct(Base):
    """What a moderator did, and why. `author_id` is who is told: whoever wrote what it was done to."""

    __tablename__ = "moderation_act"

    id: Mapped[Id]
    kind: Mapped[ActKind] = mapped_column(text_enum(ActKind, "kind"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
