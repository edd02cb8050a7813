"""Writers and moderators at once: many writers in several processes, and two people who act on the same thing at the same moment."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from sspedu.db import db
from sspedu.errors import SspError
from sspedu.network import commands, queries
from sspedu.network.commands import Edit, NewPost, Redaction, Split
from sspedu.network.models import ActKind, Board, BoardKind, Case, HeldText, ModerationAct, Post, Thread
from sspedu.network.noting import Why
from sspedu.policy import Actor, Role
from tests.learning.test_drafts import is_waited_for
from tests.network.telling import THEMES, share, told
from tests.network.test_holding import NUMBER
from tests.network.test_quotes import everything, quoted
from tests.network.world import AARHUS, World
from tests.network.writing_together import write_together
from tests.post import until

PROCESSES, WRITERS_EACH, POSTS_EACH = 4, 4, 2
WHY = Why("Det hører til et andet sted.")
SECRET = "Drengen bor på Elmevej 7b"
Doing = Callable[[Session], object]


def test_sixteen_writers_in_four_processes_lose_nothing_and_leave_no_gap(world: World, app: Flask) -> None:
    people = [world.person() for _ in range(PROCESSES * WRITERS_EACH)]
    thread = world.begin(people[0])
    world.session.commit()
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    groups = [people[first : first + WRITERS_EACH] for first in range(0, len(people), WRITERS_EACH)]
    # Not forked from here: SQLite's locks do not survive that. What they import is imported once for them all.
    apart = get_context("forkserver")
    apart.set_forkserver_preload(["tests.network.writing_together"])
    with ProcessPoolExecutor(PROCESSES, mp_context=apart) as workers:
        working = [workers.submit(write_together, address, group, thread.id, POSTS_EACH, world.today, world.now) for group in groups]
        given = [number for work in working for number in work.result()]
    last = 1 + len(people) * POSTS_EACH
    assert sorted(given) == list(range(2, last + 1))
    stands = world.session.get_one(Thread, thread.id, populate_existing=True)
    rows = world.session.execute(select(Post.number, Post.id).where(Post.thread_id == thread.id).order_by(Post.number)).all()
    assert [row.number for row in rows] == list(range(1, last + 1))
    assert (stands.post_count, stands.last_post_id) == (last, rows[-1].id)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A thread that two moderators and its writer have open, and another that quotes its second post. Nobody has done anything yet."""

    world: World
    engine: Engine
    writer: Actor
    judges: tuple[Actor, Actor]
    thread: queries.OpenThread
    other: queries.OpenThread
    post: queries.OpenPost
    quoting: queries.OpenPost
    quote: str
    target: queries.OpenBoard

    def seen(self, by: int) -> queries.OpenThread:
        """Return the thread as a moderator has it open."""
        return replace(self.thread, user_id=self.judges[by].id or 0)

    def act(self, kind: ActKind, by: int = 0) -> Doing:
        return lambda session: commands.act_on_thread(session, self.judges[by], self.seen(by), kind, WHY, now=self.world.now)

    def hide(self, by: int = 0) -> Doing:
        return lambda session: commands.act_on_post(
            session, self.judges[by], self.seen(by), self.post, ActKind.HIDE, WHY, version=1, now=self.world.now
        )

    def move(self) -> Doing:
        return lambda session: commands.move_thread(session, self.judges[0], self.seen(0), self.target, WHY, now=self.world.now)

    def merge(self) -> Doing:
        return lambda session: commands.merge_threads(
            session, self.judges[1], self.seen(1), replace(self.other, user_id=self.judges[1].id or 0), WHY, now=self.world.now
        )

    def split(self) -> Doing:
        return lambda session: commands.split_thread(
            session, self.judges[0], self.seen(0), Split([2], "Et nyt emne"), WHY, now=self.world.now
        )

    def redact(self) -> Doing:
        return lambda session: commands.redact_post(
            session, self.judges[1], self.seen(1), self.post, Redaction(WHY, version=1), now=self.world.now
        )

    def remove(self) -> Doing:
        return lambda session: commands.remove_post(session, self.writer, self.post, "", now=self.world.now)

    def reply(self, text: str = "Et svar.") -> Doing:
        return lambda session: commands.reply(session, self.writer, self.thread, NewPost(text, "sent"), now=self.world.moment())

    def quote_elsewhere(self) -> Doing:
        return lambda session: commands.reply(session, self.writer, self.other, NewPost(self.quote, "quote"), now=self.world.moment())

    def edit(self) -> Doing:
        return lambda session: commands.edit_post(session, self.writer, self.post, Edit("Rettet.", 1), now=self.world.now)

    def edit_quote(self) -> Doing:
        text = f"{self.quote}\n\nRettet."
        return lambda session: commands.edit_post(session, self.writer, self.quoting, Edit(text, self.quoting.version), now=self.world.now)


@pytest.fixture
def meet(world: World, app: Flask) -> Callable[[], Meeting]:
    """Make meetings, each with threads of its own."""
    writer, judges = world.person(), (world.person(AARHUS, roles=[Role.MODERATOR]), world.person(AARHUS, roles=[Role.MODERATOR]))
    with app.app_context():
        engine = db.engine

    place = world.session.scalars(select(Board.place).where(Board.kind == BoardKind.THEME)).first() or ""

    def make() -> Meeting:
        number = world.written
        thread, other = (world.begin(writer, nonce=f"{place}{number}") for place in "ab")
        world.reply(writer, thread.id, f"{SECRET} {number}", nonce="r")
        quote = quoted(world, writer, thread.id, 2)
        world.reply(writer, other.id, quote, nonce="q")
        post, quoting = (queries.post(world.session, world.thread(writer, opened.id), 2) for opened in (thread, other))
        target = world.board(judges[0], BoardKind.THEME, place)
        world.session.commit()
        return Meeting(world, engine, writer, judges, thread, other, post, quoting, quote, target)

    return make


