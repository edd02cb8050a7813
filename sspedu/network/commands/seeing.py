"""How far someone has read. It only grows: an older page that is sent late takes nothing back."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.network.models import BoardSeen, ThreadSeen
from sspedu.network.queries import OpenBoard, OpenThread
from sspedu.policy import Action, Actor, require


def see_thread(session: Session, actor: Actor, thread: OpenThread, number: int) -> None:
    """Note that the actor has read a thread up to a number."""
    require(actor, Action.READ_BOARD, thread)
    number = max(0, min(number, thread.post_count))
    if insert_new(session, ThreadSeen(user_id=actor.id, thread_id=thread.id, number=number)):
        return
    mine = (ThreadSeen.user_id == actor.id, ThreadSeen.thread_id == thread.id, ThreadSeen.number < number)
    session.execute(update(ThreadSeen).where(*mine).values(number=number), execution_options={"synchronize_session": False})


def see_board(session: Session, actor: Actor, board: OpenBoard) -> None:
    """Note that the actor has seen all that stands on a board now."""
    require(actor, Action.READ_BOARD, board)
    if insert_new(session, BoardSeen(user_id=actor.id, board_id=board.id, post_id=board.last_post_id)):
        return
    mine = (BoardSeen.user_id == actor.id, BoardSeen.board_id == board.id, BoardSeen.post_id < board.last_post_id)
    session.execute(update(BoardSeen).where(*mine).values(post_id=board.last_post_id), execution_options={"synchronize_session": False})
