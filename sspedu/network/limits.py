"""How much one member may write in a while: enough for anyone in a conversation, too little to drown a board.

Counted on the rows that are there, under a lock of the member's own row, so that any number of processes and tabs share one count. The
member's row is locked before boards, threads and posts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sspedu.accounts.models import User
from sspedu.errors import N_, TooMany
from sspedu.network.models import Case, CaseKind, Post, Thread

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` within `window`; `message` has places for `count`, `hours` and `minutes`."""

    count: int
    window: timedelta
    message: str


POSTS = (
    Limit(
        10,
        timedelta(minutes=10),
        N_("Du har sendt %(count)d indlæg på ti minutter. Du kan sende igen om %(minutes)d min. Din tekst er her stadig."),
    ),
    Limit(
        60,
        DAY,
        N_(
            "Du har sendt %(count)d indlæg det seneste døgn. Du kan sende igen om %(hours)d t. og %(minutes)d min. Din tekst er her stadig."
        ),
    ),
)
THREADS = (
    Limit(
        10,
        DAY,
        N_(
            "Du har begyndt %(count)d tråde det seneste døgn. Du kan begynde en ny om %(hours)d t. og %(minutes)d min. "
            "Din tekst er her stadig."
        ),
    ),
)
REPORTS = (
    Limit(
        20,
        DAY,
        N_(
            "Du har anmeldt %(count)d indlæg det seneste døgn. Du kan anmelde igen om %(hours)d t. og %(minutes)d min. "
            "Din tekst er her stadig."
        ),
    ),
)
HELD = (
    Limit(
        10,
        DAY,
        N_(
            "Du har sendt %(count)d tekster til moderatorerne det seneste døgn. Du kan sende igen om %(hours)d t. og %(minutes)d min. "
            "Din tekst er her stadig."
        ),
    ),
)


def lock_member(session: Session, user_id: int | None) -> None:
    """Let a member's own writing come one at a time. Does not stop others from pointing to the row."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def check_posts(session: Session, user_id: int | None, *, now: datetime) -> None:
    """Raise `TooMany` if the member has written enough for now. The member is locked."""
    _check(session, Post.posted_at, (Post.author_id == user_id, Post.moved_to_id.is_(None)), POSTS, now=now)


def check_threads(session: Session, user_id: int | None, *, now: datetime) -> None:
    """Raise `TooMany` if the member has begun enough threads for now, or written enough. The member is locked."""
    _check(session, Thread.opened_at, (Thread.author_id == user_id,), THREADS, now=now)
    check_posts(session, user_id, now=now)


def check_cases(session: Session, user_id: int | None, kinds: tuple[CaseKind, ...], limits: tuple[Limit, ...], *, now: datetime) -> None:
    """Raise `TooMany` if the member has sent enough to the moderators for now. The member is locked."""
    _check(session, Case.sent_at, (Case.user_id == user_id, Case.kind.in_(kinds)), limits, now=now)


def _check(
    session: Session,
    moment: InstrumentedAttribute[datetime],
    mine: tuple[ColumnElement[bool], ...],
    limits: tuple[Limit, ...],
    *,
    now: datetime,
) -> None:
    longest, most = max(limit.window for limit in limits), max(limit.count for limit in limits)
    latest = session.scalars(select(moment).where(*mine, moment > now - longest).order_by(moment.desc()).limit(most)).all()
    for limit in limits:
        if len(latest) >= limit.count and latest[limit.count - 1] > now - limit.window:
            raise _too_many(limit, latest[limit.count - 1] + limit.window - now)


def _too_many(limit: Limit, wait: timedelta) -> TooMany:
    # Whole minutes, the last one begun too: whoever waits as told is let through.
    minutes = -(-wait // MINUTE)
    within_hour = minutes if limit.window < timedelta(hours=1) else minutes % 60
    return TooMany(limit.message, wait_seconds=minutes * 60, count=limit.count, hours=minutes // 60, minutes=within_hour)
