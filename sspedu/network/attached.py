"""Rows of files: put to a post, and taken away with their bytes when nobody refers to them. Asks no permission: for commands and steps.

Bytes stand once, under their hash. Whoever uploads them writes them, also where they stand already (`db.write_over`): so it takes as long,
and holds the row that someone who removes the last file with these bytes asks for.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from sspedu.db import write_over
from sspedu.errors import N_, Conflict
from sspedu.network.attaching import Examined
from sspedu.network.attaching.clearing import Files, hash_of
from sspedu.network.models import Attachment, Case, HeldText, Post, StoredFile

FORGOTTEN = N_("En af filerne er her ikke længere. Vælg den igen, og send en gang til. Din tekst er her stadig.")
# Whose text waits for a moderator. A refused one waits no more.
_WAITING = (
    select(HeldText.case_id)
    .join(Case, Case.id == HeldText.case_id)
    .where(Case.user_id == Attachment.user_id, HeldText.nonce == Attachment.nonce, HeldText.is_masked.is_(False))
    .correlate(Attachment)
)


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


def hold(session: Session, user_id: int | None, nonce: str, files: Files, *, post_id: int = 0, now: datetime) -> None:
    """Keep the files of a form a second time, for a text that waits, under a nonce of its own: the form may be sent again, or changed.

    Of the post that the form edits its own files, too. Raises `Conflict` if one is gone.
    """
    names = sorted(file.sha256 for file in files.held)
    # Locked first, so that nobody takes the bytes away meanwhile.
    session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(names)).order_by(StoredFile.sha256).with_for_update()).all()
    is_forms = or_(Attachment.post_id == post_id, Attachment.post_id.is_(None) & (Attachment.nonce == files.nonce))
    mine = (Attachment.id.in_([file.id for file in files.held]), Attachment.user_id == user_id, is_forms)
    rows = session.scalars(select(Attachment).where(*mine).order_by(Attachment.id)).all()
    if len(rows) != len(names):
        raise Conflict(FORGOTTEN)
    for row in rows:
        copy = Attachment(user_id=user_id, nonce=nonce, sha256=row.sha256, name=row.name, kind=row.kind, bytes=row.bytes)
        copy.text, copy.uploaded_at = "", now
        session.add(copy)
    add(session, user_id, nonce, files.new, now=now)


def forget_held(session: Session, cases: Select[int]) -> None:
    """Take away at once what waits with the texts of some cases."""
    _release(session, Attachment.post_id.is_(None), exists(_WAITING.where(HeldText.case_id.in_(cases))))


def marks_of(session: Session, post: Post) -> tuple[str, ...]:
    """Name a post's files by what is in them, as `Files.marks` does."""
    return tuple(session.scalars(select(Attachment.sha256).where(Attachment.post_id == post.id).distinct().order_by(Attachment.sha256)))


def forget_files_of(session: Session, post: Post) -> None:
    """Take away all files of a post."""
    _release(session, Attachment.post_id == post.id)


def forget_uploads_like(session: Session, post: Post) -> None:
    """Take away a writer's uploads of the same bytes as a post's files: left over from forms that were refused or never sent."""
    theirs = select(Attachment.sha256).where(Attachment.post_id == post.id)
    mine = (Attachment.user_id == post.author_id, Attachment.post_id.is_(None), ~exists(_WAITING))
    _release(session, *mine, Attachment.sha256.in_(session.scalars(theirs).all()))


def forget_uploads_of(session: Session, user_id: int | None, *, but: int) -> None:
    """Take away a writer's oldest uploads that no post has and no text waits with, all but so many."""
    mine = (Attachment.user_id == user_id, Attachment.post_id.is_(None), ~exists(_WAITING))
    kept = select(Attachment.id).where(*mine).order_by(Attachment.id.desc()).limit(but)
    _release(session, *mine, Attachment.id.not_in(kept.scalar_subquery()))


def forget_uploads_before(session: Session, moment: datetime) -> None:
    """Take away uploads that no post has, no text waits with, and nobody came back for."""
    _release(session, Attachment.post_id.is_(None), Attachment.uploaded_at < moment, ~exists(_WAITING))


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
