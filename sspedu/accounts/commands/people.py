"""People as staff know them: making accounts, correcting them, ending sign-ins, and writing down who looked at whom."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.accounts import steps
from sspedu.accounts.acts import ActName, Cause, on_user, user_subject
from sspedu.accounts.models import Invitation, PasswordLink, Profession, SignIn, User
from sspedu.accounts.steps import Moved, NewUser
from sspedu.audit import chain
from sspedu.audit.queries import history
from sspedu.errors import N_, Conflict
from sspedu.policy import Action, Actor, require

# Opened again within this time, by the same one, is the same look.
SAME_LOOK = timedelta(hours=1)
# Of these the log says what they were and became; of the others only that they changed.
CODES = frozenset({"profession", "municipality_code", "police_district_id"})


class Correction(NamedTuple):
    """What a person is to be called, where they work and what they sign in with, and why. `based_on` names the profile that was seen."""

    name: str
    email: str
    profession: Profession
    municipality_code: str | None
    police_district_id: str | None
    cause: Cause
    based_on: str


class Corrected(NamedTuple):
    """What came of a correction: whether anything changed, and the address if that did."""

    is_changed: bool
    moved: Moved | None = None


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


def correct_person(session: Session, actor: Actor, user: User, right: Correction, *, token: str, now: datetime) -> Corrected:
    """Correct who a person is, where they work, and their address. Another address ends their sign-ins and links to a new password.

    `token` is the actor's own: their browser stays signed in if it is themselves they correct. Raises `Invalid` for a bad name, address or
    place, and `Conflict` when the profile was changed meanwhile or the address is another's.
    """
    require(actor, Action.MANAGE_USERS)
    steps.lock_user(session, user)
    municipality, district = steps.known_place(session, right.municipality_code, right.police_district_id)
    after = {
        "name": steps.clean_name(right.name),
        "email": steps.clean_email(right.email),
        "profession": right.profession,
        "municipality_code": municipality,
        "police_district_id": district,
    }
    changed = {field: [getattr(user, field), value] for field, value in after.items() if getattr(user, field) != value}
    if not changed:
        return Corrected(is_changed=False)
    if right.based_on != steps.profile_stamp(user):
        raise Conflict(N_("Oplysningerne er ændret, siden du åbnede siden. Her står det, du skrev: se efter, og gem igen."))
    moved = _move(session, user, right, token) if "email" in changed else None
    for field, value in after.items():
        setattr(user, field, value)
    steps.flush_person(session)
    told = {field: values if field in CODES else [] for field, values in changed.items()}
    chain.add(session, actor, on_user(ActName.CORRECT, user.id, {"cause": right.cause, **told}), now=now)
    return Corrected(is_changed=True, moved=moved)


def _move(session: Session, user: User, right: Correction, token: str) -> Moved:
    """End what the old address opened, and return whom to tell."""
    email = steps.free_email(session, right.email)
    if session.scalar(select(Invitation.id).where(Invitation.email == email)) is not None:
        raise Conflict(N_("%(email)s er inviteret og ikke kommet ind endnu. Træk invitationen tilbage først."), email=email)
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.token_hash != steps.hash_token(token)))
    return Moved(steps.clean_name(right.name), user.email, email, user.language)


def note_look_up(session: Session, actor: Actor, user_id: int, *, now: datetime) -> None:
    """Write down that the actor looked at a person, for that person to see. Nobody is told of looking at themselves."""
    require(actor, Action.READ_USERS)
    looks = history(session, user_subject(user_id), {ActName.LOOK_UP}, since=now - SAME_LOOK)
    if actor.id != user_id and all(look.actor_id != actor.id for look in looks):
        chain.add(session, actor, on_user(ActName.LOOK_UP, user_id), now=now)
