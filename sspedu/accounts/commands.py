"""Everything that changes places, people, roles and sign-ins."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import (
    Invitation,
    Municipality,
    PasswordLink,
    PoliceDistrict,
    Profession,
    Region,
    RoleGrant,
    SignIn,
    SignInThrottle,
    User,
)
from sspedu.curriculum.models import Registers
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, Invalid, NotFound, TooMany
from sspedu.policy import Action, Actor, Role, require

MAX_TRIES = 10
TRY_WINDOW = timedelta(minutes=15)
# How many links to a new password one address can be sent in that time, and how long each lasts.
MAX_LINKS = 3
LINK_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(days=14)


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
    return _make_user(session, new, granted_by_id=actor.id, now=now)


def _make_user(session: Session, new: NewUser, *, granted_by_id: int | None, now: datetime) -> User:
    email = _free_email(session, new.email)
    municipality, district = _known_place(session, new)
    user = User(
        email=email,
        name=_clean_name(new.name),
        profession=new.profession,
        municipality_code=municipality,
        police_district_id=district,
        password_hash=new.password_hash,
        is_demo=new.is_demo,
        created_at=now,
    )
    session.add(user)
    session.flush()
    for role in sorted(new.roles | {Role.LEARNER}):
        session.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=granted_by_id))
    session.flush()
    return user


def _free_email(session: Session, text: str) -> str:
    email = clean_email(text)
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise Conflict(N_("Der findes allerede en bruger med adressen %(email)s."), email=email)
    return email


def _clean_name(name: str) -> str:
    name = re.sub(r"[\s\u2028\u2029]+", " ", name).strip()
    if not 2 <= len(name) <= 120:
        raise Invalid("name", N_("Navnet skal være på mellem 2 og 120 tegn."))
    return name


def _known_place(session: Session, person: NewUser | Invitee) -> tuple[str | None, str | None]:
    """Return the codes of municipality and police district, of which there must be one."""
    municipality = _known(session, Municipality, person.municipality_code, "municipality")
    district = _known(session, PoliceDistrict, person.police_district_id, "police_district")
    if municipality is None and district is None:
        raise Invalid("municipality", N_("Vælg en kommune, eller en politikreds for politifolk."))
    return municipality, district


def _known(session: Session, table: type[Municipality | PoliceDistrict], key: str | None, field: str) -> str | None:
    if key is not None and session.get(table, key) is None:
        raise Invalid(field, N_("”%(key)s” findes ikke i registret."), key=key[:80])
    return key


def set_password(session: Session, actor: Actor, user: User, password_hash: str) -> None:
    """Give the person a new password, sign them out everywhere, and let no link from before change it again."""
    require(actor, Action.MANAGE_USERS)
    _renew_password(session, user, password_hash)


def _renew_password(session: Session, user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
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
    _count_try(session, hash_token(email.strip().lower()), MAX_TRIES, now=now)


def _count_try(session: Session, key: str, limit: int, *, now: datetime) -> None:
    throttle = _locked_throttle(session, key, now=now)
    since = (now - TRY_WINDOW).timestamp()
    recent = [moment for moment in throttle.tried_at if moment > since]
    if len(recent) >= limit:
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


def claim_link(session: Session, actor: Actor, email: str, *, now: datetime) -> None:
    """Count that a link to a new password was asked for, for any address, known or not. Raises `TooMany` after 3 in 15 minutes."""
    require(actor, Action.RENEW_PASSWORD)
    _count_try(session, hash_token(f"link {email.strip().lower()}"), MAX_LINKS, now=now)


def make_password_link(session: Session, actor: Actor, user: User, *, now: datetime) -> str:
    """Return the token of a link that lets the person choose a new password, once, within 30 minutes. It is nowhere kept.

    Links from before stay good until one is used: mail does not always come in the order in which it was sent.
    """
    require(actor, Action.RENEW_PASSWORD)
    token = secrets.token_urlsafe(32)
    session.execute(delete(PasswordLink).where(PasswordLink.expires_at <= now))
    session.add(PasswordLink(token_hash=hash_token(token), user_id=user.id, created_at=now, expires_at=now + LINK_LASTS))
    session.flush()
    return token


def use_password_link(session: Session, actor: Actor, token: str, password_hash: str, *, now: datetime) -> User:
    """Give the person whose link it is the password, sign them out everywhere and forget their failed tries and other links.

    Raises `NotFound` if the link never was, is used, too old, or the person suspended. Of two who use it at once, one comes through.
    """
    require(actor, Action.RENEW_PASSWORD)
    link = delete(PasswordLink).where(PasswordLink.token_hash == hash_token(token), PasswordLink.expires_at > now)
    user_id = session.scalar(link.returning(PasswordLink.user_id))
    user = None if user_id is None else session.get(User, user_id)
    if user is None or user.suspended_at is not None:
        raise NotFound(N_("Linket er brugt eller for gammelt."))
    session.execute(delete(SignInThrottle).where(SignInThrottle.account_key == hash_token(user.email)))
    _renew_password(session, user, password_hash)
    return user


def invite(session: Session, actor: Actor, invitee: Invitee, *, now: datetime) -> Invited:
    """Ask someone in; asking again renews the invitation, and the link from before is worth nothing.

    Raises `Invalid` for a bad address, name or place and `Conflict` when the address has an account.
    """
    require(actor, Action.MANAGE_USERS)
    require(actor, Action.SET_ROLES)
    email, name = _free_email(session, invitee.email), _clean_name(invitee.name)
    municipality, district = _known_place(session, invitee)
    token, expires_at = secrets.token_urlsafe(32), now + INVITATION_LASTS
    session.execute(delete(Invitation).where(Invitation.email == email))
    invitation = Invitation(
        email=email,
        name=name,
        profession=invitee.profession,
        municipality_code=municipality,
        police_district_id=district,
        roles=sorted(invitee.roles),
        token_hash=hash_token(token),
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
    valid = (Invitation.token_hash == hash_token(token), Invitation.expires_at > now)
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
    return _make_user(session, new, granted_by_id=granted_by_id, now=now)
