"""Writing the index: what is published, in the transaction that publishes it; another room's things by `put` and `take`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonText
from sspedu.db import insert_new, insertion
from sspedu.library.models import ModuleVersion, RegisterVersion
from sspedu.library.queries import Shelf, lesson_text, shelf
from sspedu.policy import Action, Actor, require
from sspedu.search.entries import (
    EVERYONE,
    MEMBERS,
    Entry,
    Kind,
    Section,
    is_of_this_version,
    module_entries,
    register_entries,
    sections_json,
    sections_of,
)
from sspedu.search.models import Document, IndexState, Misspelling, VocabularyWord
from sspedu.search.queries import is_current, published_mark
from sspedu.search.spelling import keys_of, vocabulary
from sspedu.search.words import stems, stems_of, written_words

# Stands between two texts, so that no phrase runs from one into the other. No word becomes this token: a number begins with n.
BREAK = "0"
ROWS_AT_ONCE = 500


def follow(session: Session, actor: Actor, *, texts: Mapping[str, LessonText] | None = None) -> bool:
    """Bring the index to what is published now, and say whether anything had changed. `texts` are lessons at hand, by their hash.

    Only what is new or other than it was is read, cut into words and written.
    """
    require(actor, Action.PUBLISH)
    if is_current(session):
        return False
    insert_new(session, IndexState(id=1, mark=""))
    state = session.get_one(IndexState, 1, with_for_update=True, populate_existing=True)
    if not is_of_this_version(state.mark):
        _empty(session)
    at_hand = texts or {}
    published = shelf(session)
    entries = _entries(session, published, at_hand)
    held = _held(session)
    _take(session, [id for key, (id, edition) in held.items() if key not in entries or entries[key].edition != edition])
    _put(session, [entry for key, entry in entries.items() if key not in held or held[key][1] != entry.edition])
    state.mark = published_mark(session)
    session.flush()
    return True


def _empty(session: Session) -> None:
    """Take out all that is published, with its words. What other rooms have put there under audiences of their own stays."""
    session.execute(delete(Document).where(Document.kind.in_(list(Kind))))
    session.execute(delete(VocabularyWord).where(VocabularyWord.audience.in_((EVERYONE, MEMBERS))))
    session.execute(delete(Misspelling))
    _add_misspellings(session, session.scalars(select(VocabularyWord.word).distinct()))


def _entries(session: Session, published: Shelf, at_hand: Mapping[str, LessonText]) -> dict[tuple[str, str], Entry]:
    """Collect everything that is published, oldest first."""
    versions = [module.version_id for module in published.modules]
    published_at = select(ModuleVersion.id, ModuleVersion.published_at).where(ModuleVersion.id.in_(versions))
    moments = dict(session.execute(published_at).all())
    imported_at = session.scalar(select(func.max(RegisterVersion.imported_at)))

    def text_of(text_hash: str) -> LessonText:
        return at_hand.get(text_hash) or lesson_text(session, text_hash)

    found = [
        entry for module in published.modules for entry in module_entries(module.module, at=moments[module.version_id], text_of=text_of)
    ]
    if imported_at is not None:
        found += register_entries(published.registers, at=imported_at)
    found.sort(key=lambda entry: entry.dated_at)
    return {(entry.kind, entry.thing): entry for entry in found}


def _held(session: Session) -> dict[tuple[str, str], tuple[int, str]]:
    rows = session.execute(select(Document.kind, Document.thing, Document.id, Document.edition).where(Document.kind.in_(list(Kind))))
    return {(kind, thing): (id, edition) for kind, thing, id, edition in rows}


def _put(session: Session, entries: Sequence[Entry]) -> None:
    """Write things into the index, newest last."""
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, str] = {}
    for start in range(0, len(entries), ROWS_AT_ONCE):
        rows = []
        for entry in entries[start : start + ROWS_AT_ONCE]:
            sections = entry.sections()
            bodies = [written_words(part.text) for part in sections]
            rows.append(_row(entry, sections, bodies))
            found = vocabulary(chain(_heads(entry.title, sections), *bodies))
            shown |= found
            words[entry.audience].update(found.keys())
        session.execute(insert(Document), rows)
    _count(session, words, shown)


def _row(entry: Entry, sections: Sequence[Section], bodies: Iterable[Sequence[str]]) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "thing": entry.thing,
        "edition": entry.edition,
        "audience": entry.audience,
        "url": entry.url,
        "title": entry.title,
        "context": entry.context,
        "sections": sections_json(sections),
        "dated_at": entry.dated_at,
        "title_stems": _apart(map(stems, (entry.title, *entry.aliases))),
        "heading_stems": _apart(stems(part.heading) for part in sections),
        "body_stems": _apart(map(stems_of, bodies)),
    }


def _apart(texts: Iterable[str]) -> str:
    return f" {BREAK} ".join(["", *filter(None, texts), ""]).strip()


def _heads(title: str, sections: Iterable[Section]) -> Iterator[str]:
    """Yield the words of the title and the headings."""
    for text in (title, *(part.heading for part in sections)):
        yield from written_words(text)


def _take(session: Session, ids: Sequence[int]) -> None:
    """Take things out of the index, and their words out of its count."""
    words: Counter[tuple[str, str]] = Counter()
    for start in range(0, len(ids), ROWS_AT_ONCE):
        some = Document.id.in_(ids[start : start + ROWS_AT_ONCE])
        for title, sections, audience in session.execute(select(Document.title, Document.sections, Document.audience).where(some)):
            parts = sections_of(sections)
            found = vocabulary(chain(_heads(title, parts), *(written_words(part.text) for part in parts)))
            words.update((word, audience) for word in found)
        session.execute(delete(Document).where(some))
    for (word, audience), count in words.items():
        its = (VocabularyWord.word == word, VocabularyWord.audience == audience)
        session.execute(update(VocabularyWord).where(*its).values(documents=VocabularyWord.documents - count))


def _count(session: Session, words: Mapping[str, Mapping[str, int]], shown: Mapping[str, str]) -> None:
    """Add each audience's words to the vocabulary, and what they may be misspelt as."""
    if not words:
        return
    known = set(session.scalars(select(VocabularyWord.word).distinct()))
    adding = insertion(VocabularyWord, session.get_bind().dialect.name)
    total = VocabularyWord.__table__.c.documents + adding.excluded.documents
    counted = adding.on_conflict_do_update(index_elements=["word", "audience"], set_={"documents": total})
    rows = [
        {"word": word, "audience": audience, "shown": shown[word], "documents": count}
        for audience, counts in words.items()
        for word, count in counts.items()
    ]
    session.execute(counted, rows)
    new = shown.keys() - known
    _add_misspellings(session, new)


def _add_misspellings(session: Session, words: Iterable[str]) -> None:
    rows = [{"key": key, "word": word} for word in sorted(words) for key in sorted(keys_of(word))]
    if rows:
        session.execute(insert(Misspelling), rows)
