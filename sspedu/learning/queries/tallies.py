"""How first answers went, summed over people: what instructors see of the drill and of the lessons' questions.

A first answer is one per person, by the constraint that numbers each. Of these, whole fives are counted, the earliest first (`shares`);
whoever erases their account is out of it at once, and a group that falls below five is not there any more. Those who said how sure they
were are counted in whole fives of their own, so that one person's answer is never the only one to come in.
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
    """Sums over people's first answers. Of `people`, `right` were right; of `said`, who told how sure they were, `in_doubt` doubted.

    Both `people` and `said` are whole fives, each the earliest.
    """

    people: int
    right: int
    said: int
    in_doubt: int
    wrong: Mapping[Verdict, int] = field(default_factory=dict)


def situation_tallies(session: Session) -> dict[str, Tally]:
    """Return how the first answers to each situation went, where at least five people gave one."""
    firsts = _first_answers(DrillAnswer, DrillAnswer.situation_id, given=DrillAnswer.given)
    wrong = {verdict.name: (firsts.c.given == verdict) & ~firsts.c.is_right for verdict in Verdict}
    rows = session.execute(_sums(firsts, [firsts.c.situation_id], wrong))
    return {
        row.situation_id: Tally(row.people, row.right, row.said, row.in_doubt, {verdict: getattr(row, verdict.name) for verdict in Verdict})
        for row in rows
    }


def question_tallies(session: Session) -> dict[tuple[str, str], Tally]:
    """Return how the first answers to each question went, by module and question, where at least five people gave one."""
    firsts = _first_answers(Attempt, Attempt.module_id, Attempt.item_id)
    rows = session.execute(_sums(firsts, [firsts.c.module_id, firsts.c.item_id], {}))
    return {(row.module_id, row.item_id): Tally(row.people, row.right, row.said, row.in_doubt) for row in rows}


def _first_answers(table: type[DrillAnswer] | type[Attempt], *of: Column, **further: Column) -> Subquery:
    """Say of each first answer to a thing whether it is counted, and whether its confidence is: both in whole fives, the earliest first."""
    named: list[Column] = [column.label(name) for name, column in further.items()]
    places = [
        func.row_number().over(partition_by=of, order_by=table.id).label("place"),
        func.count().over(partition_by=of).label("people"),
        func.count(table.confidence).over(partition_by=of, order_by=table.id).label("place_of_said"),
        func.count(table.confidence).over(partition_by=of).label("said"),
    ]
    return select(*of, table.is_right, table.confidence, *named, *places).where(table.number == 1).subquery()


def _sums(firsts: Subquery, groups: Sequence[Column], further: Mapping[str, Column]) -> Select[*tuple[Any, ...]]:
    """Sum the answers that are counted: whole fives, so that a group of fewer has none. `further` conditions are counted too, by name."""
    row = firsts.c
    is_counted = row.place <= row.people - row.people % LEAST
    is_said = row.confidence.is_not(None) & (row.place_of_said <= row.said - row.said % LEAST)
    sums = {
        "people": is_counted,
        "right": is_counted & row.is_right,
        "said": is_said,
        "in_doubt": is_said & (row.confidence == Confidence.IN_DOUBT),
        **{name: is_counted & condition for name, condition in further.items()},
    }
    columns = [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in sums.items()]
    return select(*groups, *columns).where(row.people >= LEAST).group_by(*groups)
