"""Threads moved to another board, merged with another, and split in two.

A post keeps its row when its place changes, so whatever points to the row goes along. Its old place stays as a row that leads to it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, exists, func, insert, literal, null, select, update
from sqlalchemy.orm import Session, aliased

from sspedu.drafts.commands import move_drafts
from sspedu.errors import N_, Conflict, Invalid
from sspedu.network.acts import on_thread
from sspedu.network.commands.words import thread_title, why_acted
from sspedu.network.locking import unmoved_thread
from sspedu.network.models import CONVERSATIONS, ActKind, Board, Case, Post, Thread, ThreadKind, ThreadWatch
from sspedu.network.noting import Done, Why, note, someone
from sspedu.network.queries import OpenBoard, OpenThread, note_place, reply_place
from sspedu.network.reading import Reading
from sspedu.network.seen import UNSYNCHRONISED, keep_past_floor, readings, write_readings
from sspedu.network.steps import posts_moved
from sspedu.policy import OPERATOR, Action, Actor, require

MOST_SPLIT = 100


@dataclass(frozen=True, slots=True)
class Split:
    """Which posts of a thread are to begin one of their own, and what it is called."""

    numbers: Collection[int]
    title: str


def move_thread(session: Session, actor: Actor, thread: OpenThread, target: OpenBoard, why: Why, *, now: datetime) -> Done | None:
    """Move a thread to another board that the moderator reads. Its address stays, and leads those there who may read it now.

    Raises `Conflict` when it was moved meanwhile, or the board is closed.
    """
    require(actor, Action.MODERATE, thread)
    require(actor, Action.MODERATE, target)
    reason = why_acted(why.text, why.consent)
    if target.id == thread.board.id:
        return None
    for board_id in sorted((thread.board.id, target.id)):
        closed_at = session.execute(select(Board.closed_at).where(Board.id == board_id).with_for_update(key_share=True)).scalar_one()
        if closed_at is not None:
            raise Conflict(N_("Tavlen er lukket. Vælg en anden."))
    row = unmoved_thread(session, thread)
    keep_past_floor(session, row)
    row.board_id, row.pinned_at = target.id, None
    session.flush()
    session.execute(update(Case).where(Case.thread_id == row.id).values(board_id=target.id), execution_options=UNSYNCHRONISED)
    posts_moved(session, row, now=now)
    act = on_thread(ActKind.MOVE, row.id, from_board=thread.board.id, to_board=target.id)
    return note(session, actor, Done(ActKind.MOVE, row.id, someone(row.author_id)), reason, act, now=now)


def merge_threads(session: Session, actor: Actor, source: OpenThread, target: OpenThread, why: Why, *, now: datetime) -> Done:
    """Put the posts of one thread after those of another on the same board. What anyone has read stays read, and nothing more; what anyone
    is writing there goes along.

    Of a hidden thread each post is hidden where it goes. Raises `Invalid` for threads that do not fit, and `Conflict` when either was moved
    meanwhile.
    """
    require(actor, Action.MODERATE, source)
    require(actor, Action.MODERATE, target)
    reason = why_acted(why.text, why.consent)
    if source.id == target.id or source.board.id != target.board.id:
        raise Invalid("target", N_("Vælg en anden tråd på den samme tavle."))
    if source.kind not in CONVERSATIONS:
        raise Invalid("target", N_("Kun samtaler og spørgsmål kan lægges sammen med en anden tråd."))
    rows = {opened.id: unmoved_thread(session, opened) for opened in sorted((source, target), key=lambda opened: opened.id)}
    old, heir = rows[source.id], rows[target.id]
    mine, others = readings(session, heir, (old,)), readings(session, old, (heir,))
    nothing = Reading()
    read = {id_: mine.get(id_, nothing).followed_by(others.get(id_, nothing), heir.post_count) for id_ in mine.keys() | others.keys()}
    if old.hidden_at is not None:
        _hide_posts(session, old)
    _take_posts(session, old, heir)
    write_readings(session, heir, read)
    write_readings(session, old, {})
    _become(session, old, heir)
    _take_along(session, old, heir)
    # Nobody moderates drafts: they go along unseen, as when one board takes over from another.
    move_drafts(session, OPERATOR, reply_place(source), reply_place(target))
    move_drafts(session, OPERATOR, note_place(reply_place(source)), note_place(reply_place(target)))
    posts_moved(session, heir, now=now)
    act = on_thread(ActKind.MERGE, old.id, into=heir.id, posts=old.post_count)
    return note(session, actor, Done(ActKind.MERGE, heir.id, someone(old.author_id, heir.author_id)), reason, act, now=now)


def split_thread(session: Session, actor: Actor, thread: OpenThread, split: Split, why: Why, *, now: datetime) -> tuple[int, Done]:
    """Begin a thread with some posts of another; each leaves its place, which leads to it. Returns the new thread.

    What is split from a hidden thread is hidden as it is.

    Raises `Invalid` when nothing or too much is chosen, or the title cannot stand; `Conflict` when a chosen post is there no more.
    """
    require(actor, Action.MODERATE, thread)
    reason, title = why_acted(why.text, why.consent), thread_title(split.title, why.consent)
    numbers = sorted(set(split.numbers))
    if not numbers or numbers[0] <= 1 or len(numbers) > MOST_SPLIT:
        raise Invalid("numbers", N_("Vælg mindst ét og højst %(most)d indlæg. Det første bliver, hvor det er."), most=MOST_SPLIT)
    row = unmoved_thread(session, thread)
    chosen = select(Post).where(Post.thread_id == row.id, Post.number.in_(numbers), Post.moved_to_id.is_(None)).order_by(Post.number)
    posts = session.scalars(chosen.with_for_update().execution_options(populate_existing=True)).all()
    if len(posts) != len(numbers):
        raise Conflict(N_("Et af indlæggene er flyttet i mellemtiden. Se tråden igen, og vælg på ny."))
    read = readings(session, row)
    new = _thread_of(posts, row, title)
    session.add(new)
    session.flush()
    _leave_places(session, row, new, posts)
    write_readings(session, new, {user_id: reading.of_chosen(numbers) for user_id, reading in read.items()})
    _take_along(session, row, new)
    posts_moved(session, new, now=now)
    done = Done(ActKind.SPLIT, new.id, someone(*(post.author_id for post in posts)))
    return new.id, note(session, actor, done, reason, on_thread(ActKind.SPLIT, row.id, into=new.id, posts=len(posts)), now=now)


def _hide_posts(session: Session, row: Thread) -> None:
    """Hide what stands in a hidden thread post by post, for when the thread is no more."""
    standing = (Post.thread_id == row.id, Post.hidden_at.is_(None), Post.removed_at.is_(None))
    hidden = {"hidden_at": row.hidden_at, "hidden_reason": row.hidden_reason}
    session.execute(update(Post).where(*standing).values(hidden), execution_options=UNSYNCHRONISED)


def _take_posts(session: Session, old: Thread, heir: Thread) -> None:
    """Give all posts of one thread to another, after its own, and leave rows in their places."""
    other = aliased(Post)
    # The same form may have been sent to both; only a crafted one has.
    taken = select(other.id).where(other.thread_id == heir.id, other.author_id == Post.author_id, other.nonce == Post.nonce)
    renamed = update(Post).where(Post.thread_id == old.id, taken.exists()).values(nonce=literal("m") + cast(Post.id, String))
    session.execute(renamed, execution_options=UNSYNCHRONISED)
    first = heir.post_count
    moved = update(Post).where(Post.thread_id == old.id).values(thread_id=heir.id, number=Post.number + first)
    session.execute(moved, execution_options=UNSYNCHRONISED)
    place = {
        "thread_id": literal(old.id),
        "number": Post.number - first,
        "author_id": Post.author_id,
        "nonce": Post.nonce,
        "text": literal(""),
        "html": literal(""),
        "version": literal(1),
        "posted_at": Post.posted_at,
        "removed_at": Post.posted_at,
        "removed_reason": literal(""),
        # A place whose post had gone on already leads to where that is now.
        "moved_to_id": func.coalesce(Post.moved_to_id, Post.id),
        "removed_by_id": null(),
    }
    left = select(*place.values()).where(Post.thread_id == heir.id, Post.number > first)
    session.execute(insert(Post).from_select(list(place), left))


def _become(session: Session, old: Thread, heir: Thread) -> None:
    heir.post_count += old.post_count
    heir.last_post_id = max(heir.last_post_id, old.last_post_id)
    heir.last_post_at = max(heir.last_post_at, old.last_post_at)
    old.merged_into_id, old.pinned_at = heir.id, None
    session.flush()
    led_here = update(Thread).where(Thread.merged_into_id == old.id).values(merged_into_id=heir.id)
    session.execute(led_here, execution_options=UNSYNCHRONISED)
    session.execute(update(Case).where(Case.thread_id == old.id).values(thread_id=heir.id), execution_options=UNSYNCHRONISED)


def _take_along(session: Session, old: Thread, new: Thread) -> None:
    """Let whoever follows one thread, or has ended its notices, do so with another, unless they have chosen for that."""
    other = aliased(ThreadWatch)
    has_chosen = exists().where(other.thread_id == new.id, other.user_id == ThreadWatch.user_id)
    columns = (ThreadWatch.user_id, ThreadWatch.level, ThreadWatch.since_post_id, ThreadWatch.is_chosen)
    theirs = select(literal(new.id), *columns).where(ThreadWatch.thread_id == old.id, ~has_chosen)
    session.execute(insert(ThreadWatch).from_select(["thread_id", *(column.key for column in columns)], theirs))


def _thread_of(posts: Sequence[Post], row: Thread, title: str) -> Thread:
    first = posts[0]
    new = Thread(board_id=row.board_id, kind=ThreadKind.DISCUSSION, title=title, author_id=first.author_id, opened_at=first.posted_at)
    new.post_count, new.last_post_id = len(posts), max(post.id for post in posts)
    new.last_post_at = max(post.posted_at for post in posts)
    new.hidden_at, new.hidden_reason = row.hidden_at, row.hidden_reason
    return new


def _leave_places(session: Session, row: Thread, new: Thread, posts: Sequence[Post]) -> None:
    for place, post in enumerate(posts, 1):
        left = Post(thread_id=row.id, number=post.number, author_id=post.author_id, nonce=post.nonce, text="", html="", version=1)
        left.posted_at, left.removed_at, left.moved_to_id = post.posted_at, post.posted_at, post.id
        if row.accepted_number == post.number:
            row.accepted_number = row.accepted_at = None
        post.thread_id, post.number = new.id, place
        session.flush()
        session.add(left)
        session.flush()
        session.execute(update(Case).where(Case.post_id == post.id).values(thread_id=new.id), execution_options=UNSYNCHRONISED)
    stays = select(func.max(Post.id), func.max(Post.posted_at)).where(Post.thread_id == row.id, Post.moved_to_id.is_(None))
    row.last_post_id, row.last_post_at = session.execute(stays).one()
    session.flush()
