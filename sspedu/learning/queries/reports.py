"""What is asked about faults that readers reported, by those who look after the modules."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from sspedu.accounts.models import User
from sspedu.errors import NotFound
from sspedu.learning.models import FaultKind, LessonReport
from sspedu.library.models import ModuleVersion

PAGE = 50


class ReportRow(NamedTuple):
    """A fault as staff see it. `reporter` and `handler` are empty for people who are gone."""

    id: int
    module_id: str
    lesson_id: str
    text_hash: str
    heading: str
    kind: FaultKind
    text: str
    reporter: str
    reported_at: datetime
    handled_at: datetime | None
    handler: str
    note: str
    version: int
    version_at: datetime


def reports(session: Session, *, is_handled: bool, before: int | None = None) -> list[ReportRow]:
    """List faults, the newest first, at most fifty and one more, so that it is known whether there are older ones."""
    state = LessonReport.handled_at.is_not(None) if is_handled else LessonReport.handled_at.is_(None)
    statement = _reports().where(state).order_by(LessonReport.id.desc()).limit(PAGE + 1)
    if before is not None:
        statement = statement.where(LessonReport.id < before)
    return [_report(row) for row in session.execute(statement)]


def report(session: Session, report_id: int) -> ReportRow:
    """Return one fault. Raises `NotFound`."""
    row = session.execute(_reports().where(LessonReport.id == report_id)).one_or_none()
    if row is None:
        raise NotFound
    return _report(row)


def _reports() -> Select[*tuple[Any, ...]]:
    handler = aliased(User)
    return (
        select(
            LessonReport,
            User.name.label("reporter"),
            handler.name.label("handler"),
            ModuleVersion.number,
            ModuleVersion.published_at,
        )
        .join(ModuleVersion, ModuleVersion.id == LessonReport.version_id)
        .outerjoin(User, User.id == LessonReport.user_id)
        .outerjoin(handler, handler.id == LessonReport.handled_by_id)
    )


def _report(row: Row[*tuple[Any, ...]]) -> ReportRow:
    found: LessonReport = row.LessonReport
    return ReportRow(
        id=found.id,
        module_id=found.module_id,
        lesson_id=found.lesson_id,
        text_hash=found.text_hash,
        heading=found.heading,
        kind=found.kind,
        text=found.text,
        reporter=row.reporter or "",
        reported_at=found.reported_at,
        handled_at=found.handled_at,
        handler=row.handler or "",
        note=found.note,
        version=row.number,
        version_at=row.published_at,
    )
