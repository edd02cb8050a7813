"""Fjern personoplysninger: a canary is planted wherever a post's words can be, and counted afterwards in every table and file."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.connections import reading, sweep
from sspedu.db import db
from sspedu.drafts.models import Draft
from sspedu.errors import Conflict
from sspedu.jobs import outbox
from sspedu.jobs.outbox import Letter
from sspedu.network import commands, queries
from sspedu.network.models import ActKind, Attachment, Post, PostRevision, StoredFile
from sspedu.network.noting import Why
from sspedu.policy import Role
from tests.network.documents import docx, pdf
from tests.network.telling import edit, share, told
from tests.network.test_files import Sender
from tests.network.test_holding import NUMBER, places_of
from tests.network.test_moderation import Moderator
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, ODENSE, World

CANARY = "Kanariefuglen hedder 4711-Pip"
OTHER = "Ganske andre ord bliver stående."


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def moderator(app: Flask, world: World) -> Moderator:
    return Moderator(app, world, AARHUS)


def plant(anna: Reader, bo: Reader, moderator: Moderator, session: Session) -> str:
    """Plant the canary in body, title, revision, quotes, drafts, reports, reasons and mail; return the thread's address."""
    thread = anna.begin(title=CANARY, text=f"{CANARY}. Det var det.")
    anna.send(f"{thread}/1/ret", text=f"Nu rettet.\n\n{CANARY} står her endnu.", version="1")
    bo.send(thread, text=f"> {CANARY} står her endnu.\n\n{OTHER}", nonce="q")
    bo.send(bo.begin(title="En anden tråd", nonce="z"), text=f"De skrev: {CANARY}.", nonce="q")
    bo.send(f"{thread}/2/ret", text=f"> {CANARY} står her endnu.\n\n{OTHER} Rettet.", version="1")
    bo.send(f"{thread}/1/anmeld", why="personal", text=f"Se: {CANARY}")
    moderator.send(thread.replace("/netvaerk", "/moderation") + "/1", act="hide", version="2", reason_text=f"Der står {CANARY}")
    session.rollback()
    draft = Draft(kind="post", key="1", user_id=bo.actor.id, text=f"> {CANARY}.\n{OTHER}", tab="t", sequence=1, based_on="")
    draft.updated_at, draft.set_aside = bo.world.now, [{"text": CANARY}]
    session.add(draft)
    outbox.put(session, Letter("watch", "bo@kommune.example", CANARY, CANARY, CANARY), now=bo.world.now)
    session.commit()
    return thread


def test_no_table_and_no_file_holds_what_was_redacted(
    app: Flask, world: World, anna: Reader, moderator: Moderator, session: Session
) -> None:
    bo = Reader(app, world, ODENSE)
    thread = plant(anna, bo, moderator, session)
    planted = set(places_of(session, "4711-Pip"))
    expected = {"post.text", "post.html", "post.hidden_reason", "post_revision.text", "thread.title", "draft.text", "draft.set_aside"}
    assert planted == expected | {"moderation_case.words", "moderation_act.reason", "mail.subject", "mail.text", "mail.html"}
    page = thread.replace("/netvaerk", "/moderation") + "/1/fjern"
    assert "Kanariefuglen" in moderator.get(page).text
    session.rollback()
    answer = moderator.send(page, version="2", with_title="1", reason_text="Personoplysninger.")
    assert answer.status_code == 302, answer.text
    assert places_of(session, "4711-Pip") == []
    assert OTHER in bo.get(thread).text
    assert "Personoplysninger." in bo.get(thread).text
    session.rollback()
    assert _files_with(app, b"4711-Pip") == []


def test_the_words_are_out_of_the_file_even_where_others_read_meanwhile(app: Flask, anna: Reader, moderator: Moderator) -> None:
    thread = anna.begin(text=CANARY)
    page = f"{thread.replace('/netvaerk', '/moderation')}/1/fjern"
    anna.world.session.commit()
    with Session(anna.world.session.get_bind()) as other:
        with reading():
            assert other.scalar(select(Post.text)) == CANARY
        assert moderator.send(page, version="1", reason_text="Væk.").status_code == 302
    with app.app_context():
        sweep(db.engine)
    anna.world.session.rollback()
    assert places_of(anna.world.session, "4711-Pip") == []
    assert _files_with(app, b"4711-Pip") == []


