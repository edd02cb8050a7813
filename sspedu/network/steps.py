"""What follows, in the same transaction, when a post stands, is changed or is taken away. Each room that cares is called here by name.

Whatever holds a copy of what was written (a search index, a quote, a notice) is told of all three, so that nothing outlives its post.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.days import day_of
from sspedu.drafts.models import Draft
from sspedu.network import indexing, mentions, quotes
from sspedu.network.attached import forget_files_of
from sspedu.network.models import Event, Post, PracticeExample, PracticeMark, PracticeTry, PracticeVersion, Thread
from sspedu.network.queries.drafts import practice_edit_place
from sspedu.network.taking_part import watch_from


def post_stands(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a new post. The first post of a thread has number 1."""
    quotes.record(session, thread, post, today=day_of(now))
    mentions.record(session, thread, post, today=day_of(now))
    watch_from(session, post)
    indexing.file_post(session, thread, post)


def post_changed(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a post with a new text."""
    quotes.record(session, thread, post, today=day_of(now))
    mentions.record(session, thread, post, today=day_of(now))
    indexing.refile_post(session, thread, post)


def post_gone(session: Session, thread: Thread, post: Post, *, now: datetime) -> None:
    """Tell of a post that was taken away: nothing of its text may be left anywhere."""
    quotes.clear(session, post)
    mentions.clear(session, post)
    forget_files_of(session, post)
    indexing.unfile_post(session, post.id)
    if post.number == 1:
        session.execute(delete(Event).where(Event.thread_id == post.thread_id))
    _forget_practice(session, thread, post)
    answers_no_more(session, thread, post)


def answers_no_more(session: Session, thread: Thread, post: Post) -> None:
    """Let a question that this post answered have no answer: nobody else can read it."""
    if thread.accepted_number == post.number:
        thread.accepted_number = thread.accepted_at = None
        session.flush()


def title_changed(session: Session, thread: Thread) -> None:
    """Tell of a thread with another title. It is found with the first post, if that still stands."""
    first = session.scalar(select(Post).where(Post.thread_id == thread.id, Post.number == 1, Post.removed_at.is_(None)))
    if first is not None:
        indexing.refile_post(session, thread, first)


def posts_moved(session: Session, thread: Thread, *, now: datetime) -> None:
    """Tell that posts stand in this thread that stood elsewhere before, or that it stands on another board. Their rows are the same."""
    indexing.move_thread(session, thread)


def _forget_practice(session: Session, thread: Thread, post: Post) -> None:
    """Forget a practice example whose first post is gone, with its versions and the draft of a change; and that somebody tried one."""
    session.execute(delete(PracticeTry).where(PracticeTry.post_id == post.id))
    if post.number == 1:
        place = practice_edit_place(thread.id)
        session.execute(delete(Draft).where(Draft.kind == place.kind, Draft.key == place.key))
        for table in (PracticeMark, PracticeVersion, PracticeExample):
            session.execute(delete(table).where(table.thread_id == thread.id))
