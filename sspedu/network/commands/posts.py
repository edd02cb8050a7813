"""Threads and posts: begun, answered, edited, taken away.

A number in a thread is taken by one atomic update in the transaction of the post that gets it, so that writers at once lose nothing and
leave no gap. The form's nonce is looked for under a lock: what is sent twice stands once, and takes no number.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, NotFound
from sspedu.network.attached import attach, marks_of
from sspedu.network.attaching.clearing import NO_FILES, Files
from sspedu.network.commands.words import posted_text, thread_title, why_removed
from sspedu.network.models import Board, Post, PostRevision, Thread, ThreadKind, ThreadSeen
from sspedu.network.queries import OpenBoard, OpenPost, OpenThread
from sspedu.network.rendering import rendered
from sspedu.network.steps import post_changed, post_gone, post_stands
from sspedu.policy import Action, Actor, require
from sspedu.privacy.guarding import NOTHING_SEEN, Consent


@dataclass(frozen=True, slots=True)
class NewPost:
    """What was written, with the form's own word for this one sending, and what of the guard's warnings its writer has gone on from."""

    text: str
    nonce: str
    consent: Consent = NOTHING_SEEN
    files: Files = NO_FILES


@dataclass(frozen=True, slots=True)
class NewThread:
    """A thread that is to begin, with its first post."""

    title: str
    kind: ThreadKind
    first: NewPost


@dataclass(frozen=True, slots=True)
class Edit:
    """A post's new text, and the version that it was made from. Without `files` those that it has stay."""

    text: str
    version: int
    consent: Consent = NOTHING_SEEN
    files: Files | None = None


class EditConflict(Conflict):
    """Somebody saved another text of the post meanwhile. The form shows both."""

    def __init__(self) -> None:
        super().__init__(
            N_("Indlægget er ændret, siden du åbnede det, måske i en anden fane. Begge tekster står her; vælg, hvad der skal gælde.")
        )


def start_thread(session: Session, actor: Actor, board: OpenBoard, new: NewThread, *, now: datetime) -> Thread:
    """Begin a thread with its first post. The same form sent twice begins one. Raises `Invalid` for a text that cannot stand."""
    require(actor, Action.WRITE_POST, board)
    title, text = thread_title(new.title, new.first.consent), posted_text(new.first.text, new.first.consent)
    nonce = _nonce(new.first.nonce, title, text, *new.first.files.marks)
    html = rendered(text, prefix=nonce)
    closed_at = session.execute(select(Board.closed_at).where(Board.id == board.id).with_for_update(key_share=True)).scalar_one()
    mine = (Post.author_id == actor.id, Post.nonce == nonce, Post.number == 1, Thread.board_id == board.id)
    sent = session.scalar(select(Thread).join(Post, Post.thread_id == Thread.id).where(*mine))
    if sent is not None:
        return sent
    if closed_at is not None:
        raise Conflict(N_("Tavlen er lukket. Kopiér din tekst, hvis du vil bruge den et andet sted."))
    thread = Thread(board_id=board.id, kind=new.kind, title=title, author_id=actor.id, opened_at=now, last_post_at=now)
    thread.post_count, thread.last_post_id = 0, 0
    session.add(thread)
    session.flush()
    _add_post(session, actor, thread, text, html, nonce, new.first.files, now=now)
    return thread


def reply(session: Session, actor: Actor, thread: OpenThread, new: NewPost, *, now: datetime) -> int:
    """Add a post to a thread, and return its number. The same form sent twice adds one.

    Raises `Conflict` when the thread is locked and `Invalid` for a text that cannot stand.
    """
    require(actor, Action.WRITE_POST, thread)
    text = posted_text(new.text, new.consent)
    nonce = _nonce(new.nonce, text, *new.files.marks)
    html = rendered(text, prefix=nonce)
    row = session.scalars(select(Thread).where(Thread.id == thread.id).with_for_update().execution_options(populate_existing=True)).one()
    mine = (Post.thread_id == thread.id, Post.author_id == actor.id, Post.nonce == nonce)
    number = session.scalar(select(Post.number).where(*mine))
    if number is not None:
        return number
    if row.locked_at is not None:
        raise Conflict(N_("Tråden er lukket for nye indlæg. Kopiér din tekst, hvis du vil bruge den et andet sted."))
    return _add_post(session, actor, row, text, html, nonce, new.files, now=now)


