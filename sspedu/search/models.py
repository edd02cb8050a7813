"""Tables of the index: what can be found, and the words that it has.

The engines' own parts (FTS5's table `search_index` with its triggers; PostgreSQL's generated column `tokens`) are made by the migration
alone: no model could say them for both engines.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Hash, Id

ENGINES_OWN = ("search_index", "tokens", "ix_search_document_tokens")


class Document(Base):
    """Something that can be found, once for each `thing` of its kind; a later one has a higher id, so ids tell what is newest.

    Whoever belongs to `audience` may find it; `edition` names what it was made from. `sections` is JSON: anchor, heading and text of each.
    The `…_stems` are tokens with spaces between them, as `words.stems` makes them.
    """

    __tablename__ = "search_document"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    thing: Mapped[str] = mapped_column(String(200))
    edition: Mapped[Hash]
    audience: Mapped[str] = mapped_column(String(60))
    url: Mapped[str]
    title: Mapped[str]
    context: Mapped[str]
    sections: Mapped[str]
    dated_at: Mapped[datetime]
    title_stems: Mapped[str]
    heading_stems: Mapped[str]
    body_stems: Mapped[str]

    __table_args__ = (UniqueConstraint("kind", "thing"),)


class VocabularyWord(Base):
    """A word of the index, folded, and how it is written; counted by audience: a suggestion may not tell what one may not read."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    audience: Mapped[str] = mapped_column(String(60), primary_key=True)
    shown: Mapped[str]
    documents: Mapped[int]

    __table_args__ = (CheckConstraint("documents >= 0", name="counts_documents"),)


class Misspelling(Base):
    """A word of the index with one letter left out, or whole: a misspelt word meets it there, without a look at every word."""

    __tablename__ = "search_misspelling"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)


class IndexState(Base):
    """The one row that says what the index was made from. Whoever writes to the index of published content locks it first."""

    __tablename__ = "search_state"

    id: Mapped[Id]
    mark: Mapped[str]

    __table_args__ = (CheckConstraint("id = 1", name="is_one_row"),)


def is_compared(_item: object, name: str | None, _kind: str, _is_reflected: bool, _compared_to: object) -> bool:
    """Tell Alembic what to compare with the models: all but what belongs to an engine."""
    return not (name or "").startswith(ENGINES_OWN)
