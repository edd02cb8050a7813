"""Roles: given and taken."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.models import RoleGrant, User
from sspedu.policy import Action, Actor, Role, require


def set_roles(session: Session, actor: Actor, user: User, roles: frozenset[Role], *, now: datetime) -> None:
    """Make these the person's roles (learner always stays) and sign them out, so that the change holds at once."""
    require(actor, Action.SET_ROLES)
    grants = {grant.role: grant for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id))}
    wanted = roles | {Role.LEARNER}
    for role in grants.keys() - wanted:
        session.delete(grants[role])
    for role in sorted(wanted - grants.keys()):
        session.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=actor.id))
    steps.end_sign_ins(session, user.id)
