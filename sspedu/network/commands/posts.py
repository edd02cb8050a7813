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
from sspedu.drafts.commands import PLAIN, Place, Sent, Shape, settle
from sspedu.errors import N_, Conflict
from sspedu.network import limits
from sspedu.network.attached import attach, marks_of
from sspedu.network.attaching.clearing import NO_FILES, Files
from sspedu.network.commands.words import posted_text, thread_title, why_removed
from sspedu.network.locking import locked_post, locked_thread
from sspedu.network.models import Board, Post, PostRevision, Thread, ThreadKind, ThreadSeen
from sspedu.network.queries import OpenBoard, OpenPost, OpenThread, edit_place, new_thread_place, reply_place, titled
from sspedu.network.queries.drafts import TITLED
from sspedu.network.quotes import threads_quoting
from sspedu.network.rendering import rendered
from sspedu.network.steps import post_changed, post_gone, post_stands
from sspedu.policy import Action, Actor, require
from sspedu.privacy.guarding import NOTHING_SEEN, Consent


@dataclass(frozen=True, slots=True)
class NewPost:
    """What was written, with the form's own word for this one sending, and what of the guard's warnings its writer has gone on from.

    `draft` is what the form says of the draft that it kept, if it kept one: the draft has served its purpose.
    """

    text: str
    nonce: str
    consent: Consent = NOTHING_SEEN
    draft: Sent | None = None
    files: Files = NO_FILES


@dataclass(frozen=True, slots=True)
class NewThread:
    """A thread that is to begin, with its first post, perhaps about a lesson of the module whose board it is on."""

    title: str
    kind: ThreadKind
    first: NewPost
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A post's new text, and the version that it was made from. Without `files` those that it has stay."""

    text: str
    version: int
    consent: Consent = NOTHING_SEEN
    draft: Sent | None = None
    files: Files | None = None


class EditConflict(Conflict):
    """Somebody saved another text of the post meanwhile. The form shows both."""

    def __init__(self) -> None:
        super().__init__(
            N_("Indlægget er ændret, siden du åbnede det, måske i en anden fane. Begge tekster står her; vælg, hvad der skal gælde.")
        )


def start_thread(session: Session, actor: Actor, board: OpenBoard, new: NewThread, *, now: datetime) -> Thread:
    """Begin a thread with its first post. The same form sent twice begins one.

    Raises `Invalid` for a text that cannot stand, and `TooMany` for more than a member may write in a while.
    """
    require(actor, Action.WRITE_POST, board)
    title, text = thread_title(new.title, new.first.consent), posted_text(new.first.text, new.first.consent)
    nonce = _nonce(new.first.nonce, title, text, *new.first.files.marks)
    html = rendered(text, prefix=nonce)
    limits.lock_member(session, actor.id)
    closed_at = session.execute(select(Board.closed_at).where(Board.id == board.id).with_for_update(key_share=True)).scalar_one()
    # Wherever it stands by now: a moderator may have moved it before its form was sent again.
    mine = (Post.author_id == actor.id, Post.nonce == nonce, Post.number == 1)
    sent = session.scalar(select(Thread).join(Post, Post.thread_id == Thread.id).where(*mine))
    _settle(session, actor, new_thread_place(board), new.first.draft, titled(title, text, new.kind), TITLED, now=now)
    if sent is not None:
        return sent
    check_board(closed_at)
    if not new.first.consent.is_cleared:
        limits.check_threads(session, actor.id, now=now)
    thread = Thread(board_id=board.id, kind=new.kind, title=title, author_id=actor.id, opened_at=now, last_post_at=now)
    thread.lesson = new.lesson
    thread.post_count, thread.last_post_id = 0, 0
    session.add(thread)
    session.flush()
    _add_post(session, actor, thread, text, html, nonce, new.first.files, now=now)
    return thread


