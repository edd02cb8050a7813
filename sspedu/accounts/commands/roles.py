"""Roles: given, for good or until a day, and taken."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, on_user
from sspedu.accounts.finding import roles_mark
from sspedu.accounts.models import RoleGrant, User
from sspedu.audit import chain
from sspedu.errors import N_, Conflict, Invalid
from sspedu.policy import Action, Actor, Role, require


def set_roles(
    session: Session,
    actor: Actor,
    user: User,
    roles: frozenset[Role],
    *,
    now: datetime,
    until: Mapping[Role, datetime] | None = None,
    based_on: str | None = None,
) -> bool:
    """Make these the person's roles and sign them out, so that the change holds at once. Returns whether anything changed.

    Learner always stays. `until` is the moment from which a role no longer counts. A role that is not changed keeps its granter and day.
    `based_on` is the mark of the roles that the actor saw. Raises `Invalid` for a moment that is past, and `Conflict` when the roles are
    others by now or nobody would be left as administrator.
    """
    require(actor, Action.SET_ROLES)
    ends = {role: (until or {}).get(role) for role in roles} | {Role.LEARNER: None}
    if any(end is not None and end <= now for end in ends.values()):
        raise Invalid("until", N_("Den dag er gået. Vælg en dag, der kommer, eller lad feltet være tomt."))
    steps.lock_user(session, user)
    grants = {grant.role: grant for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id))}
    if based_on is not None and based_on != roles_mark(grants.values()):
        raise Conflict(N_("Rollerne er ændret, siden du åbnede siden. Se, hvad de er nu, og vælg igen."))
    changed = {role for role in grants.keys() | ends.keys() if role not in grants or role not in ends or grants[role].until != ends[role]}
    if not changed:
        return False
    if Role.ADMIN in changed & grants.keys() and ends.get(Role.ADMIN, now) is not None:
        steps.keep_an_administrator(session, user)
    for role in sorted(changed):
        if role in grants:
            session.delete(grants[role])
    session.flush()
    for role in sorted(changed & ends.keys()):
        session.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=actor.id, until=ends[role]))
    steps.end_sign_ins(session, user.id)
    given = {role: end and end.isoformat() for role, end in sorted(ends.items()) if role in changed}
    chain.add(session, actor, on_user(ActName.SET_ROLES, user.id, {"given": given, "taken": sorted(changed - ends.keys())}), now=now)
    return True
