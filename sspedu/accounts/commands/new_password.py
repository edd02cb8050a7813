"""New passwords: set for someone, or chosen through a link by mail."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, on_user
from sspedu.accounts.models import PasswordLink, SignInThrottle, User
from sspedu.audit import chain
from sspedu.errors import N_, Conflict, NotFound
from sspedu.policy import Action, Actor, require

# How many links to a new password one address can be sent in a quarter of an hour, and how long each lasts.
MAX_LINKS = 3
LINK_LASTS = timedelta(minutes=30)


def set_password(session: Session, actor: Actor, user: User, password_hash: str, *, now: datetime) -> None:
    """Give the person a new password, sign them out everywhere, and let no link from before change it again."""
    require(actor, Action.MANAGE_USERS)
    steps.renew_password(session, user, password_hash)
    chain.add(session, actor, on_user(ActName.SET_PASSWORD, user.id), now=now)


def claim_link(session: Session, actor: Actor, email: str, *, now: datetime) -> None:
    """Count that a link to a new password was asked for, for any address, known or not. Raises `TooMany` after 3 in 15 minutes."""
    require(actor, Action.RENEW_PASSWORD)
    steps.count_try(session, steps.hash_token(f"link {steps.account_name(email)}"), MAX_LINKS, now=now)


def make_password_link(session: Session, actor: Actor, user: User, *, now: datetime) -> str:
    """Return the token of a link that lets the person choose a new password, once, within 30 minutes. It is nowhere kept.

    Links from before stay good until one is used: mail does not always come in the order in which it was sent.
    """
    require(actor, Action.RENEW_PASSWORD)
    return _new_link(session, user, now=now)


def send_password_link(session: Session, actor: Actor, user: User, *, now: datetime) -> str:
    """Return the token of such a link for someone who asked an administrator for it. Raises `Conflict` if they are suspended."""
    require(actor, Action.MANAGE_USERS)
    steps.lock_user(session, user)
    if user.suspended_at is not None:
        raise Conflict(N_("%(name)s er spærret og får ingen mail. Ophæv spærringen først."), name=user.name)
    token = _new_link(session, user, now=now)
    chain.add(session, actor, on_user(ActName.SEND_LINK, user.id), now=now)
    return token


def _new_link(session: Session, user: User, *, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.execute(delete(PasswordLink).where(PasswordLink.expires_at <= now))
    session.add(PasswordLink(token_hash=steps.hash_token(token), user_id=user.id, created_at=now, expires_at=now + LINK_LASTS))
    session.flush()
    return token


def use_password_link(session: Session, actor: Actor, token: str, password_hash: str, *, now: datetime) -> User:
    """Give the person whose link it is the password, sign them out everywhere and forget their failed tries and other links.

    Raises `NotFound` if the link never was, is used, too old, or the person suspended. Of two who use it at once, one comes through.
    """
    require(actor, Action.RENEW_PASSWORD)
    link = delete(PasswordLink).where(PasswordLink.token_hash == steps.hash_token(token), PasswordLink.expires_at > now)
    user_id = session.scalar(link.returning(PasswordLink.user_id))
    user = None if user_id is None else session.get(User, user_id)
    if user is None or user.suspended_at is not None:
        raise NotFound(N_("Linket er brugt eller for gammelt."))
    session.execute(delete(SignInThrottle).where(SignInThrottle.account_key == steps.hash_token(user.email)))
    steps.renew_password(session, user, password_hash)
    return user
