"""Constructed practice examples for the demo, told through the ordinary commands by constructed people in invented municipalities."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.accounts import commands as accounts
from sspedu.accounts import passwords
from sspedu.accounts import queries as people
from sspedu.accounts.models import Municipality, Profession
from sspedu.cli.demo.people import TOWNS, town_values
from sspedu.cli.demo.story import Step
from sspedu.days import day_of
from sspedu.errors import NotFound
from sspedu.library.queries import shelf
from sspedu.network import commands, queries
from sspedu.network.models import BoardKind, PracticeExample
from sspedu.network.practice import FIELDS
from sspedu.policy import OPERATOR, Actor, Role

FILE = Path(__file__).with_name("practice.yml")
# The file's words for the places, all of them invented: no real municipality is said to have done what is made up.
PLACES = {town[1].lower().replace("æ", "ae").replace("ø", "oe"): Municipality(**town_values(town)) for town in TOWNS}
REVIEWER = "fagperson@lindeborg.example"


def practice_examples(session: Session, *, now: datetime) -> list[Step]:
    """Return the steps in which the constructed examples are told, tried and assessed, in the time before `now`.

    Boards must be open. The caller commits. To do them again changes nothing.
    """
    import yaml  # slow to import, and a web server has no use for it

    password_hash = passwords.hash_password(passwords.random_password())
    actors = {place: _person(session, place, password_hash, now=now) for place in PLACES}
    reviewer = _someone(session, REVIEWER, "Demo Fagperson", PLACES["lindeborg"], password_hash, frozenset({Role.INSTRUCTOR}), now=now)
    stories = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [step for told in stories for step in _Story(session, actors, reviewer, told, now).steps()]


@dataclass(slots=True)
class _Story:
    """An example as the file has it, and those who tell of it. It has a thread once it is told."""

    session: Session
    actors: Mapping[str, Actor]
    reviewer: Actor
    told: Mapping[str, Any]
    now: datetime
    thread_id: int = 0

    def steps(self) -> Iterator[Step]:
        told_at = self.now - timedelta(days=self.told["days_ago"])
        yield Step(told_at, lambda: self._share(told_at))
        for number, tried in enumerate(self.told["tries"], start=1):
            at = min(self.now, told_at + timedelta(days=5 * number))
            yield Step(at, partial(self._try, number, tried, at))
        if "review" in self.told:
            at = self.now - timedelta(days=self.told["review"]["days_ago"])
            yield Step(at, lambda: self._review(at))

    def _share(self, at: datetime) -> None:
        author = self.actors[self.told["place"]]
        board = _board(self.session, author, self.told.get("theme_board"), today=day_of(self.now))
        themes = frozenset(theme.id for theme in shelf(self.session).registers.all.themes)
        first = commands.NewPost("", f"demo {self.told['title']}")
        thread = commands.share_practice(self.session, author, board, _as_form(self.told), first, themes=themes, now=at)
        self.thread_id = thread.id

    def _try(self, number: int, tried: Mapping[str, Any], at: datetime) -> None:
        actor = self.actors[tried["place"]]
        texts = {"changed": tried["changed"], "came_of_it": tried["came_of_it"]}
        form = commands.Tried(tried["terrain"], tried["size_band"], tried["result"], texts)
        opened = queries.thread(self.session, actor, self.thread_id, today=day_of(self.now))
        commands.tell_try(self.session, actor, opened, form, commands.NewPost("", f"demo {number}"), now=at)

    def _review(self, at: datetime) -> None:
        if self.session.scalar(select(PracticeExample.reviewed_at).where(PracticeExample.thread_id == self.thread_id)) is not None:
            return
        example, review = queries.practice(self.session, self.reviewer, self.thread_id, today=day_of(self.now)), self.told["review"]
        given = commands.Assessment(review["known"], review["result"], review["reason"], example.said["version"])
        commands.review_practice(self.session, self.reviewer, example, given, now=at)


def _board(session: Session, author: Actor, theme: str | None, *, today: date) -> queries.OpenBoard:
    """Open the theme's board; the national one for no theme, or one that is not published."""
    if theme is not None:
        with suppress(NotFound):
            return queries.board(session, author, BoardKind.THEME, theme, today=today)
    return queries.board(session, author, BoardKind.NATIONAL, "landet", today=today)


def _as_form(told: Mapping[str, Any]) -> commands.Told:
    return commands.Told(
        title=told["title"],
        texts={question.name: told.get(question.name, "") for question in FIELDS},
        choices={name: told[name] for name in ("prevention", "arena", "terrain", "size_band", "result")},
        known=str(told["known"]),
        again=told.get("again", ""),
        participants=str(told.get("participants", "")),
        ages=tuple(told["ages"]),
        partners=tuple(told["partners"]),
        themes=tuple(told["themes"]),
    )


def _person(session: Session, place: str, password_hash: str, *, now: datetime) -> Actor:
    town = PLACES[place]
    return _someone(session, f"praksis@{place}.example", f"Demo {town.name}", town, password_hash, frozenset(), now=now)


def _someone(
    session: Session, email: str, name: str, town: Municipality, password_hash: str, roles: frozenset[Role], *, now: datetime
) -> Actor:
    session.merge(town)
    session.flush()
    user = people.user_by_email(session, email)
    if user is None:
        new = accounts.NewUser(
            email=email,
            name=name,
            profession=Profession.CONSULTANT,
            password_hash=password_hash,
            municipality_code=town.code,
            police_district_id=None,
            roles=roles,
            is_demo=True,
        )
        user = accounts.add_user(session, OPERATOR, new, now=now)
    return Actor(id=user.id, name=name, roles=roles | {Role.LEARNER}, municipality_code=town.code)
