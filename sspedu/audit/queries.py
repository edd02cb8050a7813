"""What is asked of the audit log."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.audit.models import AuditEntry


def history(session: Session, subject: str, *, since: datetime, limit: int = 200) -> list[AuditEntry]:
    """Return what was done to someone or something, the latest first.

    Nothing from before they came: an id may have been another's once.
    """
    about = (AuditEntry.subject == subject, AuditEntry.at >= since)
    return list(session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.id.desc()).limit(limit)))
