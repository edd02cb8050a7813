"""What is left of a text that must go, wherever it was copied by hand: quotes in later posts, drafts, held texts, reports, mail.

Rooms that keep copies of their own are told by `steps.post_gone`. Here a copy is a line or a sentence of the text, long enough to tell
something. Nothing here logs or returns what it looked for.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from sspedu.drafts.models import Draft
from sspedu.jobs.models import Mail
from sspedu.network import attached
from sspedu.network.models import Case, CaseOutcome, HeldText, ModerationAct, Post, PostRevision
from sspedu.network.rendering import rendered
from sspedu.privacy import MASK

ENOUGH = 20
ENOUGH_WITH_DIGITS = 8
MOST_AT_ONCE = 100
MARKS = "> \t*_#-`|"
BREAK = re.compile(r"\n|(?<=[.!?])\s")


def telling(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the lines and sentences of texts that are long enough to be known again, the longest first."""
    pieces = {piece.strip(MARKS) for text in texts for part in (text.split("\n"), BREAK.split(text)) for piece in part}
    return tuple(sorted((piece for piece in pieces if _tells(piece)), key=lambda piece: (-len(piece), piece)))


def without(text: str, pieces: Sequence[str]) -> str:
    """Return a text without these pieces."""
    for piece in pieces:
        text = text.replace(piece, MASK)
    return text


def quoting(session: Session, post: Post, pieces: Sequence[str]) -> list[int]:
    """Return the threads, besides its own, in which later posts hold something of a post. The index of ids bounds the search."""
    return sorted({thread_id for some in _chunks(pieces) for thread_id in session.scalars(_quotes(Post.thread_id, post, some))})


def clear_quotes(session: Session, post: Post, pieces: Sequence[str]) -> list[Post]:
    """Take a post's words out of later posts and of how they stood before, and return those. Their threads are locked."""
    changed = []
    found: set[int] = set()
    for some in _chunks(pieces):
        found.update(session.scalars(_quotes(Post.id, post, some)))
        said = select(PostRevision.post_id).where(PostRevision.post_id > post.id, _holds(PostRevision.text, some))
        found.update(session.scalars(said))
    for id_ in sorted(found):
        row = session.scalars(select(Post).where(Post.id == id_).with_for_update().execution_options(populate_existing=True)).one()
        for revision in session.scalars(select(PostRevision).where(PostRevision.post_id == id_)):
            revision.text = without(revision.text, pieces)
        text = without(row.text, pieces)
        if text != row.text:
            row.text, row.html = text, rendered(text, prefix=f"p{row.id}")
            row.version += 1
            session.flush()
            changed.append(row)
    session.flush()
    return changed


def clear_words_about(session: Session, post: Post, *, now: datetime) -> None:
    """Take away what was said about a post to moderators and by them, and edits of it that wait."""
    unsynchronised = {"synchronize_session": False}
    about = select(Case.id).where(Case.post_id == post.id)
    attached.forget_held(session, about)
    session.execute(delete(HeldText).where(HeldText.case_id.in_(about)), execution_options=unsynchronised)
    held = update(Case).where(Case.post_id == post.id, Case.decided_at.is_(None), Case.kind != "report")
    session.execute(held.values(outcome=CaseOutcome.WITHDRAWN, decided_at=now), execution_options=unsynchronised)
    session.execute(update(Case).where(Case.post_id == post.id).values(words=""), execution_options=unsynchronised)
    session.execute(update(ModerationAct).where(ModerationAct.post_id == post.id).values(reason=""), execution_options=unsynchronised)


def clear_elsewhere(session: Session, pieces: Sequence[str]) -> None:
    """Take the pieces out of drafts, held texts, what was said to moderators, and mail."""
    for some in _chunks(pieces):
        aside = cast(Draft.set_aside, String) != "[]"
        for draft in session.scalars(select(Draft).where(or_(_holds(Draft.text, some), aside)).with_for_update()):
            draft.text = without(draft.text, some)
            # Keys name what a text is; values are what somebody typed.
            draft.set_aside = [{key: without(value, some) for key, value in text.items()} for text in draft.set_aside]
        for held in session.scalars(select(HeldText).where(or_(_holds(HeldText.text, some), _holds(HeldText.title, some)))):
            held.text, held.title = without(held.text, some), without(held.title, some)
        for case in session.scalars(select(Case).where(or_(_holds(Case.words, some), _holds(Case.answer, some)))):
            case.words, case.answer = without(case.words, some), without(case.answer, some)
        told = or_(_holds(Mail.subject, some), _holds(Mail.text, some), _holds(Mail.html, some))
        session.execute(delete(Mail).where(told, Mail.sent_at.is_(None)), execution_options={"synchronize_session": False})
        session.execute(update(Mail).where(told).values(subject=""), execution_options={"synchronize_session": False})
    session.flush()


def _quotes(column: InstrumentedAttribute[int], post: Post, pieces: Sequence[str]):  # type: ignore[no-untyped-def]
    return select(column).where(Post.id > post.id, Post.removed_at.is_(None), _holds(Post.text, pieces))


def _holds(column: InstrumentedAttribute[str], pieces: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(piece, autoescape=True) for piece in pieces))


def _chunks(pieces: Sequence[str]) -> Iterable[Sequence[str]]:
    return (pieces[start : start + MOST_AT_ONCE] for start in range(0, len(pieces), MOST_AT_ONCE))


def _tells(piece: str) -> bool:
    return len(piece) >= ENOUGH or (len(piece) >= ENOUGH_WITH_DIGITS and any(mark.isdigit() for mark in piece))
