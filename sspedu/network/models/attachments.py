"""Files attached to posts, and their bytes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Hash, Id, text_enum
from sspedu.network.attaching.kinds import FileKind


class StoredFile(Base):
    """Bytes under their hash. Several attachments may have the same; when the last of them is gone, they are gone, too."""

    __tablename__ = "stored_file"

    sha256: Mapped[Hash] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A file under the name that its writer gave it.

    Until its post stands it belongs to its writer and to the form with that `nonce`, and nobody can fetch it; `text` is what the guard
    reads again when the form comes once more, and goes when the post stands.
    """

    __tablename__ = "attachment"

    id: Mapped[Id]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    nonce: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[Hash] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[FileKind] = mapped_column(text_enum(FileKind, "kind"))
    bytes: Mapped[int]
    text: Mapped[str] = mapped_column(default="")
    uploaded_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "user_id", "nonce"),
        Index(None, "uploaded_at"),
        CheckConstraint("bytes > 0", name="a_file_holds_something"),
        CheckConstraint("post_id IS NULL OR text = ''", name="an_attached_file_has_no_copy_of_its_text"),
    )
