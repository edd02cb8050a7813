"""Making accounts, and ending sign-ins."""

from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, on_user
from sspedu.accounts.models import User
from sspedu.accounts.steps import NewUser
from sspedu.audit import chain
from sspedu.policy import Action, Actor, require


def add_user(session: Session, actor: Actor, new: NewUser, *, now: datetime) -> User:
    """Make an account with its roles; everyone is a learner.

    Raises `Invalid` for a bad address, name or place and `Conflict` when the address is taken.
    """
    require(actor, Action.MANAGE_USERS)
    user = steps.make_user(session, new, granted_by_id=actor.id, now=now)
    chain.add(session, actor, on_user(ActName.ADD, user.id, {"roles": sorted(new.roles)}), now=now)
    return user


def sign_out_everywhere(session: Session, actor: Actor, user: User, *, now: datetime) -> None:
    """End the person's sign-ins in every browser."""
    require(actor, Action.MANAGE_USERS)
    steps.end_sign_ins(session, user.id)
    chain.add(session, actor, on_user(ActName.SIGN_OUT, user.id), now=now)
