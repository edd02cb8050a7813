"""The audit log: one row for each act, each sealed with the one before it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Hash, Id


class AuditEntry(Base):
    """An act: who, what, to whom, when. Append-only: a trigger refuses an update.

    Who and whom are ids without foreign keys: what was done stays true when a person is erased, and says nothing about them by then. An
    actor without id is the operator at the machine. `id` is a number without gaps, given by the chain.
    """

    __tablename__ = "audit_entry"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[Hash]
    hash: Mapped[Hash] = mapped_column(unique=True)


class AuditEnd(Base):
    """The end of the chain, one row. Its lock keeps writers in line; entries cut off the end show against it."""

    __tablename__ = "audit_end"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[Hash]
