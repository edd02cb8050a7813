"""Suspension: nobody comes in with the account, and nothing is lost."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, on_user
from sspedu.accounts.models import PasswordLink, RoleGrant, User
from sspedu.audit import chain
from sspedu.errors import N_, Conflict, Invalid
from sspedu.policy import Action, Actor, Role, require

MAX_REASON = 300


def suspend(session: Session, actor: Actor, user: User, reason: str, *, now: datetime) -> None:
    """Sign the person out everywhere and let them in no more; links to a new password die.

    Mail that waits for them is not sent, and invitations from them are not good until somebody sends them again (`queries.is_good`).

    Raises `Invalid` without a reason or for one with a CPR number, and `Conflict` for oneself, the last administrator, or someone who is
    suspended already.
    """
    require(actor, Action.MANAGE_USERS)
    reason = steps.one_line(reason)
    if not 3 <= len(reason) <= MAX_REASON:
        raise Invalid("reason", N_("Skriv hvorfor, med mellem 3 og %(most)d tegn."), most=MAX_REASON)
    steps.refuse_cpr(reason, "reason")
    if user.id == actor.id:
        raise Conflict(N_("Du kan ikke spærre dig selv. Bed en anden administrator om det."))
    steps.lock_user(session, user)
    if user.suspended_at is not None:
        raise Conflict(N_("%(name)s er allerede spærret."), name=user.name)
    if session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == user.id, RoleGrant.role == Role.ADMIN)) is not None:
        steps.keep_an_administrator(session, user)
    user.suspended_at, user.suspended_reason = now, reason
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    steps.end_sign_ins(session, user.id)
    chain.add(session, actor, on_user(ActName.SUSPEND, user.id), now=now)


def lift(session: Session, actor: Actor, user: User, *, now: datetime) -> None:
    """Let the person in again, with the password and all that they had. Raises `Conflict` if they are not suspended."""
    require(actor, Action.MANAGE_USERS)
    steps.lock_user(session, user)
    if user.suspended_at is None:
        raise Conflict(N_("%(name)s er ikke spærret."), name=user.name)
    user.suspended_at = user.suspended_reason = None
    session.flush()
    chain.add(session, actor, on_user(ActName.LIFT, user.id), now=now)
