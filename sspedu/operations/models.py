"""What is remembered of the running of the service."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id


class Backup(Base):
    """A copy of this database that was made and verified. Where it lies is not kept: that is no business of the database."""

    __tablename__ = "backup"

    id: Mapped[Id]
    made_at: Mapped[datetime] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("bytes > 0", name="holds_something"),)
