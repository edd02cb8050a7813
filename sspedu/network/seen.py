"""How far everyone has read threads that are moved, merged or split: what was read stays read, what was not stays unread."""

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, delete, exists, insert, literal, null, or_, select, update
from sqlalchemy.orm import Session

from sspedu.network.models import BoardSeen, Thread, ThreadSeen
from sspedu.network.reading import Reading, beyond_of

UNSYNCHRONISED = {"synchronize_session": False}


def readings(session: Session, thread: Thread, others: Iterable[Thread] = ()) -> dict[int, Reading]:
    """Return what everyone has read of a thread, by the floor of its board or their own mark.

    Those whom the floor alone tells of are left out, unless it lies between this thread's last post and that of one of `others`.
    """
    lasts = [thread.last_post_id, *(other.last_post_id for other in others)]
    marks = select(ThreadSeen.user_id, ThreadSeen.number, ThreadSeen.beyond).where(ThreadSeen.thread_id == thread.id)
    found = {row.user_id: Reading(min(row.number, thread.post_count), beyond_of(row.beyond)) for row in session.execute(marks)}
    marked = select(ThreadSeen.user_id).where(ThreadSeen.thread_id.in_([thread.id, *(other.id for other in others)]))
    floors = select(BoardSeen.user_id).where(
        BoardSeen.board_id == thread.board_id,
        BoardSeen.post_id >= thread.last_post_id,
        or_(BoardSeen.post_id < max(lasts), BoardSeen.user_id.in_(marked)),
    )
    return found | {user_id: Reading(thread.post_count) for user_id in session.scalars(floors)}


def write_readings(session: Session, thread: Thread, read: Mapping[int, Reading]) -> None:
    """Keep what everyone has read of a thread in place of what was kept. Whoever has read nothing needs no row."""
    session.execute(delete(ThreadSeen).where(ThreadSeen.thread_id == thread.id), execution_options=UNSYNCHRONISED)
    rows = [
        {
            "user_id": user_id,
            "thread_id": thread.id,
            "number": reading.number,
            "beyond": [list(pair) for pair in reading.beyond] or None,
            "beyond_count": reading.beyond_count,
        }
        for user_id, reading in sorted(read.items())
        if reading.ranges
    ]
    if rows:
        session.execute(insert(ThreadSeen), rows)


def keep_past_floor(session: Session, thread: Thread) -> None:
    """Give those a mark of their own who had read a thread by the floor of the board that it leaves."""
    floor = and_(BoardSeen.board_id == thread.board_id, BoardSeen.post_id >= thread.last_post_id)
    read = {"number": thread.post_count, "beyond": null(), "beyond_count": 0}
    by_floor = select(BoardSeen.user_id).where(floor)
    mine = (ThreadSeen.thread_id == thread.id, ThreadSeen.user_id.in_(by_floor))
    session.execute(update(ThreadSeen).where(*mine).values(**read), execution_options=UNSYNCHRONISED)
    has_mark = exists().where(ThreadSeen.thread_id == thread.id, ThreadSeen.user_id == BoardSeen.user_id)
    unmarked = select(BoardSeen.user_id, literal(thread.id), literal(thread.post_count), literal(0)).where(floor, ~has_mark)
    session.execute(insert(ThreadSeen).from_select(["user_id", "thread_id", "number", "beyond_count"], unmarked))
