"""Writing down what a moderator did: for whoever wrote what it was done to, and in the log. Asks no permission: the command has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.audit import chain
from sspedu.audit.chain import Act
from sspedu.network.models import ActKind, ModerationAct
from sspedu.policy import Actor
from sspedu.privacy.guarding import NOTHING_SEEN, Consent


@dataclass(frozen=True, slots=True)
class Why:
    """A moderator's reason, as it was typed, and what of the guard's warnings they have gone on from."""

    text: str
    consent: Consent = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to what, and who is to be told of it."""

    kind: ActKind
    thread_id: int
    told: frozenset[int] = frozenset()
    post_id: int | None = None


def note(session: Session, actor: Actor, done: Done, reason: str, act: Act, *, now: datetime) -> Done:
    """Keep an act with its reason, once for everyone it concerns, and seal it in the log. Nobody is told of their own act."""
    told: Iterable[int | None] = sorted(done.told) or (None,)
    for author_id in told:
        row = ModerationAct(kind=done.kind, thread_id=done.thread_id, post_id=done.post_id, author_id=author_id, actor_id=actor.id)
        row.reason, row.at = reason, now
        session.add(row)
    session.flush()
    chain.add(session, actor, act, now=now)
    return Done(done.kind, done.thread_id, frozenset(done.told - {actor.id}), done.post_id)


def someone(*user_ids: int | None) -> frozenset[int]:
    """Return those who are still here."""
    return frozenset(user_id for user_id in user_ids if user_id is not None)
