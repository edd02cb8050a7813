"""What is asked about the drill: one person's answers, in one query."""

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from sspedu.db import ask
from sspedu.learning.drill import DrillTry
from sspedu.learning.models import DrillAnswer
from sspedu.learning.queries.statements import TRIES


def _latest_number() -> ScalarSelect[int]:
    later = aliased(DrillAnswer)
    same = (later.user_id == DrillAnswer.user_id, later.situation_id == DrillAnswer.situation_id)
    return select(func.max(later.number)).where(*same).scalar_subquery()


OWN_ANSWERS = (
    select(
        DrillAnswer.situation_id,
        DrillAnswer.number,
        DrillAnswer.text_hash,
        DrillAnswer.given,
        DrillAnswer.is_right,
        DrillAnswer.confidence,
        DrillAnswer.answered_at,
    )
    .where(DrillAnswer.user_id == bindparam("user_id"), DrillAnswer.number > _latest_number() - TRIES)
    .order_by(DrillAnswer.situation_id, DrillAnswer.number)
)


def drill_tries(session: Session, user_id: int | None) -> dict[str, tuple[DrillTry, ...]]:
    """Return a person's latest answers by situation, the earliest first. A visitor has none, and nothing is asked."""
    found: dict[str, tuple[DrillTry, ...]] = {}
    if user_id is None:
        return found
    for row in ask(session, OWN_ANSWERS, {"user_id": user_id}):
        answer = DrillTry(row.number, row.text_hash, row.given, row.is_right, row.confidence, row.answered_at)
        found[row.situation_id] = (*found.get(row.situation_id, ()), answer)
    return found
