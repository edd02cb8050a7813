"""Promises mail to those whom an act of a moderator or a coordinator concerns, in the transaction of the act."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from sspedu.accounts.models import User
from sspedu.db import db
from sspedu.jobs import outbox
from sspedu.network.noting import Done
from sspedu.network.verdict_letters import LET_IN, case_decided, let_into_group, moderator_acted
from sspedu.web.access import utc_now

A_DAY = timedelta(days=1)


def tell_authors(done: Done | None) -> None:
    """Write to those whose words an act was done to."""
    if done is not None:
        _write(done.told, moderator_acted)


def tell_sender(user_id: int | None) -> None:
    """Write to whoever sent a case that was decided."""
    if user_id is not None:
        _write(frozenset({user_id}), case_decided)


def tell_member(user_id: int, by: str) -> None:
    """Write to whoever was let into a group: once a day. The mail does not say which, and nobody can fill a mailbox with it."""
    user = db.session.get_one(User, user_id)
    if not outbox.was_put(db.session(), LET_IN, user.email, since=utc_now() - A_DAY):
        _write(frozenset({user_id}), lambda user: let_into_group(user, by))


def _write(user_ids: frozenset[int], letter: Callable[[User], outbox.Letter]) -> None:
    people = db.session.scalars(select(User).where(User.id.in_(user_ids)).order_by(User.id)).all()
    outbox.put_all(db.session(), [letter(user) for user in people], now=utc_now())
