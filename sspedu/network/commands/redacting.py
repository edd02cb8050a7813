"""Fjern personoplysninger: a post's words go from everywhere, and cannot be brought back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sspedu.network.acts import on_post
from sspedu.network.attached import forget_uploads_like
from sspedu.network.commands.words import why_acted
from sspedu.network.copies import clear_elsewhere, clear_fields, clear_quotes, clear_titles, clear_words_about, quoting, telling
from sspedu.network.locking import locked_thread, unchanged_post
from sspedu.network.models import ActKind, Post, PostRevision, Thread
from sspedu.network.noting import Done, Why, note, someone
from sspedu.network.queries import OpenPost, OpenThread
from sspedu.network.quotes import threads_quoting
from sspedu.network.steps import post_changed, post_gone, title_changed
from sspedu.policy import Action, Actor, require

# Stands in the place of a title, in Danish as every title.
NO_TITLE = "Titlen er fjernet af en moderator"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Why a post's words go, the version that the moderator read, and whether the thread's title goes with them."""

    why: Why
    version: int
    with_title: bool = False


def redact_post(session: Session, actor: Actor, thread: OpenThread, post: OpenPost, redaction: Redaction, *, now: datetime) -> Done:
    """Take the words of a post away: here, in how it stood before, in quotes, drafts, reports and mail. Its place stays, with why.

    Raises `Conflict` when it was edited, removed or moved since the moderator read it.
    """
    require(actor, Action.MODERATE, thread)
    reason = why_acted(redaction.why.text, redaction.why.consent)
    # Locks are taken in order, so the threads that quote it are found before anything is locked.
    known = session.scalars(select(Post).where(Post.id == post.id)).one()
    pieces = _pieces(session, known, thread.title if redaction.with_title else "")
    merged = session.scalars(select(Thread.id).where(Thread.merged_into_id == thread.id)).all() if redaction.with_title else ()
    for thread_id in sorted({thread.id, *merged, *quoting(session, known, pieces), *threads_quoting(session, post.id)}):
        locked_thread(session, thread_id)
    row = unchanged_post(session, post, redaction.version)
    _clear(session, actor, row, reason, now=now)
    opened = session.get_one(Thread, row.thread_id)
    if redaction.with_title:
        # Those that were merged into it, too: of a thread that is no more the title stands where no moderator can change it.
        session.execute(update(Thread).where(Thread.id.in_((opened.id, *merged))).values(title=NO_TITLE))
        title_changed(session, opened)
    forget_uploads_like(session, row)
    post_gone(session, opened, row, now=now)
    clear_words_about(session, row, now=now)
    for quoting_post in clear_quotes(session, row, pieces):
        post_changed(session, session.get_one(Thread, quoting_post.thread_id), quoting_post, now=now)
    for titled in clear_titles(session, row, pieces):
        title_changed(session, titled)
    clear_fields(session, row, pieces)
    clear_elsewhere(session, pieces)
    return note(
        session,
        actor,
        Done(ActKind.REDACT, row.thread_id, someone(row.author_id), row.id),
        reason,
        on_post(ActKind.REDACT, row.id),
        now=now,
    )


def _pieces(session: Session, post: Post, title: str) -> tuple[str, ...]:
    """Return what to look for elsewhere: of the text, of how it stood before, and the title if it goes."""
    before = session.scalars(select(PostRevision.text).where(PostRevision.post_id == post.id))
    return telling((post.text, *before, title))


def _clear(session: Session, actor: Actor, row: Post, reason: str, *, now: datetime) -> None:
    row.text, row.html, row.removed_at, row.removed_by_id, row.removed_reason = "", "", now, actor.id, reason
    row.hidden_at, row.hidden_reason = None, ""
    session.flush()
    session.execute(delete(PostRevision).where(PostRevision.post_id == row.id), execution_options={"synchronize_session": False})
