"""The command line: content, users, and what is said when something is wrong."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import NullPool, create_engine, delete, select
from sqlalchemy.orm import Session

from sspedu.accounts.models import RoleGrant, User
from sspedu.audit.models import AuditEntry
from sspedu.db import db
from sspedu.jobs import outbox
from sspedu.jobs.models import Mail
from sspedu.library.files import write_tree
from sspedu.library.models import ModuleVersion
from tests.content import FIRST, small_tree


@pytest.fixture
def run(app: Flask, session: Session):  # type: ignore[no-untyped-def]
    """Run `flask sspedu …` and return what it said."""

    def run(*words: str, typed: str = "") -> Result:
        session.commit()
        return app.test_cli_runner().invoke(args=["sspedu", *words], input=typed)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tree(small_tree(), tmp_path / "indhold")
    return tmp_path / "indhold"


def test_a_good_folder_passes_the_check(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    said = run("content", "check", str(folder), "--today", "2026-11-22")
    assert said.exit_code == 0
    assert "0 fejl" in said.output
    assert "1 moduler med 2 lektioner" in said.output


def test_a_fault_is_named_with_file_and_line_and_ends_with_one(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "modules/lov/foerste.md").write_text(FIRST.replace("/// quiz", "/// qiuz", 1))
    said = run("content", "check", str(folder))
    assert said.exit_code == 1
    assert "modules/lov/foerste.md:13: " in said.output
    assert "quiz" in said.output


def test_the_law_is_looked_at_when_asked_for(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "modules/lov/foerste.md").write_text(FIRST + "\nSe servicelovens § 153.\n")
    assert run("content", "check", str(folder), "--today", "2026-11-22").exit_code == 0
    said = run("content", "check", str(folder), "--law", "--lix", "--today", "2026-11-22")
    assert said.exit_code == 1
    assert "gælder ikke længere" in said.output
    assert "modules/lov/anden.md" in said.output


def test_a_faulty_folder_is_not_imported(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "modules/lov/foerste.md").write_text(FIRST.replace("law:rpl-115", "law:rpl-511"))
    said = run("content", "import", str(folder))
    assert said.exit_code == 1
    assert "rpl-115" in said.output
    assert "Intet er udgivet" in said.output


def test_a_database_that_is_busy_gets_a_sentence_and_nothing_is_published(
    run: Callable[..., Result], app: Flask, session: Session, folder: Path, engine_name: str
) -> None:
    with app.app_context():
        engine = db.engine
    session.commit()
    beside = create_engine(engine.url, poolclass=NullPool)
    with beside.connect() as other, pytest.MonkeyPatch.context() as patch:
        if engine_name == "sqlite":
            patch.setattr("sspedu.connections.BUSY_TIMEOUT_MS", 50)
            engine.dispose()
            other.exec_driver_sql("SELECT 1")
        else:
            other.exec_driver_sql("LOCK TABLE module IN EXCLUSIVE MODE")
            patch.setenv("PGOPTIONS", "-c lock_timeout=50ms")
            engine.dispose()
        said = run("content", "import", str(folder))
    engine.dispose()
    assert said.exit_code == 1
    assert "Databasen er optaget" in said.output
    assert "Intet er udgivet" in said.output
    assert not session.scalars(select(ModuleVersion)).all()


def test_import_and_export_give_the_same_files(run, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "1 nye versioner" in run("content", "import", str(folder)).output
    assert "0 nye versioner, 1 uændrede" in run("content", "import", str(folder)).output
    assert run("content", "export", str(tmp_path / "ud")).exit_code == 0
    names = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert all((tmp_path / "ud" / name).read_bytes() == (folder / name).read_bytes() for name in names)
    assert len(names) == 12


def test_a_missing_folder_gets_a_sentence(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    said = run("content", "check", str(tmp_path / "ingen"))
    assert said.exit_code == 1
    assert "findes ikke" in said.output


def test_the_first_administrator_is_made_here(run, published: None, session: Session) -> None:  # type: ignore[no-untyped-def]
    said = run("users", "add", "--email", "Leder@Kommune.example", "--name", "Ida Prøve", "--municipality", "0265", "--role", "admin")
    assert said.exit_code == 0, said.output
    assert "vises kun nu" in said.output
    assert session.scalars(select(User.email)).one() == "leder@kommune.example"
    assert "admin, learner" in run("users", "list").output


def test_a_password_may_come_from_standard_input(run, published: None) -> None:  # type: ignore[no-untyped-def]
    words = ("users", "add", "--email", "a@b.example", "--name", "Ida Prøve", "--municipality", "0265", "--password-stdin")
    assert "for nem" in run(*words, typed="adgangskode123\n").output
    said = run(*words, typed="fire-grønne-cykler\n")
    assert said.exit_code == 0
    assert "fire-grønne-cykler" not in said.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("users", "add", "--email", "x", "--name", "Ida Prøve", "--municipality", "0265"), "ikke en mailadresse"),
        (("users", "add", "--email", "a@b.example", "--name", "Ida Prøve"), "Vælg en kommune"),
        (("users", "password", "ingen@b.example"), "ingen bruger"),
        (("users", "roles", "ingen@b.example", "admin"), "ingen bruger"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(run, published: None, words: tuple[str, ...], sentence: str) -> None:  # type: ignore[no-untyped-def]
    said = run(*words)
    assert said.exit_code == 1
    assert sentence in said.output


def test_roles_and_passwords_are_changed(run, published: None) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "--email", "a@b.example", "--name", "Ida Prøve", "--municipality", "0265")
    assert "learner, manager" in run("users", "roles", "a@b.example", "manager").output
    assert "vises kun nu" in run("users", "password", "a@b.example").output


def test_what_was_given_up_is_shown_and_tried_again(run, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    outbox.put(session, outbox.Letter("try", "anna@kommune.example", "Hej", "Hej.", "<p>Hej.</p>"), now=now)
    claimed = outbox.claim_next(session, now=now)
    assert claimed is not None
    outbox.mark_failed(session, claimed, "SMTPRecipientsRefused 550", is_final=True, now=now)
    shown = run("mail", "list").output
    assert "0 venter, 1 er opgivet." in shown
    assert "anna@kommune.example" in shown
    assert "1 forsøg  SMTPRecipientsRefused 550" in shown
    assert "1 breve prøves igen" in run("mail", "retry").output
    assert "1 venter, 0 er opgivet." in run("mail", "list").output


def test_someone_is_invited_by_mail(run, published: None, session: Session) -> None:  # type: ignore[no-untyped-def]
    words = ("users", "invite", "Bo@Kommune.example", "--name", "Bo Prøve", "--municipality", "0265", "--role", "manager")
    said = run(*words)
    assert said.exit_code == 0, said.output
    assert "bo@kommune.example er inviteret" in said.output
    mail = session.scalars(select(Mail)).one()
    assert (mail.kind, mail.recipient) == ("invitation", "bo@kommune.example")
    secret = mail.text.split("/invitation/")[1].split()[0]
    assert secret not in said.output
    assert "Vælg en kommune" in run("users", "invite", "a@b.example", "--name", "Ida Prøve").output


def test_someone_is_suspended_and_let_in_again(run, published: None) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "--email", "a@b.example", "--name", "Ida Prøve", "--municipality", "0265")
    assert "er spærret" in run("users", "suspend", "a@b.example", "--reason", "Er stoppet.").output
    assert "(spærret)" in run("users", "list").output
    assert "allerede spærret" in run("users", "suspend", "a@b.example", "--reason", "Er stoppet.").output
    assert "ophævet" in run("users", "lift", "a@b.example").output
    assert "(spærret)" not in run("users", "list").output


def test_a_role_is_given_until_a_day(run, published: None, session: Session) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "--email", "a@b.example", "--name", "Ida Prøve", "--municipality", "0265")
    assert "Den dag er gået" in run("users", "roles", "a@b.example", "manager", "--until", "2020-01-01").output
    assert run("users", "roles", "a@b.example", "manager", "--until", "2099-12-31").exit_code == 0
    end = session.scalars(select(RoleGrant.until).where(RoleGrant.until.is_not(None))).one()
    assert end is not None
    assert end.year == 2099


def test_the_log_is_verified(run, published: None, session: Session) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "--email", "a@b.example", "--name", "Ida Prøve", "--municipality", "0265")
    said = run("audit", "verify").output
    assert "Loggen holder: 1 poster" in said
    noted = said.split()[-1]
    assert run("audit", "verify", "--known", noted).exit_code == 0
    session.execute(delete(AuditEntry))
    broken = run("audit", "verify")
    assert (broken.exit_code, "Loggen holder ikke. Der mangler poster efter nr. 0." in broken.output) == (1, True)


def test_many_are_invited_from_a_file(run, published: None, session: Session, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "folk.csv"
    file.write_bytes("navn;mail;kommune;højde\r\nBo Prøve;bo@b.example;Roskilde;2\r\nIda Prøve;ida;0265;2\r\n".encode("cp1252"))
    said = run("users", "import", str(file), "--dry-run").output
    assert "linje 2: ny: Bo Prøve – bo@b.example, Roskilde Kommune" in said
    assert "linje 3: fejl: ”ida” er ikke en mailadresse" in said
    assert "Disse kolonner bruges ikke: højde" in said
    assert "I alt: 1 nye, 0 ændres, 0 uændrede, 1 med fejl." in said
    assert session.scalars(select(Mail)).all() == []
    assert "Intet er gennemført" in run("users", "import", str(file), "--all-or-nothing").output
    assert "Intet er gennemført" in run("users", "import", str(file), "--plan", "0" * 64).output
    assert session.scalars(select(Mail)).all() == []
    assert "Gennemført" in run("users", "import", str(file), "--plan", said.split("Plan: ")[1].strip()).output
    assert session.scalars(select(Mail.recipient)).all() == ["bo@b.example"]
    assert "Excel-ark" in run("users", "import", str(_sheet(tmp_path))).output


def _sheet(folder: Path) -> Path:
    (folder / "folk.xlsx").write_bytes(b"PK\x03\x04")
    return folder / "folk.xlsx"


def test_who_is_added_to_a_demo_is_a_demo_person(run, session: Session, published: None) -> None:  # type: ignore[no-untyped-def]
    said = run("users", "add", "--email", "bo@kommune.example", "--name", "Bo Prøve", "--municipality", "0265")
    assert "som demoperson" in said.output
    assert session.scalars(select(User.is_demo)).one()


def test_a_module_that_is_left_out_of_the_sum_is_named(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "modules/lov/foerste.md").write_text(FIRST.replace("/// quiz", "/// qiuz", 1))
    assert "Talt uden lov" in run("content", "check", str(folder), "--today", "2026-11-22").output


def test_two_full_stops_in_a_row_are_found(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "modules/lov/foerste.md").write_text(FIRST + "\nDet er omkring 25 pct..\n")
    said = run("content", "check", str(folder), "--today", "2026-11-22")
    assert said.exit_code == 1
    assert "to punktummer" in said.output
