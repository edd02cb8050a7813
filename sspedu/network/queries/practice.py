"""Practice examples: one that is open, and who has tried it. The list of them is `examples`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import Municipality, Profession, User
from sspedu.accounts.queries import place_name
from sspedu.days import day_of
from sspedu.db import ask
from sspedu.errors import NotFound
from sspedu.network.access import POST_IS_SHOWN, READABLE, THREAD_IS_SHOWN, reader
from sspedu.network.models import (
    Board,
    MarkKind,
    Post,
    PracticeExample,
    PracticeMark,
    PracticeTry,
    PracticeVersion,
    Result,
    SizeBand,
    Terrain,
    Thread,
)
from sspedu.network.practice import Status, is_effective, status_of
from sspedu.policy import Actor


@dataclass(frozen=True, slots=True)
class OpenPractice:
    """An example as one person (`user_id`) has it open. `said` are its columns; `is_constructed`: its writer is a demo person."""

    id: int
    user_id: int
    author_id: int | None
    title: str
    author: str
    place: str
    is_constructed: bool
    opened_at: datetime
    reviewer: str
    reviewer_profession: Profession | None
    status: Status
    said: Mapping[str, Any] = field(repr=False)
    marks: Mapping[MarkKind, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_effective(self) -> bool:
        """Whether the strongest words may be used of it."""
        return is_effective(self.said["known"], self.said["result"], self.status)


_Reviewer = aliased(User)
COLUMNS = tuple(PracticeExample.__table__.columns)
IS_SHOWN = and_(READABLE, THREAD_IS_SHOWN, POST_IS_SHOWN)
FIRST = and_(Post.thread_id == Thread.id, Post.number == 1)
ONE = (
    select(
        *COLUMNS,
        Thread.author_id,
        Thread.title,
        Thread.opened_at,
        User.name.label("author"),
        User.is_demo,
        Municipality.name.label("town"),
        _Reviewer.name.label("reviewer"),
        _Reviewer.profession.label("reviewer_profession"),
    )
    .join(Thread, Thread.id == PracticeExample.thread_id)
    .join(Board, Board.id == Thread.board_id)
    .join(Post, FIRST)
    .outerjoin(User, User.id == Thread.author_id)
    .outerjoin(Municipality, Municipality.code == PracticeExample.municipality_code)
    .outerjoin(_Reviewer, _Reviewer.id == PracticeExample.reviewed_by_id)
    .where(PracticeExample.thread_id == bindparam("thread_id"), IS_SHOWN)
)
MARKS = select(PracticeMark.kind, PracticeMark.value).where(PracticeMark.thread_id == bindparam("thread_id")).order_by(PracticeMark.value)
# One municipality counts once, with its newest.
_NEWEST = (
    select(
        PracticeTry.terrain,
        PracticeTry.size_band,
        PracticeTry.result,
        func.row_number().over(partition_by=PracticeTry.municipality_code, order_by=PracticeTry.post_id.desc()).label("place"),
    )
    .join(Post, Post.id == PracticeTry.post_id)
    .where(Post.thread_id == bindparam("thread_id"), PracticeTry.municipality_code.is_not(None), POST_IS_SHOWN)
    .subquery()
)
TRIES = (
    select(_NEWEST.c.terrain, _NEWEST.c.size_band, _NEWEST.c.result, func.count().label("towns"))
    .where(_NEWEST.c.place == 1)
    .group_by(_NEWEST.c.terrain, _NEWEST.c.size_band, _NEWEST.c.result)
)


@dataclass(frozen=True, slots=True)
class Tries:
    """In how many municipalities something was tried, with what result, and in what kinds of municipality."""

    by_result: Mapping[Result, int]
    by_size: Mapping[SizeBand, Mapping[Result, int]]
    by_terrain: Mapping[Terrain, Mapping[Result, int]]

    @property
    def towns(self) -> int:
        """In how many municipalities it was tried."""
        return sum(self.by_result.values())


def practice(session: Session, actor: Actor, thread_id: int, *, today: date) -> OpenPractice:
    """Return an example that the actor may read. Raises `NotFound`."""
    row = ask(session, ONE, {**reader(actor, today), "thread_id": thread_id}).one_or_none()
    if row is None or actor.id is None:
        raise NotFound
    said = {column.name: getattr(row, column.name) for column in COLUMNS}
    marks: dict[MarkKind, tuple[str, ...]] = dict.fromkeys(MarkKind, ())
    for mark in ask(session, MARKS, {"thread_id": thread_id}):
        marks[mark.kind] += (mark.value,)
    return OpenPractice(
        id=row.thread_id,
        user_id=actor.id,
        author_id=row.author_id,
        title=row.title,
        author=row.author or "",
        place=place_name(row.town, None),
        is_constructed=bool(row.is_demo),
        opened_at=row.opened_at,
        reviewer=row.reviewer or "",
        reviewer_profession=row.reviewer_profession,
        status=status_of(looked_at=day_of(row.looked_at), is_reviewed=row.reviewed_at is not None, today=today),
        said=said,
        marks=marks,
    )


def tries(session: Session, example: OpenPractice) -> Tries:
    """Sum up who has tried an example: each municipality once, with its newest."""
    results: dict[Result, int] = {}
    sizes: dict[SizeBand, dict[Result, int]] = {}
    terrains: dict[Terrain, dict[Result, int]] = {}
    for row in ask(session, TRIES, {"thread_id": example.id}):
        for counts in (results, sizes.setdefault(row.size_band, {}), terrains.setdefault(row.terrain, {})):
            counts[row.result] = counts.get(row.result, 0) + row.towns
    return Tries(results, sizes, terrains)


def versions(session: Session, example: OpenPractice) -> list[PracticeVersion]:
    """Return what an example said before, the latest first."""
    return list(
        session.scalars(select(PracticeVersion).where(PracticeVersion.thread_id == example.id).order_by(PracticeVersion.version.desc()))
    )
