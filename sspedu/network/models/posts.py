"""Posts, and how they stood before."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id


class Post(Base):
    """What someone wrote. Its number in the thread is for good; a post that was taken away leaves its place, with who and why.

    `html` is `text` rendered when it was written. `nonce` is the form's: the same form sent twice counts once. `moved_to_id` is the
    post that stood here before a moderator moved it: only its place is left.
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
    posted_at: Mapped[datetime] = mapped_column(index=True)
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    removed_reason: Mapped[str] = mapped_column(String(300), default="")
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)

    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("thread_id", "author_id", "nonce"),
        # What somebody wrote lately is counted before they write more.
        Index(None, "author_id", "posted_at"),
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