def _files_with(app: Flask, words: bytes) -> list[str]:
    """Name the database's own files and all that the app keeps beside it, if they hold some words. PostgreSQL's are its server's matter."""
    settings = app.extensions["settings"]
    kept = [path for path in settings.var_dir.rglob("*") if path.is_file()]
    if settings.database.startswith("sqlite"):
        database = Path(settings.database.removeprefix("sqlite:///"))
        kept += list(database.parent.glob(f"{database.name}*"))
    return [path.name for path in kept if words in path.read_bytes() or json.dumps(words.decode()).encode() in path.read_bytes()]


def test_a_file_goes_with_what_was_uploaded_of_it_before(app: Flask, world: World, moderator: Moderator) -> None:
    carl, other = Sender(app, world), Sender(app, world)
    thread = carl.begin()
    for text, nonce in (("", "first"), ("Se her.", "second")):
        carl.attach(thread, ("a.pdf", pdf()), ("b.pdf", pdf(b"B")), text=text, nonce=nonce)
    carl.attach(thread, ("c.pdf", pdf(b"C")), text="", nonce="third")
    other.attach(thread, ("b.pdf", pdf(b"B")), text="", nonce="other")
    assert (carl.count(Attachment), carl.count(StoredFile)) == (6, 3)
    moderator.send(f"{thread.replace('/netvaerk', '/moderation')}/2/fjern", version="1", reason_text="Der står et navn.")
    world.session.rollback()
    left = world.session.execute(select(Attachment.user_id, Attachment.name)).all()
    assert {tuple(row) for row in left} == {(carl.actor.id, "c.pdf")}


def test_what_others_called_a_file_or_uploaded_of_the_words_goes_too(
    app: Flask, world: World, anna: Reader, moderator: Moderator, session: Session
) -> None:
    thread = anna.begin(text=CANARY)
    bo = Sender(app, world, ODENSE)
    bo.attach(thread, (f"{CANARY}.pdf", pdf()), text="Se her.")
    bo.attach(thread, ("referat.docx", docx(f"{CANARY}. {OTHER}")), text="", nonce="not sent")
    assert {"attachment.name", "attachment.text"} <= set(places_of(session, "4711-Pip"))
    session.rollback()
    moderator.send(f"{thread.replace('/netvaerk', '/moderation')}/1/fjern", version="1", reason_text="Personoplysninger.")
    assert places_of(session, "4711-Pip") == []
    assert places_of(session, OTHER) == ["attachment.text"]
    [link] = bo.links(thread)
    assert bo.get(link).data == pdf()


def test_what_others_wrote_is_left_alone(world: World, session: Session) -> None:
    anna, judge = world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    thread = world.begin(anna)
    world.reply(anna, thread.id, "Ja.")
    world.reply(judge, thread.id, "Ja. Det er en god idé.")
    post = queries.post(session, world.thread(judge, thread.id), 2)
    redaction = commands.Redaction(Why("Et navn."), 1)
    done = commands.redact_post(session, judge, world.thread(judge, thread.id), post, redaction, now=world.now)
    session.commit()
    assert done.told == {anna.id}
    assert [row.text for row in session.scalars(select(Post).order_by(Post.number))] == ["Det første indlæg.", "", "Ja. Det er en god idé."]
    with pytest.raises(Conflict):
        commands.redact_post(session, judge, world.thread(judge, thread.id), post, redaction, now=world.now)
    assert session.scalars(select(PostRevision)).all() == []


def redact(world: World, thread_id: int, number: int) -> None:
    judge = world.person(AARHUS, roles=[Role.MODERATOR])
    opened = world.thread(judge, thread_id)
    post = queries.post(world.session, opened, number)
    commands.redact_post(world.session, judge, opened, post, commands.Redaction(Why("Et navn."), post.version), now=world.now)
    world.session.commit()


@pytest.mark.parametrize("is_changed_since", [False, True], ids=["as it stands", "as it stood before"])
def test_what_a_practice_example_repeats_of_it_goes_too(world: World, session: Session, is_changed_since: bool) -> None:
    anna = world.person()
    thread = world.begin(anna, text=f"{CANARY} i reden. Mere.")
    example = share(world, anna, told(action=f"Vi hørte: {CANARY} i reden."))
    if is_changed_since:
        edit(world, anna, example, told(action="Intet her."))
    redact(world, thread.id, 1)
    assert places_of(session, CANARY) == []


