"""What is left at the address of a thread that is not shown: where its posts went, or for its writer why a moderator has hidden it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import READABLE, READER, reader
from sspedu.network.models import Board, Post, Thread
from sspedu.network.queries.posts import POSTS_A_PAGE
from sspedu.policy import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """Where the post of a number stands now."""

    number: int
    thread_id: int
    new_number: int


@dataclass(frozen=True, slots=True)
class FormerThread:
    """A thread that is not shown. `heir_id` is the one that took its posts; without it a moderator has hidden it.

    The title of one that was hidden is for its writer alone, and nothing once it is merged.
    """

    id: int
    heir_id: int | None
    heir_title: str
    title: str
    hidden_reason: str
    places: tuple[Place, ...]
    more: int | None


@cache
def _former() -> Select[*tuple[Any, ...]]:
    heir = aliased(Thread)
    is_merged = and_(Thread.merged_into_id.is_not(None), heir.hidden_at.is_(None))
    is_own = and_(Thread.merged_into_id.is_(None), Thread.hidden_at.is_not(None), Thread.author_id == READER)
    title = case((and_(is_merged, Thread.hidden_at.is_not(None)), ""), else_=Thread.title).label("title")
    return (
        select(Thread.id, title, Thread.hidden_reason, heir.id.label("heir_id"), heir.title.label("heir_title"))
        .outerjoin(heir, heir.id == Thread.merged_into_id)
        .join(Board, Board.id == func.coalesce(heir.board_id, Thread.board_id))
        .where(Thread.id == bindparam("thread_id"), READABLE, or_(is_merged, is_own))
    )


@cache
def _places() -> Select[int, int, int]:
    stands = aliased(Post)
    return (
        select(Post.number, stands.thread_id, stands.number.label("new_number"))
        .join(stands, stands.id == Post.moved_to_id)
        # Of what a moderator has moved on from the heir nothing is said: it may stand where the reader may not read.
        .where(Post.thread_id == bindparam("thread_id"), stands.thread_id == bindparam("heir_id"), Post.number >= bindparam("first"))
        .order_by(Post.number)
        .limit(POSTS_A_PAGE + 1)
    )


def former_thread(session: Session, actor: Actor, thread_id: int, *, first: int = 1, today: date) -> FormerThread:
    """Return what is left of a thread for someone who may read where it stood or stands now. Raises `NotFound`."""
    row = ask(session, _former(), {**reader(actor, today), "thread_id": thread_id}).one_or_none()
    if row is None:
        raise NotFound
    rows = ask(session, _places(), {"thread_id": thread_id, "heir_id": row.heir_id, "first": first}).all() if row.heir_id else []
    places = tuple(Place(place.number, place.thread_id, place.new_number) for place in rows[:POSTS_A_PAGE])
    more = rows[POSTS_A_PAGE].number if len(rows) > POSTS_A_PAGE else None
    return FormerThread(row.id, row.heir_id, row.heir_title or "", row.title, row.hidden_reason, places, more)
