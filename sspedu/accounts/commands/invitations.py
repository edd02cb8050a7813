"""Invitations: asking someone in, and coming in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.models import Invitation, Profession, User
from sspedu.accounts.steps import NewUser
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, NotFound
from sspedu.policy import Action, Actor, Role, require

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Someone to be invited, and what their account will be."""

    email: str
    name: str
    profession: Profession
    municipality_code: str | None = None
    police_district_id: str | None = None
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Invited:
    """Someone who was invited. The token is for their mail alone, and nowhere kept."""

    email: str
    name: str
    token: str
    expires_at: datetime


def invite(session: Session, actor: Actor, invitee: Invitee, *, now: datetime) -> Invited:
    """Ask someone in; asking again renews the invitation, and the link from before is worth nothing.

    Raises `Invalid` for a bad address, name or place and `Conflict` when the address has an account.
    """
    require(actor, Action.MANAGE_USERS)
    require(actor, Action.SET_ROLES)
    email, name = steps.free_email(session, invitee.email), steps.clean_name(invitee.name)
    municipality, district = steps.known_place(session, invitee.municipality_code, invitee.police_district_id)
    token, expires_at = secrets.token_urlsafe(32), now + INVITATION_LASTS
    session.execute(delete(Invitation).where(Invitation.email == email))
    invitation = Invitation(
        email=email,
        name=name,
        profession=invitee.profession,
        municipality_code=municipality,
        police_district_id=district,
        roles=sorted(invitee.roles),
        token_hash=steps.hash_token(token),
        invited_at=now,
        invited_by_id=actor.id,
        expires_at=expires_at,
    )
    if not insert_new(session, invitation):
        raise Conflict(N_("%(email)s er lige blevet inviteret af en anden."), email=email)
    return Invited(email, name, token, expires_at)


def accept_invitation(session: Session, actor: Actor, token: str, password_hash: str, *, now: datetime) -> User:
    """Make the account that someone was invited to, with the password they chose. The invitation is gone with it.

    Raises `NotFound` if the link never was, is used or too old, and `Conflict` when the address got an account meanwhile.
    """
    require(actor, Action.ACCEPT_INVITATION)
    valid = (Invitation.token_hash == steps.hash_token(token), Invitation.expires_at > now)
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
    )
    granted_by_id = invitation.invited_by_id
    session.delete(invitation)
    session.flush()
    return steps.make_user(session, new, granted_by_id=granted_by_id, now=now)
