"""Rows locked and read anew, in one order for all: the member, boards by id, threads by id, posts by number, and cases last.

Asks no permission: the commands that lock have.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.errors import N_, Conflict, NotFound
from sspedu.network.models import Post, Thread
from sspedu.network.queries import OpenPost, OpenThread


def locked_thread(session: Session, thread_id: int) -> Thread:
    """Lock a thread and read it anew. Locks are taken in one order: member, boards by id, threads by id, posts by number."""
    row = session.scalar(select(Thread).where(Thread.id == thread_id).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def locked_post(session: Session, post: OpenPost, others: Iterable[int] = ()) -> Post:
    """Lock a post, after the thread in which it stood when it was opened and other threads that are to change with it; read it anew."""
    for thread_id in sorted({post.thread_id, *others}):
        locked_thread(session, thread_id)
    row = session.scalar(select(Post).where(Post.id == post.id).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if row.thread_id != post.thread_id or row.number != post.number:
        raise Conflict(N_("En moderator har flyttet indlægget til en anden tråd. Find det der, og prøv igen."))
    return row


def is_standing(session: Session, thread_id: int, number: int) -> bool:
    """Say whether a post has not been taken away: a form that is sent again finds what its first sending made, and may find it gone."""
    return session.scalar(select(Post.removed_at).where(Post.thread_id == thread_id, Post.number == number)) is None


def unchanged_post(session: Session, post: OpenPost, version: int) -> Post:
    """Lock a post and its thread. Raises `Conflict` if it is not the text that the moderator read."""
    row = locked_post(session, post)
    if row.removed_at is not None:
        raise Conflict(N_("Indlægget er fjernet i mellemtiden. Der er ikke mere at gøre ved det."))
    if row.version != version:
        raise Conflict(N_("Indlægget er ændret, siden du åbnede det. Læs det igen, før du gør noget ved det."))
    return row


def unmoved_thread(session: Session, thread: OpenThread) -> Thread:
    """Lock a thread. Raises `Conflict` if it is not where the moderator saw it."""
    row = locked_thread(session, thread.id)
    if row.merged_into_id is not None or row.board_id != thread.board.id:
        raise Conflict(N_("En anden moderator har flyttet tråden i mellemtiden. Se efter, hvor den står nu."))
    return row
