"""Rows of files: put to a post, and taken away with their bytes when nobody refers to them. Asks no permission: for commands and steps.

Bytes stand once, under their hash. Whoever uploads them writes them, also where they stand already (`db.write_over`): so it takes as long,
and holds the row that someone who removes the last file with these bytes asks for.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from sspedu.db import write_over
from sspedu.errors import N_, Conflict
from sspedu.network.attaching import Examined
from sspedu.network.attaching.clearing import Files, hash_of
from sspedu.network.models import Attachment, Post, StoredFile

FORGOTTEN = N_("En af filerne er her ikke længere. Vælg den igen, og send en gang til. Din tekst er her stadig.")


def add(session: Session, user_id: int | None, nonce: str, files: Iterable[Examined], *, post: Post | None = None, now: datetime) -> None:
    """Keep files for their writer, or put them to a post at once."""
    # In the order of their hashes, so that no two wait for each other.
    for file in sorted(files, key=hash_of):
        name = hash_of(file)
        write_over(session, StoredFile(sha256=name, content=file.content))
        new = Attachment(
            user_id=user_id, nonce=nonce, sha256=name, name=file.name, kind=file.kind, bytes=len(file.content), uploaded_at=now
        )
        new.post_id, new.text = (post.id, "") if post is not None else (None, file.text)
        session.add(new)
    session.flush()


def attach(session: Session, post: Post, files: Files, *, now: datetime) -> None:
    """Put the files of a form to a post, and take away those of its own that the form leaves out. Raises `Conflict` if one is gone."""
    stay = [file.id for file in files.held if file.post_id == post.id]
    _release(session, Attachment.post_id == post.id, Attachment.id.not_in(stay))
    uploaded = [file.id for file in files.held if file.post_id != post.id]
    if uploaded:
        mine = (
            Attachment.id.in_(uploaded),
            Attachment.user_id == post.author_id,
            Attachment.nonce == files.nonce,
            Attachment.post_id.is_(None),
        )
        moved = session.scalars(update(Attachment).where(*mine).values(post_id=post.id, text="").returning(Attachment.id)).all()
        if len(moved) != len(uploaded):
            raise Conflict(FORGOTTEN)
    add(session, post.author_id, files.nonce, files.new, post=post, now=now)


def marks_of(session: Session, post: Post) -> tuple[str, ...]:
    """Name a post's files by what is in them, as `Files.marks` does."""
    return tuple(session.scalars(select(Attachment.sha256).where(Attachment.post_id == post.id).distinct().order_by(Attachment.sha256)))


def forget_files_of(session: Session, post: Post) -> None:
    """Take away all files of a post."""
    _release(session, Attachment.post_id == post.id)


def forget_uploads_of(session: Session, user_id: int | None, *, but: int) -> None:
    """Take away a writer's oldest uploads that no post has, all but so many."""
    mine = (Attachment.user_id == user_id, Attachment.post_id.is_(None))
    kept = select(Attachment.id).where(*mine).order_by(Attachment.id.desc()).limit(but)
    _release(session, *mine, Attachment.id.not_in(kept.scalar_subquery()))


def forget_uploads_before(session: Session, moment: datetime) -> None:
    """Take away uploads that no post has and nobody came back for."""
    _release(session, Attachment.post_id.is_(None), Attachment.uploaded_at < moment)


def _release(session: Session, *which: ColumnElement[bool]) -> None:
    gone = session.execute(delete(Attachment).where(*which).returning(Attachment.sha256), execution_options={"synchronize_session": False})
    _forget_bytes(session, sorted(set(gone.scalars())))


def _forget_bytes(session: Session, names: Collection[str]) -> None:
    """Take away bytes that nobody refers to. They are locked first: whoever is about to refer to them has written them, and holds them."""
    if not names:
        return
    session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(names)).order_by(StoredFile.sha256).with_for_update()).all()
    is_used = exists().where(Attachment.sha256 == StoredFile.sha256)
    session.execute(delete(StoredFile).where(StoredFile.sha256.in_(names), ~is_used), execution_options={"synchronize_session": False})