def edit_post(session: Session, actor: Actor, post: OpenPost, edit: Edit, *, now: datetime) -> None:
    """Give a post of one's own a new text; how it stood is kept. Raises `EditConflict` when it was changed since the form was made."""
    require(actor, Action.EDIT_POST, post)
    text = posted_text(edit.text, edit.consent)
    html = rendered(text, prefix=f"p{post.id}")
    row = _lock(session, post)
    if row.removed_at is not None:
        raise Conflict(N_("Indlægget er fjernet. Kopiér din tekst, hvis du vil bruge den et andet sted."))
    has_other_files = edit.files is not None and edit.files.marks != marks_of(session, row)
    if row.text == text and not has_other_files:
        return
    if row.version != edit.version:
        raise EditConflict
    session.add(PostRevision(post_id=row.id, version=row.version, text=row.text, replaced_at=now))
    row.text, row.html, row.edited_at = text, html, now
    row.version += 1
    session.flush()
    if edit.files is not None:
        attach(session, row, edit.files, now=now)
    post_changed(session, session.get_one(Thread, row.thread_id), row, now=now)


def remove_post(session: Session, actor: Actor, post: OpenPost, reason: str, consent: Consent = NOTHING_SEEN, *, now: datetime) -> None:
    """Take a post of one's own away: its text and every earlier one go, its place stays, with who and why.

    Doing it again changes nothing. Raises `Invalid` for a reason that cannot stand.
    """
    require(actor, Action.REMOVE_POST, post)
    reason = why_removed(reason, consent)
    row = _lock(session, post)
    if row.removed_at is not None:
        return
    row.text, row.html, row.removed_at, row.removed_by_id = "", "", now, actor.id
    row.removed_reason = reason
    session.flush()
    for revision in session.scalars(select(PostRevision).where(PostRevision.post_id == post.id)):
        session.delete(revision)
    session.flush()
    post_gone(session, session.get_one(Thread, row.thread_id), row, now=now)


def _lock(session: Session, post: OpenPost) -> Post:
    row = session.scalar(select(Post).where(Post.id == post.id).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def _add_post(session: Session, actor: Actor, thread: Thread, text: str, html: str, nonce: str, files: Files, *, now: datetime) -> int:
    taken = update(Thread).where(Thread.id == thread.id).values(post_count=Thread.post_count + 1, last_post_at=now)
    number = session.execute(taken.returning(Thread.post_count), execution_options={"synchronize_session": False}).scalar_one()
    post = Post(thread_id=thread.id, number=number, author_id=actor.id, nonce=nonce, text=text, html=html, version=1, posted_at=now)
    session.add(post)
    session.flush()
    attach(session, post, files, now=now)
    last = update(Thread).where(Thread.id == thread.id).values(last_post_id=post.id)
    session.execute(last, execution_options={"synchronize_session": False})
    # Whoever writes has seen what stands.
    seen = ThreadSeen(user_id=actor.id, thread_id=thread.id, number=number)
    if not insert_new(session, seen):
        mine = (ThreadSeen.user_id == actor.id, ThreadSeen.thread_id == thread.id, ThreadSeen.number == number - 1)
        session.execute(update(ThreadSeen).where(*mine).values(number=number), execution_options={"synchronize_session": False})
    session.refresh(thread)
    post_stands(session, thread, post, now=now)
    return int(number)


def _nonce(sending: str, *words: str) -> str:
    """Name a sending by its form and by what is in it: whoever goes back and writes something else has written something else."""
    return hashlib.sha256("\0".join((sending, *words)).encode()).hexdigest()[:40]
