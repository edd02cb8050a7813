"""Moderators act on what they may read, on nothing else; each act is noted and told, and what was read stays read."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sspedu.accounts.models import User
from sspedu.audit.chain import verify
from sspedu.audit.models import AuditEntry
from sspedu.drafts.commands import Typed
from sspedu.errors import Conflict, Invalid, NotFound, TooMany
from sspedu.jobs.models import Mail
from sspedu.network import commands, limits, queries
from sspedu.network.models import ActKind, BoardKind, Case, Level, ModerationAct, Post, Thread, ThreadWatch
from sspedu.network.noting import Why
from sspedu.network.queries import OpenThread
from sspedu.policy import Actor, Role
from tests.counting import counted
from tests.network.test_pages import NATIONAL, Reader, bare
from tests.network.world import AARHUS, ODENSE, ROSKILDE, World
from tests.people import PASSWORD

WHY = Why("Det hører til et andet sted.")


class Moderator(Reader):
    """A moderator with a browser."""

    def __init__(self, app: Flask, world: World, municipality: str = ROSKILDE) -> None:
        self.world = world
        self.actor = world.person(municipality, roles=[Role.MODERATOR])
        self.client = app.test_client()
        self.send("/log-ind", email=f"person{world.count}@kommune.example", password=PASSWORD)


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def moderator(app: Flask, world: World) -> Moderator:
    return Moderator(app, world, AARHUS)


@pytest.fixture
def judge(world: World) -> Actor:
    return world.person(AARHUS, roles=[Role.MODERATOR])


def unread(world: World, actor: Actor, thread_id: int) -> int:
    rows = queries.threads(world.session, world.board(actor)).threads
    return next(row.unread for row in rows if row.id == thread_id)


def see(world: World, actor: Actor, thread_id: int, number: int) -> None:
    commands.see_thread(world.session, actor, world.thread(actor, thread_id), number)
    world.session.commit()


def merge(world: World, judge: Actor, old: OpenThread, heir: OpenThread) -> None:
    source, target = world.thread(judge, old.id), world.thread(judge, heir.id)
    commands.merge_threads(world.session, judge, source, target, WHY, now=world.now)
    world.session.commit()


@pytest.mark.parametrize("act", list(ActKind)[:6])
@pytest.mark.parametrize("role", Role)
def test_only_moderators_act_and_only_where_they_read(world: World, role: Role, act: ActKind) -> None:
    someone, other = world.person(ROSKILDE, roles=[role]), world.person(ODENSE)
    for thread in (world.begin(someone), world.begin(someone, world.board(someone, BoardKind.MUNICIPALITY, ROSKILDE))):
        if role is Role.MODERATOR:
            commands.act_on_thread(world.session, someone, thread, act, WHY, now=world.now)
        else:
            with pytest.raises(NotFound):
                commands.act_on_thread(world.session, someone, thread, act, WHY, now=world.now)
    hidden = world.begin(other, world.board(other, BoardKind.MUNICIPALITY, ODENSE))
    with pytest.raises(NotFound):
        world.thread(someone, hidden.id)
    with pytest.raises(NotFound):
        commands.act_on_thread(world.session, someone, hidden, act, WHY, now=world.now)


def test_a_hidden_post_is_read_by_moderators_and_by_nobody_else(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin(text="Noget, der ikke skal ses.")
    page = thread.replace("/netvaerk", "/moderation") + "/1"
    assert moderator.send(page, act="hide", version="1", reason_text="For groft.").status_code == 302
    shown = anna.get(thread).text
    assert "Noget, der ikke skal ses." not in shown
    assert "For groft." in shown
    assert "Noget, der ikke skal ses." in moderator.get(thread).text
    assert moderator.send(page, act="show", version="1", reason_text="Det var en fejl.").status_code == 302
    assert "Noget, der ikke skal ses." in anna.get(thread).text
    assert "For groft." in anna.get("/netvaerk/sager").text


def test_a_hidden_thread_is_not_there_but_for_its_writer_who_reads_why(
    app: Flask, world: World, anna: Reader, moderator: Moderator
) -> None:
    bo, thread = Reader(app, world, ODENSE), anna.begin()
    moderator.send(thread.replace("/netvaerk", "/moderation"), act="hide", reason_text="Vi ser på den.")
    met = bo.get(thread)
    assert (met.status_code, bare(met.text, thread)) == (404, bare(bo.get("/netvaerk/traad/999999").text, "/netvaerk/traad/999999"))
    assert "Vi ser på den." in anna.get(thread).text
    assert "Det første indlæg." not in anna.get(thread).text
    assert "Hvordan gør I?" in anna.get("/netvaerk/sager").text
    assert "Hvordan gør I?" not in bo.get(NATIONAL).text
    shown = moderator.get(thread).text
    assert "læser kun moderatorer det, du skriver" in shown
    assert "Alle, der kan læse tavlen" not in shown


def test_an_act_is_sealed_in_the_log_and_told_without_a_word_of_it(anna: Reader, moderator: Moderator, session: Session) -> None:
    thread = anna.begin(title="Titlen er vores")
    moderator.send(thread.replace("/netvaerk", "/moderation"), act="lock", reason_text="Begrundelsen er for siden.")
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "moderation.lock")).one()
    assert (entry.actor_id, entry.details) == (moderator.actor.id, {})
    assert verify(session).fault == ""
    mail = session.scalars(select(Mail).where(Mail.kind == "moderator_acted")).one()
    assert "Titlen" not in mail.subject + mail.text + mail.html
    assert "Begrundelsen" not in mail.text
    assert "Begrundelsen er for siden." in anna.get(thread).text


def test_an_act_without_a_reason_is_not_done_and_its_form_comes_back(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    answer = moderator.send(thread.replace("/netvaerk", "/moderation"), act="lock", reason_text="")
    assert answer.status_code == 422
    assert re.search(r'value="lock"\s+checked', answer.text)
    assert anna.count(ModerationAct) == 0


def case_in_queue(moderator: Moderator) -> str:
    return str(re.search(r"/moderation/sag/\d+", moderator.get("/moderation").text)[0])  # type: ignore[index]


def wrong(page: str, field: str) -> str:
    """Return the words of what is wrong with a field, bare."""
    found = re.search(rf'<p class="form-error-message" id="{field}-fejl">(.*?)</p>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


def test_what_is_wrong_stands_at_the_field_that_it_is_about(app: Flask, world: World, anna: Reader, moderator: Moderator) -> None:
    bo, thread = Reader(app, world, ODENSE), anna.begin()
    page = thread.replace("/netvaerk", "/moderation")
    for path, fields, field, words in (
        (page, {"reason_text": "Færdig."}, "act", "Vælg, hvad der skal ske."),
        (page, {"act": "lock"}, "hvorfor", "Skriv, hvorfor."),
        (f"{page}/saml", {"reason_text": "Det samme."}, "target", "Vælg en tråd på listen"),
        (f"{page}/del", {"reason_text": "En ny samtale.", "title": "Ny"}, "numbers", "Vælg mindst ét"),
        (f"{page}/del", {"reason_text": "En ny samtale.", "numbers": "2"}, "titel", "titel"),
    ):
        answer = moderator.send(path, **fields)
        assert answer.status_code == 422
        assert words in wrong(answer.text, field), (path, fields)
        assert answer.text.count("form-error-message") == 1
    bo.send(f"{thread}/1/anmeld", why="tone")
    answer = moderator.send(f"{case_in_queue(moderator)}/afgoer", text="Set.")
    assert (wrong(answer.text, "act"), wrong(answer.text, "svar")) == ("Fejl: Vælg, hvad der skal ske.", "")


def test_an_answer_to_a_case_that_another_has_decided_comes_back_to_be_copied(
    app: Flask, world: World, anna: Reader, moderator: Moderator
) -> None:
    other, bo, thread = Moderator(app, world), Reader(app, world, ODENSE), anna.begin()
    bo.send(f"{thread}/1/anmeld", why="tone")
    case = case_in_queue(moderator)
    assert other.send(f"{case}/afgoer", act="no_act", text="Det er i orden.").status_code == 302
    answer = moderator.send(f"{case}/afgoer", act="acted", text="Mit lange svar.")
    assert answer.status_code == 409
    assert "allerede afgjort" in wrong(answer.text, "afgjort")
    assert "Mit lange svar." in answer.text


def test_a_moderator_who_is_reported_does_not_get_to_know_by_whom(app: Flask, world: World, moderator: Moderator) -> None:
    bo, other, thread = Reader(app, world, ODENSE), Moderator(app, world), moderator.begin()
    bo.send(f"{thread}/1/anmeld", why="tone")
    case = case_in_queue(moderator)
    assert bo.actor.name in other.get(case).text
    shown = moderator.get(case).text
    assert bo.actor.name not in shown
    assert "En anden moderator skal afgøre den." in shown
    assert "/afgoer" not in shown


def test_an_act_on_a_post_that_was_edited_meanwhile_says_so(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/1/ret", text="Noget andet.", version="1")
    page = thread.replace("/netvaerk", "/moderation") + "/1"
    for path, act in ((page, "hide"), (f"{page}/fjern", "")):
        answer = moderator.send(path, act=act, version="1", reason_text="For groft.")
        assert answer.status_code == 409
        assert "er ændret, siden du åbnede det" in answer.text
    anna.send(f"{thread}/1/fjern", reason_text="")
    assert moderator.send(page, act="hide", version="2", reason_text="For groft.").status_code == 409


def test_pinned_threads_come_first_on_the_first_page_only_and_five_at_most(world: World, judge: Actor) -> None:
    threads = [world.begin(judge, title=f"Tråd {number}", nonce=str(number)) for number in range(queries.THREADS_A_PAGE + 8)]
    for thread in threads[:5]:
        commands.act_on_thread(world.session, judge, thread, ActKind.PIN, WHY, now=world.now)
    with pytest.raises(Conflict):
        commands.act_on_thread(world.session, judge, threads[5], ActKind.PIN, WHY, now=world.now)
    world.session.commit()
    board = world.board(judge)
    with counted() as statements:
        first = queries.threads(world.session, board)
    assert len(statements) == 1
    assert {row.id for row in first.threads[:5]} == {thread.id for thread in threads[:5]}
    assert len(first.threads) == queries.THREADS_A_PAGE + 5
    second = queries.threads(world.session, board, before=first.before)
    assert {row.id for row in (*first.threads, *second.threads)} == {thread.id for thread in threads}
    assert not any(row.is_pinned for row in second.threads)


def test_a_moved_thread_is_read_by_the_new_board_and_stays_read(world: World) -> None:
    judge, anna, bo = world.person(ROSKILDE, roles=[Role.MODERATOR]), world.person(ROSKILDE), world.person(ODENSE)
    thread = world.begin(anna)
    commands.see_board(world.session, judge, world.board(judge))
    town = world.board(judge, BoardKind.MUNICIPALITY, ROSKILDE)
    effect = queries.move(world.session, thread.board, town, today=world.today)
    assert (effect.before, effect.after, effect.gained, effect.lost) == (3, 2, 0, 1)
    commands.move_thread(world.session, judge, world.thread(judge, thread.id), town, WHY, now=world.now)
    world.session.commit()
    assert world.thread(anna, thread.id).board.id == town.id
    assert world.thread(judge, thread.id).seen_number == 1
    with pytest.raises(NotFound):
        world.thread(bo, thread.id)


def test_who_writes_while_a_thread_is_moved_is_asked_again(world: World) -> None:
    judge, anna = world.person(ROSKILDE, roles=[Role.MODERATOR]), world.person(ROSKILDE)
    thread = world.begin(anna, world.board(anna, BoardKind.MUNICIPALITY, ROSKILDE))
    opened = world.thread(anna, thread.id)
    commands.move_thread(world.session, judge, world.thread(judge, thread.id), world.board(judge), WHY, now=world.now)
    with pytest.raises(Conflict, match="flyttet til en anden tavle"):
        commands.reply(world.session, anna, opened, commands.NewPost("Kun for os.", "x"), now=world.now)


def test_a_merge_goes_on_with_the_numbers_and_old_numbers_lead_to_the_new(anna: Reader, moderator: Moderator, world: World) -> None:
    heir, old = anna.begin(nonce="a"), anna.begin(title="Den samme igen", text="Om det samme.", nonce="b")
    anna.send(old, text="Svar i den gamle.", nonce="x")
    merged = moderator.send(old.replace("/netvaerk", "/moderation") + "/saml", address=f"http://127.0.0.1{heir}", reason_text="Samme emne.")
    assert merged.location == heir
    page = anna.get(heir).text
    assert [int(number) for number in re.findall(r'id="indlaeg-(\d+)"', page)] == [1, 2, 3]
    former = anna.get(old).text
    assert "Nr. 2 er nu nr. 3" in former
    assert re.search(r'<li id="indlaeg-2"><a href="' + heir + '/3"', former)
    assert "Den samme igen" not in anna.get(NATIONAL).text
    late = anna.send(old, text="For sent.", nonce="y")
    assert late.status_code == 404
    assert "\nFor sent.</textarea>" in late.text


def test_a_hidden_title_is_hidden_where_its_thread_was_merged(world: World, session: Session, judge: Actor) -> None:
    anna = world.person()
    heir, old = world.begin(anna, title="Ny"), world.begin(anna, title="Et navn", nonce="o")
    for thread in (old, heir):
        commands.act_on_thread(session, judge, world.thread(judge, thread.id), ActKind.HIDE, WHY, now=world.now)
    session.commit()
    assert queries.former_thread(session, anna, old.id, today=world.today).title == "Et navn"
    merge(world, judge, old, heir)
    commands.act_on_thread(session, judge, world.thread(judge, heir.id), ActKind.SHOW, WHY, now=world.now)
    former = queries.former_thread(session, anna, old.id, today=world.today)
    assert (former.title, former.heir_title) == ("", "Ny")


def test_a_merge_keeps_what_everyone_has_read(world: World, judge: Actor) -> None:
    readers = [world.person() for _ in range(4)]
    heir, old = world.begin(judge, nonce="h"), world.begin(judge, nonce="o")
    for number in range(2):
        world.reply(judge, heir.id, f"Hos arvingen {number}.", nonce=f"h{number}")
        world.reply(judge, old.id, f"Hos den gamle {number}.", nonce=f"o{number}")
    seen = ((0, 0), (1, 3), (3, 1), (3, 3))
    for reader, numbers in zip(readers, seen, strict=True):
        for thread, number in zip((heir, old), numbers, strict=True):
            see(world, reader, thread.id, number)
    merge(world, judge, old, heir)
    for reader, (mine, others) in zip(readers, seen, strict=True):
        opened = world.thread(reader, heir.id)
        read = {number for number in range(1, 7) if opened.read.has(number)}
        assert read == {*range(1, mine + 1), *range(4, 4 + others)}
        assert unread(world, reader, heir.id) == 6 - len(read)
    see(world, readers[1], heir.id, 3)
    assert unread(world, readers[1], heir.id) == 0


def test_a_reply_that_is_being_written_goes_along_with_a_merge(world: World, judge: Actor) -> None:
    anna, bo = world.person(), world.person()
    source, target = world.begin(anna), world.begin(anna, nonce="o")
    for writer, thread, words in ((anna, source, "Min lange kladde."), (bo, source, "Den ældre."), (bo, target, "Den nyeste.")):
        typed = Typed(words, "tab" + words, 1)
        commands.keep_reply_draft(world.session, writer, world.thread(writer, thread.id), typed, now=world.moment())
        world.session.commit()
    old, heir = (world.thread(judge, thread.id) for thread in (source, target))
    commands.merge_threads(world.session, judge, old, heir, WHY, now=world.now)
    world.session.commit()
    drafts = [draft for writer in (anna, bo) if (draft := world.thread(writer, target.id).draft)]
    assert [(draft.text, [text.text for text in draft.set_aside]) for draft in drafts] == [
        ("Min lange kladde.", []),
        ("Den nyeste.", ["Den ældre."]),
    ]


def test_a_split_leaves_places_that_lead_on_and_keeps_what_is_read(world: World, judge: Actor) -> None:
    reader = world.person()
    thread = world.begin(judge)
    for number in range(4):
        world.reply(judge, thread.id, f"Svar {number}.", nonce=str(number))
    see(world, reader, thread.id, 3)
    opened = world.thread(judge, thread.id)
    new_id, _ = commands.split_thread(world.session, judge, opened, commands.Split([3, 5], "Noget for sig"), WHY, now=world.now)
    world.session.commit()
    new = world.thread(reader, new_id)
    assert [post.text for post in queries.posts(world.session, new, first=1)] == ["Svar 1.", "Svar 3."]
    assert (new.seen_number, new.post_count) == (1, 2)
    old = world.thread(reader, thread.id)
    moved = [post.number for post in queries.posts(world.session, old, first=1) if post.is_moved]
    assert [queries.where_moved(world.session, old, number) for number in moved] == [(new_id, 1), (new_id, 2)]
    assert moved == [3, 5]
    assert world.reply(judge, thread.id, "Det går videre.", nonce="z") == 6
    for numbers in ([], [1], [3]):
        with pytest.raises((Invalid, Conflict)):
            commands.split_thread(world.session, judge, world.thread(judge, thread.id), commands.Split(numbers, "Igen"), WHY, now=world.now)


def test_what_is_split_from_a_hidden_thread_is_hidden_too(world: World, judge: Actor) -> None:
    anna, bo = world.person(), world.person(ODENSE)
    thread = world.begin(anna)
    world.reply(anna, thread.id)
    commands.act_on_thread(world.session, judge, world.thread(judge, thread.id), ActKind.HIDE, WHY, now=world.now)
    world.session.commit()
    split = commands.Split([2], "Ny tråd")
    new_id, _done = commands.split_thread(world.session, judge, world.thread(judge, thread.id), split, WHY, now=world.now)
    world.session.commit()
    opened = world.thread(judge, new_id)
    assert (opened.is_hidden, opened.hidden_reason) == (True, WHY.text)
    with pytest.raises(NotFound):
        world.thread(bo, new_id)


def test_what_was_done_to_a_post_is_told_where_it_stands_now_and_leads_there_only_who_may_read_there(
    app: Flask, world: World, moderator: Moderator
) -> None:
    bo, judge, session = Reader(app, world, ODENSE), moderator.actor, world.session
    thread = world.begin(judge, title="Den første tråd")
    for nonce in ("x", "y"):
        number = world.reply(bo.actor, thread.id, nonce=nonce)
    opened = world.thread(judge, thread.id)
    post = queries.post(session, opened, number)
    commands.act_on_post(session, judge, opened, post, ActKind.HIDE, WHY, version=1, now=world.now)
    new_id, _done = commands.split_thread(session, judge, opened, commands.Split([number], "Den delte tråd"), WHY, now=world.now)
    session.commit()
    links = re.findall(r"/netvaerk/traad/[0-9/]+", bo.get("/netvaerk/sager").text)
    assert links == [f"/netvaerk/traad/{new_id}/1"] * 2
    town = world.board(judge, BoardKind.MUNICIPALITY, AARHUS)
    commands.move_thread(session, judge, world.thread(judge, new_id), town, WHY, now=world.now)
    session.commit()
    page = bo.get("/netvaerk/sager").text
    assert (re.findall(r"/netvaerk/traad/", page), "tråd</" in page) == ([], False)
    assert WHY.text in page


def test_what_stood_in_a_hidden_thread_stays_hidden_where_it_is_merged(world: World, judge: Actor) -> None:
    anna, bo = world.person(), world.person(ODENSE)
    source, target = world.begin(anna, text="Det skjulte."), world.begin(anna, nonce="o")
    commands.act_on_thread(world.session, judge, world.thread(judge, source.id), ActKind.HIDE, WHY, now=world.now)
    world.session.commit()
    old, heir = world.thread(judge, source.id), world.thread(judge, target.id)
    commands.merge_threads(world.session, judge, old, heir, WHY, now=world.now)
    world.session.commit()
    for reader, text in ((bo, ""), (judge, "Det skjulte.")):
        post = queries.post(world.session, world.thread(reader, target.id), 2)
        assert (post.text, post.hidden_reason) == (text, WHY.text)


def test_a_post_that_was_removed_is_not_offered_to_be_moved(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    anna.send(thread, text="Bliver.", nonce="x")
    anna.send(thread, text="Fortrudt.", nonce="y")
    anna.send(f"{thread}/3/fjern", reason_text="Jeg tog fejl.")
    offered = moderator.get(thread.replace("/netvaerk", "/moderation") + "/del").text
    assert re.findall(r'name="numbers" value="(\d+)"', offered) == ["2"]


def test_whoever_was_writing_in_a_thread_that_is_closed_reads_that_it_cannot_be_sent(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text="Jeg er i gang.", tab="t", sequence="1", seen="", based_on="")
    moderator.send(thread.replace("/netvaerk", "/moderation"), act="lock", reason_text="Den er besvaret.")
    page = anna.get(thread).text
    assert "Jeg er i gang." in page
    assert "så det her kan ikke sendes" in page


def test_what_was_chosen_for_a_thread_of_its_own_stays_chosen_on_other_pages(anna: Reader, moderator: Moderator, world: World) -> None:
    thread = anna.begin()
    for number in range(2, queries.POSTS_A_PAGE + 4):
        world.reply(anna.actor, int(thread.rsplit("/", 1)[1]), f"Indlæg {number}.", nonce=str(number))
    page = thread.replace("/netvaerk", "/moderation") + "/del"
    assert f'name="vis" value="{queries.POSTS_A_PAGE + 1}"' in moderator.get(page).text
    later = moderator.send(page, numbers="3", title="Ny", reason_text="Et emne.", vis=str(queries.POSTS_A_PAGE + 1), fra="1")
    assert later.status_code == 200
    for kept in ("Valgt på andre sider: nr. 3.", 'type="hidden" name="numbers" value="3"', 'value="Ny"', 'value="Et emne."', 'value="52"'):
        assert kept in later.text
    back = moderator.send(page, numbers="3", vis="1", fra=str(queries.POSTS_A_PAGE + 1))
    assert re.search(r'value="3" checked', back.text)


def test_the_place_that_a_post_left_leads_on_for_whoever_may_read_where_it_stands(anna: Reader, moderator: Moderator, world: World) -> None:
    bo = Reader(anna.client.application, world, AARHUS)
    thread = anna.begin()
    anna.send(thread, text="Om noget helt andet.", nonce="x")
    split = moderator.send(
        thread.replace("/netvaerk", "/moderation") + "/del", numbers="2", title="Noget for sig", reason_text="Et andet emne."
    )
    assert split.status_code == 302
    place = f"{thread}/2/flyttet"
    assert f'href="{place}"' in bo.get(thread).text
    new = bo.get(place).location
    new_id = int(new.split("#")[0].rsplit("/", 1)[1])
    town = world.board(moderator.actor, BoardKind.MUNICIPALITY, AARHUS)
    commands.move_thread(world.session, moderator.actor, world.thread(moderator.actor, new_id), town, WHY, now=world.now)
    world.session.commit()
    assert bo.get(place).location == new
    assert anna.get(place).status_code == 404
    assert str(new_id) not in re.findall(r"/traad/(\d+)", anna.get(thread).text)


def test_a_member_writes_ten_posts_in_ten_minutes_and_then_reads_when_to_go_on(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna)
    for number in range(10):
        commands.reply(world.session, anna, thread, commands.NewPost(f"Svar {number}.", "n"), now=world.now)
    with pytest.raises(TooMany) as refused:
        commands.reply(world.session, anna, thread, commands.NewPost("Et til.", "n"), now=world.now + timedelta(minutes=4))
    assert refused.value.wait_seconds == 360
    # What was sent is no further post.
    assert commands.reply(world.session, anna, thread, commands.NewPost("Svar 9.", "n"), now=world.now) == 11
    assert commands.reply(world.session, anna, thread, commands.NewPost("Et til.", "n"), now=world.now + timedelta(minutes=10)) == 12


def test_a_page_that_comes_back_for_too_many_posts_has_the_text_and_says_when(anna: Reader, session: Session) -> None:
    thread = anna.begin()
    for number in range(limits.POSTS[0].count - 1):
        assert anna.send(thread, text=f"Svar {number}.", nonce=str(number)).status_code == 302
    answer = anna.send(thread, text="Et for meget.", nonce="x")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 600
    assert "\nEt for meget.</textarea>" in answer.text
    assert "Du kan sende igen om" in answer.text


def test_a_report_counts_once_and_its_reporter_is_known_to_moderators_only(
    app: Flask, world: World, anna: Reader, moderator: Moderator
) -> None:
    bo, thread = Reader(app, world, ODENSE), anna.begin(text="Noget groft.")
    for _ in range(2):
        assert bo.send(f"{thread}/1/anmeld", why="tone", text="Se lige her.").location == "/netvaerk/sager"
    assert bo.count(Case) == 1
    assert bo.actor.name not in anna.get(thread).text + anna.get("/netvaerk/sager").text
    case = str(re.search(r"/moderation/sag/\d+", moderator.get("/moderation").text)[0])  # type: ignore[index]
    assert bo.actor.name in moderator.get(case).text
    assert anna.get(case).status_code == 404
    assert moderator.send(f"{case}/afgoer", act="no_act", text="Det er hårdt, men i orden.").status_code == 302
    assert "Det er hårdt, men i orden." in bo.get("/netvaerk/sager").text
    assert moderator.send(f"{case}/afgoer", act="no_act", text="Igen.").status_code == 409
    assert "Der er ingen sager, der venter" in moderator.get("/moderation").text


@pytest.mark.parametrize("fields", [{"why": ""}, {"why": "tone", "text": "Det er 010203-1234."}])
def test_a_report_that_cannot_be_sent_comes_back(app: Flask, world: World, anna: Reader, fields: dict[str, str]) -> None:
    bo, thread = Reader(app, world, ODENSE), anna.begin()
    answer = bo.send(f"{thread}/1/anmeld", **fields)
    assert answer.status_code == 422
    assert fields.get("text", "") in answer.text
    assert bo.count(Case) == 0


def test_two_moderators_do_not_act_on_one_case(app: Flask, world: World, anna: Reader, moderator: Moderator) -> None:
    other, bo, thread = Moderator(app, world), Reader(app, world, ODENSE), anna.begin()
    bo.send(f"{thread}/1/anmeld", why="tone")
    case = str(re.search(r"/moderation/sag/\d+", moderator.get("/moderation").text)[0])  # type: ignore[index]
    assert moderator.send(f"{case}/tag").status_code == 302
    assert f"Taget af {moderator.actor.name}" in other.get("/moderation").text
    assert other.send(f"{case}/tag").status_code == 409
    assert other.send(f"{case}/afgoer", act="no_act", text="Jeg gør det.").status_code == 409
    assert moderator.send(f"{case}/slip").status_code == 302
    assert other.send(f"{case}/tag").status_code == 302


def test_a_report_stays_with_moderators_when_its_reporter_loses_the_board(world: World, session: Session) -> None:
    anna, bo, judge = world.person(), world.person(), world.person(ROSKILDE, roles=[Role.MODERATOR])
    elsewhere = world.person(ODENSE, roles=[Role.MODERATOR])
    thread = world.begin(anna, world.board(anna, BoardKind.MUNICIPALITY, ROSKILDE), title="Kun for Roskilde")
    opened = world.thread(bo, thread.id)
    post = queries.post(session, opened, 1)
    assert commands.report_post(session, bo, opened, post, commands.Report("tone"), now=world.now)
    session.execute(update(User).where(User.id == bo.id).values(municipality_code=ODENSE))
    session.commit()
    assert len(queries.cases(session, judge, today=world.today).cases) == 1
    assert queries.cases(session, elsewhere, today=world.today).cases == ()
    own = queries.own_cases(session, bo, today=world.today).cases
    assert [(case.thread_title, case.thread_id) for case in own] == [("", None)]
    with pytest.raises(NotFound):
        queries.cases(session, anna, today=world.today)


def test_the_queue_pages_both_ways(world: World, session: Session, judge: Actor) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna)
    post = session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    for number in range(33):
        case = Case(kind="report", board_id=thread.board.id, thread_id=thread.id, post_id=post.id, user_id=bo.id, sending=str(number))
        case.reason, case.words, case.sent_at, case.answer = "tone", "", world.now, ""
        session.add(case)
    session.commit()
    for oldest_first in (True, False):
        first = queries.cases(session, judge, oldest_first=oldest_first, today=world.today)
        second = queries.cases(session, judge, oldest_first=oldest_first, cursor=first.more, today=world.today)
        ids = [case.id for case in (*first.cases, *second.cases)]
        assert (len(first.cases), len(second.cases), second.more) == (30, 3, None)
        assert ids == sorted(ids, reverse=not oldest_first)


def test_nobody_takes_or_decides_a_case_of_their_own(world: World, session: Session, judge: Actor) -> None:
    bo = world.person()
    thread = world.begin(judge)
    opened = world.thread(bo, thread.id)
    commands.report_post(session, bo, opened, queries.post(session, opened, 1), commands.Report("tone"), now=world.now)
    session.commit()
    case = queries.cases(session, judge, today=world.today).cases[0]
    with pytest.raises(Conflict, match="handler om dig"):
        commands.decide_report(session, judge, case, "Det er fint.", is_acted=False, now=world.now)
    with pytest.raises(Conflict, match="handler om dig"):
        commands.claim_case(session, judge, case, now=world.now)
    assert session.scalar(select(func.count()).select_from(Thread)) == 1


def test_pages_ask_three_questions_at_most_with_pins_and_hidden_posts(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    page = thread.replace("/netvaerk", "/moderation")
    moderator.send(page, act="pin", reason_text="Alle skal se den.")
    moderator.send(f"{page}/1", act="hide", version="1", reason_text="For groft.")
    for reader in (anna, moderator):
        for path in (NATIONAL, thread):
            reader.get(path)
            with counted() as statements:
                assert reader.get(path).status_code == 200
            assert 1 <= len(statements) <= 3, "\n".join(statements)


def test_who_hides_what_is_hidden_already_changes_no_reason(world: World, session: Session) -> None:
    anna, judge = world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    thread = world.begin(anna)
    for why in ("Den første.", "Den anden."):
        commands.act_on_thread(session, judge, world.thread(judge, thread.id), ActKind.HIDE, Why(why), now=world.now)
        session.commit()
    assert session.scalars(select(ModerationAct.reason)).all() == [session.get_one(Thread, thread.id).hidden_reason] == ["Den første."]


def test_who_followed_a_thread_follows_the_one_that_it_was_merged_into(world: World, session: Session) -> None:
    anna, bo, judge = world.person(), world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    old, heir = world.begin(anna, title="Første tråd"), world.begin(bo, title="Anden tråd", nonce="x")
    commands.merge_threads(session, judge, world.thread(judge, old.id), world.thread(judge, heir.id), Why("Samme."), now=world.now)
    world.reply(judge, heir.id)
    assert queries.notice_count(session, anna, today=world.today, now=world.now + timedelta(days=1)) == 1


def test_who_followed_a_thread_follows_what_was_split_from_it_and_whoever_muted_it_hears_of_neither(world: World, session: Session) -> None:
    anna, bo, carl, judge = world.person(), world.person(), world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    thread = world.begin(anna)
    world.reply(bo, thread.id)
    commands.watch_thread(session, carl, world.thread(carl, thread.id), Level.NONE)
    split = commands.Split([2], "Et nyt emne")
    new, _ = commands.split_thread(session, judge, world.thread(judge, thread.id), split, Why("Nyt emne."), now=world.now)
    session.commit()
    levels = {watch.user_id: watch.level for watch in session.scalars(select(ThreadWatch).where(ThreadWatch.thread_id == new))}
    assert levels == {anna.id: Level.ALL, bo.id: Level.ALL, carl.id: Level.NONE}
