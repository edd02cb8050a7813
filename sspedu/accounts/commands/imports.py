"""Many people from a file: kept while it is looked at, and carried out exactly as it was shown."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, on_invitation, on_user
from sspedu.accounts.commands.forgetting import KEEP_FILES
from sspedu.accounts.commands.invitations import INVITATION_LASTS, Invited
from sspedu.accounts.importing.files import Table, needed, refuse_cpr
from sspedu.accounts.importing.plans import ImportPlan, ReadRows, Step, Target, plan, understand
from sspedu.accounts.models import Invitation, PasswordLink, PeopleImport, Profession, RoleGrant, SignIn, User
from sspedu.accounts.steps import Moved
from sspedu.audit import chain
from sspedu.audit.chain import Act
from sspedu.errors import N_, Conflict, NotFound
from sspedu.policy import Action, Actor, Role, require
from sspedu.privacy import masked

FORGOTTEN = N_("Filen er glemt igen: vi gemmer den højst en uge. Læg den op på ny.")
FIELDS = ("external_id", "email", "name", "profession", "municipality_code", "police_district_id")


class Prepared(NamedTuple):
    """Everything that can be made ready before the lock is taken: the rows as read, the plan, whom to write to, and their links by line."""

    rows: ReadRows
    plan: ImportPlan
    tokens: dict[int, str]
    invited: tuple[Invited, ...]
    moved: tuple[Moved, ...]


def keep_file(session: Session, actor: Actor, file_name: str, table: Table, *, now: datetime) -> PeopleImport:
    """Keep what is needed of a file until it is carried out, a week at most. Older ones are forgotten.

    Raises `Invalid` for a file with a CPR number in it.
    """
    require(actor, Action.MANAGE_USERS)
    refuse_cpr(table)
    session.execute(delete(PeopleImport).where(PeopleImport.made_at < now - KEEP_FILES))
    kept = PeopleImport(
        made_by_id=actor.id, made_at=now, file_name=masked(steps.one_line(file_name))[:120] or "fil.csv", text=needed(table)
    )
    session.add(kept)
    session.flush()
    return kept


def prepare(session: Session, actor: Actor, table: Table, *, now: datetime) -> Prepared:
    """Plan what the table would do now, and make ready what it takes. Only reads: on SQLite a writer shuts out all others."""
    require(actor, Action.MANAGE_USERS)
    rows = understand(session, table)
    found = plan(session, rows, now=now)
    asked = [step for step in (*found.created, *found.changed) if step.target is Target.NEW or _needs_new_link(step)]
    tokens = {step.wanted.line: secrets.token_urlsafe(32) for step in asked}
    expires_at = now + INVITATION_LASTS
    invited = tuple(Invited(step.wanted.email, step.wanted.name, tokens[step.wanted.line], expires_at) for step in asked)
    moved = tuple(
        Moved(step.wanted.name, step.before.email, step.wanted.email, step.before.language)
        for step in found.changed
        if step.target is Target.USER and step.before and step.changed("email")
    )
    return Prepared(rows, found, tokens, invited, moved)


def _needs_new_link(step: Step) -> bool:
    return step.target is Target.INVITATION and step.changed("email") is not None


def carry_out(session: Session, actor: Actor, prepared: Prepared, *, now: datetime) -> None:
    """Do what was prepared, if that is still what the rows do. Faulty rows are passed over.

    The plan is made anew with rows that nobody can change meanwhile. Raises `Conflict` when it is another: then nothing is done.
    """
    require(actor, Action.MANAGE_USERS)
    require(actor, Action.SET_ROLES)
    found = plan(session, prepared.rows, now=now, lock=True)
    refuse_another(found, prepared.plan.hash)
    try:
        acts = [
            *_invite_all(session, actor, found, prepared.tokens, now=now),
            *_change_invitations(session, actor, found, prepared.tokens, now=now),
            *_change_users(session, actor, found, now=now),
        ]
    except IntegrityError:
        raise Conflict(N_("En af personerne blev oprettet af en anden imens. Intet er gennemført. Prøv igen.")) from None
    counts = {"invited": len(found.created), "changed": len(found.changed), "faulty": len(found.faults), "plan": found.hash}
    chain.add(session, actor, Act(ActName.IMPORT, f"plan:{found.hash[:16]}", counts), *acts, now=now)


def refuse_another(found: ImportPlan, shown: str) -> None:
    """Raise `Conflict` unless the plan is the one that was shown."""
    if found.hash != shown:
        raise Conflict(N_("Der er sket noget, siden planen blev vist, så den er en anden nu. Intet er gennemført. Se den igennem igen."))


def carry_out_file(session: Session, actor: Actor, import_id: int, prepared: Prepared, faulty: str, *, now: datetime) -> bool:
    """Carry out a file that was kept, and keep of it only the faulty rows. Returns whether it was the first time: it is done once.

    Raises `NotFound` when the file has been forgotten meanwhile.
    """
    require(actor, Action.MANAGE_USERS)
    kept = session.get(PeopleImport, import_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise NotFound(FORGOTTEN)
    if kept.applied_at is not None:
        return False
    carry_out(session, actor, prepared, now=now)
    found = prepared.plan
    kept.applied_at, kept.plan_hash, kept.text = now, found.hash, faulty
    kept.invited_count, kept.changed_count, kept.faulty_count = len(found.created), len(found.changed), len(found.faults)
    session.flush()
    return True


def _invite_all(session: Session, actor: Actor, found: ImportPlan, tokens: dict[int, str], *, now: datetime) -> list[Act]:
    rows: list[dict[str, Any]] = []
    for step in found.created:
        row = step.wanted
        facts = {
            "email": row.email,
            "name": row.name,
            "profession": row.profession or Profession.OTHER,
            "municipality_code": row.municipality_code,
            "police_district_id": row.police_district_id,
            "external_id": row.external_id,
            "roles": [Role.MANAGER.value] if row.is_manager else [],
        }
        rows.append({**facts, **_link(actor, tokens[row.line], now=now)})
    if not rows:
        return []
    session.execute(insert(Invitation), rows)
    made = select(Invitation.id, Invitation.roles).where(Invitation.email.in_([row["email"] for row in rows])).order_by(Invitation.id)
    return [on_invitation(ActName.INVITE, id_, {"roles": roles}) for id_, roles in session.execute(made)]


def _link(actor: Actor, token: str, *, now: datetime) -> dict[str, Any]:
    return {
        "token_hash": steps.hash_token(token),
        "invited_at": now,
        "invited_by_id": actor.id,
        "expires_at": now + INVITATION_LASTS,
    }


def _change_invitations(session: Session, actor: Actor, found: ImportPlan, tokens: dict[int, str], *, now: datetime) -> list[Act]:
    """Change pending invitations. Only where the address is another, a new link goes there, and the one from before is worth nothing."""
    changed = [step for step in found.changed if step.target is Target.INVITATION]
    rows = [{**_facts(step), "roles": _roles(step)} for step in changed]
    links = [{"id": step.target_id, **_link(actor, tokens[step.wanted.line], now=now)} for step in changed if _needs_new_link(step)]
    for table in (rows, links):
        if table:
            session.execute(update(Invitation), table)
    return [on_invitation(ActName.CHANGE, step.target_id or 0, _told(step)) for step in changed]


def _facts(step: Step) -> dict[str, Any]:
    """Return the whole row as it is to be: rows that are alike go in one statement."""
    before = {field: getattr(step.before, field) for field in FIELDS}
    return {"id": step.target_id, **before, **{change.field: change.after for change in step.changes if change.field in FIELDS}}


def _roles(step: Step) -> list[str]:
    held = set(step.before.roles) if step.before else set()
    if step.wanted.is_manager is not None:
        held = held | {Role.MANAGER} if step.wanted.is_manager else held - {Role.MANAGER}
    return sorted(role.value for role in held)


def _change_users(session: Session, actor: Actor, found: ImportPlan, *, now: datetime) -> list[Act]:
    changed = [step for step in found.changed if step.target is Target.USER]
    if changed:
        session.execute(update(User), [_facts(step) for step in changed])
    _change_managers(session, actor, [step for step in changed if step.changed("manager")], now=now)
    # A link that lies in the old mailbox must not open the account.
    moved = [step.target_id for step in changed if step.changed("email")]
    session.execute(delete(PasswordLink).where(PasswordLink.user_id.in_(moved)))
    return [on_user(ActName.CHANGE, step.target_id or 0, _told(step)) for step in changed]


def _change_managers(session: Session, actor: Actor, changed: list[Step], *, now: datetime) -> None:
    ids = [step.target_id for step in changed]
    session.execute(delete(RoleGrant).where(RoleGrant.user_id.in_(ids), RoleGrant.role == Role.MANAGER))
    given = [step.target_id for step in changed if step.wanted.is_manager]
    facts = {"role": Role.MANAGER, "granted_at": now, "granted_by_id": actor.id}
    if given:
        session.execute(insert(RoleGrant), [{"user_id": id_, **facts} for id_ in given])
    session.execute(delete(SignIn).where(SignIn.user_id.in_(ids)))


def _told(step: Step) -> dict[str, Any]:
    """Say in the log which fields changed; what they were and became only where it is a place, a profession or a role."""
    shown = {"municipality_code", "police_district_id", "profession", "manager"}
    return {change.field: [change.before, change.after] if change.field in shown else [] for change in step.changes}
