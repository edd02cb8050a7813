"""What is asked of the index. Every question is bounded: in how much is asked for, in how many matches are looked at, in what is read."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from sspedu.db import ask
from sspedu.library.queries import WHAT_HOLDS
from sspedu.search.asking import Query, Term
from sspedu.search.engines import Where, matches, newest, source
from sspedu.search.entries import Kind, mark_of_rows
from sspedu.search.models import Document, IndexState, Misspelling, VocabularyWord
from sspedu.search.spelling import FARTHEST, distance, lookups
from sspedu.search.words import fold, stems

# No more matches than this are looked at, counted or paged through.
MOST = 500
# Of the matches whose words stand in the text only, so many are weighed by how often.
MOST_WEIGHED = 150
MOST_SPELLINGS = 200
ORDER_OF_KINDS = {kind.value: number for number, kind in enumerate(Kind)}


class Order(StrEnum):
    """What comes first."""

    BEST = "bedste"
    NEWEST = "nyeste"


class Match(NamedTuple):
    """A document that was found. `tier` says how well: the lowest are in the title, word by word."""

    id: int
    kind: str
    thing: str
    tier: int
    is_by_title: bool = False


class Found(NamedTuple):
    """Everything that was found, in order. `has_more` where there is more than was looked at, `is_partly` where not all words are in it."""

    matches: tuple[Match, ...] = ()
    has_more: bool = False
    is_partly: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        return Counter(match.kind for match in self.matches)


TIERS = (
    (Where.TITLE, True),
    (Where.TITLE, False),
    (Where.HEADINGS, False),
    (Where.ANYWHERE, True),
    (Where.ANYWHERE, False),
)


def published_mark(session: Session) -> str:
    """Name what is published now."""
    return mark_of_rows(tuple(tuple(row) for row in ask(session, WHAT_HOLDS).all()))


def index_mark(session: Session) -> str:
    """Name what the index was made from; nothing for one that was never made."""
    return session.scalar(select(IndexState.mark).where(IndexState.id == 1)) or ""


def is_current(session: Session) -> bool:
    """Say whether the index is of what is published now."""
    return index_mark(session) == published_mark(session)


def find(session: Session, query: Query, audiences: frozenset[str], *, kind: str | None = None, order: Order = Order.BEST) -> Found:
    """Find what has all words of the query and may be read by one of these audiences."""
    if not query.terms or not audiences:
        return Found()
    if order is Order.NEWEST:
        rows = _rows(session, query, audiences, kind, Where.ANYWHERE, exactly=False)
        found = tuple(Match(row.id, row.kind, row.thing, len(TIERS)) for row in rows)
    else:
        found = _best(session, query, audiences, kind)
    return Found(found[:MOST], has_more=len(found) > MOST)


def _best(session: Session, query: Query, audiences: frozenset[str], kind: str | None) -> tuple[Match, ...]:
    found: dict[int, Match] = {}
    for tier, (where, exactly) in enumerate(TIERS):
        if len(found) <= MOST:
            for row in _rows(session, query, audiences, kind, where, exactly=exactly):
                if row.id not in found:
                    is_by_title = where is Where.TITLE
                    nearness = _nearness(tier, row.title, query) if is_by_title else tier
                    found[row.id] = Match(row.id, row.kind, row.thing, nearness, is_by_title)
    in_text = [match.id for match in found.values() if not match.is_by_title]
    weights = _weights(session, query, in_text[:MOST_WEIGHED])
    best = sorted(found.values(), key=lambda match: (match.tier, -weights.get(match.id, 0), ORDER_OF_KINDS.get(match.kind, 9), match.id))
    return tuple(best)


def _nearness(tier: int, words: str, query: Query) -> int:
    """Put a title that is the query and nothing else first, and after the titles what only goes by another name that fits."""
    title = stems(words).split()
    asked = [token for term in query.terms for token in term.tokens]
    if title == asked:
        return -2
    return -1 if tier == 0 and set(asked) <= set(title) else tier


def _rows(
    session: Session, query: Query, audiences: frozenset[str], kind: str | None, where: Where, *, exactly: bool, any_term: bool = False
) -> Sequence[Row[int, str, str, str]]:
    dialect = session.get_bind().dialect.name
    statement = (
        select(Document.id, Document.kind, Document.thing, Document.title)
        .select_from(source(dialect))
        .where(matches(dialect, query, where, exactly=exactly, any_term=any_term), Document.audience.in_(sorted(audiences)))
        .order_by(newest(dialect))
        .limit(MOST + 1)
    )
    return session.execute(statement if kind is None else statement.where(Document.kind == kind)).all()


def _weights(session: Session, query: Query, ids: Sequence[int]) -> dict[int, int]:
    """Say how often the words of the query stand in each of these."""
    if not ids:
        return {}
    rows = session.execute(select(Document.id, Document.body_stems).where(Document.id.in_(ids)))
    return {id: sum(_times(term, body) for term in query.terms) for id, body in rows}


def _times(term: Term, body: str) -> int:
    around = f" {body} "
    whole = around.count(f" {' '.join(term.tokens)} ")
    return whole + (around.count(f" {term.start}") if term.start else 0)


def find_partly(session: Session, query: Query, audiences: frozenset[str], *, kind: str | None = None) -> Found:
    """Find what has some of the words, that with most of them first."""
    if len(query.terms) < 2 or not audiences:
        return Found(is_partly=True)
    rows = _rows(session, query, audiences, kind, Where.ANYWHERE, exactly=False, any_term=True)
    ids = [row.id for row in rows[:MOST_WEIGHED]]
    everything = Document.title_stems + " " + Document.heading_stems + " " + Document.body_stems
    texts = dict(session.execute(select(Document.id, everything).where(Document.id.in_(ids))).all()) if ids else {}
    has = {id: sum(_times(term, body) > 0 for term in query.terms) for id, body in texts.items()}
    found = [Match(row.id, row.kind, row.thing, len(query.terms) - has[row.id]) for row in rows if row.id in has]
    best = sorted(found, key=lambda match: (match.tier, ORDER_OF_KINDS.get(match.kind, 9), match.id))
    return Found(tuple(best), has_more=len(rows) > MOST_WEIGHED, is_partly=True)


def documents(session: Session, ids: Sequence[int]) -> dict[int, Document]:
    """Return documents by id."""
    return {document.id: document for document in session.scalars(select(Document).where(Document.id.in_(ids)))} if ids else {}


def suggestion(session: Session, query: Query, audiences: frozenset[str]) -> str | None:
    """Return the query with the words that nobody wrote replaced by those that were probably meant. None if there is nothing better."""
    words = [_meant(session, query, term, audiences) for term in query.terms]
    return " ".join(words) if any(word != _quoted(term) for word, term in zip(words, query.terms, strict=True)) else None


def _quoted(term: Term) -> str:
    return f"“{term.typed}”" if " " in term.typed and not term.typed.startswith("§") else term.typed


def _meant(session: Session, query: Query, term: Term, audiences: frozenset[str]) -> str:
    folded = fold(term.typed)
    forms = lookups(folded) if " " not in term.typed else set()
    if not forms or _rows(session, query.one(term), audiences, None, Where.ANYWHERE, exactly=False):
        return _quoted(term)
    words = (
        select(VocabularyWord.word, VocabularyWord.shown, func.sum(VocabularyWord.documents).label("documents"))
        .where(VocabularyWord.word.in_(select(Misspelling.word).where(Misspelling.key.in_(forms))))
        .where(VocabularyWord.audience.in_(sorted(audiences)), VocabularyWord.documents > 0)
        .group_by(VocabularyWord.word, VocabularyWord.shown)
        .order_by(func.abs(func.length(VocabularyWord.word) - len(folded)), VocabularyWord.word)
        .limit(MOST_SPELLINGS)
    )
    typed = term.typed.lower()
    far = [(min(distance(folded, row.word), distance(typed, row.shown)), -row.documents, row.shown) for row in session.execute(words)]
    near = min(far, default=None)
    return near[2] if near is not None and near[0] <= FARTHEST else _quoted(term)
