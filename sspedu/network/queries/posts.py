"""The posts of a thread that is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, User
from sspedu.accounts.queries import place_name
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.models import Post, PostRevision
from sspedu.network.queries.threads import OpenThread

POSTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something, as others see them. Without a name they are no longer here."""

    name: str
    profession: Profession | None
    place: str


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post as one person has it open. `user_id` is its writer's: what only they may do asks for it."""

    id: int
    user_id: int | None
    number: int
    author: Author
    text: str
    html: str
    version: int
    posted_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_reason: str
    is_removed_by_author: bool


POSTS = (
    select(
        Post.id,
        Post.number,
        Post.author_id,
        Post.text,
        Post.html,
        Post.version,
        Post.posted_at,
        Post.edited_at,
        Post.removed_at,
        Post.removed_by_id,
        Post.removed_reason,
        User.name,
        User.profession,
        Municipality.name.label("town"),
        PoliceDistrict.name.label("district"),
    )
    .outerjoin(User, User.id == Post.author_id)
    .outerjoin(Municipality, Municipality.code == User.municipality_code)
    .outerjoin(PoliceDistrict, PoliceDistrict.id == User.police_district_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.number.between(bindparam("first"), bindparam("last")))
    .order_by(Post.number)
)


def posts(session: Session, thread: OpenThread, *, first: int) -> tuple[OpenPost, ...]:
    """Return a page of a thread's posts, from a number on."""
    values = {"thread_id": thread.id, "first": first, "last": first + POSTS_A_PAGE - 1}
    return tuple(_post(row) for row in ask(session, POSTS, values))


def post(session: Session, thread: OpenThread, number: int) -> OpenPost:
    """Return one post of a thread that is open. Raises `NotFound`."""
    row = ask(session, POSTS, {"thread_id": thread.id, "first": number, "last": number}).one_or_none()
    if row is None:
        raise NotFound
    return _post(row)


def revisions(session: Session, post: OpenPost) -> list[PostRevision]:
    """Return how a post stood before, the latest first."""
    return list(session.scalars(select(PostRevision).where(PostRevision.post_id == post.id).order_by(PostRevision.version.desc())))


def _post(row: Row[*tuple[Any, ...]]) -> OpenPost:
    return OpenPost(
        id=row.id,
        user_id=row.author_id,
        number=row.number,
        author=Author(row.name or "", row.profession, place_name(row.town, row.district)),
        text=row.text,
        html=row.html,
        version=row.version,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        removed_at=row.removed_at,
        removed_reason=row.removed_reason,
        is_removed_by_author=row.removed_by_id is not None and row.removed_by_id == row.author_id,
    )
