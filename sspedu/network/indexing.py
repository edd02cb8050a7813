"""Posts in the index: filed when they stand, filed anew when they change or their thread moves, taken out when they go.

Called by `steps`, in the transaction of the post. Nothing of a post that is taken out is left: its rows are deleted, and SQLite writes over
what it deletes (`db.py`). What somebody may read is not decided here: see `models.finding`.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from sspedu.curriculum.sanitising import plain_text
from sspedu.network.access import FOR_ALL
from sspedu.network.models import Board, BoardKind, Post, PostEntry, PostWord, Thread
from sspedu.search.words import stems

# Stands between a title and its text, so that no phrase runs from one into the other. No word becomes this token.
BREAK = "0"
# Posts in a row whose words lie together: what one look at a word that stands in every post costs at most.
PERIOD = 8_192
# The scope of boards that all may read: there are dozens, and everyone's search looks into each.
OPEN_SCOPE = 0


def period_of(post_id: int) -> int:
    """Return the period of a post."""
    return post_id // PERIOD


def words_of(title: str, html: str) -> str:
    """Return what a post can be found by: tokens with a space around each. `title` is its thread's, of the first post alone."""
    said = stems(plain_text(html))
    return f" {stems(title)} {BREAK} {said} " if title else f" {said} "


def rows_of(post_id: int, scope: int, words: str) -> Iterator[dict[str, object]]:
    """Yield a row for each word of a post."""
    for token in sorted(set(words.split())):
        yield {"period": period_of(post_id), "scope": scope, "token": token, "post_id": post_id}


def file_post(session: Session, thread: Thread, post: Post) -> None:
    """Write a post into the index."""
    words = words_of(thread.title if post.number == 1 else "", post.html)
    scope = _scope(session, thread)
    session.execute(insert(PostEntry), [{"post_id": post.id, "scope": scope, "words": words}])
    # A post may hold no word: "👍👍", "***".
    if rows := list(rows_of(post.id, scope, words)):
        session.execute(insert(PostWord), rows)


def refile_post(session: Session, thread: Thread, post: Post) -> None:
    """Write a post that was changed into the index instead of what it was."""
    unfile_post(session, post.id)
    file_post(session, thread, post)


def unfile_post(session: Session, post_id: int) -> None:
    """Take a post out of the index. One that is not there changes nothing."""
    entry = session.execute(select(PostEntry.scope, PostEntry.words).where(PostEntry.post_id == post_id)).one_or_none()
    if entry is None:
        return
    session.execute(delete(PostWord).where(*_its_words(post_id, entry.scope, entry.words)))
    session.execute(delete(PostEntry).where(PostEntry.post_id == post_id))


def move_thread(session: Session, thread: Thread) -> None:
    """File the posts of a thread under the board that it stands on now."""
    scope = _scope(session, thread)
    found = select(PostEntry.post_id, PostEntry.scope, PostEntry.words).join(Post, Post.id == PostEntry.post_id)
    for entry in session.execute(found.where(Post.thread_id == thread.id, PostEntry.scope != scope)).all():
        session.execute(update(PostWord).where(*_its_words(entry.post_id, entry.scope, entry.words)).values(scope=scope))
        session.execute(update(PostEntry).where(PostEntry.post_id == entry.post_id).values(scope=scope))


def move_board(session: Session, old: Board, heir: Board) -> None:
    """File what stood on a board under the one that took over."""
    newest = session.scalar(select(func.max(PostEntry.post_id))) or 0
    for period in range(period_of(newest) + 1):
        session.execute(update(PostWord).where(PostWord.period == period, PostWord.scope == old.id).values(scope=scope_of(heir)))
    session.execute(update(PostEntry).where(PostEntry.scope == old.id).values(scope=scope_of(heir)))


def scope_of(board: Board | Row[int, BoardKind]) -> int:
    """Return where the words of a board's posts are filed."""
    return OPEN_SCOPE if board.kind in FOR_ALL else board.id


def _scope(session: Session, thread: Thread) -> int:
    return scope_of(session.get_one(Board, thread.board_id))


def _its_words(post_id: int, scope: int, words: str) -> tuple[ColumnElement[bool], ...]:
    tokens = sorted(set(words.split()))
    return (PostWord.period == period_of(post_id), PostWord.scope == scope, PostWord.token.in_(tokens), PostWord.post_id == post_id)
