"""A copy is of one moment while others write, is verified, can be trusted or is refused, and goes into another installation."""

import hashlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from sspedu.accounts import commands as accounts
from sspedu.accounts.finding import invitations
from sspedu.accounts.models import Profession, SignIn, User
from sspedu.accounts.queries import invited_by_token
from sspedu.cli import migrating
from sspedu.db import db
from sspedu.jobs import beats, outbox
from sspedu.jobs.models import Mail
from sspedu.network.models import StoredFile
from sspedu.operations.backups import copying
from sspedu.operations.backups.manifest import NAME, Refused, digest_rows, hash_of
from sspedu.operations.models import Backup
from sspedu.policy import OPERATOR
from tests.conftest import NewDatabase
from tests.jobs.test_outbox import letter
from tests.people import People


@pytest.fixture
def run(app: Flask, session: Session):  # type: ignore[no-untyped-def]
    def run(*words: str) -> Result:
        session.commit()
        return app.test_cli_runner().invoke(args=["sspedu", *words])

    return run


def restore(other: Flask, *words: str) -> Result:
    return other.test_cli_runner().invoke(args=["sspedu", "restore", *words])


def names(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(select(User.email).order_by(User.email)))
        db.session.remove()
    return found


def write_pairs(app: Flask, now: datetime, stop: threading.Event, written: list[int]) -> None:
    """Write two rows in each transaction: a copy that has one of them alone is not of one moment."""
    with app.app_context():
        engine = db.engine
    while not stop.is_set():
        with Session(engine) as session:
            for half in ("first", "second"):
                outbox.put(session, letter(f"{half}@kommune.example"), now=now)
            session.commit()
        written.append(1)


