"""What is left of a text that must go, wherever it was copied by hand: posts, titles, fields, drafts, held texts, reports, mail.

Rooms that keep copies of their own are told by `steps.post_gone`. Here a copy is a line or a sentence of the text, long enough to tell
something. Nothing here logs or returns what it looked for.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, and_, cast, delete, or_, select, union, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from sspedu.db import Base
from sspedu.drafts.models import Draft
from sspedu.errors import Invalid
from sspedu.jobs.models import Mail
from sspedu.network import attached
from sspedu.network.models import (
    Attachment,
    Case,
    CaseOutcome,
    Event,
    HeldText,
    ModerationAct,
    Post,
    PostRevision,
    PracticeExample,
    PracticeVersion,
    Thread,
)
from sspedu.network.practice import FIELDS
from sspedu.network.rendering import plain, rendered
from sspedu.privacy import MASK

ENOUGH = 20
ENOUGH_WITH_DIGITS = 8
MOST_AT_ONCE = 100
MARKS = "> \t*_#-`|"
# Whoever repeats a sentence within one of their own leaves out how it ended.
ENDS = ".,:;!?"
BREAK = re.compile(r"\n|(?<=[.!?])\s")
# What is said in a field, beside posts: of each table, the columns that hold words.
THREAD_REASONS = (Thread.hidden_reason, Thread.locked_reason)
THREAD_WORDS = (Thread.title, *THREAD_REASONS)
REASONS: tuple[tuple[type[Base], tuple[InstrumentedAttribute[str], ...]], ...] = (
    (Post, (Post.hidden_reason, Post.removed_reason)),
    (ModerationAct, (ModerationAct.reason,)),
    (Event, (Event.place, Event.audience, Event.change_reason)),
)
# Of a million posts those few that have a reason at all, each found by a key: their texts lie before it in every row.
_REMOVED = aliased(Post)
_MODERATED = select(ModerationAct.post_id).where(ModerationAct.post_id.is_not(None))
HAVE_REASONS: dict[type[Base], tuple[ColumnElement[bool], ...]] = {
    Post: (Post.id.in_(union(_MODERATED, select(_REMOVED.id).where(_REMOVED.removed_by_id.is_not(None)))),)
}
PRACTICE_WORDS = (*(question.name for question in FIELDS), "review_reason")


def telling(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the lines and sentences of texts that are long enough to be known again, the longest first."""
    pieces = {piece.strip(MARKS + ENDS) for text in texts for part in (text.split("\n"), BREAK.split(text)) for piece in part}
    return tuple(sorted((piece for piece in pieces if _tells(piece)), key=lambda piece: (-len(piece), piece)))


def without(text: str, pieces: Sequence[str]) -> str:
    """Return a text without these pieces."""
    for piece in pieces:
        text = text.replace(piece, MASK)
    return text


def quoting(session: Session, post: Post, pieces: Sequence[str]) -> list[int]:
    """Return the threads, besides its own, that hold something of a post: in posts, or in what stands over them."""
    found: set[int] = set()
    for some in _chunks(pieces):
        found.update(session.scalars(_quotes(Post.thread_id, post, some)))
        found.update(session.scalars(_named_after(post, some)))
    return sorted(found)


def clear_quotes(session: Session, post: Post, pieces: Sequence[str]) -> list[Post]:
    """Take a post's words out of other posts and of how they stood before, and return those. Their threads are locked."""
    changed = []
    found: set[int] = set()
    for some in _chunks(pieces):
        found.update(session.scalars(_quotes(Post.id, post, some)))
        later = or_(PostRevision.post_id > post.id, PostRevision.replaced_at >= post.posted_at)
        found.update(session.scalars(select(PostRevision.post_id).where(later, _holds(PostRevision.text, some))))
    found.discard(post.id)
    for id_ in sorted(found):
        row = session.scalars(select(Post).where(Post.id == id_).with_for_update().execution_options(populate_existing=True)).one()
        for revision in session.scalars(select(PostRevision).where(PostRevision.post_id == id_)):
            revision.text = without(revision.text, pieces)
        text = without(row.text, pieces)
        if text != row.text:
            row.text, row.html = text, _rendered(text, row)
            row.version += 1
            session.flush()
            changed.append(row)
    session.flush()
    return changed


def clear_titles(session: Session, post: Post, pieces: Sequence[str]) -> list[Thread]:
    """Take a post's words out of what stands over other threads, and return those with another title. They are locked.

    Over its own thread they go from the reasons; what becomes of its title the moderator has chosen.
    """
    _clear_columns(session.get_one(Thread, post.thread_id), (column.key for column in THREAD_REASONS), pieces)
    changed = []
    for thread_id in sorted({id_ for some in _chunks(pieces) for id_ in session.scalars(_named_after(post, some))}):
        row = session.get_one(Thread, thread_id)
        title = row.title
        _clear_columns(row, (column.key for column in THREAD_WORDS), pieces)
        if row.title != title:
            changed.append(row)
    session.flush()
    return changed