def reply(session: Session, actor: Actor, thread: OpenThread, new: NewPost, *, now: datetime) -> int:
    """Add a post to a thread, and return its number. The same form sent twice adds one.

    Raises `Conflict` when the thread is locked, hidden, merged or on another board by now, `Invalid` for a text that cannot stand, and
    `TooMany` for more than a member may write in a while.
    """
    require(actor, Action.WRITE_POST, thread)
    text = posted_text(new.text, new.consent)
    nonce = _nonce(new.nonce, text, *new.files.marks)
    html = rendered(text, prefix=nonce)
    limits.lock_member(session, actor.id)
    row = locked_thread(session, thread.id)
    mine = (Post.thread_id == thread.id, Post.author_id == actor.id, Post.nonce == nonce)
    number = session.scalar(select(Post.number).where(*mine))
    _settle(session, actor, reply_place(thread), new.draft, text, now=now)
    if number is not None:
        return number
    check_thread(row, thread)
    if not new.consent.is_cleared:
        limits.check_posts(session, actor.id, now=now)
    return _add_post(session, actor, row, text, html, nonce, new.files, now=now)


def edit_post(session: Session, actor: Actor, post: OpenPost, edit: Edit, *, now: datetime) -> None:
    """Give a post of one's own a new text; how it stood is kept. Raises `EditConflict` when it was changed since the form was made."""
    require(actor, Action.EDIT_POST, post)
    text = posted_text(edit.text, edit.consent)
    html = rendered(text, prefix=f"p{post.id}")
    row = locked_post(session, post)
    check_post(row)
    has_other_files = edit.files is not None and edit.files.marks != marks_of(session, row)
    is_same = row.text == text and not has_other_files
    if not is_same and row.version != edit.version:
        raise EditConflict
    _settle(session, actor, edit_place(post.id), edit.draft, text, now=now)
    if is_same:
        return
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
    row = locked_post(session, post, threads_quoting(session, post.id))
    if row.removed_at is not None:
        return
    row.text, row.html, row.removed_at, row.removed_by_id = "", "", now, actor.id
    row.removed_reason = reason
    session.flush()
    for revision in session.scalars(select(PostRevision).where(PostRevision.post_id == post.id)):
        session.delete(revision)
    session.flush()
    post_gone(session, session.get_one(Thread, row.thread_id), row, now=now)


def _settle(session: Session, actor: Actor, place: Place, sent: Sent | None, text: str, shape: Shape = PLAIN, *, now: datetime) -> None:
    """Remove the draft of what is sent: in the same transaction, so a sending that fails leaves it."""
    if sent is not None:
        settle(session, actor, place, sent, saved=text, shape=shape, now=now)


def check_board(closed_at: datetime | None) -> None:
    """Raise `Conflict` if no thread begins on a board by now."""
    if closed_at is not None:
        raise Conflict(N_("Tavlen er lukket. Kopiér din tekst, hvis du vil bruge den et andet sted."))


def check_post(row: Post) -> None:
    """Raise `Conflict` if a post takes no other text by now."""
    if row.removed_at is not None:
        raise Conflict(N_("Indlægget er fjernet. Kopiér din tekst, hvis du vil bruge den et andet sted."))
    if row.hidden_at is not None:
        raise Conflict(N_("En moderator har skjult indlægget, så det kan ikke rettes. Kopiér din tekst, hvis du vil gemme den."))


def check_thread(row: Thread, opened: OpenThread) -> None:
    """Raise `Conflict` if what the writer had open takes no posts by now, or is read by others than they were told."""
    if row.merged_into_id is not None:
        raise Conflict(N_("Tråden er lagt sammen med en anden. Kopiér din tekst, og send den der."))
    if row.board_id != opened.board.id:
        raise Conflict(N_("Tråden er flyttet til en anden tavle. Se, hvem der nu kan læse med, og send igen. Din tekst er her stadig."))
    if row.hidden_at is not None:
        raise Conflict(N_("En moderator har skjult tråden. Kopiér din tekst, hvis du vil bruge den et andet sted."))
    if row.locked_at is not None:
        raise Conflict(N_("Tråden er lukket for nye indlæg. Kopiér din tekst, hvis du vil bruge den et andet sted."))


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
