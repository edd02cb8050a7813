"""The posts of a thread that is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Row, and_, bindparam, case, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import Municipality, PoliceDistrict, User
from sspedu.accounts.queries import place_name
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.lasting import lasting
from sspedu.network.access import POST_IS_SHOWN
from sspedu.network.attaching import FileKind, kilobytes
from sspedu.network.models import Attachment, Post, PostRevision
from sspedu.network.queries.threads import OpenThread

POSTS_A_PAGE = 50


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


# Both are named tuples, since a page makes fifty of each: a third of the time of the other read models.
class Author(NamedTuple):
    """Who wrote something, as others see them. Without a name they are no longer here."""

    name: str
    place: str


class OpenPost(NamedTuple):
    """A post as one person has it open. `user_id` is its writer's: what only they may do asks for it.

    Of a hidden post only moderators get the words. A moderator has moved one that `is_moved`; `moved_post`
    says where to, to whoever may read there.
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
    is_moved: bool = False
    files: tuple[FileLink, ...] = ()


# What a column of 32 bits holds.
LARGEST = 2**31 - 1
# What is hidden leaves the database only for those who may see it.
_SHOWS = or_(Post.hidden_at.is_(None), bindparam("sees_hidden", type_=Boolean))
_MOVED = aliased(Post)
WHERE_MOVED = (
    select(_MOVED.thread_id, _MOVED.number)
    .join(Post, Post.moved_to_id == _MOVED.id)
    .where(Post.thread_id == bindparam("thread_id"), Post.number == bindparam("number"))
)
POSTS = lasting(
    # In the order in which `_post` takes them apart.
    select(
        Post.id,
        Post.thread_id,
        Post.author_id,
        Post.number,
        case((_SHOWS, Post.text), else_="").label("text"),
        case((_SHOWS, Post.html), else_="").label("html"),
        Post.version,
        Post.posted_at,
        Post.edited_at,
        Post.removed_at,
        Post.removed_reason,
        Post.removed_by_id,
        Post.hidden_at,
        Post.hidden_reason,
        Post.moved_to_id,
        User.name,
        Municipality.name.label("town"),
        PoliceDistrict.name.label("district"),
        Attachment.id.label("file_id"),
        Attachment.name.label("file_name"),
        Attachment.kind.label("file_kind"),
        Attachment.bytes.label("file_bytes"),
    )
    .outerjoin(User, User.id == Post.author_id)
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
    return tuple(_posts(ask(session, POSTS, values).all()))


def post(session: Session, thread: OpenThread, number: int) -> OpenPost:
    """Return one post of a thread that is open. Raises `NotFound`."""
    _refuse_beyond(number)
    values = {"thread_id": thread.id, "first": number, "last": number, "sees_hidden": thread.sees_hidden}
    for found in _posts(ask(session, POSTS, values)):
        return found
    raise NotFound


def where_moved(session: Session, thread: OpenThread, number: int) -> tuple[int, int]:
    """Return the thread and number where a post stands now that a moderator has moved. Whoever asks must be able to read there.

    Raises `NotFound` for one that was not moved.
    """
    _refuse_beyond(number)
    row = ask(session, WHERE_MOVED, {"thread_id": thread.id, "number": number}).one_or_none()
    if row is None:
        raise NotFound
    return row.thread_id, row.number


def _refuse_beyond(number: int) -> None:
    """Raise `NotFound` for a number that no post has: PostgreSQL is not asked for one that its column cannot hold."""
    if number > LARGEST:
        raise NotFound


def revisions(session: Session, post: OpenPost, *, before: int | None = None, most: int | None = None) -> list[PostRevision]:
    """Return how a post stood before, the latest first: all of it, or `most` versions older than one. Nothing of a post that is hidden."""
    shown = select(PostRevision).join(Post, Post.id == PostRevision.post_id).where(PostRevision.post_id == post.id, POST_IS_SHOWN)
    if before is not None:
        # All that were kept are older than the post is: no number goes to PostgreSQL that the column cannot hold.
        shown = shown.where(PostRevision.version < min(before, post.version))
    return list(session.scalars(shown.order_by(PostRevision.version.desc()).limit(most)))


def _posts(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[OpenPost]:
    for _, of_one in groupby(rows, key=itemgetter(0)):
        first, *others = of_one
        files = (
            tuple(FileLink(row.file_id, row.file_name, row.file_kind, row.file_bytes) for row in (first, *others)) if first.file_id else ()
        )
        yield _post(first, files)


def _post(row: Row[*tuple[Any, ...]], files: tuple[FileLink, ...]) -> OpenPost:
    # Taken apart in one go: to ask a row for each of its columns by name costs more than all else here.
    id_, thread_id, user_id, number, text, html, version, posted, edited, removed, reason, remover, *rest = row
    hidden, hidden_reason, moved_to_id, name, town, district, *_ = rest
    return OpenPost(
        id_,
        thread_id,
        user_id,
        number,
        Author(name or "", place_name(town, district)),
        text,
        html,
        version,
        posted,
        edited,
        removed,
        reason,
        is_removed_by_author=remover is not None and remover == user_id,
        hidden_at=hidden,
        hidden_reason=hidden_reason,
        is_moved=moved_to_id is not None,
        files=files,
    )
