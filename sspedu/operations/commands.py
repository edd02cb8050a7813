"""What is done by those who look after the service."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import Invitation, PasswordLink, SignIn
from sspedu.errors import N_, Conflict
from sspedu.jobs import outbox
from sspedu.jobs.models import WorkerBeat
from sspedu.operations.models import Backup
from sspedu.policy import Action, Actor, require

KEEP_BACKUPS = timedelta(days=400)


def retry_mail(session: Session, actor: Actor, key: str, *, now: datetime) -> None:
    """Let a mail that was given up be tried afresh. Raises `Conflict` if it is no longer given up, or worth nothing any more."""
    require(actor, Action.OPERATE)
    if not outbox.revive(session, key=key, now=now):
        raise Conflict(N_("Mailen kan ikke prøves igen: Den er sendt, i gang, slettet eller for gammel til at være noget værd."))


def note_backup(session: Session, actor: Actor, *, bytes: int, now: datetime) -> None:
    """Remember that a copy was made and verified."""
    require(actor, Action.OPERATE)
    session.execute(delete(Backup).where(Backup.made_at < now - KEEP_BACKUPS))
    session.add(Backup(made_at=now, bytes=bytes))
    session.flush()


class Settled(NamedTuple):
    """What a restore put out of use: mail that is held, and invitations that ended."""

    mail: int
    invitations: int


def settle_restored(session: Session, actor: Actor, *, now: datetime) -> Settled:
    """Make a database that was put back safe to use: nobody is signed in who had signed out since, and no link works that was used since.

    An invitation may have been used, renewed or taken back after the copy was made: all end, and stand on the list to be sent again. Mail
    that waited may have gone out since, or the copy may be on trial elsewhere: it is held as given up until somebody lets it go.
    """
    require(actor, Action.OPERATE)
    for table in (SignIn, PasswordLink, WorkerBeat):
        session.execute(delete(table))
    ended = update(Invitation).where(Invitation.expires_at > now).values(expires_at=now).returning(Invitation.id)
    return Settled(outbox.hold_waiting(session, now=now), len(session.scalars(ended).all()))
