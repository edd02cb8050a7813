"""Boards, who is in a working group, and how far a person has seen a whole board."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint, false
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
    """Someone in a working group. Its coordinators say who else is."""

    __tablename__ = "board_member"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    is_coordinator: Mapped[bool] = mapped_column(default=False, server_default=false())


class BoardSeen(Base):
    """How far a person has seen a whole board: threads whose last post is no newer count as read. It only grows."""

    __tablename__ = "board_seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True, index=True)
    post_id: Mapped[int] = mapped_column(BigInteger)
