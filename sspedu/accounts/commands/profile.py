"""What people change about themselves: who and where they are, their language, their password, and where they are signed in.

Each command changes the actor's own row and no other; none takes a person.
"""

from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sspedu.accounts.models import Profession, SignIn, SignInThrottle, User
from sspedu.accounts.steps import clean_name, hash_token, known_place, profile_stamp, renew_password
from sspedu.errors import N_, Conflict, Invalid
from sspedu.policy import Action, Actor, Role, require


class Profile(NamedTuple):
    """Who someone is and where they work. `based_on` names the profile that its writer had before them."""

    name: str
    profession: Profession
    municipality_code: str | None
    police_district_id: str | None
    based_on: str


def change_profile(session: Session, actor: Actor, profile: Profile) -> None:
    """Keep the actor's profile. A new place holds at once; progress belongs to the person and comes along.

    Raises `Invalid` for a bad name or place and `Conflict` when the profile was changed meanwhile.
    """
    require(actor, Action.CHANGE_PROFILE)
    user = _own(session, actor)
    name = clean_name(profile.name)
    wanted = (name, profile.profession, *_own_place(session, actor, user, profile))
    if profile.based_on != profile_stamp(user) and wanted != (user.name, user.profession, user.municipality_code, user.police_district_id):
        raise Conflict(N_("Din profil er ændret i mellemtiden, måske i en anden fane. Her står det, du skrev: se efter, og gem igen."))
    user.name, user.profession, user.municipality_code, user.police_district_id = wanted
    session.flush()


def _own_place(session: Session, actor: Actor, user: User, profile: Profile) -> tuple[str | None, str | None]:
    municipality, district = known_place(session, profile.municipality_code, profile.police_district_id)
    # A manager sees how far people of their own municipality are: whoever could move themselves would see those of any.
    if Role.MANAGER in actor.roles and (municipality, district) != (user.municipality_code, user.police_district_id):
        raise Invalid("municipality", N_("Som leder kan du ikke selv skifte sted. Bed en administrator om det."))
    return municipality, district


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Speak to the actor in this language from now on, in mail too. Whether there is such a language, the caller knows."""
    require(actor, Action.CHANGE_PROFILE)
    _own(session, actor).language = language
    session.flush()


def change_password(session: Session, actor: Actor, present_hash: str, password_hash: str) -> User:
    """Give the actor a new password in place of the one that was compared with `present_hash`.

    Ends every sign-in, forgets failed tries and links to a new password. Raises `Conflict` if it was changed while it was compared.
    """
    require(actor, Action.CHANGE_PROFILE)
    user = _own(session, actor)
    if user.password_hash != present_hash:
        raise Conflict(N_("Adgangskoden er lige blevet ændret et andet sted. Skriv den nye som din nuværende."))
    session.execute(delete(SignInThrottle).where(SignInThrottle.account_key == hash_token(user.email)))
    renew_password(session, user, password_hash)
    return user


def close_other_sign_ins(session: Session, actor: Actor, token: str) -> None:
    """Sign the actor out everywhere but in the browser with this token."""
    require(actor, Action.CHANGE_PROFILE)
    session.execute(delete(SignIn).where(SignIn.user_id == actor.id, SignIn.token_hash != hash_token(token)))


def _own(session: Session, actor: Actor) -> User:
    return session.get_one(User, actor.id, with_for_update=True, populate_existing=True)