def clear_fields(session: Session, post: Post, pieces: Sequence[str]) -> None:
    """Take a post's words out of what was said in fields since: practice examples and how they stood before, events, reasons."""
    for example in session.scalars(select(PracticeExample).where(PracticeExample.looked_at >= post.posted_at)):
        if _clear_columns(example, PRACTICE_WORDS, pieces):
            # Whoever has the old words in a form is asked before they stand again.
            example.version += 1
    for before in session.scalars(select(PracticeVersion).where(PracticeVersion.replaced_at >= post.posted_at)):
        before.said = {name: without(value, pieces) if isinstance(value, str) else value for name, value in before.said.items()}
    for some in _chunks(pieces):
        for table, columns in REASONS:
            said = or_(*(_holds(column, some) for column in columns))
            for row in session.scalars(select(table).where(said, *HAVE_REASONS.get(table, ()))):
                _clear_columns(row, (column.key for column in columns), some)
    session.flush()


def clear_words_about(session: Session, post: Post, *, now: datetime) -> None:
    """Take away what was said about a post to moderators and by them, and edits of it that wait."""
    unsynchronised = {"synchronize_session": False}
    about = select(Case.id).where(Case.post_id == post.id)
    _lock_cases(session, about)
    attached.forget_held(session, about)
    session.execute(delete(HeldText).where(HeldText.case_id.in_(about)), execution_options=unsynchronised)
    held = update(Case).where(Case.post_id == post.id, Case.decided_at.is_(None), Case.kind != "report")
    session.execute(held.values(outcome=CaseOutcome.WITHDRAWN, decided_at=now), execution_options=unsynchronised)
    session.execute(update(Case).where(Case.post_id == post.id).values(words=""), execution_options=unsynchronised)
    session.execute(update(ModerationAct).where(ModerationAct.post_id == post.id).values(reason=""), execution_options=unsynchronised)


def clear_elsewhere(session: Session, pieces: Sequence[str]) -> None:
    """Take the pieces out of drafts, held texts, what was said to moderators, names of files and what was read of uploads, and mail."""
    for some in _chunks(pieces):
        aside = cast(Draft.set_aside, String) != "[]"
        for draft in session.scalars(select(Draft).where(or_(_holds(Draft.text, some), aside)).order_by(Draft.id).with_for_update()):
            draft.text = without(draft.text, some)
            # Keys name what a text is; values are what somebody typed.
            draft.set_aside = [{key: without(value, some) for key, value in text.items()} for text in draft.set_aside]
        holds = or_(_holds(HeldText.text, some), _holds(HeldText.title, some))
        _lock_cases(session, select(HeldText.case_id).where(holds))
        for held in session.scalars(select(HeldText).where(holds)):
            held.text, held.title = without(held.text, some), without(held.title, some)
        for case in session.scalars(select(Case).where(or_(_holds(Case.words, some), _holds(Case.answer, some)))):
            case.words, case.answer = without(case.words, some), without(case.answer, some)
        for file in session.scalars(select(Attachment).where(or_(_holds(Attachment.name, some), _holds(Attachment.text, some)))):
            file.name, file.text = without(file.name, some), without(file.text, some)
        told = or_(_holds(Mail.subject, some), _holds(Mail.text, some), _holds(Mail.html, some))
        session.execute(delete(Mail).where(told, Mail.sent_at.is_(None)), execution_options={"synchronize_session": False})
        session.execute(update(Mail).where(told).values(subject=""), execution_options={"synchronize_session": False})
    session.flush()


def _lock_cases(session: Session, which: Select[int]) -> None:
    """Lock cases before what is held with them, as whoever decides or withdraws one does."""
    session.execute(select(Case.id).where(Case.id.in_(which)).order_by(Case.id).with_for_update())


def _quotes(column: InstrumentedAttribute[int], post: Post, pieces: Sequence[str]) -> CompoundSelect[int]:
    """Ask for posts that were written after a post, or changed after it: each found by a key of its own."""
    edited = select(PostRevision.post_id).where(PostRevision.replaced_at >= post.posted_at, PostRevision.post_id < post.id)
    return union(*(select(column).where(later, _holds(Post.text, pieces)) for later in (Post.id > post.id, Post.id.in_(edited))))


def _named_after(post: Post, pieces: Sequence[str]) -> Select[int]:
    """Ask for other threads over which something of a post stands. A title that is older than the post holds no words of it."""
    is_new = or_(Thread.opened_at > post.posted_at, PracticeExample.looked_at >= post.posted_at)
    titled = and_(is_new, _holds(Thread.title, pieces))
    said = or_(titled, _holds(Thread.hidden_reason, pieces), _holds(Thread.locked_reason, pieces))
    joined = select(Thread.id).outerjoin(PracticeExample, PracticeExample.thread_id == Thread.id)
    return joined.where(Thread.id != post.thread_id, said)


def _clear_columns(row: Base, names: Iterable[str], pieces: Sequence[str]) -> bool:
    """Take pieces out of some columns of a row. Returns whether any was in them."""
    changed = {name: text for name in names if (text := without(getattr(row, name), pieces)) != getattr(row, name)}
    for name, text in changed.items():
        setattr(row, name, text)
    return bool(changed)


def _rendered(text: str, post: Post) -> str:
    # What must go goes, also from a text that can be rendered no more.
    try:
        return rendered(text, prefix=f"p{post.id}")
    except Invalid:
        return plain(text)


def _holds(column: InstrumentedAttribute[str], pieces: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(piece, autoescape=True) for piece in pieces))


def _chunks(pieces: Sequence[str]) -> Iterable[Sequence[str]]:
    return (pieces[start : start + MOST_AT_ONCE] for start in range(0, len(pieces), MOST_AT_ONCE))


def _tells(piece: str) -> bool:
    return len(piece) >= ENOUGH or (len(piece) >= ENOUGH_WITH_DIGITS and any(mark.isdigit() for mark in piece))
