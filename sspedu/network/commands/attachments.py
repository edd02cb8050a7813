"""Files that wait for their post: kept for their writer when a form comes back, forgotten when nobody comes for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sspedu.network import attached
from sspedu.network.attaching import Examined
from sspedu.network.queries import OpenBoard, OpenThread
from sspedu.policy import Action, Actor, require

KEEP_UPLOADS = timedelta(days=1)
# Of one writer at a time; the oldest fall out.
MAX_UPLOADS = 25


def keep_files(
    session: Session, actor: Actor, where: OpenBoard | OpenThread, nonce: str, files: Iterable[Examined], *, now: datetime
) -> None:
    """Keep what was uploaded with a form that comes back to its writer, who cannot put it into the form again."""
    require(actor, Action.WRITE_POST, where)
    attached.add(session, actor.id, nonce, files, now=now)
    attached.forget_uploads_of(session, actor.id, but=MAX_UPLOADS)


def forget_uploads(session: Session, actor: Actor, *, now: datetime) -> None:
    """Forget uploads that no post has after a day."""
    require(actor, Action.TIDY)
    attached.forget_uploads_before(session, now - KEEP_UPLOADS)
