"""Tables for learning: places on modules with their contracts, what was completed, what was answered (in lessons and in the drill),
what was written, and faults that readers found."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.curriculum.models import Rule
from sspedu.curriculum.situations import Verdict
from sspedu.db import Base, Hash, Id, Slug, text_enum


class Enrolment(Base):
    """A learner's place on a module. `version_id` is the version at the start, `revision` grows with every fact about it.

    Who has left (`left_at`) comes back to everything as it was: contract, answers and completions stay. A quiet one was opened by a track
    and not chosen: lists name the track in its place. `has_track` says that some track was begun that asks for something here.
    """

    __tablename__ = "enrolment"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    enrolled_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)
    is_quiet: Mapped[bool] = mapped_column(default=False, server_default=false())
    has_track: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        UniqueConstraint("user_id", "module_id", "round"),
        CheckConstraint("completed_at >= enrolled_at", name="completed_after_enrolled"),
        CheckConstraint("round >= 1", name="rounds_begin_at_one"),
    )


class ContractItem(Base):
    """One thing that the module asked for when the learner began, and how it is completed. Edits never touch it."""

    __tablename__ = "contract_item"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[Slug] = mapped_column(primary_key=True)
    rule: Mapped[Rule] = mapped_column(text_enum(Rule, "rule"))


class TrackEnrolment(Base):
    """A learner's place on a track. `revision` grows when it is begun anew, left or completed; what is done shows in the modules'."""

    __tablename__ = "track_enrolment"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    track_id: Mapped[Slug] = mapped_column(index=True)
    enrolled_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("user_id", "track_id"),
        CheckConstraint("completed_at >= enrolled_at", name="completed_after_enrolled"),
    )


class TrackContractItem(Base):
    """One thing that a lesson of the track asked for when the learner began. `waived_at`: since when nobody waits for it, for good.

    A waiver of its own, and no completion: what a track lets go may still be asked for by its module.
    """

    __tablename__ = "track_contract_item"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("track_enrolment.id", ondelete="CASCADE"), primary_key=True)
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"), primary_key=True, index=True)
    item_id: Mapped[Slug] = mapped_column(primary_key=True)
    waived_at: Mapped[datetime | None]


class CompletionKind(StrEnum):
    """How an item came to be complete."""

    DONE = "done"
    WAIVED = "waived"
    GRANTED = "granted"


class Completion(Base):
    """The fact that a person completed an item. Append-only: a trigger refuses to change a row on either engine."""

    __tablename__ = "completion"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"), index=True)
    item_id: Mapped[Slug]
    round: Mapped[int] = mapped_column(default=1)
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    kind: Mapped[CompletionKind] = mapped_column(text_enum(CompletionKind, "kind"))
    completed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("user_id", "module_id", "item_id", "round"),)


class Confidence(StrEnum):
    """How sure one was. Kept for oneself."""

    SURE = "sikker"
    FAIRLY_SURE = "ret-sikker"
    IN_DOUBT = "i-tvivl"


class Attempt(Base):
    """An answer, pinned to the text it answers. `number` is counted per person and question, so the same form sent twice counts once.

    `given` is what was chosen or written, as the form held it, one value a line.
    """

    __tablename__ = "attempt"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"), index=True)
    item_id: Mapped[Slug]
    number: Mapped[int]
    text_hash: Mapped[Hash] = mapped_column(ForeignKey("lesson_text.hash"), index=True)
    given: Mapped[str]
    is_right: Mapped[bool]
    score: Mapped[float]
    confidence: Mapped[Confidence | None] = mapped_column(text_enum(Confidence, "confidence"))
    answered_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("user_id", "module_id", "item_id", "number"),
        CheckConstraint("number >= 1", name="numbers_begin_at_one"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
    )


class DrillAnswer(Base):
    """An answer to a situation of the drill, pinned to the text it answers. `number` is counted per person and situation, as for attempts.

    A table of its own: a situation stands in no module, and nothing is completed by it.
    """

    __tablename__ = "drill_answer"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    situation_id: Mapped[Slug]
    number: Mapped[int]
    text_hash: Mapped[Hash] = mapped_column(ForeignKey("lesson_text.hash"), index=True)
    given: Mapped[Verdict] = mapped_column(text_enum(Verdict, "given"))
    is_right: Mapped[bool]
    confidence: Mapped[Confidence] = mapped_column(text_enum(Confidence, "confidence"))
    answered_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("user_id", "situation_id", "number"),
        CheckConstraint("number >= 1", name="numbers_begin_at_one"),
    )


class WrittenReflection(Base):
    """A text of one's own. Private to its writer, always."""

    __tablename__ = "reflection"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"), index=True)
    item_id: Mapped[Slug]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("user_id", "module_id", "item_id"),)


class FaultKind(StrEnum):
    """What is wrong in a lesson, in the words of the one who reports it."""

    FACT = "fact"
    LAW = "law"
    LANGUAGE = "language"
    BROKEN = "broken"
    OTHER = "other"


class LessonReport(Base):
    """A fault that a reader found, pinned to the version and the text it was found in; `heading` is an anchor there, or empty.

    It outlives its reporter's account, without their name: the fault is still one.
    """

    __tablename__ = "lesson_report"

    id: Mapped[Id]
    module_id: Mapped[Slug] = mapped_column(ForeignKey("module.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    lesson_id: Mapped[Slug]
    text_hash: Mapped[Hash] = mapped_column(ForeignKey("lesson_text.hash"), index=True)
    heading: Mapped[str]
    kind: Mapped[FaultKind] = mapped_column(text_enum(FaultKind, "fault_kind"))
    text: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    reported_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    note: Mapped[str]

    __table_args__ = (
        Index(None, "user_id", "module_id", "lesson_id"),
        CheckConstraint("handled_at IS NOT NULL OR note = ''", name="a_note_says_how_it_was_handled"),
    )
