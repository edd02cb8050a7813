"""What a post leads to elsewhere: posts that it quotes, people that it mentions. Both are read out of its text when it stands."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base


class PostQuote(Base):
    """That one post holds words of another. `lines` are hashes of the lines that do, in any version of the quoting post."""

    __tablename__ = "post_quote"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    quoted_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, index=True)
    lines: Mapped[list[str]] = mapped_column(JSON)


class Mention(Base):
    """Someone who is mentioned in a post as it stands now. `version` is the post's version in which they were first."""

    __tablename__ = "mention"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]
