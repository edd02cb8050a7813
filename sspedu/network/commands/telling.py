"""What the worker promises: a mail for a post after ten minutes, and the week's.

A promise is written in the transaction that notes it as made, so two workers never make the same one, and one that dies has made none.
It holds no word of what was written, only ids: what is told is asked for again, by the same rules as on the pages, when the mail is sent.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.db import insert_new
from sspedu.jobs import outbox
from sspedu.network.models import MONDAY, DigestSent, MailChoice, Post, ThreadTold, ToldUpTo
from sspedu.network.queries import Recipient, recipients
from sspedu.policy import Action, Actor, require

# The best window in which to catch a slip.
HOLD = timedelta(minutes=10)
A_BATCH = 50
PEOPLE_A_BATCH = 100
A_WEEK = timedelta(days=7)
# One that was missed (no worker that day, or another day chosen) is told with the next.
MOST_WEEKS = 2
NOTICE, DIGEST = "network_notice", "network_week"
THE_ONE = 1


def promise_notices(session: Session, actor: Actor, *, today: date, now: datetime) -> bool:
    """Promise the mail for posts that have stood for ten minutes. Returns whether there may be more to do.

    Posts are told of in the order of their numbers: one that was saved later than its successor is less than ten minutes late.
    """
    require(actor, Action.TELL)
    if not _is_post_due(session, now=now):
        return False
    insert_new(session, ToldUpTo(id=THE_ONE, post_id=0))
    told = session.scalar(select(ToldUpTo).where(ToldUpTo.id == THE_ONE).with_for_update(skip_locked=True))
    if told is None:
        return False
    stood = select(Post.id, Post.thread_id, Post.number, Post.posted_at).where(Post.id > told.post_id).order_by(Post.id).limit(A_BATCH)
    count = 0
    for post in session.execute(stood).all():
        if post.posted_at > now - HOLD:
            break
        _promise(session, post.thread_id, post.number, recipients(session, post.id, today=today), now=now)
        told.post_id = post.id
        count += 1
    session.flush()
    return count == A_BATCH


def _is_post_due(session: Session, *, now: datetime) -> bool:
    last = func.coalesce(select(ToldUpTo.post_id).where(ToldUpTo.id == THE_ONE).scalar_subquery(), 0)
    next_at = session.scalar(select(Post.posted_at).where(Post.id > last).order_by(Post.id).limit(1))
    return next_at is not None and next_at <= now - HOLD


def _promise(session: Session, thread_id: int, number: int, people: tuple[Recipient, ...], *, now: datetime) -> None:
    """Promise each of some people a mail about a thread, not sooner than ten minutes after their last one about it.

    It says for which number the last one was: of what that one tells, this one tells nothing.
    """
    if not people:
        return
    due = {person.user_id: now if person.told_at is None else max(now, person.told_at + HOLD) for person in people}
    session.execute(delete(ThreadTold).where(ThreadTold.thread_id == thread_id, ThreadTold.user_id.in_(due)))
    rows = [{"user_id": user_id, "thread_id": thread_id, "number": number, "told_at": at} for user_id, at in due.items()]
    session.execute(insert(ThreadTold), rows)
    letters = (
        outbox.Letter(
            NOTICE,
            person.email,
            "Nyt i netværket",
            f"{person.user_id} {thread_id} {person.told} {number}",
            "",
            not_before=due[person.user_id],
        )
        for person in people
    )
    outbox.put_all(session, letters, now=now)


def promise_weeks(session: Session, actor: Actor, *, today: date, now: datetime) -> bool:
    """Promise their week to people whose day it is, 100 at a time. Returns whether there may be more.

    A promise says from which day to which it tells, so that a mail that is late tells of the same days, and the next goes on where it ends.
    """
    require(actor, Action.TELL)
    due = session.execute(WEEK_IS_DUE, {"today": today, "weekday": today.weekday()}).all()
    claimed = [person for person in due if _claim(session, person.id, today)]
    letters = (
        outbox.Letter(DIGEST, person.email, "Ugen i netværket", f"{person.id} {_told_until(person.sent_on, today)} {today}", "")
        for person in claimed
    )
    outbox.put_all(session, letters, now=now)
    return len(due) == PEOPLE_A_BATCH


def _told_until(sent_on: date | None, today: date) -> date:
    """Return the day on which someone's last week ended; not longer ago than two weeks, for whoever had none for long."""
    return today - A_WEEK if sent_on is None else max(sent_on, today - MOST_WEEKS * A_WEEK)


def _wants_a_week_today() -> ColumnElement[bool]:
    chose_this_day = MailChoice.digest_day == bindparam("weekday")
    chose_nothing = and_(MailChoice.user_id.is_(None), bindparam("weekday") == MONDAY)
    return or_(chose_this_day, chose_nothing)


WEEK_IS_DUE = (
    select(User.id, User.email, DigestSent.sent_on)
    .outerjoin(MailChoice, MailChoice.user_id == User.id)
    .outerjoin(DigestSent, DigestSent.user_id == User.id)
    .where(
        User.suspended_at.is_(None),
        _wants_a_week_today(),
        or_(DigestSent.sent_on.is_(None), DigestSent.sent_on < bindparam("today")),
    )
    .order_by(User.id)
    .limit(PEOPLE_A_BATCH)
)


def _claim(session: Session, user_id: int, today: date) -> bool:
    """Take a person's week, unless another worker has: of two, the second waits for the first and finds the day taken."""
    if insert_new(session, DigestSent(user_id=user_id, sent_on=today)):
        return True
    earlier = (DigestSent.user_id == user_id, DigestSent.sent_on < today)
    taken = update(DigestSent).where(*earlier).values(sent_on=today).returning(DigestSent.user_id)
    return session.execute(taken, execution_options={"synchronize_session": False}).first() is not None
