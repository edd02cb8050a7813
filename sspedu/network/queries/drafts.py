"""Where the drafts of the network lie, and what stands sent already.

A new thread on a board, a reply in a thread and an edit of a post are texts; the other forms have several fields (`drafts.fields`).
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.drafts.commands import STANDS_SENT, Place, Saved, Shape
from sspedu.drafts.queries import Unsaved, unsaved
from sspedu.network.models import Board, Post, Thread, ThreadKind
from sspedu.network.queries.boards import OpenBoard
from sspedu.network.queries.posts import OpenPost
from sspedu.network.queries.threads import REPLY_DRAFT, OpenThread
from sspedu.privacy import without_numbers

NEW_THREAD, EDIT = "new thread", "edit"
PRACTICE, PRACTICE_EDIT, TRY, EVENT, NOTE = "practice", "practice edit", "try", "event", "note to moderator"
# Kinds of places in which what is written in the network lies.
DRAFT_KINDS = (NEW_THREAD, REPLY_DRAFT, EDIT, PRACTICE, PRACTICE_EDIT, TRY, EVENT, NOTE)
# Before the title in a draft. A question's is a heading of its own, so that the draft knows what it was begun as.
TITLE_MARK, QUESTION_MARK = "# ", "## "


def new_thread_place(board: OpenBoard | Board) -> Place:
    """Return where the draft of a new thread on a board lies."""
    return Place(NEW_THREAD, str(board.id))


def reply_place(thread: OpenThread) -> Place:
    """Return where the draft of a reply lies. The thread's own page has it already (`OpenThread.draft`)."""
    return Place(REPLY_DRAFT, str(thread.id))


def edit_place(post_id: int) -> Place:
    """Return where the draft of a post's new text lies."""
    return Place(EDIT, str(post_id))


def practice_place(board: OpenBoard | Board) -> Place:
    """Return where the draft of a practice example to be shared on a board lies."""
    return Place(PRACTICE, str(board.id))


def practice_edit_place(thread_id: int) -> Place:
    """Return where the draft of an example's new fields lies."""
    return Place(PRACTICE_EDIT, str(thread_id))


def try_place(thread_id: int) -> Place:
    """Return where the draft of "Vi har prøvet det" about an example lies."""
    return Place(TRY, str(thread_id))


def event_place(board: OpenBoard | Board) -> Place:
    """Return where the draft of an event to be called on a board lies."""
    return Place(EVENT, str(board.id))


def note_place(text: Place) -> Place:
    """Return where the draft of what is said to a moderator about a text lies. `text` is where the text's own draft lies."""
    return Place(NOTE, f"{text.kind}/{text.key}")


def places_on(board: OpenBoard | Board) -> tuple[Place, ...]:
    """Return where the drafts of all that can be begun on a board lie, always in the same order."""
    new = new_thread_place(board)
    return new, note_place(new), practice_place(board), event_place(board)


def titled(title: str, text: str, kind: str = ThreadKind.DISCUSSION) -> str:
    """Put a thread's title and first text together as one draft: the title is its first line, as a heading that tells its kind."""
    title = " ".join(title.split())
    mark = QUESTION_MARK if kind == ThreadKind.QUESTION else TITLE_MARK
    return f"{mark}{title}\n{text}" if title or text.strip() else ""


def untitled(draft: str) -> tuple[str, str, ThreadKind]:
    """Take a draft of `titled` apart: the title, the text and what the thread is begun for."""
    first, _, text = draft.partition("\n")
    # A draft is kept without the space at its ends, which is all there is of an empty title.
    is_question = f"{first} ".startswith(QUESTION_MARK)
    mark = QUESTION_MARK if is_question else TITLE_MARK
    return first.removeprefix(mark.strip()).strip(), text, ThreadKind.QUESTION if is_question else ThreadKind.DISCUSSION


def _title_and_text(draft: str) -> Iterable[str]:
    title, text, _kind = untitled(draft)
    return (f"{name}\n{words.strip()}" for name, words in (("title", title), ("text", text)) if words.strip())


# A browser puts back what was typed of a thread that was sent, and leaves what its page had restored itself.
TITLED = Shape(without_numbers, _title_and_text)


def thread_draft(session: Session, board: OpenBoard) -> Unsaved | None:
    """Return the thread that is being written on a board and not sent yet."""
    return unsaved(session, board.user_id, new_thread_place(board))


def edit_draft(session: Session, user_id: int | None, post: OpenPost) -> Unsaved | None:
    """Return the text of a post that is being written and not saved yet."""
    return unsaved(session, user_id, edit_place(post.id))


def sent_thread(session: Session, board: OpenBoard) -> Saved:
    """Return what one person began last on a board, so that a copy of it that a browser puts back is no draft. Nothing continues it."""
    mine = (Thread.author_id == board.user_id, Thread.board_id == board.id, Post.number == 1)
    newest = (
        select(Thread.title, Post.text, Thread.kind)
        .join(Post, Post.thread_id == Thread.id)
        .where(*mine)
        .order_by(Thread.id.desc())
        .limit(1)
    )
    row = session.execute(newest).one_or_none()
    return Saved(titled(row.title, row.text, row.kind), STANDS_SENT) if row else Saved()


def sent_reply(session: Session, thread: OpenThread) -> Saved:
    """Return what one person wrote last in a thread, so that a copy of it that a browser puts back is no draft."""
    mine = (Post.thread_id == thread.id, Post.author_id == thread.user_id)
    text = session.scalar(select(Post.text).where(*mine).order_by(Post.number.desc()).limit(1))
    return Saved(text, STANDS_SENT) if text else Saved()
