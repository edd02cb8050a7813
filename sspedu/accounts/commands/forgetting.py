"""What is forgotten when it is old."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.accounts.models import PeopleImport
from sspedu.policy import Action, Actor, require

KEEP_FILES = timedelta(days=7)


def forget_old_files(session: Session, actor: Actor, *, now: datetime) -> None:
    """Remove files of people that were read a week ago, carried out or not."""
    require(actor, Action.TIDY)
    session.execute(delete(PeopleImport).where(PeopleImport.made_at < now - KEEP_FILES))
