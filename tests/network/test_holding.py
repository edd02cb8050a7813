"""A text that waits for a moderator stands nowhere, is kept once, and goes when it is decided."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from sspedu.db import Base
from sspedu.drafts.models import Draft
from sspedu.errors import Conflict, Invalid
from sspedu.network import commands, queries
from sspedu.network.attaching import examine
from sspedu.network.models import Attachment, Case, CaseOutcome, HeldText, Post, StoredFile, Thread
from sspedu.policy import OPERATOR, Role
from sspedu.privacy import scan
from tests.network.documents import docx, pdf, picture
from tests.network.telling import share
from tests.network.test_files import Sender
from tests.network.test_files import held as shown
from tests.network.test_moderation import Moderator
from tests.network.test_pages import CPR, NATIONAL, Reader
from tests.network.world import AARHUS, ODENSE, ROSKILDE, World

NUMBER = "010203-1234"
# What the form to a moderator carries along of the text's own draft.
CARRIED = ("text_seen", "text_tab", "text_sequence")
SENSITIVE = "Skriv til bo.proeve@gmail.com, han er anbragt."


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def moderator(app: Flask, world: World) -> Moderator:
    return Moderator(app, world, AARHUS)


def places_of(session: Session, words: str) -> list[str]:
    """Name every column of every table that holds some words, and how many of its rows do."""
    session.rollback()
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            holds = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
            count = session.scalar(select(func.count()).select_from(table).where(holds(cast(column, String), literal(words)) > 0))
            found += [f"{table.name}.{column.name}"] * (count or 0)
    return found


def held_case(moderator: Moderator) -> str:
    return str(re.search(r"/moderation/sag/\d+", moderator.get("/moderation").text)[0])  # type: ignore[index]


def hold(anna: Reader, path: str, **fields: str) -> None:
    answer = anna.send(path, send="1", why="case", nonce="n", **fields)
    assert (answer.status_code, answer.location) == (302, "/netvaerk/sager"), answer.text


def test_what_was_stopped_offers_a_moderator_and_tells_what_happens(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    stopped = anna.send(thread, text=CPR, nonce="x").text
    assert f'formaction="{thread}/moderator"' in stopped
    page = anna.send(f"{thread}/moderator", text=CPR, nonce="x")
    assert page.status_code == 200
    assert f"\n{CPR}</textarea>" in page.text
    assert "1 moderator kan læse tavlen." in page.text
    assert anna.count(Case) == 0
    refused = anna.send(f"{thread}/moderator", text=CPR, nonce="x", send="1", why="")
    assert refused.status_code == 422
    assert f"\n{CPR}</textarea>" in refused.text
    assert "Vælg, hvad det er." in refused.text


def test_whoever_thinks_better_of_asking_a_moderator_finds_the_way_back_to_the_text(anna: Reader) -> None:
    thread = anna.begin()
    for path, back in ((thread, f"{thread}#tekst"), (f"{thread}/1/ret", f"{thread}/1/ret"), (f"{NATIONAL}/ny", f"{NATIONAL}/ny")):
        page = anna.send(f"{path}/moderator", title="Et mærke", text=CPR, nonce="x", version="1").text
        assert f'href="{back}"><span>Fortryd</span>' in page
        assert f'href="{NATIONAL}"' in page


def test_what_is_asked_of_a_sensitive_text_speaks_of_no_number(anna: Reader) -> None:
    refused = anna.send(f"{anna.begin()}/moderator", text=SENSITIVE, nonce="x", send="1", why="")
    assert "Vælg, hvorfor det kan stå." in refused.text
    assert "Gentag ikke det, der kan føre til en person." in refused.text
    assert "tallet" not in refused.text


def test_what_was_stopped_stands_once_it_is_allowed_as_its_writers(anna: Reader, moderator: Moderator, session: Session) -> None:
    thread = anna.begin()
    hold(anna, f"{thread}/moderator", text=CPR)
    assert places_of(session, NUMBER) == ["held_text.text"]
    assert CPR not in moderator.get(thread).text
    assert "<mark>" in moderator.get(held_case(moderator)).text
    assert moderator.send(f"{held_case(moderator)}/afgoer", act="allow").status_code == 302
    assert sorted(set(places_of(session, NUMBER))) == ["post.html", "post.text"]
    post = session.scalars(select(Post).where(Post.number == 2)).one()
    assert post.author_id == anna.actor.id
    assert "Teksten er godkendt" in anna.get("/netvaerk/sager").text


def test_a_thread_and_an_edit_go_the_same_way(anna: Reader, moderator: Moderator) -> None:
    hold(anna, f"{NATIONAL}/ny/moderator", title="Sag 010203-1234 er lukket", text="Det er sagens nummer.", kind="question")
    moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    assert "Sag 010203-1234 er lukket" in moderator.get(NATIONAL).text
    thread = anna.begin(nonce="b")
    hold(anna, f"{thread}/1/ret/moderator", text=CPR, version="1")
    moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    assert CPR in moderator.get(thread).text


def test_the_running_text_of_a_practice_example_is_not_changed_past_its_fields(anna: Reader) -> None:
    example = share(anna.world, anna.actor)
    path = f"/netvaerk/traad/{example}/1/ret"
    for address in (path, f"{path}/moderator"):
        assert anna.send(address, send="1", why="case", text=CPR, version="1", nonce="n").status_code == 404
    assert anna.count(Case) == 0


def test_a_thread_that_is_held_is_about_its_lesson_still(anna: Reader, moderator: Moderator, session: Session) -> None:
    board = "/netvaerk/modul/lov"
    for lesson in ("foerste", "another-modules"):
        asked = anna.send(f"{board}/ny/moderator", title="En titel", text=CPR, lesson=lesson, nonce=lesson).text
        assert ('name="lesson" value="foerste"' in asked) == (lesson == "foerste")
        hold(anna, f"{board}/ny/moderator", title="En titel", text=f"{CPR} {lesson}", lesson=lesson)
        moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    assert session.scalars(select(Thread.lesson).order_by(Thread.id)).all() == ["foerste", None]


def test_an_edit_of_a_post_that_changed_meanwhile_cannot_be_allowed(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    hold(anna, f"{thread}/1/ret/moderator", text=CPR, version="1")
    anna.send(f"{thread}/1/ret", text="Noget andet.", version="1")
    answer = moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    assert answer.status_code == 409
    assert anna.count(HeldText) == 1


def test_a_refusal_leaves_a_masked_copy_and_a_reason(anna: Reader, moderator: Moderator, session: Session) -> None:
    thread = anna.begin()
    hold(anna, f"{thread}/moderator", text=f"Først dette. {CPR} Og så dette.")
    assert moderator.send(f"{held_case(moderator)}/afgoer", act="refuse", text="Det ligner for meget.").status_code == 302
    assert places_of(session, NUMBER) == []
    page = anna.get("/netvaerk/sager").text
    assert "Og så dette." in page
    assert "Det ligner for meget." in page
    assert anna.count(Post) == 1


def test_what_is_sent_to_a_moderator_is_no_draft_any_more_and_another_tabs_text_stays(anna: Reader, session: Session) -> None:
    thread = anna.begin()
    writing = [(f"{NATIONAL}/ny", {"title": "En titel"}), (thread, {}), (f"{thread}/1/ret", {"version": "1"})]
    for path, fields in writing:
        for tab, text in (("b", "Noget helt andet."), ("a", SENSITIVE)):
            assert anna.send(f"{path}/kladde", text=text, tab=tab, sequence="1", based_on="x", **fields).status_code == 200
        assert "draft.text" in places_of(session, SENSITIVE)
        asked = anna.send(f"{path}/moderator", text=SENSITIVE, seen="", tab="a", sequence="2", nonce="n", **fields).text
        carried = {name: re.search(f'name="{name}" value="([^"]*)"', asked)[1] for name in CARRIED}  # type: ignore[index]
        assert carried == dict(zip(CARRIED, ("", "a", "2"), strict=True))
        answer = anna.send(f"{path}/moderator", text=SENSITIVE, send="1", why="constructed", nonce="n", **fields, **carried)
        assert answer.status_code == 302
        assert set(places_of(session, SENSITIVE)) == {"held_text.text"}
    assert places_of(session, "Noget helt andet.") == ["draft.text"] * len(writing)


def test_a_save_still_on_its_way_brings_no_draft_back_of_what_a_moderator_has(anna: Reader, session: Session) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text=CPR, tab="a", sequence="1")
    hold(anna, f"{thread}/moderator", text=CPR, **dict(zip(CARRIED, ("", "a", "2"), strict=True)))
    anna.send(f"{thread}/kladde", text=CPR, tab="a", sequence="2")
    assert session.scalars(select(Draft.text)).all() == [""]


def test_a_draft_with_its_number_masked_is_settled_from_any_tab(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text=CPR, tab="a", sequence="1")
    assert anna.count(Draft) == 1
    hold(anna, f"{thread}/moderator", text=CPR, text_tab="b", text_seen="")
    assert anna.count(Draft) == 0


def test_a_refusal_needs_a_reason(anna: Reader, moderator: Moderator) -> None:
    hold(anna, f"{anna.begin()}/moderator", text=CPR)
    assert moderator.send(f"{held_case(moderator)}/afgoer", act="refuse", text="").status_code == 422
    assert anna.count(HeldText) == 1


def test_what_is_sensitive_beside_a_person_is_held(anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin()
    answer = anna.send(thread, text=SENSITIVE, nonce="x")
    assert answer.status_code == 422
    assert 'name="confirmed"' not in answer.text
    assert f'formaction="{thread}/moderator"' in answer.text
    assert anna.send(f"{thread}/moderator", text=SENSITIVE, nonce="x", send="1", why="constructed").status_code == 302
    assert moderator.send(f"{held_case(moderator)}/afgoer", act="allow").status_code == 302
    assert anna.count(Post) == 2


def test_no_form_can_say_that_a_moderator_has_read_a_text(anna: Reader) -> None:
    thread = anna.begin()
    assert anna.send(thread, text=CPR, nonce="x", is_cleared="1", cleared="1", send="1").status_code == 422


def test_what_nothing_stops_is_not_sent_to_a_moderator(anna: Reader) -> None:
    answer = anna.send(f"{anna.begin()}/moderator", text="Ganske almindeligt.", nonce="x", send="1", why="case")
    assert answer.status_code == 422
    assert "Der er ikke noget, en moderator skal se" in answer.text


def test_what_is_held_is_seen_by_its_writer_and_the_boards_moderators_alone(app: Flask, world: World, session: Session) -> None:
    bo, other = Reader(app, world, ROSKILDE), Reader(app, world, ROSKILDE)
    here, elsewhere = Moderator(app, world, ROSKILDE), Moderator(app, world, ODENSE)
    bo.send("/netvaerk/kommune/0265/ny/moderator", title="En titel", text=CPR, nonce="n", send="1", why="case")
    case = held_case(here)
    assert CPR in here.get(case).text
    assert CPR in bo.get("/netvaerk/sager").text
    assert (other.get(case).status_code, elsewhere.get(case).status_code) == (404, 404)
    assert CPR not in other.get("/netvaerk/sager").text
    assert "Der er ingen sager" in elsewhere.get("/moderation").text
    assert other.send(f"/netvaerk/sager/{case.rsplit('/', 1)[1]}/traek-tilbage").status_code == 404
    assert bo.send(f"/netvaerk/sager/{case.rsplit('/', 1)[1]}/traek-tilbage").status_code == 302
    assert places_of(session, NUMBER) == []


def test_a_writer_who_reads_the_board_no_more_gets_nothing_onto_it(world: World, session: Session) -> None:
    bo, judge = world.person(ROSKILDE), world.person(ROSKILDE, roles=[Role.MODERATOR])
    group = world.group(bo, judge)
    opened = world.board(bo, group.kind, group.place)
    commands.hold_text(session, bo, commands.ToHold(opened, "En titel", CPR, "n", reason="case"), now=world.now)
    session.execute(Base.metadata.tables["board_member"].delete().where(Base.metadata.tables["board_member"].c.user_id == bo.id))
    session.commit()
    case = queries.cases(session, judge, today=world.today).cases[0]
    with pytest.raises(Conflict, match="kan ikke længere læse"):
        commands.allow_text(session, judge, case, today=world.today, now=world.now)
    assert session.scalar(select(func.count()).select_from(Thread)) == 0


def test_what_is_wrong_with_the_message_to_a_moderator_is_said_at_the_message(anna: Reader) -> None:
    refused = anna.send(f"{anna.begin()}/moderator", send="1", why="case", nonce="n", text=CPR, words=f"Se her: {CPR}")
    assert refused.status_code == 422
    assert 'aria-describedby="ord-hjaelp ord-fejl" aria-invalid="true"' in refused.text
    assert "tekst-fejl" not in refused.text


def test_a_report_without_a_reason_is_wrong_at_the_reason_alone(anna: Reader, moderator: Moderator) -> None:
    refused = moderator.send(f"{anna.begin()}/1/anmeld", text="Se selv.")
    assert refused.status_code == 422
    assert 'id="why-fejl"' in refused.text
    assert "tekst-fejl" not in refused.text


def test_what_nobody_decides_is_forgotten_after_14_days(world: World, session: Session) -> None:
    bo = world.person()
    for nonce in ("a", "a", "b"):
        held = commands.ToHold(world.board(bo), "En titel", CPR, nonce, reason="case")
        commands.hold_text(session, bo, held, now=world.now)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Case)) == 2
    commands.forget_held(session, OPERATOR, now=world.now + timedelta(days=13))
    session.commit()
    assert session.scalar(select(func.count()).select_from(HeldText)) == 2
    commands.forget_held(session, OPERATOR, now=world.now + timedelta(days=15))
    session.commit()
    assert session.scalar(select(func.count()).select_from(HeldText)) == 0
    assert {case.outcome for case in queries.own_cases(session, bo, today=world.today).cases} == {CaseOutcome.LAPSED}


def test_what_is_said_to_moderators_passes_the_guard_too(world: World, session: Session) -> None:
    bo = world.person()
    held = commands.ToHold(world.board(bo), "En titel", CPR, "n", reason="case", words=CPR)
    assert scan(CPR)
    with pytest.raises(Invalid):
        commands.hold_text(session, bo, held, now=world.now)


def hold_with_files(anna: Sender, path: str, *files: tuple[str, bytes], unwanted: int = 0, **fields: str) -> None:
    """Send a form that is stopped, ask for a moderator, and send it to them without the first few of its files."""
    stopped = anna.attach(path, *files, attached=tuple(shown(anna.get(path))), **fields)
    assert stopped.status_code == 422
    asked = anna.attach(f"{path}/moderator", attached=tuple(shown(stopped)), **fields)
    chosen = tuple(shown(asked))[unwanted:]
    for _ in range(2):
        answer = anna.attach(f"{path}/moderator", attached=chosen, send="1", why="case", **fields)
        assert (answer.status_code, answer.location) == (302, "/netvaerk/sager"), answer.text


def forget(anna: Reader, days: int = 13) -> None:
    """Let the worker forget what is old by then."""
    commands.forget_uploads(anna.world.session, OPERATOR, now=anna.world.now + timedelta(days=days))
    anna.world.session.commit()


@pytest.fixture
def sender(app: Flask, world: World) -> Sender:
    return Sender(app, world)


def test_the_files_of_what_is_held_wait_with_it_and_stand_with_it(sender: Sender, moderator: Moderator) -> None:
    thread = sender.begin()
    hold_with_files(sender, thread, ("a.pdf", pdf()), ("b.docx", docx()), ("c.png", picture("PNG")), text=CPR, unwanted=1)
    forget(sender)
    page = moderator.get(held_case(moderator)).text
    names = sorted(re.findall(r"[abc]\.(?:pdf|docx|png)", page))
    assert (len(names), sender.count(Case)) == (2, 1)
    assert sender.links(thread) == []
    assert moderator.send(f"{held_case(moderator)}/afgoer", act="allow").status_code == 302
    assert sorted(link.rsplit("/", 1)[1] for link in sender.links(thread)) == names
    assert all(moderator.get(link).data for link in sender.links(thread))
    assert (sender.count(Attachment), sender.count(StoredFile)) == (2, 2)


def test_the_files_of_a_thread_that_is_held_stand_with_its_first_post(sender: Sender, moderator: Moderator) -> None:
    hold_with_files(sender, f"{NATIONAL}/ny", ("a.pdf", pdf()), title="En titel", text=CPR)
    moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    thread = re.search(r"/netvaerk/traad/\d+", moderator.get(NATIONAL).text)
    assert thread is not None
    assert len(sender.links(thread[0])) == 1


def test_an_edit_that_is_held_changes_the_files_when_it_stands_and_no_sooner(sender: Sender, moderator: Moderator) -> None:
    thread = sender.begin()
    sender.attach(thread, ("a.pdf", pdf()), ("b.docx", docx()), text="Se her.")
    before = sender.links(thread)
    hold_with_files(sender, f"{thread}/2/ret", ("c.png", picture("PNG")), text=CPR, version="1", unwanted=1)
    forget(sender)
    assert sender.links(thread) == before
    moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    kept, new = sender.links(thread)
    assert (kept, new.rsplit("/", 1)[1]) == (before[1], "c.png")
    forget(sender)
    assert (sender.count(Attachment), sender.count(StoredFile)) == (2, 2)


def test_other_uploads_push_out_nothing_that_is_held(sender: Sender, moderator: Moderator, world: World) -> None:
    thread = sender.begin()
    hold_with_files(sender, thread, ("a.pdf", pdf()), text=CPR)
    opened = world.thread(sender.actor, int(thread.rsplit("/", 1)[1]))
    for number in range(30):
        file = examine("b.pdf", pdf(b"<< /N %d >>" % number))
        commands.keep_files(world.session, sender.actor, opened, "other", [file], now=world.now)
    world.session.commit()
    moderator.send(f"{held_case(moderator)}/afgoer", act="allow")
    assert [link.rsplit("/", 1)[1] for link in sender.links(thread)] == ["a.pdf"]


@pytest.mark.parametrize(
    "end",
    [
        lambda _sender, moderator, case: moderator.send(f"{case}/afgoer", act="refuse", text="Det ligner for meget."),
        lambda sender, _moderator, case: sender.send(f"/netvaerk/sager/{case.rsplit('/', 1)[1]}/traek-tilbage"),
        lambda sender, _moderator, _case: commands.forget_held(sender.world.session, OPERATOR, now=sender.world.now + timedelta(days=15)),
    ],
    ids=["refused", "withdrawn", "forgotten"],
)
def test_the_files_of_what_will_not_stand_are_forgotten(
    sender: Sender, moderator: Moderator, end: Callable[[Sender, Moderator, str], object]
) -> None:
    hold_with_files(sender, sender.begin(), ("a.pdf", pdf()), text=CPR)
    forget(sender)
    assert sender.count(Attachment) == 1
    end(sender, moderator, held_case(moderator))
    sender.world.session.commit()
    forget(sender)
    assert (sender.count(Attachment), sender.count(StoredFile)) == (0, 0)


def test_when_a_post_is_redacted_the_files_of_an_edit_that_waits_are_gone_at_once(sender: Sender, moderator: Moderator) -> None:
    thread = sender.begin()
    sender.attach(thread, ("a.pdf", pdf()), text="Se her.")
    hold_with_files(sender, f"{thread}/2/ret", text=CPR, version="1")
    answer = moderator.send(f"/moderation{thread.removeprefix('/netvaerk')}/2/fjern", reason_text="Det går ikke.", version="1")
    assert answer.status_code == 302, answer.text
    assert (sender.count(Attachment), sender.count(StoredFile)) == (0, 0)


def test_a_file_that_may_lead_to_a_person_is_asked_about_before_it_waits(sender: Sender) -> None:
    thread = sender.begin()
    plan = ("plan.docx", docx("Skriv til bo.proeve@gmail.com."))
    warned = sender.attach(f"{thread}/moderator", plan, text=CPR, send="1", why="case")
    assert warned.status_code == 422
    assert "<mark>bo.proeve@gmail.com</mark>" in warned.text
    assert sender.count(Case) == 0
    confirmed = warned.text.split('name="confirmed" value="')[1].split('"')[0]
    kept = tuple(shown(warned))
    answer = sender.attach(f"{thread}/moderator", attached=kept, text=CPR, send="1", why="case", confirmed=confirmed)
    assert (answer.status_code, sender.count(Case)) == (302, 1)


def test_nobody_sends_anothers_upload_to_a_moderator(sender: Sender, app: Flask, world: World) -> None:
    bo, thread = Sender(app, world, AARHUS), sender.begin()
    asked = sender.attach(f"{thread}/moderator", ("a.pdf", pdf()), text=CPR)
    answer = bo.attach(f"{thread}/moderator", attached=tuple(shown(asked)), text=CPR, send="1", why="case")
    assert answer.status_code == 422
    assert "Vælg den igen" in answer.text
    assert bo.count(Case) == 0
