"""What waits for moderators, on the boards that they read; and to those who sent something, what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import READABLE, READER, THREAD_IS_SHOWN, reader
from sspedu.network.models import (
    ActKind,
    Board,
    BoardKind,
    Case,
    CaseKind,
    CaseOutcome,
    HeldAs,
    HeldText,
    ModerationAct,
    Post,
    Thread,
    ThreadKind,
)
from sspedu.policy import Action, Actor, require

CASES_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Held:
    """A text that waits. After a refusal it is masked."""

    held_as: HeldAs
    title: str
    text: str
    thread_kind: ThreadKind
    nonce: str
    version: int
    is_masked: bool
    lesson: str | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case as one person (`user_id`) has it open. `sender_id` is who sent it; of a report only moderators get to know who that is."""

    id: int
    user_id: int
    kind: CaseKind
    board_kind: BoardKind
    board_place: str
    board_name: str
    thread_id: int | None
    thread_title: str
    post_id: int | None
    post_number: int | None
    post_author_id: int | None
    post_author: str
    post_text: str
    sender_id: int | None
    sender: str
    reason: str
    words: str
    sent_at: datetime
    claimed_by_id: int | None
    claimed_by: str
    claimed_at: datetime | None
    decided_at: datetime | None
    outcome: CaseOutcome | None
    answer: str
    held: Held | None

    @property
    def is_about_reader(self) -> bool:
        """Whether it reports what its reader has written: a moderator does not get to know who reports them."""
        return self.post_author_id == self.user_id and self.sender_id != self.user_id

    @property
    def is_readers_own(self) -> bool:
        """Whether its reader has sent it, and so cannot decide it."""
        return self.sender_id == self.user_id


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases. `more` is the case to go on from; nothing at the end."""

    cases: tuple[OpenCase, ...]
    more: int | None


@dataclass(frozen=True, slots=True)
class ActRow:
    """What a moderator did to something that its reader wrote. Without `thread_id` the reader does not read the board any more."""

    id: int
    kind: ActKind
    at: datetime
    reason: str
    thread_id: int | None
    thread_title: str
    post_number: int | None


_SENDER, _CLAIMER, _AUTHOR = aliased(User), aliased(User), aliased(User)
_COLUMNS = (
    Case.id,
    Case.kind,
    Board.kind.label("board_kind"),
    Board.place.label("board_place"),
    Board.name.label("board_name"),
    Case.thread_id,
    Thread.title.label("thread_title"),
    Case.post_id,
    Post.number.label("post_number"),
    Post.author_id.label("post_author_id"),
    _AUTHOR.name.label("post_author"),
    Post.text.label("post_text"),
    Case.user_id.label("sender_id"),
    _SENDER.name.label("sender"),
    Case.reason,
    Case.words,
    Case.sent_at,
    Case.claimed_by_id,
    _CLAIMER.name.label("claimed_by"),
    Case.claimed_at,
    Case.decided_at,
    Case.outcome,
    Case.answer,
    HeldText.held_as,
    HeldText.title.label("held_title"),
    HeldText.text.label("held_text"),
    HeldText.thread_kind,
    HeldText.nonce,
    HeldText.version,
    HeldText.is_masked,
    HeldText.lesson.label("held_lesson"),
)
_CASES = (
    select(*_COLUMNS)
    .join(Board, Board.id == Case.board_id)
    .outerjoin(Thread, Thread.id == Case.thread_id)
    .outerjoin(Post, Post.id == Case.post_id)
    .outerjoin(HeldText, HeldText.case_id == Case.id)
    .outerjoin(_SENDER, _SENDER.id == Case.user_id)
    .outerjoin(_CLAIMER, _CLAIMER.id == Case.claimed_by_id)
    .outerjoin(_AUTHOR, _AUTHOR.id == Post.author_id)
)
_QUEUE = _CASES.where(READABLE, Case.decided_at.is_(None)).limit(CASES_A_PAGE + 1)
OLDEST = _QUEUE.order_by(Case.id).where(Case.id > bindparam("cursor"))
NEWEST = _QUEUE.order_by(Case.id.desc()).where(Case.id < bindparam("cursor"))
ONE_CASE = _CASES.where(READABLE, Case.id == bindparam("case_id"))
# A title that a moderator has hidden is read by whoever wrote it, and by no other who took part.
_TITLE = case((and_(READABLE, or_(THREAD_IS_SHOWN, Thread.author_id == READER)), Thread.title), else_="")
# What somebody sent themselves: of the rest only what they may read today.
_OWN = (
    select(
        *(column for column in _COLUMNS if column.key not in {"thread_title", "post_author", "post_text", "claimed_by", "claimed_by_id"}),
        _TITLE.label("thread_title"),
        case((and_(READABLE, THREAD_IS_SHOWN), Case.thread_id)).label("open_thread_id"),
    )
    .join(Board, Board.id == Case.board_id)
    .outerjoin(Thread, Thread.id == Case.thread_id)
    .outerjoin(Post, Post.id == Case.post_id)
    .outerjoin(HeldText, HeldText.case_id == Case.id)
    .outerjoin(_SENDER, _SENDER.id == Case.user_id)
    .where(Case.user_id == READER, Case.id < bindparam("cursor"))
    .order_by(Case.id.desc())
    .limit(CASES_A_PAGE + 1)
)
_ACTS = (
    select(
        ModerationAct.id,
        ModerationAct.kind,
        ModerationAct.at,
        ModerationAct.reason,
        Post.number.label("post_number"),
        _TITLE.label("thread_title"),
        case((and_(READABLE, THREAD_IS_SHOWN), Thread.id)).label("thread_id"),
    )
    .outerjoin(Post, Post.id == ModerationAct.post_id)
    # Where the post stands now, by that thread's rights: one that was moved since has another number, which is for its readers.
    .join(Thread, Thread.id == func.coalesce(Post.thread_id, ModerationAct.thread_id))
    .join(Board, Board.id == Thread.board_id)
    .where(ModerationAct.author_id == READER)
    .order_by(ModerationAct.id.desc())
    .limit(CASES_A_PAGE)
)
LAST = 2**62


def cases(session: Session, actor: Actor, *, oldest_first: bool = True, cursor: int | None = None, today: date) -> CaseList:
    """List a page of what waits on the boards that a moderator reads. Raises `NotFound` for others."""
    require(actor, Action.READ_CASES)
    statement, start = (OLDEST, 0) if oldest_first else (NEWEST, LAST)
    rows = ask(session, statement, {**reader(actor, today), "cursor": start if cursor is None else cursor}).all()
    return _page(rows, actor)


def case_of(session: Session, actor: Actor, case_id: int, *, today: date) -> OpenCase:
    """Return a case on a board that a moderator reads. Raises `NotFound`."""
    require(actor, Action.READ_CASES)
    row = ask(session, ONE_CASE, {**reader(actor, today), "case_id": case_id}).one_or_none()
    if row is None:
        raise NotFound
    return _case(row, actor)


def own_cases(session: Session, actor: Actor, *, before: int | None = None, today: date) -> CaseList:
    """List what somebody has sent to the moderators, the newest first."""
    rows = ask(session, _OWN, {**reader(actor, today), "cursor": LAST if before is None else before}).all()
    return _page(rows, actor)


def acts_on(session: Session, actor: Actor, *, today: date) -> tuple[ActRow, ...]:
    """List the latest that moderators did to what somebody wrote."""
    rows = ask(session, _ACTS, reader(actor, today))
    return tuple(ActRow(row.id, row.kind, row.at, row.reason, row.thread_id, row.thread_title, row.post_number) for row in rows)


def _page(rows: Any, actor: Actor) -> CaseList:
    found = tuple(_case(row, actor) for row in rows[:CASES_A_PAGE])
    return CaseList(found, found[-1].id if len(rows) > CASES_A_PAGE else None)


def _case(row: Row[*tuple[Any, ...]], actor: Actor) -> OpenCase:
    if actor.id is None:
        raise NotFound
    given = row._mapping
    return OpenCase(
        id=row.id,
        user_id=actor.id,
        kind=row.kind,
        board_kind=row.board_kind,
        board_place=row.board_place,
        board_name=row.board_name,
        thread_id=given.get("open_thread_id") if "open_thread_id" in given else row.thread_id,
        thread_title=row.thread_title or "",
        post_id=row.post_id,
        post_number=row.post_number,
        post_author_id=row.post_author_id,
        post_author=given.get("post_author") or "",
        post_text=given.get("post_text") or "",
        sender_id=row.sender_id,
        sender=row.sender or "",
        reason=row.reason,
        words=row.words,
        sent_at=row.sent_at,
        claimed_by_id=given.get("claimed_by_id"),
        claimed_by=given.get("claimed_by") or "",
        claimed_at=row.claimed_at,
        decided_at=row.decided_at,
        outcome=row.outcome,
        answer=row.answer,
        held=_held(row),
    )


def _held(row: Row[*tuple[Any, ...]]) -> Held | None:
    if row.held_as is None:
        return None
    return Held(row.held_as, row.held_title, row.held_text, row.thread_kind, row.nonce, row.version, row.is_masked, row.held_lesson)
