"""Who is mentioned in which post."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base


class Mention(Base):
    """A person who is mentioned in a post."""

    __tablename__ = "mention"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
