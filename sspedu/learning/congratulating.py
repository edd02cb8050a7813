"""One mail when a module or a track is completed, promised in the transaction that completes it.

Completing happens once, under the enrolment's lock, and is never undone; so does this. A module that a track opened has no mail of its own:
whoever takes the whole training chose one thing, and hears of it once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.jobs import outbox
from sspedu.learning import commands
from sspedu.learning.letters import module_completed, track_completed
from sspedu.learning.models import Enrolment, TrackEnrolment
from sspedu.library.queries import PublishedModule, shelf
from sspedu.policy import Actor


@contextmanager
def congratulating(session: Session, actor: Actor, enrolment: Enrolment, module: PublishedModule, *, now: datetime) -> Iterator[None]:
    """Promise a mail if what is done inside completes the module, and one for each track that it completes."""
    was_completed = enrolment.completed_at is not None
    open_tracks = commands.lock_tracks(session, actor, enrolment)
    yield
    if not was_completed:
        _congratulate(session, enrolment, module, now=now)
    congratulate_on_tracks(session, open_tracks, now=now)


def follow_publication(session: Session, actor: Actor, module: PublishedModule, now: datetime) -> None:
    """Follow a publication, and write to those who waited only for what is no longer asked for."""
    for enrolment in commands.follow_publication(session, actor, module, now):
        _congratulate(session, enrolment, module, now=now)


def follow_tracks(session: Session, actor: Actor, now: datetime) -> None:
    """Follow a publication with the tracks, and write to those who waited only for what is no longer asked for."""
    congratulate_on_tracks(session, commands.follow_tracks(session, actor, now), now=now)


def congratulate_on_tracks(session: Session, tracks: Iterable[TrackEnrolment], *, now: datetime) -> None:
    """Promise a mail for each of the tracks, open until a moment ago, that is completed now."""
    for enrolment in tracks:
        if enrolment.completed_at is not None:
            user = session.get_one(User, enrolment.user_id)
            track = shelf(session).track(enrolment.track_id)
            outbox.put(session, track_completed(user, track, at=enrolment.completed_at), now=now)


def _congratulate(session: Session, enrolment: Enrolment, module: PublishedModule, *, now: datetime) -> None:
    if enrolment.completed_at is not None and not enrolment.is_quiet:
        user = session.get_one(User, enrolment.user_id)
        outbox.put(session, module_completed(user, module.module, at=enrolment.completed_at), now=now)
