"""How first answers went, summed over people: what instructors see of the drill and of the lessons' questions.

A first answer is one per person, by the constraint that numbers each. Of these, whole fives are counted, the earliest first (`shares`);
whoever erases their account is out of it at once, and a group that falls below five is not there any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, Subquery, case, func, select
from sqlalchemy.orm import Session

from sspedu.curriculum.situations import Verdict
from sspedu.learning.models import Attempt, Confidence, DrillAnswer
from sspedu.learning.shares import LEAST

Column = SQLColumnExpression[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over people's first answers. Of `people`, `right` were right; of `said`, who told how sure they were, `in_doubt` doubted."""

    people: int
    right: int
    said: int
    in_doubt: int
    wrong: Mapping[Verdict, int] = field(default_factory=dict)


def situation_tallies(session: Session) -> dict[str, Tally]:
    """Return how the first answers to each situation went, where at least five people gave one."""
    firsts = _first_answers(DrillAnswer, DrillAnswer.situation_id, given=DrillAnswer.given)
    wrong: list[Column] = [_count((firsts.c.given == verdict) & ~firsts.c.is_right).label(verdict.name) for verdict in Verdict]
    rows = session.execute(_sums(firsts, [firsts.c.situation_id], wrong))
    return {
        row.situation_id: Tally(row.people, row.right, row.said, row.in_doubt, {verdict: getattr(row, verdict.name) for verdict in Verdict})
        for row in rows
    }


def question_tallies(session: Session) -> dict[tuple[str, str], Tally]:
    """Return how the first answers to each question went, by module and question, where at least five people gave one."""
    firsts = _first_answers(Attempt, Attempt.module_id, Attempt.item_id)
    rows = session.execute(_sums(firsts, [firsts.c.module_id, firsts.c.item_id], []))
    return {(row.module_id, row.item_id): Tally(row.people, row.right, row.said, row.in_doubt) for row in rows}


def _first_answers(table: type[DrillAnswer] | type[Attempt], *of: Column, **further: Column) -> Subquery:
    """Number the first answers to each thing from the earliest, and say how many there are."""
    place = func.row_number().over(partition_by=of, order_by=table.id).label("place")
    people = func.count().over(partition_by=of).label("people")
    named: list[Column] = [column.label(name) for name, column in further.items()]
    return select(*of, table.is_right, table.confidence, *named, place, people).where(table.number == 1).subquery()


def _sums(firsts: Subquery, groups: Sequence[Column], further: Sequence[Column]) -> Select[*tuple[Any, ...]]:
    """Sum the answers that are counted: whole fives, so that a group of fewer has none."""
    return (
        select(
            *groups,
            func.count().label("people"),
            _count(firsts.c.is_right).label("right"),
            func.count(firsts.c.confidence).label("said"),
            _count(firsts.c.confidence == Confidence.IN_DOUBT).label("in_doubt"),
            *further,
        )
        .where(firsts.c.place <= firsts.c.people - firsts.c.people % LEAST)
        .group_by(*groups)
    )


def _count(condition: Column) -> Column:
    return func.sum(case((condition, 1), else_=0))
