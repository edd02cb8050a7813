"""Files in posts as a browser meets them: sent, kept when a form comes back, fetched by those who may read, and gone with their post."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from sspedu.accounts.models import User
from sspedu.app import MAX_FILES_BYTES
from sspedu.cli.working import HOURLY
from sspedu.connections import reading
from sspedu.db import db
from sspedu.network import commands, queries
from sspedu.network.attaching import examine
from sspedu.network.models import Attachment, BoardKind, Post, StoredFile, Thread
from sspedu.operations.backups import copying
from sspedu.policy import OPERATOR
from sspedu.web.kept import KeptField, unpack
from tests.counting import counted
from tests.network.documents import docx, pdf, picture
from tests.network.test_pages import NATIONAL, Reader
from tests.network.world import AARHUS, ODENSE, World
from tests.people import token

LINK = re.compile(r'href="(/netvaerk/fil/\d+/[^"]+)"')
HELD = re.compile(r'name="attached" value="(\d+)"[^>]*?( checked)?>')
CPR = "010203-1234"


class Sender(Reader):
    """Someone with a browser and files."""

    def attach(self, path: str, *files: tuple[str, bytes], attached: tuple[str, ...] = (), **fields: str) -> TestResponse:
        sent = {"csrf_token": token(self.client), "nonce": "n", **fields, "attached": list(attached)}
        # Put together in memory: the client's own temporary file would be left open.
        values = {**sent, "files": [FileStorage(BytesIO(content), name) for name, content in files]}
        boundary, body = encode_multipart(MultiDict(values))
        return self.client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')

    def links(self, path: str) -> list[str]:
        return LINK.findall(self.get(path).text)


@pytest.fixture
def anna(app: Flask, world: World) -> Sender:
    return Sender(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Sender:
    return Sender(app, world, AARHUS)


@pytest.fixture
def thread(anna: Sender) -> str:
    return anna.begin()


def held(answer: TestResponse) -> dict[str, bool]:
    """Return the files that a form shows, and whether each is to stay."""
    return {id_: bool(mark) for id_, mark in HELD.findall(answer.text)}


def test_a_file_is_sent_with_a_thread_and_fetched_by_whoever_reads_it(anna: Sender, bo: Sender) -> None:
    path = str(anna.attach(f"{NATIONAL}/ny", ("Årsplan 2027.pdf", pdf()), title="Planen", text="Se planen.").location)
    [link] = bo.links(path)
    answer = bo.get(link)
    assert (answer.status_code, answer.data) == (200, pdf())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%C3%85rsplan%202027.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "private, no-store")


def test_a_file_is_asked_for_in_one_statement_besides_the_sign_in(anna: Sender, thread: str) -> None:
    anna.attach(thread, ("a.pdf", pdf()), text="Se her.")
    [link] = anna.links(thread)
    with counted() as statements:
        anna.get(link)
    assert len(statements) == 2
    with counted() as statements:
        anna.get(thread)
    assert len(statements) <= 3


@pytest.mark.parametrize(
    "lost",
    [
        lambda anna: update(Post).where(Post.number == 2).values(hidden_at=anna.world.now),
        lambda anna: update(Thread).values(hidden_at=anna.world.now),
        lambda anna: update(User).where(User.id == anna.actor.id).values(municipality_code=ODENSE),
        lambda _anna: update(Attachment).values(post_id=None),
    ],
    ids=["the post is hidden", "the thread is hidden", "the reader has moved", "it belongs to no post"],
)
def test_a_file_that_one_may_not_read_any_more_is_not_there(anna: Sender, world: World, lost) -> None:  # type: ignore[no-untyped-def]
    neighbour = world.person("0265")
    path = f"/netvaerk/traad/{world.begin(neighbour, world.board(neighbour, BoardKind.MUNICIPALITY, '0265')).id}"
    anna.attach(path, ("a.pdf", pdf()), text="Se her.")
    [link] = anna.links(path)
    assert anna.get(link).status_code == 200
    world.session.execute(lost(anna))
    world.session.commit()
    met, never = anna.get(link), anna.get("/netvaerk/fil/999999/a.pdf")
    assert (met.status_code, never.status_code) == (404, 404)
    assert anna.get(link.replace("a.pdf", "b.pdf")).status_code == 404


def test_strangers_and_visitors_get_no_file(anna: Sender, bo: Sender, app: Flask, world: World) -> None:
    neighbour = world.person("0265")
    path = f"/netvaerk/traad/{world.begin(neighbour, world.board(neighbour, BoardKind.MUNICIPALITY, '0265')).id}"
    anna.attach(path, ("a.pdf", pdf()), text="Se her.")
    [link] = anna.links(path)
    assert bo.get(link).status_code == 404
    assert app.test_client().get(link).status_code == 302


def test_the_same_form_sent_twice_brings_its_files_once(anna: Sender, thread: str) -> None:
    answers = {anna.attach(thread, ("a.pdf", pdf()), text="Se her.").location for _ in range(2)}
    assert len(answers) == 1
    assert (anna.count(Attachment), anna.count(StoredFile)) == (1, 1)
    anna.attach(thread, ("a.png", picture("PNG")), text="Se her.")
    assert (anna.count(Post), anna.count(Attachment)) == (3, 2)


def test_what_was_uploaded_stays_when_the_form_comes_back_and_goes_along_the_next_time(anna: Sender, thread: str) -> None:
    refused = anna.attach(thread, ("Plan.docx", docx()), text="", nonce="x")
    assert refused.status_code == 422
    assert "Plan.docx" in refused.text
    [id_] = held(refused)
    assert anna.links(thread) == []
    again = anna.attach(thread, ("b.pdf", pdf()), text="x" * 10_001, nonce="x", attached=(id_,))
    assert list(held(again).values()) == [True, True]
    assert anna.attach(thread, text="Se her.", nonce="x", attached=tuple(held(again))).status_code == 302
    assert [link.rsplit("/", 1)[1] for link in anna.links(thread)] == ["Plan.docx", "b.pdf"]
    assert anna.world.session.scalars(select(Attachment.text)).all() == ["", ""]
    # The same form once more, from a second click.
    assert anna.attach(thread, text="Se her.", nonce="x", attached=tuple(held(again))).status_code == 302
    assert anna.count(Post) == 2


def test_a_file_without_its_mark_does_not_go_along(anna: Sender, thread: str) -> None:
    refused = anna.attach(thread, ("a.pdf", pdf()), text="", nonce="x")
    assert len(held(refused)) == 1
    anna.attach(thread, text="Se her.", nonce="x")
    assert anna.links(thread) == []


def test_nobody_takes_up_anothers_upload(anna: Sender, bo: Sender, thread: str) -> None:
    [id_] = held(anna.attach(thread, ("a.pdf", pdf()), text="", nonce="x"))
    answer = bo.attach(thread, text="Se her.", nonce="x", attached=(id_,))
    assert answer.status_code == 422
    assert "Vælg den igen" in answer.text
    assert bo.count(Post) == 1
    assert anna.attach(thread, text="Se her.", nonce="another form", attached=(id_,)).status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("side.pdf", b"<html><script>alert(1)</script>", "PDF, Word (docx)"),
        ("logo.svg", b"<svg/>", "PDF, Word (docx)"),
        ("stor.pdf", b"%PDF-1.7" + b"x" * 6_000_000, "fylder mere end 5 MB"),
        (f"{CPR}.pdf", pdf(), "i filens navn"),
        ("referat.docx", docx(f"Drengen er {CPR}."), "i filens tekst"),
    ],
)
def test_an_unfit_file_is_named_and_the_rest_of_the_form_is_there(anna: Sender, thread: str, name: str, content: bytes, words: str) -> None:
    answer = anna.attach(thread, ("god.pdf", pdf()), (name, content), text="Min lange tekst.")
    assert answer.status_code == 422
    assert words in answer.text
    assert "\nMin lange tekst.</textarea>" in answer.text
    assert "god.pdf" in answer.text
    assert (anna.count(Post), anna.count(StoredFile)) == (1, 1)
    assert CPR not in answer.text


def test_a_document_that_may_lead_to_a_person_is_asked_about_once(anna: Sender, thread: str) -> None:
    warned = anna.attach(thread, ("plan.docx", docx("Skriv til bo.proeve@gmail.com.")), text="Se her.")
    assert warned.status_code == 422
    assert "<mark>bo.proeve@gmail.com</mark>" in warned.text
    [id_] = held(warned)
    assert anna.attach(thread, text="Se her.", attached=(id_,)).status_code == 422
    confirmed = warned.text.split('name="confirmed" value="')[1].split('"')[0]
    assert anna.attach(thread, text="Se her.", attached=(id_,), confirmed=confirmed).status_code == 302
    assert len(anna.links(thread)) == 1


def test_there_are_at_most_five_files(anna: Sender, thread: str) -> None:
    pictures = [(f"{number}.png", picture("PNG", (number + 1, 1))) for number in range(6)]
    answer = anna.attach(thread, *pictures, text="Se her.")
    assert (answer.status_code, len(held(answer))) == (422, 5)
    assert "højst være 5" in answer.text
    answer = anna.attach(thread, pictures[5], text="Se her.", attached=tuple(held(answer)))
    assert (answer.status_code, len(held(answer))) == (422, 6)


def test_files_are_added_and_taken_away_when_a_post_is_edited(anna: Sender, thread: str) -> None:
    anna.attach(thread, ("a.pdf", pdf()), ("b.png", picture("PNG")), text="Se her.")
    page = anna.get(f"{thread}/2/ret")
    first, second = held(page)
    anna.attach(f"{thread}/2/ret", ("c.docx", docx()), text="Se her.", version="1", attached=(second,))
    assert [link.rsplit("/", 1)[1] for link in anna.links(thread)] == ["b.png", "c.docx"]
    assert (anna.count(Attachment), anna.count(StoredFile)) == (2, 2)
    # The same edit once more changes nothing; one from an older page is a conflict, and its file is kept.
    assert anna.attach(f"{thread}/2/ret", ("c.docx", docx()), text="Se her.", version="1", attached=(second,)).status_code == 302
    stale = anna.attach(f"{thread}/2/ret", ("d.docx", docx("Andet")), text="Se her.", version="1", attached=(second,))
    assert stale.status_code == 409
    assert "d.docx" in stale.text
    assert first not in held(stale)


def test_an_edit_from_a_form_without_files_leaves_them(anna: Sender, thread: str) -> None:
    anna.attach(thread, ("a.pdf", pdf()), text="Se her.")
    world = anna.world
    opened = world.thread(anna.actor, int(thread.rsplit("/", 1)[1]))
    post = queries.post(world.session, opened, 2)
    commands.edit_post(world.session, anna.actor, post, commands.Edit("Rettet.", 1), now=world.now)
    world.session.commit()
    assert len(anna.links(thread)) == 1


def test_a_look_at_a_post_keeps_the_files_that_came_with_it(anna: Sender, thread: str) -> None:
    looked = anna.attach(f"{thread}/se", ("a.pdf", pdf()), text="Se her.")
    [id_] = held(looked)
    anna.attach(thread, attached=(id_,), text="Se her.")
    assert len(anna.links(thread)) == 1
    begun = anna.attach(f"{NATIONAL}/ny/se", ("b.pdf", pdf()), text="Se her.", nonce="m")
    assert list(held(begun).values()) == [True]


def test_a_look_at_an_edit_leaves_the_post_its_files(anna: Sender, thread: str) -> None:
    anna.attach(thread, ("a.pdf", pdf()), text="Se her.")
    stays = tuple(held(anna.get(f"{thread}/2/ret")))
    looked = anna.attach(f"{thread}/2/ret/se", attached=stays, text="Se nu her.", version="1")
    anna.attach(f"{thread}/2/ret", attached=tuple(held(looked)), text="Se nu her.", version="1")
    assert "Se nu her." in anna.get(thread).text
    assert len(anna.links(thread)) == 1


def test_two_posts_share_bytes_and_neither_can_tell(anna: Sender, bo: Sender, thread: str) -> None:
    answers = [reader.attach(thread, ("a.pdf", pdf()), text="Se her.") for reader in (anna, bo)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (anna.count(Attachment), anna.count(StoredFile)) == (2, 1)
    anna.send(f"{thread}/2/fjern", reason_text="")
    assert (anna.count(Attachment), anna.count(StoredFile)) == (1, 1)
    [link] = bo.links(thread)
    assert bo.get(link).data == pdf()
    bo.send(f"{thread}/3/fjern", reason_text="")
    assert (anna.count(Attachment), anna.count(StoredFile)) == (0, 0)
    assert bo.get(link).status_code == 404


def test_uploads_without_a_post_are_forgotten_after_a_day(anna: Sender, thread: str, session: Session) -> None:
    anna.attach(thread, ("a.pdf", pdf()), text="Se her.")
    anna.attach(thread, ("b.docx", docx()), text="")
    uploaded = session.scalars(select(Attachment.uploaded_at)).first()
    assert uploaded is not None
    for hours, left in ((23, 2), (25, 1)):
        for forget in HOURLY:
            forget(session, uploaded + timedelta(hours=hours))
        session.commit()
        assert (anna.count(Attachment), anna.count(StoredFile)) == (left, left)
    assert len(anna.links(thread)) == 1


def test_one_writer_has_few_uploads_waiting_at_a_time(anna: Sender, world: World) -> None:
    opened = world.begin(anna.actor)
    for number in range(30):
        file = examine("a.pdf", pdf(b"<< /N %d >>" % number))
        commands.keep_files(world.session, anna.actor, opened, "n", [file], now=world.now)
    world.session.commit()
    assert (anna.count(Attachment), anna.count(StoredFile)) == (25, 25)


def test_much_too_much_is_answered_before_it_is_read(anna: Sender, thread: str) -> None:
    form = "multipart/form-data; boundary=x"
    answer = anna.client.post(thread, data=b"--x", content_type=form, environ_overrides={"CONTENT_LENGTH": str(MAX_FILES_BYTES + 1)})
    assert answer.status_code == 413
    assert "Filerne fylder" in answer.text
    assert anna.count(Post) == 1


def test_only_forms_with_files_may_be_large(anna: Sender) -> None:
    assert anna.attach("/profil", ("a.pdf", b"x" * 2_000_000)).status_code == 413


def test_a_picture_elsewhere_is_never_shown(anna: Sender, thread: str) -> None:
    anna.attach(
        thread,
        ("a.png", picture("PNG")),
        text="![x](https://ond.example/a.png) ![y](/netvaerk/fil/1/a.png) <img src='/netvaerk/fil/1/a.png'>",
    )
    assert "<img" not in anna.get(thread).text.split('class="posts"')[1].split("</ol>")[0]


def test_files_are_in_a_backup_and_come_back(anna: Sender, thread: str, app: Flask, tmp_path: Path, world: World) -> None:
    anna.attach(thread, ("a.pdf", pdf()), text="Se her.")
    anna.client.get("/log-ind")
    database = app.extensions["settings"].database
    manifest = copying.make(database, tmp_path / "copy", now=world.now)
    assert manifest.content.tables["stored_file"].rows == 1
    assert copying.check(database, tmp_path / "copy").content.tables["attachment"].rows == 1


def test_a_reader_of_an_open_page_sees_the_files_of_each_post_only_there(world: World, anna: Sender, thread: str) -> None:
    anna.attach(thread, ("a.pdf", pdf()), ("b.png", picture("PNG")), text="Et.", nonce="1")
    anna.attach(thread, text="To.", nonce="2")
    anna.attach(thread, ("c.docx", docx()), text="Tre.", nonce="3")
    opened = world.thread(anna.actor, int(thread.rsplit("/", 1)[1]))
    with reading():
        found = queries.posts(world.session, opened, first=1)
    assert [(post.number, [file.name for file in post.files]) for post in found] == [
        (1, []),
        (2, ["a.pdf", "b.png"]),
        (3, []),
        (4, ["c.docx"]),
    ]


def test_bytes_that_one_takes_away_while_another_brings_them_are_there(world: World, app: Flask) -> None:
    people = [world.person() for _ in range(4)]
    opened = [world.begin(person, nonce=str(number)) for number, person in enumerate(people)]
    file = examine("a.pdf", pdf())
    world.session.commit()
    with app.app_context():
        engine = db.engine

    def bring_and_take(index: int) -> None:
        for time in range(6):
            with Session(engine) as session:
                moment = world.now + timedelta(days=-3 if time % 2 else 0)
                commands.keep_files(session, people[index], opened[index], f"{index}-{time}", [file], now=moment)
                session.commit()
            with Session(engine) as session:
                commands.forget_uploads(session, OPERATOR, now=world.now)
                session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring_and_take, range(4)))
    left = world.session.scalar(select(func.count()).select_from(Attachment).join(StoredFile, StoredFile.sha256 == Attachment.sha256))
    assert (left, world.session.scalar(select(func.count()).select_from(Attachment))) == (12, 12)


@pytest.mark.parametrize(("path", "old", "status"), [("{}", "gammel", 400), ("/netvaerk/traad/999999", None, 404)], ids=["too old", "gone"])
def test_a_form_that_comes_back_on_a_page_of_its_own_says_which_files_are_to_be_chosen_again(
    anna: Sender, thread: str, path: str, old: str | None, status: int
) -> None:
    fields = {"csrf_token": old} if old else {}
    back = anna.attach(path.format(thread), ("plan.pdf", pdf()), ("skema.pdf", pdf()), attached=(), text="Se planen.", **fields)
    assert back.status_code == status
    for said in ("Se planen.", "plan.pdf, skema.pdf", 'enctype="multipart/form-data"', 'type="file" id="fil-1" name="files" multiple'):
        assert said in back.text


def test_the_names_of_files_come_along_through_a_new_sign_in(app: Flask, anna: Sender, thread: str) -> None:
    out = Sender(app, anna.world)
    out.client.delete_cookie("sspedu")
    back = out.attach(thread, ("plan.pdf", pdf()), text="Se planen.")
    assert back.status_code == 401
    kept = html.unescape(re.findall(r'name="kept"[^>]* value="([^"]*)"', back.text)[0])
    assert [field for field in unpack(kept) if field.is_file] == [KeptField("files", "plan.pdf", is_file=True)]
