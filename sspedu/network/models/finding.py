"""The index of posts: which words stand in which post.

Plain tables on both engines, not their full-text search: what is taken out is gone at once (SQLite's FTS5 leaves it in old segments until
they are merged), the newest are read first off the key (PostgreSQL's GIN has no order), and both answer alike because they are asked alike.
"""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base

# Compared byte by byte on both engines: words that begin alike lie in a row.
TOKEN = String(60).with_variant(String(60, collation="C"), "postgresql")


class PostEntry(Base):
    """A post as the index has it: its tokens in their order, with a space around each, for phrases and for taking them out again.

    `scope` is where its words are filed: see `PostWord`.
    """

    __tablename__ = "post_entry"

    post_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    scope: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[str]


class PostWord(Base):
    """A word of a post. `period` numbers some thousand posts in a row: the newest are looked through first, and no more than needed.

    `scope` is the board that the post stands on, or 0 for boards that all may read. It only says where to look: who may read is asked
    of `access.READABLE` for each post that is found, so that a word filed in the wrong scope is found by too few and never by too many.
    """

    __tablename__ = "post_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's name

    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scope: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(TOKEN, primary_key=True)
    post_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
