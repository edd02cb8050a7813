"""What is taken away: posts removed, hidden, redacted and moved, texts that nobody sent, and access that somebody had."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, update

from sspedu.accounts.models import RoleGrant, User
from sspedu.network import commands, queries
from sspedu.network.commands import GroupWords
from sspedu.network.models import ActKind, BoardKind, BoardMember, ThreadKind
from sspedu.policy import Role
from tests.network.leaks.cast import EVERYONE, JUDGES, NOBODY, OF_GROUP, OF_ODENSE, WHY, Planted
from tests.network.telling import FIELDS
from tests.network.world import AARHUS, ODENSE


def take_away(planted: Planted) -> None:
    """Write where everyone reads, and take some of it away: removed, hidden, redacted, held, and a whole thread hidden."""
    world, session, far, judge = planted.world, planted.world.session, planted.actor("far"), planted.actor("judge")
    thread = world.begin(far, title="Hvad gør I om fredagen?", text="Vi mangler gode ideer.", nonce="national")
    for nonce in ("removed", "hidden", "redacted"):
        words = planted.word(f"a {nonce} post", JUDGES if nonce == "hidden" else NOBODY)
        number = world.reply(far, thread.id, f"{words} og mere.", nonce=nonce)
        post = queries.post(session, world.thread(far, thread.id), number)
        edit = commands.Edit(f"{words} og mere igen.", 1)
        commands.edit_post(session, far, post, edit, now=world.moment())
        opened = world.thread(judge, thread.id)
        post = queries.post(session, opened, number)
        if nonce == "removed":
            commands.remove_post(session, far, queries.post(session, world.thread(far, thread.id), number), "", now=world.now)
        elif nonce == "hidden":
            commands.act_on_post(session, judge, opened, post, ActKind.HIDE, WHY, version=2, now=world.now)
        else:
            commands.redact_post(session, judge, opened, post, commands.Redaction(WHY, 2, with_title=False), now=world.now)
        session.commit()
    planted.threads[thread.id] = ("talk", (1, 2, 3, 4), EVERYONE)
    _hidden_thread(planted)
    _merged_into_a_hidden_thread(planted)
    _hidden_fields(planted)


def _hidden_thread(planted: Planted) -> None:
    """Hide a thread in which two took part: one reported a post of it, one had a post of theirs hidden before."""
    world, session, far, judge = planted.world, planted.world.session, planted.actor("far"), planted.actor("judge")
    title = planted.word("title of a hidden thread", JUDGES | {"far"})
    first = commands.NewPost(planted.word("text of a hidden thread", JUDGES), "hidden")
    new = commands.NewThread(title, ThreadKind.QUESTION, first, lesson="foerste")
    thread = commands.start_thread(session, far, world.board(far, BoardKind.MODULE, "lov"), new, now=world.moment())
    session.commit()
    number = world.reply(planted.actor("neighbour"), thread.id, planted.word("an answer in a hidden thread", JUDGES), nonce="x")
    planted.people["colleague"].send(f"/netvaerk/traad/{thread.id}/1/anmeld", why="tone", text="Se lige her.")
    opened = world.thread(judge, thread.id)
    commands.act_on_post(session, judge, opened, queries.post(session, opened, number), ActKind.HIDE, WHY, version=1, now=world.now)
    commands.act_on_thread(session, judge, opened, ActKind.HIDE, WHY, now=world.now)
    session.commit()
    planted.threads[thread.id] = ("talk", (1, number), JUDGES | {"far"})


def _merged_into_a_hidden_thread(planted: Planted) -> None:
    """Merge a thread with one that is hidden after that. Its own title stands nowhere any more."""
    world, session, officer, judge = planted.world, planted.world.session, planted.actor("officer"), planted.actor("judge")
    titles = (
        planted.word("title of a thread merged into a hidden one", NOBODY),
        planted.word("title of the hidden one", JUDGES | {"officer"}),
    )
    old, heir = (world.begin(officer, title=title, text=planted.word(f"text under the {title}", JUDGES), nonce=title) for title in titles)
    commands.merge_threads(session, judge, world.thread(judge, old.id), world.thread(judge, heir.id), WHY, now=world.now)
    commands.act_on_thread(session, judge, world.thread(judge, heir.id), ActKind.HIDE, WHY, now=world.now)
    session.commit()
    planted.threads |= {old.id: ("talk", (1,), NOBODY), heir.id: ("talk", (1, 2), JUDGES | {"officer"})}


def _hidden_fields(planted: Planted) -> None:
    """Call an event, change it, and share an example, where everyone reads; hide the first post of both, and with it what is in fields."""
    world, session, officer, judge = planted.world, planted.world.session, planted.people["officer"], planted.actor("judge")
    begins = world.now + timedelta(days=50)
    first = commands.NewPost(planted.word("text of a hidden invitation", JUDGES), "hidden event")
    new = commands.NewThread("Et møde for alle", ThreadKind.EVENT, first)
    url = f"https://{planted.word('link of a hidden invitation', JUDGES).split()[0]}.example/"
    place, audience = (planted.word(f"{what} of a hidden invitation", JUDGES) for what in ("place", "audience"))
    meeting = commands.Meeting(begins, begins + timedelta(hours=1), "Et andet sted", url, audience)
    event = commands.call_event(session, officer.actor, world.board(officer.actor), new, meeting, now=world.moment())
    session.commit()
    opened = world.thread(officer.actor, event.id).event
    assert opened is not None
    change = commands.EventChange(replace(meeting, place=place), planted.word("why a hidden invitation was changed", JUDGES), 0)
    commands.change_event(session, officer.actor, opened, change, now=world.moment())
    session.commit()
    texts = {name: planted.word(f"{name} of a hidden example", JUDGES) for name in ("problem", "action", "target", "outcome", "pitfalls")}
    answer = officer.send("/netvaerk/hele/landet/praksis", **{**FIELDS, **texts, "title": "Et eksempel for alle"})
    example_id = int(str(answer.location).rsplit("/", 1)[1])
    for kind, thread_id in (("event", event.id), ("practice", example_id)):
        thread = world.thread(judge, thread_id)
        commands.act_on_post(session, judge, thread, queries.post(session, thread, 1), ActKind.HIDE, WHY, version=1, now=world.now)
        planted.threads[thread_id] = (kind, (1,), EVERYONE)
    session.commit()


def move(planted: Planted, group: str) -> None:
    """Move a thread that was everyone's to a municipality, split one and move the part to the group, merge one into a moved one."""
    world, session, far, judge = planted.world, planted.world.session, planted.actor("far"), planted.actor("judge")
    town, inner = world.board(judge, BoardKind.MUNICIPALITY, ODENSE), world.board(judge, BoardKind.GROUP, group)
    thread = world.begin(
        far, title=planted.word("title of a moved thread", OF_ODENSE), text=planted.word("text of a moved thread", OF_ODENSE), nonce="m1"
    )
    world.reply(planted.actor("neighbour"), thread.id, planted.word("an answer in a moved thread", OF_ODENSE), nonce="x")
    planted.people["exmember"].send(f"/netvaerk/traad/{thread.id}/2/anmeld", why="tone", text="Se lige her.")
    merged = world.begin(
        far, title=planted.word("title of a merged thread", OF_ODENSE), text=planted.word("text of a merged thread", OF_ODENSE), nonce="m2"
    )
    commands.merge_threads(session, judge, world.thread(judge, merged.id), world.thread(judge, thread.id), WHY, now=world.now)
    commands.move_thread(session, judge, world.thread(judge, thread.id), town, WHY, now=world.now)
    split = world.begin(far, title="Det, der bliver", text="Det første.", nonce="m3")
    number = world.reply(far, split.id, planted.word("a post that was split off", OF_GROUP), nonce="x")
    parts = commands.Split([number], planted.word("title of what was split off", OF_GROUP))
    new_id, _done = commands.split_thread(session, judge, world.thread(judge, split.id), parts, WHY, now=world.now)
    session.commit()
    commands.move_thread(session, judge, world.thread(judge, new_id), inner, WHY, now=world.now)
    session.commit()
    planted.threads |= dict.fromkeys((thread.id, merged.id), ("talk", (1,), OF_ODENSE))
    planted.threads |= {split.id: ("talk", (2,), EVERYONE), new_id: ("talk", (1,), OF_GROUP)}


