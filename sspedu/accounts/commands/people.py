"""Making accounts."""

from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.models import User
from sspedu.accounts.steps import NewUser
from sspedu.policy import Action, Actor, require


def add_user(session: Session, actor: Actor, new: NewUser, *, now: datetime) -> User:
    """Make an account with its roles; everyone is a learner.

    Raises `Invalid` for a bad address, name or place and `Conflict` when the address is taken.
    """
    require(actor, Action.MANAGE_USERS)
    return steps.make_user(session, new, granted_by_id=actor.id, now=now)
