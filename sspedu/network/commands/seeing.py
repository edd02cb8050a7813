"""How far someone has read. It only grows: an older page that is sent late takes nothing back."""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.network.models import BoardSeen, ThreadSeen
from sspedu.network.queries import OpenBoard, OpenThread
from sspedu.network.reading import Reading, beyond_of
from sspedu.policy import Action, Actor, require


def see_thread(session: Session, actor: Actor, thread: OpenThread, number: int) -> None:
    """Note that the actor has read a thread up to a number."""
    require(actor, Action.READ_BOARD, thread)
    number = max(0, min(number, thread.post_count))
    if insert_new(session, ThreadSeen(user_id=actor.id, thread_id=thread.id, number=number)):
        return
    mine = (ThreadSeen.user_id == actor.id, ThreadSeen.thread_id == thread.id, ThreadSeen.number < number)
    plain = update(ThreadSeen).where(*mine, ThreadSeen.beyond_count == 0).values(number=number).returning(ThreadSeen.number)
    if session.execute(plain, execution_options={"synchronize_session": False}).first() is None:
        _close_gap(session, mine, number)


def see_board(session: Session, actor: Actor, board: OpenBoard) -> None:
    """Note that the actor has seen all that stands on a board now."""
    require(actor, Action.READ_BOARD, board)
    if insert_new(session, BoardSeen(user_id=actor.id, board_id=board.id, post_id=board.last_post_id)):
        return
    mine = (BoardSeen.user_id == actor.id, BoardSeen.board_id == board.id, BoardSeen.post_id < board.last_post_id)
    session.execute(update(BoardSeen).where(*mine).values(post_id=board.last_post_id), execution_options={"synchronize_session": False})


def _close_gap(session: Session, mine: tuple[ColumnElement[bool], ...], number: int) -> None:
    """Read on where more was read beyond a gap, as after a merge: the ranges that are reached are joined."""
    row = session.scalar(select(ThreadSeen).where(*mine).with_for_update().execution_options(populate_existing=True))
    if row is not None:
        note_reading(row, Reading(row.number, beyond_of(row.beyond)).up_to(number))
        session.flush()


def note_reading(row: ThreadSeen, reading: Reading) -> None:
    """Write down what is read."""
    row.number, row.beyond_count = reading.number, reading.beyond_count
    row.beyond = [[first, last] for first, last in reading.beyond] or None