def leave_unfinished(planted: Planted, group: str) -> None:
    """Leave what is written and not sent, what waits for a moderator, and what somebody keeps for themselves."""
    board, mate = f"/netvaerk/gruppe/{group}", planted.people["mate"]
    held = f"{planted.word('a held text', {'mate', 'judge'})} Skriv til bo.proeve@gmail.com, han er anbragt."
    title = planted.word("title of a held text", {"mate", "judge"})
    words = planted.word("why a text should be let through", {"mate", "judge"})
    answer = mate.send(f"{board}/ny/moderator", title=title, text=held, send="1", why="constructed", words=words, nonce="h")
    assert answer.status_code == 302, answer.text
    # What is sent to a moderator settles the draft in its place, so this one is begun after it.
    draft = {"title": planted.word("title of a draft", {"mate"}), "text": planted.word("text of a draft", {"mate"})}
    mate.send(f"{board}/ny/kladde", **draft, tab="t", sequence="1", nonce="d")
    for form, field in (("praksis", "problem"), ("indkald", "text"), ("ny/moderator", "words")):
        mate.send(f"{board}/{form}/kladde", **{field: planted.word(f"draft of the form {form}", {"mate"})}, tab="t", sequence="1")


def lose_access(planted: Planted, group: str) -> None:
    """Take away what some could read until now. The group gets another name after that."""
    session, writer, now = planted.world.session, planted.actor("writer"), planted.world.now
    left = {planted.actor(name).id for name in ("exmember", "suspended", "moved")}
    session.execute(delete(BoardMember).where(BoardMember.user_id.in_(left)))
    session.execute(update(User).where(User.id == planted.actor("suspended").id).values(suspended_at=now))
    session.execute(update(User).where(User.id == planted.actor("moved").id).values(municipality_code=AARHUS))
    # Both were moderators. They are signed in still: what they may do is asked with each request.
    session.execute(delete(RoleGrant).where(RoleGrant.user_id == planted.actor("colleague").id, RoleGrant.role == Role.MODERATOR))
    lapsed = update(RoleGrant).where(RoleGrant.user_id == planted.actor("neighbour").id, RoleGrant.role == Role.MODERATOR)
    session.execute(lapsed.values(until=now - timedelta(days=1)))
    session.commit()
    opened = queries.group(session, writer, group, today=planted.world.today)
    commands.change_group(
        session,
        writer,
        opened,
        GroupWords("Gruppe " + planted.word("a group's new name", OF_GROUP), planted.word("its new purpose", OF_GROUP)),
        commands.words_mark(opened.board.name, opened.board.purpose),
    )
    session.commit()
