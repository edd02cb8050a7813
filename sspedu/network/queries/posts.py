"""The posts of a thread that is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, Row, and_, bindparam, case, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, User
from sspedu.accounts.queries import place_name
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import POST_IS_SHOWN
from sspedu.network.attaching import FileKind, kilobytes
from sspedu.network.models import Attachment, Post, PostRevision
from sspedu.network.queries.threads import OpenThread

POSTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something, as others see them. Without a name they are no longer here."""

    name: str
    profession: Profession | None
    place: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of a post, as the page names it."""

    id: int
    name: str
    kind: FileKind
    bytes: int

    @property
    def kilobytes(self) -> int:
        """How large it is, never nothing."""
        return kilobytes(self.bytes)


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post as one person has it open. `user_id` is its writer's: what only they may do asks for it.

    Of a hidden post only moderators get the words. `moved_to` is the thread and number where a post stands that a moderator moved.
    """

    id: int
    thread_id: int
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
    hidden_at: datetime | None = None
    hidden_reason: str = ""
    moved_to: tuple[int, int] | None = None
    files: tuple[FileLink, ...] = ()


# What is hidden leaves the database only for those who may see it.
_SHOWS = or_(Post.hidden_at.is_(None), bindparam("sees_hidden", type_=Boolean))
_MOVED = aliased(Post)
POSTS = (
    select(
        Post.id,
        Post.number,
        Post.author_id,
        case((_SHOWS, Post.text), else_="").label("text"),
        case((_SHOWS, Post.html), else_="").label("html"),
        Post.version,
        Post.posted_at,
        Post.edited_at,
        Post.removed_at,
        Post.removed_by_id,
        Post.removed_reason,
        Post.thread_id,
        Post.hidden_at,
        Post.hidden_reason,
        _MOVED.thread_id.label("moved_thread_id"),
        _MOVED.number.label("moved_number"),
        User.name,
        User.profession,
        Municipality.name.label("town"),
        PoliceDistrict.name.label("district"),
        Attachment.id.label("file_id"),
        Attachment.name.label("file_name"),
        Attachment.kind.label("file_kind"),
        Attachment.bytes.label("file_bytes"),
    )
    .outerjoin(User, User.id == Post.author_id)
    .outerjoin(_MOVED, _MOVED.id == Post.moved_to_id)
    .outerjoin(Municipality, Municipality.code == User.municipality_code)
    .outerjoin(PoliceDistrict, PoliceDistrict.id == User.police_district_id)
    # A post stands once for each of its files, as few have any.
    .outerjoin(Attachment, and_(Attachment.post_id == Post.id, POST_IS_SHOWN))
    .where(Post.thread_id == bindparam("thread_id"), Post.number.between(bindparam("first"), bindparam("last")))
    .order_by(Post.number, Attachment.id)
)


def posts(session: Session, thread: OpenThread, *, first: int) -> tuple[OpenPost, ...]:
    """Return a page of a thread's posts, from a number on."""
    values = {"thread_id": thread.id, "first": first, "last": first + POSTS_A_PAGE - 1, "sees_hidden": thread.sees_hidden}
    return tuple(_posts(ask(session, POSTS, values)))


def post(session: Session, thread: OpenThread, number: int) -> OpenPost:
    """Return one post of a thread that is open. Raises `NotFound`."""
    values = {"thread_id": thread.id, "first": number, "last": number, "sees_hidden": thread.sees_hidden}
    for found in _posts(ask(session, POSTS, values)):
        return found
    raise NotFound


def revisions(session: Session, post: OpenPost, *, before: int | None = None, most: int | None = None) -> list[PostRevision]:
    """Return how a post stood before, the latest first: all of it, or `most` versions older than one. Nothing of a post that is hidden."""
    shown = select(PostRevision).join(Post, Post.id == PostRevision.post_id).where(PostRevision.post_id == post.id, POST_IS_SHOWN)
    if before is not None:
        shown = shown.where(PostRevision.version < before)
    return list(session.scalars(shown.order_by(PostRevision.version.desc()).limit(most)))


def _posts(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[OpenPost]:
    for _, of_one in groupby(rows, key=lambda row: row.id):
        first, *others = of_one
        files = (FileLink(row.file_id, row.file_name, row.file_kind, row.file_bytes) for row in (first, *others) if row.file_id)
        yield _post(first, tuple(files))


def _post(row: Row[*tuple[Any, ...]], files: tuple[FileLink, ...]) -> OpenPost:
    return OpenPost(
        id=row.id,
        thread_id=row.thread_id,
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
        hidden_at=row.hidden_at,
        hidden_reason=row.hidden_reason,
        moved_to=(row.moved_thread_id, row.moved_number) if row.moved_thread_id else None,
        files=files,
    )
