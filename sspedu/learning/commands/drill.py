"""Answering a situation of the drill. What arrives twice counts once, by the constraint."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.curriculum.situations import Verdict
from sspedu.db import insert_new
from sspedu.errors import N_, Invalid
from sspedu.learning.models import Confidence, DrillAnswer
from sspedu.policy import Action, Actor, require


class DrillAnswered(NamedTuple):
    """An answer to a situation as it was given and marked. `number` is the try that the form was made for."""

    situation_id: str
    text_hash: str
    number: int
    given: Verdict
    is_right: bool
    confidence: Confidence


def answer_situation(session: Session, actor: Actor, answered: DrillAnswered, *, now: datetime) -> bool:
    """Keep an answer. Returns false, and changes nothing, if that try was used already: a double click, or another tab.

    Raises `Invalid` if the number of the try is not the next one.
    """
    require(actor, Action.DRILL)
    mine = (DrillAnswer.user_id == actor.id, DrillAnswer.situation_id == answered.situation_id)
    highest = session.scalar(select(func.max(DrillAnswer.number)).where(*mine)) or 0
    if not 1 <= answered.number <= highest + 1:
        raise Invalid("number", N_("Formularen passer ikke til dit seneste svar. Hent siden igen, og svar en gang til."))
    new = DrillAnswer(
        user_id=actor.id,
        situation_id=answered.situation_id,
        number=answered.number,
        text_hash=answered.text_hash,
        given=answered.given,
        is_right=answered.is_right,
        confidence=answered.confidence,
        answered_at=now,
    )
    return insert_new(session, new)
