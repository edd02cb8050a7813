"""Invitations: asking someone in, and coming in."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, on_invitation, on_user
from sspedu.accounts.models import Invitation, Profession, User
from sspedu.accounts.queries import is_good
from sspedu.accounts.steps import NewUser
from sspedu.audit import chain
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, NotFound
from sspedu.policy import Action, Actor, Role, require

INVITATION_LASTS = timedelta(days=14)
# Within this time the same again is a second click.
JUST_NOW = timedelta(minutes=1)


class Invitee(NamedTuple):
    """Someone to be invited, and what their account will be."""

    email: str
    name: str
    profession: Profession
    municipality_code: str | None = None
    police_district_id: str | None = None
    roles: frozenset[Role] = frozenset()


class Invited(NamedTuple):
    """Someone who was invited. The token is for their mail alone, and nowhere kept."""

    email: str
    name: str
    token: str
    expires_at: datetime


def invite(session: Session, actor: Actor, invitee: Invitee, *, now: datetime) -> Invited:
    """Ask someone in; asking again renews the invitation, and the link from before is worth nothing.

    Raises `Invalid` for a bad address, name or place, and `Conflict` when the address or the id has an account, or when the very same was
    asked within the last minute: a second click must not make the first mail's link worthless.
    """
    require(actor, Action.MANAGE_USERS)
    require(actor, Action.SET_ROLES)
    email = steps.free_email(session, invitee.email)
    municipality, district = steps.known_place(session, invitee.municipality_code, invitee.police_district_id)
    asked = {
        "name": steps.clean_name(invitee.name),
        "profession": invitee.profession,
        "municipality_code": municipality,
        "police_district_id": district,
        "roles": sorted(invitee.roles),
    }
    invitation = session.scalar(select(Invitation).where(Invitation.email == email).with_for_update())
    if invitation is None:
        return _ask_in(session, actor, Invitation(email=email, **asked), now=now)
    if _is_just_sent(invitation, now=now) and all(getattr(invitation, name) == value for name, value in asked.items()):
        raise Conflict(N_("%(email)s er lige blevet inviteret. Mailen er på vej."), email=email)
    for name, value in asked.items():
        setattr(invitation, name, value)
    return _renew(session, actor, invitation, ActName.INVITE, now=now)


def _ask_in(session: Session, actor: Actor, invitation: Invitation, *, now: datetime) -> Invited:
    invited = _give_link(invitation, actor, now=now)
    if not insert_new(session, invitation):
        raise Conflict(N_("%(email)s er lige blevet inviteret af en anden."), email=invitation.email)
    id_ = session.scalars(select(Invitation.id).where(Invitation.email == invitation.email)).one()
    chain.add(session, actor, on_invitation(ActName.INVITE, id_, {"roles": invitation.roles}), now=now)
    return invited


def send_again(session: Session, actor: Actor, invitation_id: int, *, now: datetime) -> Invited:
    """Renew an invitation as it is, for 14 days more. The link from before is worth nothing.

    Raises `NotFound` when it is used or withdrawn, and `Conflict` within a minute of the last mail or when the address got an account.
    """
    require(actor, Action.MANAGE_USERS)
    invitation = session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation is None:
        raise NotFound(N_("Invitationen er brugt eller trukket tilbage."))
    steps.free_email(session, invitation.email)
    if _is_just_sent(invitation, now=now):
        raise Conflict(N_("%(email)s har fået en mail for et øjeblik siden. Vent et minut, før du sender igen."), email=invitation.email)
    return _renew(session, actor, invitation, ActName.SEND_AGAIN, now=now)


def _renew(session: Session, actor: Actor, invitation: Invitation, name: ActName, *, now: datetime) -> Invited:
    invited = _give_link(invitation, actor, now=now)
    session.flush()
    chain.add(session, actor, on_invitation(name, invitation.id, {"roles": invitation.roles}), now=now)
    return invited


def _give_link(invitation: Invitation, actor: Actor, *, now: datetime) -> Invited:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = steps.hash_token(token)
    invitation.invited_at, invitation.invited_by_id, invitation.expires_at = now, actor.id, now + INVITATION_LASTS
    return Invited(invitation.email, invitation.name, token, invitation.expires_at)


def _is_just_sent(invitation: Invitation, *, now: datetime) -> bool:
    return abs(now - invitation.invited_at) < JUST_NOW


def withdraw(session: Session, actor: Actor, invitation_id: int, *, now: datetime) -> str:
    """Take an invitation back: its link is worth nothing, and its mail is not sent if it still waits. Returns the address.

    Raises `NotFound` when it is used or withdrawn already.
    """
    require(actor, Action.MANAGE_USERS)
    email: str | None = session.scalar(delete(Invitation).where(Invitation.id == invitation_id).returning(Invitation.email))
    if email is None:
        raise NotFound(N_("Invitationen er brugt eller trukket tilbage."))
    chain.add(session, actor, on_invitation(ActName.WITHDRAW, invitation_id), now=now)
    return email


def accept_invitation(session: Session, actor: Actor, token: str, password_hash: str, *, now: datetime, is_demo: bool = False) -> User:
    """Make the account that someone was invited to, with the password they chose. The invitation is gone with it.

    `is_demo`: whoever comes into a demo is a demo person, and stays out of production.

    Raises `NotFound` if the link never was, is used or too old, or its sender may not invite any more, and `Conflict` when the address got
    an account meanwhile.
    """
    require(actor, Action.ACCEPT_INVITATION)
    valid = (Invitation.token_hash == steps.hash_token(token), is_good(now))
    invitation = session.scalar(select(Invitation).where(*valid).with_for_update())
    if invitation is None:
        raise NotFound(N_("Invitationen er brugt eller for gammel."))
    new = NewUser(
        email=invitation.email,
        name=invitation.name,
        profession=invitation.profession,
        password_hash=password_hash,
        municipality_code=invitation.municipality_code,
        police_district_id=invitation.police_district_id,
        roles=frozenset(map(Role, invitation.roles)),
        external_id=invitation.external_id,
        is_demo=is_demo,
    )
    asked = {
        "invitation": invitation.id,
        "invited_by": invitation.invited_by_id,
        "invited_at": invitation.invited_at.isoformat(),
        "roles": invitation.roles,
    }
    granted_by_id = invitation.invited_by_id
    session.delete(invitation)
    session.flush()
    user = steps.make_user(session, new, granted_by_id=granted_by_id, now=now)
    chain.add(session, Actor(id=user.id), on_user(ActName.ACCEPT, user.id, asked), now=now)
    return user
