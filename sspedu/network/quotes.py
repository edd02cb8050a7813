"""Which post quotes which: kept when a post stands or is changed, so that a text that is taken away is taken out of every quote of it.

Asks no permission: it is told by `steps` what happens.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import String, and_, cast, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.db import insert_new
from sspedu.drafts.models import Draft
from sspedu.errors import Invalid
from sspedu.network import indexing
from sspedu.network.access import READABLE, THREAD_IS_SHOWN
from sspedu.network.models import Board, Post, PostQuote, PostRevision, Thread
from sspedu.network.queries.drafts import DRAFT_KINDS, EDIT
from sspedu.network.quoting import PostAddress, addresses, lines_from, named_lines, unnamed_lines, without
from sspedu.network.rendering import names_in, plain, rendered, with_names

MOST_VERSIONS = 50


def record(session: Session, thread: Thread, post: Post, *, today: date) -> None:
    """Note which posts a post quotes, as far as it really holds words of theirs. Whoever wrote it may read them.

    A quote of a post that is gone by now is taken out at once.
    """
    if "#indlaeg-" not in post.text and ">" not in post.text:
        return
    named = [(address, quoted) for address, quoted in _named(session, post.text, post.author_id, today=today) if quoted.id != post.id]
    if gone := _gone(post.text, named):
        _rewrite(post, gone)
    standing = {quoted.id: (address, quoted) for address, quoted in named if quoted.removed_at is None}
    for quoted in _copied(session, thread, post):
        standing.setdefault(quoted.id, (PostAddress(quoted.thread_id, quoted.number), quoted))
    for quoted in _quoted_by(session, standing):
        standing.setdefault(quoted.id, (PostAddress(quoted.thread_id, quoted.number), quoted))
    for address, quoted in standing.values():
        if quoted.id != post.id and (lines := lines_from(post.text, _versions(session, quoted), address)):
            _keep(session, post, quoted, lines)
    session.flush()


def threads_quoting(session: Session, post_id: int) -> list[int]:
    """Return the threads with posts that quote a post. Whoever takes it away locks them first: to edit a quote locks the quoted last."""
    found = select(Post.thread_id).join(PostQuote, PostQuote.post_id == Post.id).where(PostQuote.quoted_id == post_id)
    return list(session.scalars(found.distinct()))


def clear(session: Session, post: Post) -> None:
    """Take what was a post's out of every quote: texts, what is rendered from them, how they stood before, and drafts."""
    rows = session.scalars(select(PostQuote).where(PostQuote.quoted_id == post.id)).all()
    hashes = frozenset(line for row in rows for line in row.lines)
    quoting = select(Post).where(Post.id.in_([row.post_id for row in rows])).order_by(Post.id).with_for_update()
    for other in session.scalars(quoting.execution_options(populate_existing=True)):
        if _rewrite(other, hashes):
            # Whoever has the old text in a form is asked before it stands again.
            other.version += 1
            indexing.refile_post(session, session.get_one(Thread, other.thread_id), other)
        for revision in session.scalars(select(PostRevision).where(PostRevision.post_id == other.id)):
            revision.text = without(revision.text, hashes)
    _clear_drafts(session, post, hashes)
    session.flush()
    session.execute(delete(PostQuote).where(or_(PostQuote.quoted_id == post.id, PostQuote.post_id == post.id)))


def without_gone(session: Session, writer_id: int | None, text: str, *, today: date) -> str:
    """Return what somebody is writing without the quotes of posts that were taken away: a page that is still open knows nothing of that."""
    if "#indlaeg-" not in text:
        return text
    return without(text, _gone(text, _named(session, text, writer_id, today=today)))


def _gone(text: str, named: Iterable[tuple[PostAddress, Post]]) -> frozenset[str]:
    """Return the hashes of the lines that stand under the names of posts that were taken away."""
    return frozenset[str]().union(*(named_lines(text, address) for address, quoted in named if quoted.removed_at is not None))


