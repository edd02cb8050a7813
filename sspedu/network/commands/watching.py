"""What someone wants to hear of: of a thread, of a board, by mail."""

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.db import insert_new
from sspedu.errors import N_, Invalid
from sspedu.network.models import THREAD_LEVELS, BoardWatch, Level, MailChoice, Thread, ThreadWatch
from sspedu.network.queries import OpenBoard, OpenThread
from sspedu.policy import Action, Actor, require

DAYS_OF_A_WEEK = 7


def watch_thread(session: Session, actor: Actor, thread: OpenThread, level: Level) -> None:
    """Note what the actor wants to hear of a thread from now on. Raises `Invalid` for what cannot be chosen of a thread."""
    require(actor, Action.READ_BOARD, thread)
    if level not in THREAD_LEVELS:
        raise Invalid("level", N_("Vælg, hvad du vil have besked om."))
    since = session.scalar(select(Thread.last_post_id).where(Thread.id == thread.id)) or 0
    if insert_new(session, ThreadWatch(user_id=actor.id, thread_id=thread.id, level=level, since_post_id=since, is_chosen=True)):
        return
    mine = (ThreadWatch.user_id == actor.id, ThreadWatch.thread_id == thread.id, ThreadWatch.level != level)
    session.execute(
        update(ThreadWatch).where(*mine).values(level=level, since_post_id=since, is_chosen=True),
        execution_options={"synchronize_session": False},
    )


def watch_board(session: Session, actor: Actor, board: OpenBoard, level: Level) -> None:
    """Note what the actor wants to hear of a board from now on."""
    require(actor, Action.READ_BOARD, board)
    if insert_new(session, BoardWatch(user_id=actor.id, board_id=board.id, level=level, since_post_id=board.last_post_id)):
        return
    mine = (BoardWatch.user_id == actor.id, BoardWatch.board_id == board.id, BoardWatch.level != level)
    session.execute(
        update(BoardWatch).where(*mine).values(level=level, since_post_id=board.last_post_id),
        execution_options={"synchronize_session": False},
    )


def choose_mail(session: Session, actor: Actor, *, is_each: bool, digest_day: int | None) -> None:
    """Keep which mail the actor wants: one for each thing or not, and the week's on a day (0 is Monday) or never."""
    require(actor, Action.CHOOSE_MAIL)
    if digest_day is not None and not 0 <= digest_day < DAYS_OF_A_WEEK:
        raise Invalid("digest_day", N_("Vælg en af ugens dage, eller vælg aldrig."))
    if actor.id is not None:
        _keep(session, actor.id, is_each=is_each, digest_day=digest_day)


def stop_thread_mail(session: Session, actor: Actor, user_id: int, thread_id: int) -> None:
    """End all notices of one thread for whoever has the mail. Doing it again changes nothing, and nothing else ends.

    A thread that was merged meanwhile goes on in the one that took it over.
    """
    require(actor, Action.STOP_MAIL)
    told_of = select(func.coalesce(Thread.merged_into_id, Thread.id)).where(Thread.id == thread_id).scalar_subquery()
    thread = session.execute(select(Thread.id, Thread.last_post_id).where(Thread.id == told_of, _is_known(user_id))).one_or_none()
    if thread is None:
        return
    row = ThreadWatch(user_id=user_id, thread_id=thread.id, level=Level.NONE, since_post_id=thread.last_post_id, is_chosen=True)
    insert_new(session, row)
    mine = (ThreadWatch.user_id == user_id, ThreadWatch.thread_id == thread.id)
    session.execute(
        update(ThreadWatch).where(*mine).values(level=Level.NONE, is_chosen=True), execution_options={"synchronize_session": False}
    )


def stop_week(session: Session, actor: Actor, user_id: int) -> None:
    """End the week's mail for whoever has one. Doing it again changes nothing, and nothing else ends."""
    require(actor, Action.STOP_MAIL)
    if session.scalar(select(_is_known(user_id))):
        insert_new(session, MailChoice(user_id=user_id, is_each=False, digest_day=None))
    mine = MailChoice.user_id == user_id
    session.execute(update(MailChoice).where(mine).values(digest_day=None), execution_options={"synchronize_session": False})


def _is_known(user_id: int) -> ColumnElement[bool]:
    """Ask whether someone is here still: the mail may be older than their erasure."""
    return exists().where(User.id == user_id)


def _keep(session: Session, user_id: int, *, is_each: bool, digest_day: int | None) -> None:
    if not insert_new(session, MailChoice(user_id=user_id, is_each=is_each, digest_day=digest_day)):
        chosen = {"is_each": is_each, "digest_day": digest_day}
        session.execute(
            update(MailChoice).where(MailChoice.user_id == user_id).values(chosen), execution_options={"synchronize_session": False}
        )
