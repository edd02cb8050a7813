"""The outbox: mail that was promised and not yet sent, and for a while what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id


class Mail(Base):
    """A mail in the outbox, written in the transaction of its cause with its text as it will be read.

    `next_try_at` is when a worker may take it; claiming moves it on, so that a claim whose worker died runs out by itself. It is empty once
    the mail is sent or given up. The bodies of what was sent are forgotten at once: a link in them is worth as much as a password.
    """

    __tablename__ = "mail"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    html: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    dead_at: Mapped[datetime | None] = mapped_column(index=True)
    fault: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
        CheckConstraint(
            "(CASE WHEN next_try_at IS NOT NULL THEN 1 ELSE 0 END) + (CASE WHEN sent_at IS NOT NULL THEN 1 ELSE 0 END)"
            " + (CASE WHEN dead_at IS NOT NULL THEN 1 ELSE 0 END) = 1",
            name="waits_or_is_sent_or_is_dead",
        ),
    )


class WorkerBeat(Base):
    """A worker's sign of life, renewed while it works; one that stops in good order takes its own away.

    `fault` says in a few words what it waits for, a mail server that is away say.
    """

    __tablename__ = "worker_beat"

    worker: Mapped[str] = mapped_column(String(32), primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)
    fault: Mapped[str | None] = mapped_column(String(80))
