"""One mail when a module is completed, promised in the transaction that completes it.

Completing happens once, under the enrolment's lock, and is never undone; so does this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.jobs import outbox
from sspedu.learning import commands
from sspedu.learning.letters import module_completed
from sspedu.learning.models import Enrolment
from sspedu.library.queries import PublishedModule
from sspedu.policy import Actor


@contextmanager
def congratulating(session: Session, enrolment: Enrolment, module: PublishedModule, *, now: datetime) -> Iterator[None]:
    """Promise a mail if what is done inside completes the module."""
    was_completed = enrolment.completed_at is not None
    yield
    if not was_completed:
        _congratulate(session, enrolment, module, now=now)


def follow_publication(session: Session, actor: Actor, module: PublishedModule, now: datetime) -> None:
    """Follow a publication, and write to those who waited only for what is no longer asked for."""
    for enrolment in commands.follow_publication(session, actor, module, now):
        _congratulate(session, enrolment, module, now=now)


def _congratulate(session: Session, enrolment: Enrolment, module: PublishedModule, *, now: datetime) -> None:
    if enrolment.completed_at is not None:
        user = session.get_one(User, enrolment.user_id)
        outbox.put(session, module_completed(user, module.module, at=enrolment.completed_at), now=now)