def outcome(engine: Engine, doing: Doing, wait: Callable[[], object] = lambda: None) -> str:
    """Do something and say how it ended: with nothing to say, or with a sentence for whoever was too late. All else is a fault."""
    with Session(engine) as session:
        wait()
        try:
            doing(session)
            session.commit()
        except SspError as error:
            return error.message
    return ""


def in_turn(engine: Engine, first: Doing, second: Doing) -> tuple[str, str]:
    """Let both have it open, and one be first."""
    return outcome(engine, first), outcome(engine, second)


def at_once(engine: Engine, first: Doing, second: Doing) -> tuple[str, str]:
    """Let both begin at the same moment."""
    together = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        one, two = (pool.submit(outcome, engine, doing, together.wait) for doing in (first, second))
        return one.result(), two.result()


PAIRS: dict[str, Callable[[Meeting], tuple[Doing, Doing]]] = {
    "hide and hide": lambda meeting: (meeting.hide(0), meeting.hide(1)),
    "move and merge": lambda meeting: (meeting.move(), meeting.merge()),
    "split and redact": lambda meeting: (meeting.split(), meeting.redact()),
    "lock and reply": lambda meeting: (meeting.act(ActKind.LOCK), meeting.reply()),
    "redact and quote": lambda meeting: (meeting.redact(), meeting.quote_elsewhere()),
    "redact and edit": lambda meeting: (meeting.redact(), meeting.edit()),
    "redact and edit a quote": lambda meeting: (meeting.redact(), meeting.edit_quote()),
    "remove and edit a quote": lambda meeting: (meeting.remove(), meeting.edit_quote()),
    "merge and reply": lambda meeting: (meeting.merge(), meeting.reply()),
}
TIMES = 2
# Of these the second is always too late, whatever it is.
TOO_LATE = ("move and merge", "split and redact", "lock and reply", "redact and edit", "merge and reply")


def test_two_who_act_on_the_same_thing_both_get_an_answer(meet: Callable[[], Meeting]) -> None:
    for pair, makes in PAIRS.items():
        for _ in range(TIMES):
            meeting = meet()
            answers = at_once(meeting.engine, *makes(meeting))
            # Somebody was first, and what they did stands.
            assert "" in answers, (pair, answers)
            check_state(meeting, pair)


def test_an_example_may_be_changed_and_taken_away_at_once(world: World, app: Flask) -> None:
    anna = world.person()
    world.takes_time = False
    with app.app_context():
        engine = db.engine
    for time in range(4 * TIMES):
        post = queries.post(world.session, world.thread(anna, share(world, anna, nonce=str(time))), 1)
        world.session.commit()
        answers = at_once(engine, change_of_example(world, anna, post), removal(world, anna, post))
        world.session.rollback()
        assert answers[1] == ""
        assert world.session.get_one(Post, post.id, populate_existing=True).text == ""


def removal(world: World, actor: Actor, post: queries.OpenPost) -> Doing:
    return lambda session: commands.remove_post(session, actor, post, "", now=world.now)


def change_of_example(world: World, actor: Actor, post: queries.OpenPost) -> Doing:
    changed = told(problem="Noget andet.")
    return lambda session: commands.edit_practice(session, actor, post, changed, version=1, themes=THEMES, now=world.now)


def test_who_is_late_reads_why(meet: Callable[[], Meeting]) -> None:
    for pair in TOO_LATE:
        meeting = meet()
        first, second = in_turn(meeting.engine, *PAIRS[pair](meeting))
        assert (first, second[-1:]) == ("", "."), pair
        check_state(meeting, pair)


def test_who_withdraws_an_edit_and_who_redacts_its_post_do_not_wait_for_each_other(meet: Callable[[], Meeting]) -> None:
    meeting = meet()
    session, writer, now = meeting.world.session, meeting.writer, meeting.world.now
    held = commands.ToHold(meeting.thread, "", f"Sag {NUMBER}.", "h", reason="case", post=meeting.post, version=1)
    commands.hold_text(session, writer, held, now=now)
    session.commit()
    # As whoever withdraws it does first.
    [case_id] = session.scalars(select(Case.id).with_for_update())
    with ThreadPoolExecutor(1) as moderator:
        redacting = moderator.submit(outcome, meeting.engine, meeting.redact())
        until(lambda: redacting.done() or is_waited_for(session))
        commands.withdraw_case(session, writer, case_id, now=now)
        session.commit()
        assert redacting.result() == ""
    assert session.scalars(select(HeldText)).all() == []


def check_state(meeting: Meeting, pair: str) -> None:
    """Hold what is left to what must be so whoever was first: posts numbered without a gap, no redacted word, one act for one deed."""
    session = meeting.world.session
    session.rollback()
    for thread in (meeting.thread, meeting.other):
        numbers = session.scalars(select(Post.number).where(Post.thread_id == thread.id).order_by(Post.number)).all()
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert session.get_one(Thread, thread.id, populate_existing=True).post_count == len(numbers)
    if pair == "hide and hide":
        assert len(session.scalars(select(ModerationAct.id).where(ModerationAct.post_id == meeting.post.id)).all()) == 1
    post = session.get_one(Post, meeting.post.id, populate_existing=True)
    if post.removed_at is not None:
        assert meeting.post.text not in everything(meeting.world)
    session.commit()
