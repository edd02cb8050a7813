"""Practice examples: what somebody did, for whom, what came of it and how that is known. And who else has tried it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, text_enum


class Prevention(StrEnum):
    """The level of the prevention model (Det Kriminalpræventive Råd)."""

    GENERAL = "general"
    SPECIFIC = "specific"
    INDIVIDUAL = "individual"


class Arena(StrEnum):
    """Where it took place."""

    SCHOOL = "school"
    LEISURE = "leisure"
    STREET = "street"
    ONLINE = "online"
    FAMILY = "family"
    HOUSING = "housing"
    INSTITUTION = "institution"
    OTHER = "other"


class Terrain(StrEnum):
    """Town or country."""

    TOWN = "town"
    COUNTRY = "country"
    BOTH = "both"


class SizeBand(StrEnum):
    """How many live in the municipality, as the writer says."""

    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"
    CITY = "city"


class Result(StrEnum):
    """What happened. A result that is not good is as welcome as one that is."""

    WORKED = "worked"
    PROMISING = "promising"
    MIXED = "mixed"
    NO_DIFFERENCE = "no_difference"
    HARMED = "harmed"
    TOO_EARLY = "too_early"


class Again(StrEnum):
    """Whether they would do it again."""

    YES = "yes"
    CHANGED = "changed"
    NO = "no"


class MarkKind(StrEnum):
    """What an example may have several of."""

    AGE = "age"
    PARTNER = "partner"
    THEME = "theme"


class PracticeExample(Base):
    """The fields of a thread of the kind practice. Its first post says the same as running text, so whatever reads posts finds it.

    `known` is how well it is known, 0 to 5: the writer's own word up to 3; beyond that a named professional has assessed this version.
    `looked_at` is when somebody last wrote, changed or assessed it. The municipality is the writer's when it was written.
    """

    __tablename__ = "practice_example"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    problem: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    participants: Mapped[int | None]
    prevention: Mapped[Prevention] = mapped_column(text_enum(Prevention, "prevention"))
    arena: Mapped[Arena] = mapped_column(text_enum(Arena, "arena"))
    terrain: Mapped[Terrain] = mapped_column(text_enum(Terrain, "terrain"))
    size_band: Mapped[SizeBand] = mapped_column(text_enum(SizeBand, "size_band"))
    special: Mapped[str]
    preconditions: Mapped[str]
    resources: Mapped[str]
    mechanism: Mapped[str]
    result: Mapped[Result] = mapped_column(text_enum(Result, "result"))
    outcome: Mapped[str]
    known: Mapped[int]
    reference: Mapped[str]
    pitfalls: Mapped[str]
    again: Mapped[Again | None] = mapped_column(text_enum(Again, "again"))
    looked_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    review_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("known BETWEEN 0 AND 5", name="known_has_six_steps"),
        CheckConstraint("known <= 3 OR reviewed_at IS NOT NULL", name="the_highest_steps_are_assessed"),
        CheckConstraint("participants IS NULL OR participants >= 5", name="never_fewer_than_five"),
        Index(None, "known", "thread_id"),
    )


class PracticeMark(Base):
    """One of several things that an example has: an age band, a partner, a theme."""

    __tablename__ = "practice_mark"

    thread_id: Mapped[int] = mapped_column(ForeignKey("practice_example.thread_id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[MarkKind] = mapped_column(text_enum(MarkKind, "kind"), primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)

    __table_args__ = (Index(None, "kind", "value", "thread_id"),)


class PracticeVersion(Base):
    """What an example said before, who replaced it and when."""

    __tablename__ = "practice_version"

    thread_id: Mapped[int] = mapped_column(ForeignKey("practice_example.thread_id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    replaced_at: Mapped[datetime]


class PracticeTry(Base):
    """A post that tells of having tried it: where, and with what result. Its words stand in the post alone."""

    __tablename__ = "practice_try"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    terrain: Mapped[Terrain] = mapped_column(text_enum(Terrain, "terrain"))
    size_band: Mapped[SizeBand] = mapped_column(text_enum(SizeBand, "size_band"))
    result: Mapped[Result] = mapped_column(text_enum(Result, "result"))