def test_a_copy_made_while_others_write_is_of_one_moment(run, app: Flask, other: Flask, people: People, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    people.add()
    people.session.commit()
    stop, written = threading.Event(), list[int]()
    writers = [threading.Thread(target=write_pairs, args=(app, people.now, stop, written)) for _ in range(3)]
    for writer in writers:
        writer.start()
    while len(written) < 20:
        pass
    before = len(written)
    said = run("backup", str(tmp_path / "copy"))
    during = len(written) - before
    stop.set()
    for writer in writers:
        writer.join()
    assert said.exit_code == 0, said.output
    assert during > 0
    assert restore(other, str(tmp_path / "copy")).exit_code == 0
    with other.app_context():
        counts = db.session.execute(select(Mail.recipient, func.count()).group_by(Mail.recipient)).all()
        db.session.remove()
    found = {row[0]: row[1] for row in counts}
    assert found["first@kommune.example"] == found["second@kommune.example"] >= before


def test_the_bytes_of_files_come_along(run, other: Flask, people: People, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    content = bytes(range(256)) * 300
    people.session.add(StoredFile(sha256=hashlib.sha256(content).hexdigest(), content=content))
    copy = str(tmp_path / "copy")
    assert run("backup", copy).exit_code == 0
    assert restore(other, copy).exit_code == 0
    with other.app_context():
        assert db.session.scalars(select(StoredFile.content)).all() == [content]
        db.session.remove()


def test_a_copy_goes_into_another_installation(run, other: Flask, people: People, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    people.sign_in("anna@kommune.example")
    beats.beat(people.session, "a", fault=None, now=people.now)
    outbox.put(people.session, letter("bo@kommune.example"), now=people.now)
    invitee = accounts.Invitee("dora@kommune.example", "Dora Prøve", Profession.OTHER, "0265")
    sent = accounts.invite(people.session, OPERATOR, invitee, now=datetime.now(UTC))
    copy = str(tmp_path / "copy")
    assert run("backup", copy).exit_code == 0
    said = restore(other, copy)
    assert said.exit_code == 0, said.output
    assert "1 breve ventede" in said.output
    assert "1 invitationer gælder ikke mere" in said.output
    assert names(other) == ["anna@kommune.example"]
    with other.app_context():
        # Whoever had signed out since must not be signed in again, and no mail goes out that went out since.
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
        assert db.session.scalars(select(Mail.fault)).all() == [outbox.RESTORED]
        assert outbox.revive(db.session(), now=people.now) == 1
        # Nor does an invitation hold that was withdrawn, renewed or used since; it stands on the list, to be sent again.
        assert invited_by_token(db.session(), accounts.hash_token(sent.token), now=datetime.now(UTC)) is None
        assert [row.is_good for row in invitations(db.session(), now=datetime.now(UTC)).rows] == [False]
        # New rows get numbers of their own.
        new = accounts.NewUser("carl@kommune.example", "Carl Prøve", Profession.OTHER, "!", "0265")
        accounts.add_user(db.session(), OPERATOR, new, now=people.now)
        db.session.commit()
        db.session.remove()


def test_a_copy_that_was_made_is_remembered(run, session: Session, published: None, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("backup", str(tmp_path / "copy")).exit_code == 0
    manifest = json.loads((tmp_path / "copy" / NAME).read_text())
    assert session.scalars(select(Backup.bytes)).one() == manifest["bytes"]
    assert manifest["content"]["tables"]["municipality"]["rows"] == 2
    assert "Kopien er kontrolleret og hel" in run("backup", "--check", str(tmp_path / "copy")).output


def test_a_copy_is_for_its_owner_only_and_leaves_nothing_else(run, session: Session, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("backup", str(tmp_path / "copy"))
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_copy_never_overwrites(run, session: Session, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = run("backup", str(tmp_path))
    assert said.exit_code == 1
    assert "findes allerede" in said.output


def test_a_database_that_is_not_empty_is_replaced_only_when_asked(run, other: Flask, people: People, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    people.add()
    run("backup", str(tmp_path / "copy"))
    people.add("ny@kommune.example")
    people.session.commit()
    with other.app_context():
        migrating.upgrade()
        db.session.remove()
    said = restore(other, str(tmp_path / "copy"))
    assert said.exit_code == 1
    assert "ikke tom" in said.output
    assert names(other) == []
    said = restore(other, str(tmp_path / "copy"), "--replace")
    assert said.exit_code == 0, said.output
    assert names(other) == ["anna@kommune.example"]


def test_a_restore_replaces_what_an_app_has_open(run, app: Flask, people: People, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    people.add()
    run("backup", str(tmp_path / "copy"))
    people.add("ny@kommune.example")
    people.session.commit()
    with app.app_context():
        kept_open = db.engine.connect()
        kept_open.execute(text("SELECT 1"))
        kept_open.rollback()
    said = run("restore", str(tmp_path / "copy"), "--replace")
    assert said.exit_code == 0, said.output
    assert kept_open.execute(text("SELECT email FROM user_account")).scalars().all() == ["anna@kommune.example"]
    # Its pool is gone: it has nowhere to go back to.
    kept_open.detach()
    kept_open.close()


def _cut(copy: Path) -> None:
    file = next(path for path in copy.iterdir() if path.name != NAME)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _lose(copy: Path) -> None:
    next(path for path in copy.iterdir() if path.name != NAME).unlink()


def _spoil(copy: Path) -> None:
    (copy / NAME).write_text("{")


def _change(copy: Path, **values: object) -> None:
    manifest = json.loads((copy / NAME).read_text())
    (copy / NAME).write_text(json.dumps({**manifest, **values}))


def _resign_cut(copy: Path) -> None:
    """Cut the file, and write its new hash in the manifest, as nobody but a fault in our own program would."""
    _cut(copy)
    file = next(path for path in copy.iterdir() if path.name != NAME)
    _change(copy, sha256=hash_of(file), bytes=file.stat().st_size)


def _claim_more(copy: Path) -> None:
    manifest = json.loads((copy / NAME).read_text())
    manifest["content"]["tables"]["user_account"]["rows"] += 1
    (copy / NAME).write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_cut, "ændret eller afkortet"),
        (_lose, "mangler"),
        (_spoil, "kan ikke læses"),
        (lambda copy: (copy / NAME).unlink(), "er ikke en sikkerhedskopi"),
        (lambda copy: _change(copy, format=99), "kan ikke læses"),
        (lambda copy: _change(copy, file="../../etc/passwd"), "mangler"),
        (lambda copy: _change(copy, engine="oracle"), "kan ikke blandes"),
        (_resign_cut, ""),
        (_claim_more, "passer ikke med listen (user_account)"),
    ],
)
def test_a_faulty_copy_is_refused_and_nothing_is_changed(  # type: ignore[no-untyped-def]
    run, other: Flask, session: Session, published: None, tmp_path: Path, damage, sentence: str
) -> None:
    assert run("backup", str(tmp_path / "copy")).exit_code == 0
    damage(tmp_path / "copy")
    said = restore(other, str(tmp_path / "copy"), "--replace")
    assert said.exit_code == 1
    assert said.output.startswith("Error: ")
    assert sentence in said.output
    database = other.extensions["settings"].database
    assert copying._is_empty(database)


def test_a_copy_of_a_newer_program_is_refused(run, app: Flask, session: Session, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("backup", str(tmp_path / "copy"))
    with pytest.raises(Refused, match="nyere udgave"):
        copying.put_back(app.extensions["settings"].database, tmp_path / "copy", replace=True, known_migrations=frozenset({"0001"}))


def test_a_database_that_is_not_ours_is_not_copied(new_database: NewDatabase, tmp_path: Path, now: datetime) -> None:
    address = new_database()
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE stranger (id integer)"))
    engine.dispose()
    with pytest.raises(Refused, match="ingen migration"):
        copying.make(address, tmp_path / "copy", now=now)
    assert list(tmp_path.iterdir()) == []


def test_rows_are_equal_in_any_order_and_counted() -> None:
    assert digest_rows([b"a", b"b"]) == digest_rows([b"b", b"a"])
    assert digest_rows([b"a", b"a"]) != digest_rows([b"b", b"b"])
    assert digest_rows([b"a", b"a"]) != digest_rows([])
