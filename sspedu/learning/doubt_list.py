"""Tvivlslisten: what many doubt, as instructors see it. Shares in words, of five people or more; never anyone's answer."""

from collections.abc import Mapping
from typing import NamedTuple

from sspedu.curriculum.models import LessonText
from sspedu.curriculum.situations import Situation, Verdict
from sspedu.learning.drill import in_order
from sspedu.learning.drill_pages import URL
from sspedu.learning.queries.tallies import Tally
from sspedu.learning.shares import Share, may_be_named, share
from sspedu.learning.states import question_url
from sspedu.library.queries import Shelf


class DoubtRow(NamedTuple):
    """Something that many were asked: how many are counted, the share that was right at once, and the share that doubted.

    `in_doubt` is None where fewer than five said how sure they were; `favourite` is the wrong answer most chose, where it may be named.
    """

    title: str
    about: str
    url: str
    people: int
    right: Share
    in_doubt: Share | None
    favourite: Verdict | None = None


class DoubtList(NamedTuple):
    """The list: what was least often right first. `waiting` counts what fewer than five have answered."""

    situations: tuple[DoubtRow, ...]
    questions: tuple[DoubtRow, ...]
    waiting: int


def doubt_list(
    published: Shelf, texts: Mapping[str, LessonText], drill: Mapping[str, Tally], lessons: Mapping[tuple[str, str], Tally]
) -> DoubtList:
    """Put the list together for what is asked today."""
    used = in_order(published.registers.all.situations)
    situations = [_situation(entry, drill[entry.id]) for entry in used if entry.id in drill]
    questions = _questions(published, texts, lessons)
    return DoubtList(_sorted(situations), _sorted(questions), len(used) - len(situations))


def _situation(entry: Situation, tally: Tally) -> DoubtRow:
    most, favourite = max(((count, verdict) for verdict, count in tally.wrong.items()), key=lambda pair: pair[0], default=(0, None))
    return _row(entry.title, entry.role, f"{URL}/{entry.id}", tally, favourite if may_be_named(most, tally.people) else None)


def _questions(published: Shelf, texts: Mapping[str, LessonText], lessons: Mapping[tuple[str, str], Tally]) -> list[DoubtRow]:
    return [
        _row(question.title, lesson.title, question_url(entry.id, lesson.id, question.id), lessons[entry.id, question.id])
        for entry in published.modules
        for lesson in entry.module.lessons
        for question in texts[lesson.text_hash].questions
        if (entry.id, question.id) in lessons
    ]


def _row(title: str, about: str, url: str, tally: Tally, favourite: Verdict | None = None) -> DoubtRow:
    right = share(tally.right, tally.people)
    assert right is not None, "the query counts whole fives"
    return DoubtRow(title, about, url, tally.people, right, share(tally.in_doubt, tally.said), favourite)


def _sorted(rows: list[DoubtRow]) -> tuple[DoubtRow, ...]:
    """Sort by what is said and never by the sums behind it, which the order would give away."""
    return tuple(sorted(rows, key=lambda row: (row.right.third, -row.in_doubt.third if row.in_doubt else 0, row.title)))
