"""The table of drafts: what somebody is writing and has not saved yet."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Id


class Draft(Base):
    """A text on its way, one for each person and place. `kind` and `key` name the place: "reflection" and "module/id".

    `tab` is the page that wrote last and `sequence` that page's own count of its saves, so that a save which was delayed is known.
    `based_on` names the saved text that the draft continues. `set_aside` are texts that another page wrote over without having shown them;
    in a row that was emptied, hashes of what was sent.
    """

    __tablename__ = "draft"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    text: Mapped[str]
    tab: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    based_on: Mapped[str] = mapped_column(String(40))
    updated_at: Mapped[datetime] = mapped_column(index=True)
    set_aside: Mapped[list[dict[str, str]]] = mapped_column(JSON)

    __table_args__ = (
        UniqueConstraint("user_id", "kind", "key"),
        CheckConstraint("sequence >= 0", name="saves_are_counted"),
    )
