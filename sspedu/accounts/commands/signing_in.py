"""Signing in and out."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.models import SignIn, SignInThrottle, User
from sspedu.errors import N_, Conflict
from sspedu.policy import Action, Actor, require

MAX_TRIES = 10


def claim_try(session: Session, actor: Actor, email: str, *, now: datetime) -> None:
    """Count a try to sign in before its password is looked at, so that parallel tries cannot slip past each other.

    Raises `TooMany` after 10 failed tries in 15 minutes for one account name, whether it exists or not, from any number of addresses.
    """
    require(actor, Action.SIGN_IN)
    steps.count_try(session, steps.hash_token(steps.account_name(email)), MAX_TRIES, now=now)


def open_sign_in(session: Session, actor: Actor, user_id: int, password_hash: str, *, days: int, now: datetime) -> str:
    """Sign in the person whose password was compared with this hash, and forget their failed tries.

    Returns the browser's token, which is nowhere kept. Raises `Conflict` if the password was changed
    or the person suspended while it was compared.
    """
    require(actor, Action.SIGN_IN)
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.password_hash != password_hash:
        raise Conflict(N_("Adgangskoden er lige blevet ændret. Log ind med den nye."))
    if user.suspended_at is not None:
        raise Conflict(N_("Din konto er lige blevet spærret. Spørg den, der står for SSP Læring hos jer."))
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.user_id == user_id, SignIn.expires_at <= now))
    session.add(SignIn(user_id=user_id, token_hash=steps.hash_token(token), created_at=now, expires_at=now + timedelta(days=days)))
    session.execute(delete(SignInThrottle).where(SignInThrottle.account_key == steps.hash_token(user.email)))
    session.flush()
    return token


def close_sign_in(session: Session, actor: Actor, token: str) -> None:
    """End the sign-in of one browser. A copied cookie is worth nothing afterwards."""
    require(actor, Action.SIGN_OUT)
    session.execute(delete(SignIn).where(SignIn.token_hash == steps.hash_token(token), SignIn.user_id == actor.id))
