"""How each engine is asked for tokens: FTS5's language, and PostgreSQL's. Both get nothing but tokens, so neither can misread them."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, Integer, String, cast, column, join, literal_column, table

from sspedu.search.asking import Query, Term
from sspedu.search.models import Document

INDEX = table("search_index", column("rowid", Integer))


class Where(StrEnum):
    """In which parts of a document all words must stand: FTS5's columns, and PostgreSQL's weights."""

    TITLE = "title_stems"
    HEADINGS = "title_stems heading_stems"
    ANYWHERE = "title_stems heading_stems body_stems"


WEIGHTS = {Where.TITLE: "A", Where.HEADINGS: "AB", Where.ANYWHERE: ""}


def source(dialect: str) -> FromClause:
    """Return what documents are read from when they are matched."""
    documents = Document.__table__
    return join(INDEX, documents, documents.c.id == INDEX.c.rowid) if dialect == "sqlite" else documents


def newest(dialect: str) -> ColumnElement[int]:
    """Return the order in which each engine reads its matches from the newest on, without having to sort them."""
    return INDEX.c.rowid.desc() if dialect == "sqlite" else Document.id.desc()


def matches(dialect: str, query: Query, where: Where, *, exactly: bool, any_term: bool = False) -> ColumnElement[bool]:
    """Return the condition that a document has all terms (or any), as whole words only or also as the first part of a compound."""
    if dialect == "sqlite":
        asked = f"{{{where}}} : ({_joined((_fts5(term, exactly) for term in query.terms), ' OR ' if any_term else ' AND ')})"
        return literal_column("search_index", String).op("MATCH", is_comparison=True)(asked)
    from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR  # slow to import, and an installation on SQLite has no use for it

    asked = _joined((_tsquery(term, exactly, WEIGHTS[where]) for term in query.terms), " | " if any_term else " & ")
    return literal_column("tokens", TSVECTOR).op("@@", is_comparison=True)(cast(asked, TSQUERY))


def _joined(parts: Iterable[str], operator: str) -> str:
    return operator.join(f"({part})" for part in parts)


def _fts5(term: Term, exactly: bool) -> str:
    phrase = f'"{" ".join(term.tokens)}"'
    return f'{phrase} OR "{term.start}" *' if term.start and not exactly else phrase


def _tsquery(term: Term, exactly: bool, weights: str) -> str:
    label = f":{weights}" if weights else ""
    phrase = " <-> ".join(f"'{token}'{label}" for token in term.tokens)
    return f"{phrase} | '{term.start}':*{weights}" if term.start and not exactly else phrase
