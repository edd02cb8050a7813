"""Half a year of talk in the network, so that each page can be seen with something on it. Told in `half_year.yml`, written by the ordinary
commands as the people themselves would.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.cli.demo.people import actor_named
from sspedu.cli.demo.story import Step
from sspedu.days import day_of
from sspedu.network import commands, queries
from sspedu.network.models import Thread, ThreadKind
from sspedu.policy import Actor

TOLD = Path(__file__).with_name("half_year.yml")
# So that what was written on one day has an order.
APART = timedelta(minutes=17)
# In UTC: people write in their working hours.
MORNING = 8
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class _Said:
    """One post of the half year: `number` in thread `thread` of the file."""

    at: datetime
    thread: int
    number: int
    by: str
    text: str


def half_year(session: Session, *, now: datetime) -> list[Step]:
    """Return the steps of the half year that ends `now`; none if somebody has written in the network already."""
    if session.scalar(select(Thread.id).limit(1)) is not None:
        return []
    threads = told()
    begun: dict[int, int] = {}
    posts = sorted(_posts(threads, now), key=lambda said: (said.at, said.thread, said.number))
    return [Step(said.at, partial(_say, session, threads[said.thread], said, begun)) for said in posts]


def _say(session: Session, thread: dict[str, Any], said: _Said, begun: dict[int, int]) -> None:
    """Write a post. `begun` knows the threads of the file that are begun, by their places in it."""
    actor, post = actor_named(session, said.by), commands.NewPost(said.text, f"demo-{said.thread}-{said.number}")
    if said.number == 1:
        new = commands.NewThread(thread["title"], ThreadKind(thread["kind"]), post, thread.get("lesson"))
        board = _board(session, actor, thread["board"], said.at)
        begun[said.thread] = commands.start_thread(session, actor, board, new, now=said.at).id
    else:
        commands.reply(session, actor, _open(session, actor, begun[said.thread], said.at), post, now=said.at)
    if said.number == thread.get("accepted"):
        asker = actor_named(session, thread["posts"][0]["by"])
        commands.accept_answer(session, asker, _open(session, asker, begun[said.thread], said.at), said.number, now=said.at)


def told() -> list[dict[str, Any]]:
    """Return the threads as the file has them: board, title, kind, and posts with `by`, `days` and `text`."""
    import yaml  # slow to import, and a web server has no use for it

    threads: list[dict[str, Any]] = yaml.safe_load(TOLD.read_text(encoding="utf-8"))
    return threads


def _posts(threads: list[dict[str, Any]], now: datetime) -> Iterator[_Said]:
    for index, thread in enumerate(threads):
        for number, post in enumerate(thread["posts"], start=1):
            day = _working_day(now - timedelta(days=post["days"])).replace(hour=MORNING, minute=index)
            yield _Said(day + number * APART, index, number, post["by"], post["text"])


def _working_day(moment: datetime) -> datetime:
    """Return the moment, or the same time on the Friday before a weekend."""
    return moment - timedelta(days=max(0, moment.weekday() - FRIDAY))


def _board(session: Session, actor: Actor, named: str, at: datetime) -> queries.OpenBoard:
    """Open the board that the file names: `national`, `theme/<id>`, `module/<id>`, or the writer's own `region`, and so on."""
    word, _, place = named.partition("/")
    mine = [board for board in queries.boards(session, actor, today=_day(at)) if board.kind == word and place in ("", board.place)]
    return mine[0]


def _open(session: Session, actor: Actor, thread_id: int, at: datetime) -> queries.OpenThread:
    return queries.thread(session, actor, thread_id, today=_day(at))


def _day(at: datetime) -> date:
    return day_of(at)
