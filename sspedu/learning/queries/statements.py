"""The statements that pages about learning ask: everything one person has done, in one query.

One query in place of many: each row says what it is, and the columns mean what that kind of row needs. The statements are put together
once, when they are first asked, with places for the values: building one takes longer than running it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from sspedu.db import UtcDateTime, joined
from sspedu.drafts.commands import Place
from sspedu.drafts.models import Draft
from sspedu.lasting import lasting
from sspedu.learning.models import (
    Attempt,
    Completion,
    ContractItem,
    Enrolment,
    LessonReport,
    TrackContractItem,
    TrackEnrolment,
    WrittenReflection,
)
from sspedu.library.queries import WHAT_HOLDS

Fragment = Select[*tuple[Any, ...]]
Expression = SQLColumnExpression[Any]
USER = bindparam("user_id", type_=Integer)
MODULE = bindparam("module_id", type_=Text)
LESSON = bindparam("lesson_id", type_=Text)
ITEMS = bindparam("item_ids", type_=Text, expanding=True)
PLACES = bindparam("places", type_=Text, expanding=True)
# How far back it is looked to decide whether a question comes back.
TRIES = 8
# The kind of place in which the draft of a reflection is kept.
REFLECTION = "reflection"


def place_of(module_id: str, reflection_id: str) -> Place:
    """Return where the draft of a reflection is kept."""
    return Place(REFLECTION, f"{module_id}/{reflection_id}")


def _fragment(
    what: str,
    module_id: Expression,
    item_id: Expression | None = None,
    *,
    code: Expression | None = None,
    body: Expression | None = None,
    note: Expression | None = None,
    number: Expression | None = None,
    at: Expression | None = None,
) -> Fragment:
    def text(column: Expression | None) -> Expression:
        return cast(null() if column is None else column, Text)

    return select(
        literal(what).label("what"),
        module_id.label("module_id"),
        text(item_id).label("item_id"),
        text(code).label("code"),
        text(body).label("body"),
        text(note).label("note"),
        (cast(null(), Attempt.number.type) if number is None else number).label("number"),
        (cast(null(), UtcDateTime) if at is None else at).label("at"),
    )


def _enrolments() -> list[Fragment]:
    mine = Enrolment.user_id == USER
    left = case((Enrolment.left_at.is_not(None), literal("left")))
    quiet = case((Enrolment.is_quiet, literal("quiet")))
    begun = _fragment("enrolled", Enrolment.module_id, code=left, note=quiet, number=Enrolment.revision, at=Enrolment.enrolled_at)
    begun = begun.where(mine)
    finished = _fragment("completed", Enrolment.module_id, at=Enrolment.completed_at).where(mine, Enrolment.completed_at.is_not(None))
    agreed = _fragment("contract", Enrolment.module_id, ContractItem.item_id, code=ContractItem.rule)
    agreed = agreed.join(ContractItem, ContractItem.enrolment_id == Enrolment.id).where(mine)
    return [begun, finished, agreed]


def _progress() -> list[Fragment]:
    return [*_enrolments(), _completions()]


def _completions() -> Fragment:
    done = _fragment("done", Completion.module_id, Completion.item_id, code=Completion.kind, at=Completion.completed_at)
    return done.where(Completion.user_id == USER)


def _latest_number() -> ScalarSelect[int]:
    """The number of the person's latest attempt at the question of the row at hand."""
    later = aliased(Attempt)
    same = (later.user_id == Attempt.user_id, later.module_id == Attempt.module_id, later.item_id == Attempt.item_id)
    return select(func.max(later.number)).where(*same).scalar_subquery()


def _attempts() -> Fragment:
    attempts = _fragment(
        "attempt",
        Attempt.module_id,
        Attempt.item_id,
        code=Attempt.text_hash,
        body=Attempt.given,
        note=Attempt.confidence,
        number=Attempt.number,
        at=Attempt.answered_at,
    )
    return attempts.where(Attempt.user_id == USER, Attempt.item_id.in_(ITEMS), Attempt.number == _latest_number())


def _reflections() -> Fragment:
    texts = _fragment(
        "reflection",
        WrittenReflection.module_id,
        WrittenReflection.item_id,
        body=WrittenReflection.text,
        at=WrittenReflection.written_at,
    )
    return texts.where(WrittenReflection.user_id == USER, WrittenReflection.item_id.in_(ITEMS))


