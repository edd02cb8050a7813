"""What a moderator does to a post or a thread where it stands: hide, lock, pin, and each of them undone.

Each is one act with a reason; what is so already is left as it is, and nothing is noted. Returns whom to tell, or nothing.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.errors import N_, Conflict, Invalid
from sspedu.network.acts import on_post, on_thread
from sspedu.network.commands.words import why_acted
from sspedu.network.locking import unchanged_post, unmoved_thread
from sspedu.network.models import ActKind, Board, Thread
from sspedu.network.noting import Done, Why, note, someone
from sspedu.network.queries import MOST_PINNED, OpenPost, OpenThread
from sspedu.network.steps import answers_no_more
from sspedu.policy import Action, Actor, require

POST_ACTS = (ActKind.HIDE, ActKind.SHOW)
THREAD_ACTS = (ActKind.HIDE, ActKind.SHOW, ActKind.LOCK, ActKind.UNLOCK, ActKind.PIN, ActKind.UNPIN)


def act_on_post(
    session: Session, actor: Actor, thread: OpenThread, post: OpenPost, kind: ActKind, why: Why, *, version: int, now: datetime
) -> Done | None:
    """Hide a post or show it again. Raises `Conflict` when it was edited, removed or moved since the moderator read it."""
    require(actor, Action.MODERATE, thread)
    if kind not in POST_ACTS:
        raise Invalid("act", N_("Vælg, hvad der skal ske."))
    reason = why_acted(why.text, why.consent)
    row = unchanged_post(session, post, version)
    if (row.hidden_at is not None) is (kind is ActKind.HIDE):
        return None
    row.hidden_at, row.hidden_reason = (now, reason) if kind is ActKind.HIDE else (None, "")
    session.flush()
    if kind is ActKind.HIDE:
        answers_no_more(session, session.get_one(Thread, row.thread_id), row)
    done = Done(kind, row.thread_id, someone(row.author_id), row.id)
    return note(session, actor, done, reason, on_post(kind, row.id), now=now)


def act_on_thread(session: Session, actor: Actor, thread: OpenThread, kind: ActKind, why: Why, *, now: datetime) -> Done | None:
    """Hide, lock or pin a thread, or undo it. Raises `Conflict` when it was moved or merged meanwhile, or five are pinned already."""
    require(actor, Action.MODERATE, thread)
    if kind not in THREAD_ACTS:
        raise Invalid("act", N_("Vælg, hvad der skal ske."))
    reason = why_acted(why.text, why.consent)
    if kind is ActKind.PIN:
        # Two who pin at once would both count four.
        session.execute(select(Board.id).where(Board.id == thread.board.id).with_for_update(key_share=True))
    row = unmoved_thread(session, thread)
    if not _change(session, row, kind, reason, now=now):
        return None
    session.flush()
    return note(session, actor, Done(kind, row.id, someone(row.author_id)), reason, on_thread(kind, row.id), now=now)


def _change(session: Session, row: Thread, kind: ActKind, reason: str, *, now: datetime) -> bool:
    """Change one thing about a thread. Returns whether it was otherwise before."""
    is_on = kind in {ActKind.HIDE, ActKind.LOCK, ActKind.PIN}
    since = {ActKind.HIDE: row.hidden_at, ActKind.SHOW: row.hidden_at, ActKind.LOCK: row.locked_at, ActKind.UNLOCK: row.locked_at}
    if (since.get(kind, row.pinned_at) is not None) is is_on:
        return False
    moment, said = (now, reason) if is_on else (None, "")
    if kind in {ActKind.HIDE, ActKind.SHOW}:
        row.hidden_at, row.hidden_reason = moment, said
    elif kind in {ActKind.LOCK, ActKind.UNLOCK}:
        row.locked_at, row.locked_reason = moment, said
    else:
        if is_on:
            _refuse_more_pins(session, row)
        row.pinned_at = moment
    return True


def _refuse_more_pins(session: Session, row: Thread) -> None:
    pinned = session.scalar(select(func.count()).where(Thread.board_id == row.board_id, Thread.pinned_at.is_not(None)))
    if (pinned or 0) >= MOST_PINNED:
        raise Conflict(N_("Der er allerede %(count)d fastgjorte tråde på tavlen. Løsn en af dem først."), count=MOST_PINNED)
