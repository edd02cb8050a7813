"""What is new for someone: one line for a thread, for the strongest reason, and gone when there is nothing left to tell."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from sspedu.accounts.models import User
from sspedu.errors import Invalid
from sspedu.network import commands, queries
from sspedu.network.models import Board, BoardKind, BoardMember, BoardWatch, Level, Mention, Post, Thread, ThreadWatch
from sspedu.network.noting import Why as Reason
from sspedu.network.queries import Notice, Why
from sspedu.policy import Actor, Role
from tests.counting import counted
from tests.network.world import AARHUS, AFTER, ODENSE, World


def news(world: World, actor: Actor) -> tuple[Notice, ...]:
    world.session.rollback()
    found = queries.notices(world.session, actor, today=world.today, now=world.now).notices
    counted_too = queries.notice_count(world.session, actor, today=world.today, now=world.now)
    assert counted_too == len(found)
    return found


def whys(world: World, actor: Actor) -> list[tuple[int, Why]]:
    return [(notice.number, notice.why) for notice in news(world, actor)]


def mention(world: World, actor: Actor, thread_id: int, number: int) -> None:
    post_id = world.session.scalars(select(Post.id).where(Post.thread_id == thread_id, Post.number == number)).one()
    world.session.add(Mention(post_id=post_id, user_id=actor.id, version=1))
    world.session.commit()


def follow(world: World, actor: Actor, level: Level = Level.ALL) -> None:
    commands.watch_board(world.session, actor, world.board(actor), level)
    world.session.commit()


def test_who_begins_a_thread_hears_of_the_first_unread_answer_only(world: World) -> None:
    anna, bo = world.person(), world.person(AARHUS)
    thread = world.begin(anna)
    assert news(world, anna) == ()
    for nonce in "xyz":
        world.reply(bo, thread.id, nonce=nonce)
    assert whys(world, anna) == [(2, Why.REPLY)]
    assert news(world, bo) == ()


def test_who_answers_hears_of_what_comes_after_and_not_of_what_came_before(world: World) -> None:
    anna, bo, carl = world.person(), world.person(), world.person()
    thread = world.begin(anna)
    world.reply(carl, thread.id, nonce="x")
    world.reply(bo, thread.id, nonce="y")
    assert news(world, bo) == ()
    world.reply(anna, thread.id, nonce="z")
    assert whys(world, bo) == [(4, Why.REPLY)]
    assert whys(world, carl) == [(3, Why.REPLY)]


def test_whoever_took_no_part_hears_nothing_until_they_are_mentioned(world: World) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    assert news(world, bo) == ()
    mention(world, bo, thread.id, 1)
    assert whys(world, bo) == [(1, Why.MENTION)]


def test_a_mention_is_a_stronger_reason_than_an_answer_and_an_answer_than_following(world: World) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    world.reply(bo, thread.id, nonce="x")
    commands.see_thread(world.session, anna, world.thread(anna, thread.id), 2)
    for nonce in "yz":
        world.reply(bo, thread.id, nonce=nonce)
    assert whys(world, anna) == [(3, Why.WATCH)]
    mention(world, anna, thread.id, 4)
    assert whys(world, anna) == [(4, Why.MENTION)]


def test_reading_takes_the_notice_away(world: World) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    world.reply(bo, thread.id)
    commands.see_thread(world.session, anna, world.thread(anna, thread.id), 2)
    world.session.commit()
    assert news(world, anna) == ()
    world.reply(bo, thread.id, nonce="y")
    assert len(news(world, anna)) == 1
    commands.see_board(world.session, anna, world.board(anna))
    world.session.commit()
    assert news(world, anna) == ()


def test_what_was_read_before_a_merge_is_no_news_after_it(world: World) -> None:
    anna, bo, judge = world.person(), world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    heir, thread = world.begin(bo, nonce="h"), world.begin(anna)
    world.reply(bo, thread.id)
    commands.see_thread(world.session, anna, world.thread(anna, thread.id), 2)
    into, reason = world.thread(judge, heir.id), Reason("De handler om det samme.")
    commands.merge_threads(world.session, judge, world.thread(judge, thread.id), into, reason, now=world.now)
    world.session.commit()
    assert whys(world, anna) == []
    assert queries.week(world.session, anna.id or 0, since=world.now - timedelta(days=200), until=world.now, today=world.today) == ()
    world.reply(bo, heir.id, nonce="n")
    assert whys(world, anna) == [(4, Why.WATCH)]


@pytest.mark.parametrize("gone", ["removed", "hidden", "thread hidden"])
def test_what_is_gone_leaves_no_notice(world: World, gone: str) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    number = world.reply(bo, thread.id)
    mention(world, anna, thread.id, number)
    if gone == "removed":
        opened = world.thread(bo, thread.id)
        commands.remove_post(world.session, bo, queries.post(world.session, opened, number), "", now=world.now)
    else:
        table = Thread if gone == "thread hidden" else Post
        where = Thread.id == thread.id if gone == "thread hidden" else Post.number == number
        world.session.execute(update(table).where(where).values(hidden_at=world.now))
    world.session.commit()
    assert news(world, anna) == ()


@pytest.mark.parametrize("lost", ["moved away", "left the group", "thread moved", "suspended", "board closed"])
def test_whoever_may_not_read_is_told_nothing(world: World, lost: str) -> None:
    anna, bo = world.person(), world.person()
    board = world.group(anna, bo)
    thread = world.begin(anna, world.board(anna, BoardKind.GROUP, board.place), title="Kanariefuglen")
    mention(world, anna, thread.id, world.reply(bo, thread.id))
    assert len(news(world, anna)) == 1
    odense = world.session.scalar(select(Board.id).where(Board.kind == BoardKind.MUNICIPALITY, Board.place == ODENSE))
    if lost == "moved away":
        world.session.execute(update(Thread).values(board_id=world.board(bo, BoardKind.MUNICIPALITY, "0265").id))
        world.session.execute(update(User).where(User.id == anna.id).values(municipality_code=ODENSE))
    elif lost == "left the group":
        world.session.execute(delete(BoardMember).where(BoardMember.user_id == anna.id))
    elif lost == "thread moved":
        world.session.execute(update(Thread).values(board_id=odense))
    elif lost == "suspended":
        world.session.execute(update(User).where(User.id == anna.id).values(suspended_at=world.now))
    else:
        world.session.execute(update(Board).where(Board.id == board.id).values(closed_at=world.now))
    world.session.commit()
    assert news(world, anna) == ()
    assert queries.week(world.session, anna.id or 0, since=world.now - timedelta(days=7), until=world.now, today=world.today) == ()


def test_who_chose_nothing_for_a_thread_hears_of_no_mention_either(world: World) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    commands.watch_thread(world.session, anna, world.thread(anna, thread.id), Level.NONE)
    mention(world, anna, thread.id, world.reply(bo, thread.id))
    assert news(world, anna) == ()


def test_who_chose_answers_only_hears_of_the_post_right_after_theirs(world: World) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    commands.watch_thread(world.session, anna, world.thread(anna, thread.id), Level.REPLIES)
    world.reply(bo, thread.id, nonce="x")
    assert whys(world, anna) == [(2, Why.REPLY)]
    commands.see_thread(world.session, anna, world.thread(anna, thread.id), 2)
    world.reply(bo, thread.id, nonce="y")
    assert news(world, anna) == ()


def test_writing_again_does_not_undo_what_someone_chose(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    commands.watch_thread(world.session, anna, world.thread(anna, thread.id), Level.NONE)
    world.reply(anna, thread.id)
    assert world.session.scalars(select(ThreadWatch.level)).one() is Level.NONE


def test_a_thread_has_no_week_of_its_own(world: World) -> None:
    anna = world.person()
    with pytest.raises(Invalid):
        commands.watch_thread(world.session, anna, world.begin(anna), Level.WEEKLY)


def test_who_follows_a_board_hears_of_what_is_begun_on_it_from_then_on(world: World) -> None:
    anna, bo = world.person(), world.person()
    world.begin(bo, nonce="x")
    follow(world, anna)
    assert news(world, anna) == ()
    world.begin(bo, title="En ny tråd", nonce="y")
    assert [(notice.title, notice.why) for notice in news(world, anna)] == [("En ny tråd", Why.WATCH)]


def test_a_thread_is_nearer_than_its_board(world: World) -> None:
    anna, bo = world.person(), world.person()
    follow(world, anna)
    thread = world.begin(bo)
    commands.watch_thread(world.session, anna, world.thread(anna, thread.id), Level.NONE)
    world.reply(bo, thread.id)
    assert news(world, anna) == ()


def test_notices_are_paged_newest_first_and_none_is_shown_twice(world: World) -> None:
    anna, bo = world.person(), world.person()
    follow(world, anna)
    count = queries.NOTICES_A_PAGE + 3
    for number in range(count):
        world.begin(bo, title=f"Tråd {number}", nonce=str(number))
    first = queries.notices(world.session, anna, today=world.today, now=world.now)
    rest = queries.notices(world.session, anna, before=first.before, today=world.today, now=world.now)
    titles = [notice.title for notice in (*first.notices, *rest.notices)]
    assert titles == [f"Tråd {number}" for number in reversed(range(count))]
    assert rest.before is None


def test_what_someone_chose_for_a_region_follows_to_the_one_that_took_over(world: World) -> None:
    anna = world.person()
    commands.watch_board(world.session, anna, world.board(anna, BoardKind.REGION, "sjaelland"), Level.ALL)
    world.session.commit()
    world.open(AFTER)
    heir = world.board(anna, BoardKind.REGION, "oestdanmark")
    assert world.session.scalars(select(BoardWatch.board_id)).one() == heir.id
    assert heir.level is Level.ALL


def test_a_reply_costs_its_writer_the_same_whoever_follows(world: World) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    world.reply(bo, thread.id, nonce="x")
    with counted() as alone:
        world.reply(bo, thread.id, nonce="y")
    for _ in range(5):
        follow(world, world.person())
    with counted() as followed:
        world.reply(bo, thread.id, nonce="z")
    assert len(followed) == len(alone)


Act = tuple[str, int, int]
PEOPLE, THREADS = 3, 2
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["reply", "see", "see board", "mention", "hide", "all", "replies", "none", "follow", "leave", "join"]),
        st.integers(0, PEOPLE - 1),
        st.integers(0, THREADS - 1),
    ),
    max_size=14,
)


@given(acts=ACTS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_at_most_one_notice_for_a_thread_and_none_for_what_one_read_wrote_or_may_not_read(world: World, acts: list[Act]) -> None:
    world.count += 100
    people = [world.person() for _ in range(PEOPLE)]
    group = world.group(*people, place=f"gruppe-{world.count}")
    board = world.board(people[0], BoardKind.GROUP, group.place)
    threads = [world.begin(people[0], board, nonce=f"{group.place}{index}").id for index in range(THREADS)]
    members = set(range(PEOPLE))
    for step, (act, who, which) in enumerate(acts):
        _act(world, act, people[who], threads[which], group, members, who, step)
    for index, person in enumerate(people):
        found = news(world, person)
        if index not in members:
            assert found == ()
        assert len({notice.thread_id for notice in found}) == len(found)
        for notice in found:
            post = world.session.get_one(Post, notice.post_id)
            assert post.author_id != person.id
            assert post.hidden_at is None
            assert post.number > world.thread(person, notice.thread_id).seen_number


def _act(world: World, act: str, actor: Actor, thread_id: int, group: Board, members: set[int], who: int, step: int) -> None:
    if act == "join" and who not in members:
        world.session.add(BoardMember(board_id=group.id, user_id=actor.id, added_at=world.now))
        members.add(who)
    elif act == "hide":
        last = select(Post.id).where(Post.thread_id == thread_id).order_by(Post.number.desc()).limit(1).scalar_subquery()
        world.session.execute(update(Post).where(Post.id == last).values(hidden_at=world.now))
    elif who in members:
        _act_as_member(world, act, actor, thread_id, group, step)
        if act == "leave":
            members.discard(who)
    world.session.commit()


def _act_as_member(world: World, act: str, actor: Actor, thread_id: int, group: Board, step: int) -> None:
    opened = world.thread(actor, thread_id)
    board = world.board(actor, BoardKind.GROUP, group.place)
    if act == "reply":
        world.reply(actor, thread_id, nonce=str(step))
    elif act == "see":
        commands.see_thread(world.session, actor, opened, opened.post_count)
    elif act == "see board":
        commands.see_board(world.session, actor, board)
    elif act == "mention":
        post = world.session.scalars(select(Post.id).where(Post.thread_id == thread_id, Post.number == opened.post_count)).one()
        world.session.merge(Mention(post_id=post, user_id=actor.id, version=1))
    elif act == "follow":
        commands.watch_board(world.session, actor, board, Level.ALL)
    elif act == "leave":
        world.session.execute(delete(BoardMember).where(BoardMember.user_id == actor.id))
    elif act in {"all", "replies", "none"}:
        commands.watch_thread(world.session, actor, opened, Level(act))
