"""Steps that several commands take. They ask no permission, since the command that takes them has: only commands may call them."""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sspedu.accounts.cleaning import account_name as account_name
from sspedu.accounts.cleaning import clean_email as clean_email
from sspedu.accounts.cleaning import clean_name as clean_name
from sspedu.accounts.cleaning import one_line as one_line
from sspedu.accounts.cleaning import refuse_cpr as refuse_cpr
from sspedu.accounts.models import Municipality, PasswordLink, PoliceDistrict, Profession, RoleGrant, SignIn, SignInThrottle, User
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, Invalid, TooMany
from sspedu.policy import Role

TRY_WINDOW = timedelta(minutes=15)


class NewUser(NamedTuple):
    """What is needed to make an account. `password_hash` comes from `passwords.hash_password`, computed before the transaction."""

    email: str
    name: str
    profession: Profession
    password_hash: str
    municipality_code: str | None = None
    police_district_id: str | None = None
    roles: frozenset[Role] = frozenset()
    is_demo: bool = False
    external_id: str | None = None


class Moved(NamedTuple):
    """Someone whose mail address became another. `language` is none until they chose one."""

    name: str
    before: str
    after: str
    language: str | None


def hash_token(token: str) -> str:
    """Return what is kept of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def free_email(session: Session, text: str) -> str:
    """Return the address in lower case. Raises `Invalid` when it is none and `Conflict` when it has an account."""
    email = clean_email(text)
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise Conflict(N_("Der findes allerede en bruger med adressen %(email)s."), email=email)
    return email


def free_external_id(session: Session, external_id: str | None) -> str | None:
    """Return the id. Raises `Conflict` when another account carries it."""
    if external_id is not None and session.scalar(select(User.id).where(User.external_id == external_id)) is not None:
        raise Conflict(N_("Der findes allerede en bruger med id'et %(external_id)s."), external_id=external_id)
    return external_id


def known_place(session: Session, municipality_code: str | None, police_district_id: str | None) -> tuple[str | None, str | None]:
    """Return the codes of municipality and police district, of which there must be one."""
    municipality = _known(session, Municipality, municipality_code, "municipality")
    district = _known(session, PoliceDistrict, police_district_id, "police_district")
    if municipality is None and district is None:
        raise Invalid("municipality", N_("Vælg en kommune, eller en politikreds for politifolk."))
    return municipality, district


def _known(session: Session, table: type[Municipality | PoliceDistrict], key: str | None, field: str) -> str | None:
    if key is not None and session.get(table, key) is None:
        raise Invalid(field, N_("”%(key)s” findes ikke i registret."), key=key[:80])
    return key


def make_user(session: Session, new: NewUser, *, granted_by_id: int | None, now: datetime) -> User:
    """Make an account with its roles; everyone is a learner."""
    email = free_email(session, new.email)
    municipality, district = known_place(session, new.municipality_code, new.police_district_id)
    user = User(
        email=email,
        name=clean_name(new.name),
        profession=new.profession,
        municipality_code=municipality,
        police_district_id=district,
        password_hash=new.password_hash,
        is_demo=new.is_demo,
        created_at=now,
        external_id=free_external_id(session, new.external_id),
    )
    session.add(user)
    flush_person(session)
    for role in sorted(new.roles | {Role.LEARNER}):
        session.add(RoleGrant(user_id=user.id, role=role, granted_at=now, granted_by_id=granted_by_id))
    session.flush()
    return user


def profile_stamp(user: User) -> str:
    """Name a profile as it stands, so that a form can say which one it was made from."""
    facts = (user.name, user.email, user.profession, user.municipality_code, user.police_district_id)
    return hash_token("\0".join(map(str, facts)))[:16]


def flush_person(session: Session) -> None:
    """Write a person whose address and id were free a moment ago. Raises `Conflict` when somebody else has just taken either."""
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(N_("En anden bruger har lige fået den samme mailadresse eller det samme id. Intet er gemt. Prøv igen.")) from None


def renew_password(session: Session, user: User, password_hash: str) -> None:
    """Give the person a new password, sign them out everywhere, and let no link from before change it again."""
    user.password_hash = password_hash
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    end_sign_ins(session, user.id)


def lock_user(session: Session, user: User) -> None:
    """Keep others from changing the person until this transaction ends, and read how they are now.

    Not against rows that point to the person: two administrators who change each other at once would wait for each other.
    """
    session.refresh(user, with_for_update={"key_share": True})


def keep_an_administrator(session: Session, leaving: User) -> None:
    """Raise `Conflict` unless someone else is an administrator who can come in, and without an end.

    The rows of all administrators are locked first: of two who remove each other at once, the second finds out.
    """
    grants = select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN).order_by(RoleGrant.id)
    session.execute(grants.with_for_update()).all()
    lasting = (RoleGrant.role == Role.ADMIN, RoleGrant.until.is_(None), RoleGrant.user_id != leaving.id, User.suspended_at.is_(None))
    if session.scalar(select(RoleGrant.id).join(User, User.id == RoleGrant.user_id).where(*lasting).limit(1)) is None:
        raise Conflict(N_("%(name)s er den sidste administrator. Gør først en anden til administrator uden slutdato."), name=leaving.name)


def end_sign_ins(session: Session, user_id: int) -> None:
    """Sign the person out everywhere."""
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))
    session.flush()


def count_try(session: Session, key: str, limit: int, *, now: datetime) -> None:
    """Count one of the tries that a key has in 15 minutes. Raises `TooMany` when they are used up."""
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