def _named(session: Session, text: str, writer_id: int | None, *, today: date) -> list[tuple[PostAddress, Post]]:
    """Return the posts that a text names and its writer may read, locked against being taken away meanwhile.

    One that a moderator has moved is known by its old address, too: the row there leads to it, and is no post that was taken away.
    """
    named = {(address.thread_id, address.number): address for address in addresses(text)}
    if not named:
        return []
    place = aliased(Post)
    places = or_(*(and_(place.thread_id == thread_id, place.number == number) for thread_id, number in named))
    found = (
        select(place.thread_id, place.number, Post)
        .join(place, Post.id == func.coalesce(place.moved_to_id, place.id))
        .join(Thread, Thread.id == Post.thread_id)
        .join(Board, Board.id == Thread.board_id)
        .where(places, READABLE, THREAD_IS_SHOWN, Post.hidden_at.is_(None))
        .order_by(Post.id)
        .with_for_update(read=True, of=Post)
        .execution_options(populate_existing=True)
    )
    rows = session.execute(found, {"reader_id": writer_id, "today": today}).all()
    return [(named[thread_id, number], quoted) for thread_id, number, quoted in rows]


def _copied(session: Session, thread: Thread, post: Post) -> Iterable[Post]:
    """Return earlier posts of the thread that have a line which was quoted by hand, under nobody's name."""
    lines = unnamed_lines(post.text)
    if not lines:
        return ()
    is_copied = or_(*(Post.text.contains(line, autoescape=True) for line in lines))
    return session.scalars(
        select(Post).where(Post.thread_id == thread.id, Post.number < post.number, is_copied).with_for_update(read=True).limit(len(lines))
    )


def _quoted_by(session: Session, standing: Iterable[int]) -> Iterable[Post]:
    """Return what the quoted posts quote themselves: their words may be passed on."""
    among = select(PostQuote.quoted_id).where(PostQuote.post_id.in_(list(standing)))
    return session.scalars(select(Post).where(Post.id.in_(among)).order_by(Post.id).with_for_update(read=True)).all()


def _versions(session: Session, post: Post) -> list[str]:
    before = select(PostRevision.text).where(PostRevision.post_id == post.id).order_by(PostRevision.version.desc()).limit(MOST_VERSIONS)
    return [post.text, *session.scalars(before)]


def _keep(session: Session, post: Post, quoted: Post, lines: frozenset[str]) -> None:
    """Note the lines, beside those of earlier versions: a revision may hold them still."""
    if insert_new(session, PostQuote(post_id=post.id, quoted_id=quoted.id, lines=sorted(lines))):
        return
    row = session.get_one(PostQuote, (post.id, quoted.id), populate_existing=True)
    row.lines = sorted(lines | set(row.lines))


def _rewrite(post: Post, hashes: frozenset[str]) -> bool:
    """Take lines out of a post. Returns whether any was in it."""
    text = without(post.text, hashes)
    if post.removed_at is not None or text == post.text:
        return False
    try:
        html = rendered(text, prefix=f"p{post.id}")
    except Invalid:
        html = plain(text)
    post.text, post.html = text, with_names(html, names_in(post.html))
    return True


def _clear_drafts(session: Session, post: Post, hashes: frozenset[str]) -> None:
    session.execute(delete(Draft).where(Draft.kind == EDIT, Draft.key == str(post.id)))
    address = PostAddress(post.thread_id, post.number)
    # What is being written somewhere at this moment is not much, and a post is seldom taken away.
    holds_quotes = or_(Draft.text.contains(">"), cast(Draft.set_aside, String).contains(">"))
    for draft in session.scalars(select(Draft).where(Draft.kind.in_(DRAFT_KINDS), holds_quotes).with_for_update()):
        draft.text = without(draft.text, hashes | named_lines(draft.text, address))
        draft.set_aside = [
            {**entry, "text": without(entry["text"], hashes | named_lines(entry["text"], address))} for entry in draft.set_aside
        ]
