"""Mail from the network, with a real mail server: what goes, when, to whom, and what never does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.accounts.queries import is_wanted
from sspedu.db import db
from sspedu.jobs.delivery import post_office
from sspedu.jobs.models import Mail
from sspedu.jobs.worker import Worker
from sspedu.network import commands, queries
from sspedu.network.mailing import promise_notices, promise_weeks, write
from sspedu.network.models import Board, BoardKind, BoardMember, Level, MailChoice, Mention, Post, Thread, ThreadWatch
from sspedu.network.noting import Why
from sspedu.policy import Actor, Role
from tests.jobs.test_worker import by_smtp
from tests.network.world import AARHUS, ODENSE, World
from tests.post import Mailbox, free_port, serving

MINUTE = timedelta(minutes=1)
# A Monday in winter, at seven in Denmark; the posts are from the day before.
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
CANARY = "Kanariefuglen"


class Delivery:
    """A worker with a clock that is set by hand, and a mail server."""

    def __init__(self, app: Flask, world: World, mailbox: Mailbox, port: int) -> None:
        self.world, self.mailbox, self.now = world, mailbox, world.now
        promising = (promise_notices, promise_weeks)
        self.worker = Worker(db.engine, post_office(by_smtp(port)), lambda: self.now, is_wanted, (), write, promising)

    def after(self, minutes: int) -> list[EmailMessage]:
        """Let time pass and a worker work; return what arrived."""
        self.world.session.commit()
        self.now += minutes * MINUTE
        before = len(self.mailbox.received)
        self.worker.promise()
        self.worker.work()
        return self.mailbox.received[before:]

    def promise(self, minutes: int) -> None:
        """Let time pass and mail be promised, but not sent."""
        self.world.session.commit()
        self.now += minutes * MINUTE
        self.worker.promise()


@pytest.fixture
def post(app: Flask, world: World) -> Iterator[Delivery]:
    mailbox, port = Mailbox(), free_port()
    world.takes_time = False
    with app.app_context(), serving(mailbox, port):
        yield Delivery(app, world, mailbox, port)


def each(world: World, municipality: str = "0265") -> Actor:
    """Make someone who wants a mail for each thing, and no week."""
    person = world.person(municipality)
    commands.choose_mail(world.session, person, is_each=True, digest_day=None)
    world.session.commit()
    return person


def quiet(world: World, municipality: str = "0265") -> Actor:
    """Make someone who wants no mail."""
    person = world.person(municipality)
    commands.choose_mail(world.session, person, is_each=False, digest_day=None)
    world.session.commit()
    return person


def mention(world: World, person: Actor, number: int) -> None:
    """Let a post, the only one with its number, mention someone."""
    post_id = world.session.scalars(select(Post.id).where(Post.number == number)).one()
    world.session.add(Mention(post_id=post_id, user_id=person.id, version=1))


def answer_and_mention(world: World) -> None:
    """Answer somebody who wants a mail for each thing, and mention them a minute later."""
    anna, bo = each(world), quiet(world)
    thread = world.begin(anna)
    world.reply(bo, thread.id, nonce="x")
    world.now += MINUTE
    world.reply(bo, thread.id, nonce="y")
    mention(world, anna, 3)


def everything(message: EmailMessage) -> str:
    parts = [part.get_content() for part in message.iter_parts() if isinstance(part, EmailMessage)]
    return "\n".join([str(message), *parts])


def test_a_reply_is_mailed_after_ten_minutes_with_title_and_link_and_never_its_text(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    thread = world.begin(anna, title=CANARY)
    world.reply(bo, thread.id, "Ordene selv.")
    assert post.after(9) == []
    (message,) = post.after(1)
    assert message["To"] == "person1@kommune.example"
    assert message["Subject"] == f"Svar til dig i tråden ”{CANARY}”"
    said = everything(message)
    assert f"/netvaerk/traad/{thread.id}?fra=1#indlaeg-2" in said
    assert "Du får besked, fordi indlægget står lige efter dit." in said
    assert "Ordene selv." not in said
    assert post.after(60) == []


def test_a_mail_can_be_stopped_by_one_post_as_the_standard_says(world: World, post: Delivery, app: Flask) -> None:
    anna, bo = each(world), quiet(world)
    thread = world.begin(anna)
    world.reply(bo, thread.id)
    (message,) = post.after(10)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = next(line for line in post.mailbox.raw[-1].splitlines() if line.lower().startswith(b"list-unsubscribe:"))
    address = raw.decode("ascii").partition(":")[2].strip()
    assert (address[0], address[-1]) == ("<", ">")
    path = urlsplit(address[1:-1]).path
    visitor = app.test_client()
    page = visitor.get(path)
    assert (page.status_code, "Ja, stop den" in page.text) == (200, True)
    assert world.session.scalars(select(ThreadWatch.level).where(ThreadWatch.user_id == anna.id)).one() is Level.ALL
    answers = [visitor.post(path, data={"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]
    assert answers == [200, 200]
    world.session.rollback()
    assert world.session.scalars(select(ThreadWatch.level).where(ThreadWatch.user_id == anna.id)).one() is Level.NONE
    assert queries.mail_wanted(world.session, anna.id).is_each
    assert visitor.post(path[:-3]).status_code == 404


def test_there_is_one_mail_for_a_thread_until_it_is_read(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    thread = world.begin(anna)
    for nonce in "xyz":
        world.reply(bo, thread.id, nonce=nonce)
    assert len(post.after(10)) == 1
    world.now += 20 * MINUTE
    world.reply(bo, thread.id, nonce="w")
    assert post.after(30) == []
    commands.see_thread(world.session, anna, world.thread(anna, thread.id), 5)
    world.now = post.now
    world.reply(bo, thread.id, nonce="v")
    assert len(post.after(10)) == 1


def test_a_mention_is_mailed_though_something_waits_to_be_read_but_not_within_ten_minutes(world: World, post: Delivery) -> None:
    answer_and_mention(world)
    assert [message["Subject"] for message in post.after(10)] == ["Svar til dig i tråden ”En tråd”"]
    assert post.after(1) == []
    assert [message["Subject"] for message in post.after(9)] == ["Du er nævnt i tråden ”En tråd”"]


def test_two_mentions_are_two_mails_each_with_its_own_post(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    thread = world.begin(bo)
    for nonce in "xy":
        number = world.reply(bo, thread.id, nonce=nonce)
        mention(world, anna, number)
        world.now += MINUTE
    told = [message for minutes in (10, 1, 9, 30) for message in post.after(minutes)]
    assert [f"#indlaeg-{number}" in everything(message) for message in told for number in (2, 3)] == [True, False, False, True]


@pytest.mark.parametrize("late", [4, 19], ids=["a little late", "later than the next"])
def test_a_mail_that_is_late_tells_of_no_post_that_has_a_mail_of_its_own(world: World, post: Delivery, late: int) -> None:
    answer_and_mention(world)
    post.promise(10)
    post.promise(1)
    told = post.after(late) + post.after(30)
    assert sorted(str(message["Subject"]) for message in told) == ["Du er nævnt i tråden ”En tråd”", "Svar til dig i tråden ”En tråd”"]


def test_what_is_read_within_the_ten_minutes_is_not_mailed(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    thread = world.begin(anna)
    world.reply(bo, thread.id)
    commands.see_thread(world.session, anna, world.thread(anna, thread.id), 2)
    assert post.after(10) == []


@pytest.mark.parametrize("is_week", [False, True], ids=["each thing", "the week"])
def test_a_mail_from_a_working_group_does_not_name_it(world: World, post: Delivery, is_week: bool) -> None:
    anna, bo = world.person() if is_week else each(world), quiet(world, AARHUS)
    group = world.group(anna, bo)
    group.name = f"Gruppen om {CANARY}"
    post.now = MONDAY - MINUTE if is_week else post.now
    thread = world.begin(anna, world.board(anna, BoardKind.GROUP, group.place), nonce="g")
    world.reply(bo, thread.id)
    (message,) = post.after(1 if is_week else 10)
    assert CANARY not in everything(message)
    assert "af dine arbejdsgrupper" in everything(message)


@pytest.mark.parametrize(
    "lost", ["removed", "hidden", "thread hidden", "read", "left", "moved", "suspended", "stopped", "no mail", "erased"]
)
def test_a_mail_that_waits_is_not_sent_when_there_is_nothing_left_to_tell(world: World, post: Delivery, lost: str) -> None:
    anna, bo = each(world), quiet(world, AARHUS)
    board = world.group(anna, bo)
    thread = world.begin(anna, world.board(anna, BoardKind.GROUP, board.place), title=CANARY)
    number = world.reply(bo, thread.id)
    mention(world, anna, number)
    post.promise(10)
    (mail,) = world.session.scalars(select(Mail)).all()
    assert CANARY not in mail.subject + mail.text + mail.html
    _lose(world, lost, anna, bo, thread.id)
    assert post.after(0) == []
    assert world.session.scalars(select(Mail)).all() == []


def _lose(world: World, lost: str, anna: Actor, bo: Actor, thread_id: int) -> None:
    session = world.session
    if lost == "removed":
        opened = world.thread(bo, thread_id)
        commands.remove_post(session, bo, queries.post(session, opened, 2), "", now=world.now)
    elif lost in {"hidden", "thread hidden"}:
        table = Post if lost == "hidden" else Thread
        session.execute(update(table).values(hidden_at=world.now))
    elif lost == "read":
        commands.see_thread(session, anna, world.thread(anna, thread_id), 2)
    elif lost == "left":
        session.execute(delete(BoardMember).where(BoardMember.user_id == anna.id))
    elif lost == "moved":
        odense = session.scalar(select(Board.id).where(Board.kind == BoardKind.MUNICIPALITY, Board.place == ODENSE))
        session.execute(update(Thread).values(board_id=odense))
    elif lost == "suspended":
        session.execute(update(User).where(User.id == anna.id).values(suspended_at=world.now))
    elif lost == "stopped":
        commands.watch_thread(session, anna, world.thread(anna, thread_id), Level.NONE)
    elif lost == "no mail":
        commands.choose_mail(session, anna, is_each=False, digest_day=None)
    else:
        session.execute(update(Post).where(Post.author_id == anna.id).values(author_id=None))
        session.execute(delete(User).where(User.id == anna.id))
    session.commit()


def test_the_title_is_that_of_the_moment_of_sending(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    thread = world.begin(anna, title=CANARY)
    world.reply(bo, thread.id)
    post.promise(10)
    world.session.execute(update(Thread).values(title="En ny titel"))
    (message,) = post.after(0)
    assert CANARY not in everything(message)
    assert "En ny titel" in str(message["Subject"])


def test_a_mail_is_in_its_readers_language(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    world.session.execute(update(User).where(User.id == anna.id).values(language="en"))
    world.reply(bo, world.begin(anna).id)
    (message,) = post.after(10)
    html = message.get_body(("html",))
    assert html is not None
    assert '<html lang="en">' in html.get_content()


def test_two_workers_promise_a_mail_and_a_week_once(world: World, post: Delivery) -> None:
    anna, bo = world.person(), quiet(world)
    commands.choose_mail(world.session, anna, is_each=True, digest_day=0)
    world.reply(bo, world.begin(anna).id)
    post.now = MONDAY
    post.promise(0)
    post.promise(0)
    assert sorted(world.session.scalars(select(Mail.kind))) == [commands.NOTICE, commands.DIGEST]


def test_a_worker_that_dies_before_it_commits_has_promised_nothing(world: World, post: Delivery) -> None:
    anna, bo = each(world), quiet(world)
    world.reply(bo, world.begin(anna).id)
    with Session(db.engine) as session:
        promise_notices(session, world.now + 10 * MINUTE)
        session.rollback()
    assert len(post.after(10)) == 1


def test_the_week_comes_on_monday_morning_with_titles_by_board_and_only_when_there_is_something(world: World, post: Delivery) -> None:
    anna, bo, odense = world.person(), quiet(world), world.person(ODENSE)
    thread = world.begin(bo, world.board(bo, BoardKind.MUNICIPALITY, "0265"), title=CANARY)
    world.begin(bo, title="På landstavlen", nonce="x")
    post.now = MONDAY - MINUTE
    assert post.after(0) == []
    (message,) = post.after(1)
    assert message["To"] == f"person{anna.name.split()[-1]}@kommune.example"
    said = everything(message)
    assert CANARY in said
    assert f"/netvaerk/traad/{thread.id}" in said
    assert "På landstavlen" not in said
    assert "Det første indlæg." not in said
    assert str(message["List-Unsubscribe"]).startswith("<")
    assert post.after(60) == []
    assert odense.id is not None


def test_the_week_comes_again_a_week_later_with_what_came_since(world: World, post: Delivery) -> None:
    anna, bo = world.person(), quiet(world)
    board = world.board(bo, BoardKind.MUNICIPALITY, "0265")
    world.begin(bo, board, title="Den første uge")
    post.now = MONDAY
    assert len(post.after(0)) == 1
    world.now = MONDAY + timedelta(days=2)
    world.begin(bo, board, title="Den anden uge", nonce="x")
    post.now = MONDAY + timedelta(days=7)
    (message,) = post.after(0)
    assert "Den anden uge" in everything(message)
    assert "Den første uge" not in everything(message)
    assert anna.id is not None


@pytest.mark.parametrize(
    "posted_at",
    [MONDAY - 5 * MINUTE, MONDAY + MINUTE, MONDAY + timedelta(days=2), MONDAY + timedelta(days=7) - 5 * MINUTE],
    ids=["within its ten minutes", "right after", "before a mail that is late", "just before the next"],
)
@pytest.mark.parametrize("is_late", [False, True], ids=["in time", "late"])
def test_what_is_written_is_told_in_one_week_however_late_its_mail(
    world: World, post: Delivery, posted_at: datetime, is_late: bool
) -> None:
    anna, bo = world.person(), quiet(world)
    board = world.board(bo, BoardKind.MUNICIPALITY, "0265")
    told = []
    for week in range(4):
        post.now, world.now = MONDAY + timedelta(days=7 * week), posted_at
        post.promise(0)
        if week == 0:
            world.begin(bo, board, title=CANARY)
        # A mail server that is away for three days.
        told += post.after(3 * 24 * 60 if is_late else 0)
    assert [CANARY in everything(message) for message in told] == [True]
    assert anna.id is not None


def test_a_week_is_as_long_as_its_days_when_the_clocks_change(world: World, post: Delivery) -> None:
    anna, bo = world.person(), quiet(world)
    board = world.board(bo, BoardKind.MUNICIPALITY, "0265")
    # Two Mondays at seven in Denmark: in the night before the second the clocks went back.
    first, second = datetime(2026, 10, 19, 5, 0, tzinfo=UTC), datetime(2026, 10, 26, 6, 0, tzinfo=UTC)
    post.now = first
    post.promise(0)
    world.now = first + 30 * MINUTE
    world.begin(bo, board, title=CANARY)
    post.now = second
    (message,) = post.after(0)
    assert CANARY in everything(message)
    assert anna.id is not None


def test_a_week_that_no_worker_promised_is_told_with_the_next(world: World, post: Delivery) -> None:
    anna, bo = world.person(), quiet(world)
    post.now = MONDAY
    post.promise(0)
    world.now = MONDAY + timedelta(days=2)
    world.begin(bo, world.board(bo, BoardKind.MUNICIPALITY, "0265"), title=CANARY)
    post.now = MONDAY + timedelta(days=14)
    (message,) = post.after(0)
    assert CANARY in everything(message)
    assert anna.id is not None


@pytest.mark.parametrize("lost", ["hidden", "read", "moved away", "suspended", "never"])
def test_a_week_that_waits_tells_of_nothing_that_is_gone(world: World, post: Delivery, lost: str) -> None:
    anna, bo = world.person(), quiet(world)
    thread = world.begin(bo, world.board(bo, BoardKind.MUNICIPALITY, "0265"), title=CANARY)
    post.now = MONDAY
    post.promise(0)
    assert len(world.session.scalars(select(Mail)).all()) == 1
    if lost == "hidden":
        world.session.execute(update(Thread).values(hidden_at=world.now))
    elif lost == "read":
        commands.see_thread(world.session, anna, world.thread(anna, thread.id), 1)
    elif lost == "never":
        commands.choose_mail(world.session, anna, is_each=False, digest_day=None)
    else:
        given = {"suspended_at": world.now} if lost == "suspended" else {"municipality_code": ODENSE}
        world.session.execute(update(User).where(User.id == anna.id).values(given))
    assert post.after(0) == []


def test_the_week_is_stopped_alone(world: World, app: Flask, post: Delivery) -> None:
    anna, bo = world.person(), quiet(world)
    commands.choose_mail(world.session, anna, is_each=True, digest_day=0)
    world.begin(bo, world.board(bo, BoardKind.MUNICIPALITY, "0265"))
    post.now = MONDAY
    (message,) = post.after(0)
    path = urlsplit(str(message["List-Unsubscribe"]).strip("<>")).path
    assert app.test_client().post(path).status_code == 200
    world.session.rollback()
    row = world.session.scalars(select(MailChoice).where(MailChoice.user_id == anna.id)).one()
    assert (row.is_each, row.digest_day) == (True, None)


def test_the_way_out_of_a_mail_ends_the_thread_that_its_own_was_merged_with(world: World, post: Delivery) -> None:
    anna, bo, judge = each(world), quiet(world), world.person(AARHUS, roles=[Role.MODERATOR])
    heir, thread = world.begin(bo, nonce="h"), world.begin(anna)
    why = Why("De handler om det samme.")
    commands.merge_threads(world.session, judge, world.thread(judge, thread.id), world.thread(judge, heir.id), why, now=world.now)
    commands.stop_thread_mail(world.session, Actor(id=None), anna.id or 0, thread.id)
    world.session.commit()
    world.reply(bo, heir.id)
    assert post.after(10) == []


def test_the_way_out_of_a_mail_whose_reader_was_erased_leads_nowhere(world: World, session: Session) -> None:
    thread = world.begin(world.person())
    commands.stop_thread_mail(session, Actor(id=None), 999_999, thread.id)
    commands.stop_week(session, Actor(id=None), 999_999)
    session.commit()
    assert session.scalars(select(MailChoice)).all() == []