def _drafts() -> Fragment:
    texts = _fragment(
        "draft", cast(MODULE, Text), Draft.key, code=Draft.based_on, body=Draft.text, note=cast(Draft.set_aside, Text), at=Draft.updated_at
    )
    return texts.where(Draft.user_id == USER, Draft.kind == REFLECTION, Draft.key.in_(PLACES), Draft.text != "")


def _reports() -> Fragment:
    found = _fragment(
        "report",
        LessonReport.module_id,
        LessonReport.lesson_id,
        code=LessonReport.handled_at,
        body=LessonReport.text,
        note=LessonReport.note,
        at=LessonReport.reported_at,
    )
    return found.where(LessonReport.user_id == USER, LessonReport.lesson_id == LESSON)


def _tries() -> Fragment:
    verdict = case((Attempt.is_right, 1), else_=0)
    tries = _fragment(
        "try", Attempt.module_id, Attempt.item_id, code=verdict, note=Attempt.confidence, number=Attempt.number, at=Attempt.answered_at
    )
    return tries.where(Attempt.user_id == USER, Attempt.number > _latest_number() - TRIES)


def _tracks_beside() -> Fragment:
    """The tracks that the person is on, as a lesson shows them: which, and whether each is completed."""
    completed = case((TrackEnrolment.completed_at.is_not(None), literal("completed")))
    tracks = _fragment("beside", cast(MODULE, Text), TrackEnrolment.track_id, code=completed, at=TrackEnrolment.enrolled_at)
    return tracks.where(TrackEnrolment.user_id == USER, TrackEnrolment.left_at.is_(None))


def _tracks() -> list[Fragment]:
    """What the person has begun of tracks. Where other rows name a module, the first two name the track."""
    mine = TrackEnrolment.user_id == USER
    left = case((TrackEnrolment.left_at.is_not(None), literal("left")))
    begun = _fragment("on track", TrackEnrolment.track_id, code=left, at=TrackEnrolment.enrolled_at).where(mine)
    finished = _fragment("track completed", TrackEnrolment.track_id, at=TrackEnrolment.completed_at)
    finished = finished.where(mine, TrackEnrolment.completed_at.is_not(None))
    agreed = _fragment(
        "asked", TrackContractItem.module_id, TrackContractItem.item_id, code=TrackEnrolment.track_id, at=TrackContractItem.waived_at
    )
    return [begun, finished, agreed.join(TrackEnrolment, TrackEnrolment.id == TrackContractItem.enrolment_id).where(mine)]


def _of_one_module(fragments: Iterable[Fragment]) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*(fragment.where(fragment.selected_columns["module_id"] == MODULE) for fragment in fragments))


# Every fact about progress raises its enrolment's revision.
REVISIONS = select(joined(cast(Enrolment.id, Text) + ":" + cast(Enrolment.revision, Text))).where(Enrolment.user_id == USER)
# What shows on a lesson and is no progress: what is being written, and what came of faults that were reported.
# A draft gets another moment whenever something is added. What was set aside may go without: then it is shorter, so its length is enough.
ASIDE = cast(func.length(cast(Draft.set_aside, Text)), Text)
WRITING = select(joined(cast(Draft.id, Text) + ":" + cast(Draft.updated_at, Text) + ":" + ASIDE)).where(Draft.user_id == USER)
REPORTS = select(joined(cast(LessonReport.id, Text) + ":" + func.coalesce(cast(LessonReport.handled_at, Text), ""))).where(
    LessonReport.user_id == USER
)
TRACKS = select(joined(cast(TrackEnrolment.id, Text) + ":" + cast(TrackEnrolment.revision, Text))).where(TrackEnrolment.user_id == USER)


@cache
def where_one_stands() -> Select[*tuple[Any, ...]]:
    """Ask for all that a page of a lesson is made from, as marks."""
    marks = {"revisions": REVISIONS, "tracks": TRACKS, "writing": WRITING, "reports": REPORTS}
    return lasting(WHAT_HOLDS.add_columns(*(mark.scalar_subquery().label(name) for name, mark in marks.items())))


@cache
def all_modules() -> CompoundSelect[*tuple[Any, ...]]:
    """Ask how far a person is, everywhere."""
    return lasting(union_all(*_progress(), _tries(), *_tracks()))


@cache
def one_module() -> CompoundSelect[*tuple[Any, ...]]:
    """Ask how far a person is in one module."""
    return lasting(_of_one_module(_progress()))


@cache
def one_lesson() -> CompoundSelect[*tuple[Any, ...]]:
    """Ask for everything that a person has done in one lesson, and how far they are in its module."""
    return lasting(_of_one_module((*_progress(), _attempts(), _reflections(), _drafts(), _reports(), _tracks_beside())))