def test_what_an_earlier_post_was_changed_to_repeat_goes_too(world: World, session: Session) -> None:
    anna = world.person()
    here, elsewhere = world.begin(anna, text="Ja."), world.begin(anna, text="Nej.", nonce="o")
    world.reply(anna, here.id, f"{CANARY} i reden.")
    for thread in (here, elsewhere):
        first = queries.post(session, world.thread(anna, thread.id), 1)
        commands.edit_post(session, anna, first, commands.Edit(f"Som sagt: {CANARY} i reden.", 1), now=world.now)
        session.commit()
    redact(world, here.id, 2)
    assert places_of(session, CANARY) == []


def test_the_title_of_another_thread_that_repeats_it_goes_too(world: World, session: Session) -> None:
    anna = world.person()
    thread = world.begin(anna, text=f"{CANARY} i reden. Mere.")
    world.begin(anna, title=f"Om {CANARY} i reden.", nonce="o")
    redact(world, thread.id, 1)
    assert places_of(session, CANARY) == []


def test_the_title_of_a_thread_that_was_merged_goes_with_its_heirs(world: World, session: Session) -> None:
    anna, judge = world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    heir, old = world.begin(anna), world.begin(anna, title=CANARY, text="Hvad siger I til det?", nonce="o")
    commands.merge_threads(session, judge, world.thread(judge, old.id), world.thread(judge, heir.id), Why("Samme."), now=world.now)
    session.commit()
    opened = world.thread(judge, heir.id)
    redaction = commands.Redaction(Why("Et navn stod der."), 1, with_title=True)
    commands.redact_post(session, judge, opened, queries.post(session, opened, 2), redaction, now=world.now)
    session.commit()
    assert places_of(session, CANARY) == []


def test_the_reasons_over_its_own_thread_go_too_and_its_title_stands(world: World, session: Session) -> None:
    judge = world.person(AARHUS, roles=[Role.MODERATOR])
    thread = world.begin(world.person(), text=f"{CANARY}. Det var det.")
    for kind in (ActKind.LOCK, ActKind.HIDE):
        why = Why(f"Der står {CANARY} i den")
        commands.act_on_thread(session, judge, world.thread(judge, thread.id), kind, why, now=world.now)
    session.commit()
    opened = world.thread(judge, thread.id)
    redaction = commands.Redaction(Why("Personoplysninger."), version=1)
    commands.redact_post(session, judge, opened, queries.post(session, opened, 1), redaction, now=world.now)
    session.commit()
    assert places_of(session, "4711-Pip") == []
    assert world.thread(judge, thread.id).title == "En tråd"


def test_a_moderator_who_had_a_text_open_that_repeats_it_brings_nothing_back(world: World, session: Session) -> None:
    anna, judge = world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    thread = world.begin(anna, text=f"{CANARY} i reden.")
    held = commands.ToHold(thread, "", f"De skrev: {CANARY} i reden. Sag {NUMBER}.", "h", reason="case")
    commands.hold_text(session, anna, held, now=world.now)
    session.commit()
    [listed] = queries.cases(session, judge, today=world.today).cases
    redact(world, thread.id, 1)
    with pytest.raises(Conflict, match="her ikke længere"):
        commands.allow_text(session, judge, listed, today=world.today, now=world.now)
    session.rollback()
    commands.refuse_text(session, judge, listed, "Skriv det uden nummeret.", now=world.now)
    session.commit()
    assert places_of(session, CANARY) == []


def test_a_file_that_a_moderator_redacts_goes_from_everywhere(app: Flask, world: World, session: Session) -> None:
    anna, bo = Sender(app, world), Sender(app, world, AARHUS)
    thread = anna.begin(text="Her er listen.")
    anna.attach(thread, ("liste.pdf", pdf(b"<< /Liste 1 >>")), text="Listen.", nonce="a")
    bo.attach(thread, ("kopi.pdf", pdf(b"<< /Liste 1 >>")), ("egen.pdf", pdf(b"<< /Liste 2 >>")), text="Min kopi.", nonce="b")
    bo.attach(f"{thread}/se", ("igen.pdf", pdf(b"<< /Liste 1 >>")), text="Jeg er i gang.", nonce="c")
    redact(world, int(thread.rsplit("/", 1)[1]), 2)
    assert session.scalars(select(Attachment.name)).all() == ["egen.pdf"]
    assert len(session.scalars(select(StoredFile)).all()) == 1
