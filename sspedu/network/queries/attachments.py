"""Files: those of posts that one may read, and one's own that wait for a post."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import POST_IS_SHOWN, READABLE, THREAD_IS_SHOWN, reader
from sspedu.network.attaching import FileKind
from sspedu.network.attaching.clearing import Held
from sspedu.network.models import Attachment, Board, Post, StoredFile, Thread
from sspedu.network.queries.cases import OpenCase
from sspedu.network.queries.posts import FileLink
from sspedu.network.queries.practice import OpenPractice
from sspedu.policy import Action, Actor, require


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that its reader may fetch now."""

    name: str
    kind: FileKind
    content: bytes


FILE = (
    select(Attachment.name, Attachment.kind, StoredFile.content)
    .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
    .join(Post, Post.id == Attachment.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Board, Board.id == Thread.board_id)
    .where(READABLE, THREAD_IS_SHOWN, POST_IS_SHOWN)
)
HELD = select(
    Attachment.id, Attachment.name, Attachment.kind, Attachment.bytes, Attachment.sha256, Attachment.text, Attachment.post_id
).order_by(Attachment.id)


def file(session: Session, actor: Actor, file_id: int, name: str, *, today: date) -> OpenFile:
    """Return a file of a post that the actor may read at this moment, under its own name. Raises `NotFound`."""
    asked = FILE.where(Attachment.id == file_id, Attachment.name == name)
    row = ask(session, asked, reader(actor, today)).one_or_none()
    if row is None:
        raise NotFound
    return OpenFile(row.name, row.kind, row.content)


def files_of_example(session: Session, example: OpenPractice) -> tuple[FileLink, ...]:
    """Return the files of a practice example that is open: those of its thread's first post."""
    columns = (Attachment.id, Attachment.name, Attachment.kind, Attachment.bytes)
    asked = select(*columns).join(Post, Post.id == Attachment.post_id).where(Post.thread_id == example.id, Post.number == 1, POST_IS_SHOWN)
    return tuple(FileLink(row.id, row.name, row.kind, row.bytes) for row in ask(session, asked.order_by(Attachment.id)))


def held_files(session: Session, actor: Actor, nonce: str, *, thread_id: int = 0, number: int = 0) -> tuple[Held, ...]:
    """Return the actor's own files that belong to a form, and those of the post that it edits, if it does."""
    edited = select(Post.id).where(Post.thread_id == thread_id, Post.number == number)
    asked = HELD.where(Attachment.user_id == actor.id, or_(Attachment.nonce == nonce, Attachment.post_id.in_(edited)))
    return tuple(Held(**row) for row in ask(session, asked).mappings())


def names_in_case(session: Session, actor: Actor, case: OpenCase) -> tuple[str, ...]:
    """Name the files that wait with a held text, for those who decide. A refused text has none."""
    require(actor, Action.MODERATE, case)
    if case.held is None or case.held.is_masked or case.sender_id is None:
        return ()
    waiting = (Attachment.user_id == case.sender_id, Attachment.nonce == case.held.nonce, Attachment.post_id.is_(None))
    return tuple(session.scalars(select(Attachment.name).where(*waiting).order_by(Attachment.id)))
