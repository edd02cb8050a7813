"""What the worker asks of the network: which mail is due, and what a mail that was promised says when it goes."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from sspedu.days import COPENHAGEN, day_of
from sspedu.jobs.outbox import Letter
from sspedu.network import commands, letters, queries, verdict_letters
from sspedu.network.calling import CASE_WAITS
from sspedu.policy import OPERATOR

# When the week goes out, in Denmark. It tells of what had stood for ten minutes then, whenever it is sent.
MORNING_HOUR = 7


def promise_notices(session: Session, now: datetime) -> bool:
    """Promise the mail for what has stood for ten minutes."""
    return commands.promise_notices(session, OPERATOR, today=_day(now), now=now)


def promise_weeks(session: Session, now: datetime) -> bool:
    """Promise their week to those whose day it is, from seven in the morning on."""
    if now.astimezone(COPENHAGEN).hour < MORNING_HOUR:
        return False
    return commands.promise_weeks(session, OPERATOR, today=_day(now), now=now)


def write(session: Session, letter: Letter, now: datetime) -> Letter | None:
    """Write a mail of the network as things stand now; nothing where there is nothing left to tell. Other mail goes as it is."""
    if letter.kind == commands.NOTICE:
        return _notice(session, letter.text, now)
    if letter.kind == commands.DIGEST:
        return _week(session, letter.text, now)
    if letter.kind == CASE_WAITS:
        user_id, case_id = letter.text.split()
        return _case(session, int(user_id), int(case_id), now)
    return letter


def _notice(session: Session, promise: str, now: datetime) -> Letter | None:
    user_id, thread_id, *numbers = map(int, promise.split())
    user = queries.person(session, user_id)
    if user is None or not queries.mail_wanted(session, user_id).is_each:
        return None
    last = queries.told_number(session, user_id, thread_id)
    # A promise from before promises said their numbers tells of all that is unread.
    after, number = numbers or (0, last)
    # What has not stood for ten minutes, or has been promised since, gets its own mail, if any is left to tell.
    before = number + 1 if last > number else None
    notice = queries.notice_of(session, user_id, thread_id, after=after, before=before, until=now - commands.HOLD, today=_day(now))
    return None if notice is None else letters.of_notice(user, notice)


def _week(session: Session, promise: str, now: datetime) -> Letter | None:
    user_id, *days = promise.split()
    user = queries.person(session, int(user_id))
    if user is None or queries.mail_wanted(session, user.id).digest_day is None:
        return None
    # A promise from before promises said their days tells of the last seven.
    first, last = map(date.fromisoformat, days) if days else (_day(now) - timedelta(days=7), _day(now))
    boards = queries.week(session, user.id, since=_told_by(first), until=_told_by(last), today=_day(now))
    return letters.of_week(user, boards) if boards else None


def _case(session: Session, user_id: int, case_id: int, now: datetime) -> Letter | None:
    user = queries.person(session, user_id)
    first = queries.first_case_for(session, user_id, today=_day(now), now=now)
    # Of two cases that came at the same moment both were promised a mail: the older one's is enough.
    return None if user is None or first is None or first < case_id else verdict_letters.case_waits(user)


def _told_by(day: date) -> datetime:
    """Return the moment up to which the week of a day tells."""
    return datetime.combine(day, time(MORNING_HOUR), COPENHAGEN).astimezone(UTC) - commands.HOLD


def _day(now: datetime) -> date:
    return day_of(now)
