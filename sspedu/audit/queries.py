"""What is asked of the audit log."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.audit.models import AuditEntry


def history(session: Session, subject: str, actions: Collection[str], *, since: datetime, limit: int = 200) -> list[AuditEntry]:
    """Return which of these acts were done to someone or something, the latest first.

    Nothing from before they came: an id may have been another's once.
    """
    about = (AuditEntry.subject == subject, AuditEntry.action.in_(actions), AuditEntry.at >= since)
    return list(session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.id.desc()).limit(limit)))
