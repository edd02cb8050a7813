"""Everything that changes places, people, roles and sign-ins."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality, PoliceDistrict, Profession, Region, RoleGrant, SignIn, SignInThrottle, User
from sspedu.curriculum.models import Registers
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, Invalid, TooMany
from sspedu.policy import Action, Actor, Role, require

MAX_TRIES = 10
TRY_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NewUser:
    """What is needed to make an account. `password_hash` comes from `passwords.hash_password`, computed before the transaction."""

    email: str
    name: str
    profession: Profession
    password_hash: str
    municipality_code: str | None = None
    police_district_id: str | None = None
    roles: frozenset[Role] = frozenset()
    is_demo: bool = False


def hash_token(token: str) -> str:
    """Return what is kept of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def clean_email(text: str) -> str:
    """Return the address in lower case. Raises `Invalid` when it is none."""
    try:
        # `.example` and the like are reserved for tests and demos; whether mail arrives is for the invitation to find out.
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise Invalid("email", N_("”%(text)s” er ikke en mailadresse. Skriv den som navn@kommune.dk."), text=text[:80]) from None


def record_places(session: Session, actor: Actor, registers: Registers) -> None:
    """Write regions, police districts and municipalities as the registers have them. Nothing is removed: people belong there."""
    require(actor, Action.MANAGE_PLACES)
    for region in sorted(registers.regions, key=lambda region: region.replaced_by is not None):
        session.merge(
            Region(
                id=region.id,
                name=region.name,
                valid_from=region.valid_from,
                valid_to=region.valid_to,
                replaced_by_id=region.replaced_by,
            )
        )
        session.flush()
    for district in registers.police_districts:
        session.merge(PoliceDistrict(id=district.id, name=district.name))
    session.flush()
    for town in registers.municipalities:
        session.merge(Municipality(code=town.code, name=town.name, region_id=town.region, police_district_id=town.police_district))
    session.flush()


def add_user(session: Session, actor: Actor, new: NewUser, *, now: datetime) -> User:
    """Make an account with its roles; everyone is a learner.

    Raises `Invalid` for a bad address, name or place and `Conflict` when the address is taken.
    """
    require(actor, Action.MANAGE_USERS)
    email = clean_email(new.email)
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise Conflict(N_("Der findes allerede en bruger med adressen %(email)s."), email=email)
    user = User(
        email=email,
        name=_clean_name(new.name),
        profession=new.profession,
        municipality_code=_known(session, Municipality, new.municipality_code, "municipality"),
        police_district_id=_known(session, PoliceDistrict, new.police_district_id, "police_district"),
        password_hash=new.password_hash,
        is_demo=new.is_demo,
        created_at=now,
    )
    if user.municipality_code is None and user.police_district_id is None:
        raise Invalid("municipality", N_("Vælg en kommune, eller en politikreds for politifolk."))
    session.add(user)
    session.flush()
    for role in sorted(new.roles | {Role.LEARNER}):
        session.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=actor.id))
    session.flush()
    return user


def _clean_name(name: str) -> str:
    name = re.sub(r"[\s\u2028\u2029]+", " ", name).strip()
    if not 2 <= len(name) <= 120:
        raise Invalid("name", N_("Navnet skal være på mellem 2 og 120 tegn."))
    return name


def _known(session: Session, table: type[Municipality | PoliceDistrict], key: str | None, field: str) -> str | None:
    if key is not None and session.get(table, key) is None:
        raise Invalid(field, N_("”%(key)s” findes ikke i registret."), key=key[:80])
    return key


def set_password(session: Session, actor: Actor, user: User, password_hash: str) -> None:
    """Give the person a new password and sign them out everywhere."""
    require(actor, Action.MANAGE_USERS)
    user.password_hash = password_hash
    _end_sign_ins(session, user.id)


def set_roles(session: Session, actor: Actor, user: User, roles: frozenset[Role], *, now: datetime) -> None:
    """Make these the person's roles (learner always stays) and sign them out, so that the change holds at once."""
    require(actor, Action.SET_ROLES)
    grants = {grant.role: grant for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id))}
    wanted = roles | {Role.LEARNER}
    for role in grants.keys() - wanted:
        session.delete(grants[role])
    for role in sorted(wanted - grants.keys()):
        session.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=actor.id))
    _end_sign_ins(session, user.id)


def _end_sign_ins(session: Session, user_id: int) -> None:
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))
    session.flush()


def claim_try(session: Session, actor: Actor, email: str, *, now: datetime) -> None:
    """Count a try to sign in before its password is looked at, so that parallel tries cannot slip past each other.

    Raises `TooMany` after 10 failed tries in 15 minutes for one account name, whether it exists or not, from any number of addresses.
    """
    require(actor, Action.SIGN_IN)
    throttle = _locked_throttle(session, hash_token(email.strip().lower()), now=now)
    since = (now - TRY_WINDOW).timestamp()
    recent = [moment for moment in throttle.tried_at if moment > since]
    if len(recent) >= MAX_TRIES:
        raise TooMany(
            N_("Der er prøvet for mange gange med den adresse. Vent et kvarter, og prøv igen."),
            wait_seconds=max(1, int(recent[0] - since)),
        )
    throttle.tried_at = [*recent, now.timestamp()]
    throttle.last_tried_at = now
    session.flush()
    _forget_old_tries(session, now=now)


def _forget_old_tries(session: Session, *, now: datetime) -> None:
    # Rows that another sign-in has locked are left to it: two who wait for each other would both fail.
    old = (
        select(SignInThrottle.account_key)
        .where(SignInThrottle.last_tried_at < now - TRY_WINDOW)
        .limit(20)
        .with_for_update(skip_locked=True)
    )
    keys = session.scalars(old).all()
    if keys:
        session.execute(delete(SignInThrottle).where(SignInThrottle.account_key.in_(keys)))


def _locked_throttle(session: Session, key: str, *, now: datetime) -> SignInThrottle:
    insert_new(session, SignInThrottle(account_key=key, tried_at=[], last_tried_at=now))
    return session.scalars(
        select(SignInThrottle).where(SignInThrottle.account_key == key).with_for_update().execution_options(populate_existing=True)
    ).one()


def open_sign_in(session: Session, actor: Actor, user_id: int, password_hash: str, *, days: int, now: datetime) -> str:
    """Sign in the person whose password was compared with this hash, and forget their failed tries.

    Returns the browser's token, which is nowhere kept. Raises `Conflict` if the password was changed while it was compared.
    """
    require(actor, Action.SIGN_IN)
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.password_hash != password_hash:
        raise Conflict(N_("Adgangskoden er lige blevet ændret. Log ind med den nye."))
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.user_id == user_id, SignIn.expires_at <= now))
    session.add(SignIn(user_id=user_id, token_hash=hash_token(token), created_at=now, expires_at=now + timedelta(days=days)))
    session.execute(delete(SignInThrottle).where(SignInThrottle.account_key == hash_token(user.email)))
    session.flush()
    return token


def close_sign_in(session: Session, actor: Actor, token: str) -> None:
    """End the sign-in of one browser. A copied cookie is worth nothing afterwards."""
    require(actor, Action.SIGN_OUT)
    session.execute(delete(SignIn).where(SignIn.token_hash == hash_token(token), SignIn.user_id == actor.id))
