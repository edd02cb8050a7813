"""Publishing: all or nothing, nothing twice, and back again byte for byte."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.curriculum.rendering import RENDERER_VERSION
from sspedu.db import Base
from sspedu.errors import Conflict, Forbidden, Invalid
from sspedu.library.cards import situations_on_law
from sspedu.library.commands import Publication, publish
from sspedu.library.files import hash_files, read_tree, write_tree
from sspedu.library.models import ModuleVersion, RegisterVersion, StoredText
from sspedu.library.queries import is_what_holds, published_ids, shelf, source_files, was_situation
from sspedu.policy import Actor, Role
from sspedu.settings import ROOT
from tests import content
from tests.content import FIRST, publish_tree, situation, small_tree

CONTENT = ROOT / "content"


def count_rows(session: Session) -> dict[str, int]:
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


def test_the_same_tree_again_changes_nothing(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    before = count_rows(session)
    report = publish_tree(session, small_tree(), now=now + timedelta(days=1))
    assert report.published == ()
    assert report.unchanged == ("lov",)
    assert count_rows(session) == before


def test_a_tree_is_known_again_without_being_read(session: Session, now: datetime) -> None:
    tree = small_tree()
    assert not is_what_holds(session, tree, renderer=RENDERER_VERSION)
    publish_tree(session, tree, now=now)
    assert is_what_holds(session, tree, renderer=RENDERER_VERSION)
    assert not is_what_holds(session, tree, renderer=RENDERER_VERSION + 1)
    assert not is_what_holds(session, small_tree(first=FIRST + " "), renderer=RENDERER_VERSION)
    assert not is_what_holds(session, {**tree, "themes.yml": tree["themes.yml"] + b"\n"}, renderer=RENDERER_VERSION)
    assert not is_what_holds(session, {**tree, "modules/nyt/module.md": b""}, renderer=RENDERER_VERSION)


def test_a_changed_lesson_makes_a_version_and_leaves_the_old_one_as_it_was(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    first = session.scalars(select(ModuleVersion.document)).one()
    publish_tree(session, small_tree(first=FIRST.replace("Den første", "Et nyt navn")), now=now)
    assert session.scalars(select(ModuleVersion.number).order_by(ModuleVersion.number)).all() == [1, 2]
    assert session.scalars(select(ModuleVersion.document).where(ModuleVersion.number == 1)).one() == first
    assert shelf(session).module("lov").lesson("foerste").title == "Et nyt navn"


def test_an_unchanged_lesson_is_rendered_and_stored_once(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    publish_tree(session, small_tree(first=FIRST.replace("Her er", "Dér er")), now=now)
    assert session.scalar(select(func.count()).select_from(StoredText)) == 4


def test_a_change_in_the_registers_makes_no_version_of_a_module(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    report = publish_tree(
        session, small_tree(more={"glossary.yml": content.TERMS + "- id: ssp\n  term: SSP\n  meaning: Et samarbejde.\n"}), now=now
    )
    assert report.has_new_registers
    assert report.published == ()
    assert "ssp" in shelf(session).registers.terms
    assert session.scalar(select(func.count()).select_from(RegisterVersion)) == 2


def test_going_back_to_an_earlier_text_makes_it_hold_again(session: Session, now: datetime) -> None:
    for first in (FIRST, FIRST.replace("Den første", "Et nyt navn"), FIRST):
        publish_tree(session, small_tree(first=first), now=now)
    assert shelf(session).module("lov").lesson("foerste").title == "Den første"


def test_every_id_that_was_ever_published_is_remembered(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    start = FIRST.index("/// quiz\n    id: alle")
    publish_tree(session, small_tree(first=FIRST[:start], retired="retired:\n  - id: alle\n    on: 2026-11-22\n"), now=now)
    assert published_ids(session) == {"lov": frozenset({"foerste", "valg", "alle", "anden", "gaet", "mandag"})}


def test_an_id_that_vanishes_is_refused(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    start = FIRST.index("/// quiz\n    id: alle")
    reading = content.read_tree(small_tree(first=FIRST[:start]), now=now, published=published_ids(session))
    assert any("alle" in fault.sentence and "retired" in fault.sentence for fault in reading.errors)


def test_a_module_that_vanishes_is_refused_and_nothing_is_published(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    before = count_rows(session)
    files = {path: text for path, text in small_tree().items() if not path.startswith("modules/")}
    reading = content.read_tree(files, now=now)
    with pytest.raises(Conflict, match="findes ikke i mappen"):
        publish(session, Actor(id=None, roles=frozenset({Role.ADMIN})), Publication(files, reading.curriculum), followers=[], now=now)
    session.rollback()
    assert count_rows(session) == before


def test_learners_do_not_publish(session: Session, now: datetime) -> None:
    reading = content.read_tree(small_tree(), now=now)
    with pytest.raises(Forbidden):
        publish(session, Actor(id=1, roles=frozenset({Role.LEARNER})), Publication({}, reading.curriculum), followers=[], now=now)


def test_a_failure_in_a_follower_takes_the_whole_import_back(session: Session, now: datetime) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no")

    before = count_rows(session)
    reading = content.read_tree(small_tree(), now=now)
    admin = Actor(id=None, roles=frozenset({Role.ADMIN}))
    with pytest.raises(RuntimeError):
        publish(session, admin, Publication(small_tree(), reading.curriculum), followers=[fail], now=now)
    session.rollback()
    assert count_rows(session) == before


@pytest.mark.parametrize("tree", [small_tree(), read_tree(CONTENT)], ids=["small", "the real one"])
def test_what_was_imported_is_exported_byte_for_byte(session: Session, now: datetime, tmp_path: Path, tree: Mapping[str, bytes]) -> None:
    publish_tree(session, tree, now=now)
    write_tree(source_files(session), tmp_path / "out")
    assert read_tree(tmp_path / "out") == dict(tree)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "min.txt").write_text("min")
    with pytest.raises(Invalid, match="ikke tom"):
        write_tree({"themes.yml": b""}, tmp_path)


def test_no_file_is_written_outside_the_folder(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="peger ud"):
        write_tree({"../ude.txt": b"x"}, tmp_path / "out")


def test_a_missing_folder_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="findes ikke"):
        read_tree(tmp_path / "ingen")


def test_the_hash_of_a_tree_knows_names_and_contents_but_no_order() -> None:
    assert hash_files({"a": b"1", "b": b"2"}) == hash_files({"b": b"2", "a": b"1"})
    assert len({hash_files({"a": b"1"}), hash_files({"a": b"2"}), hash_files({"b": b"1"}), hash_files({})}) == 4


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"first": FIRST[: FIRST.index("/// quiz\n    id: alle")]}, "findes ikke længere"),
        ({"second": content.SECOND.replace("/// reflection\n    id: mandag", "/// reflection\n    id: tirsdag")}, "findes ikke længere"),
        ({"first": FIRST[: FIRST.index("/// quiz\n    id: alle")] + "/// reflection\n    id: alle\n\nHvad?\n\n///\n"}, "noget andet"),
    ],
)
def test_an_id_that_vanishes_or_becomes_something_else_cannot_be_published(
    session: Session, now: datetime, changed: dict[str, Any], sentence: str
) -> None:
    publish_tree(session, small_tree(), now=now)
    files = small_tree(**changed)
    reading = content.read_tree(files, now=now)
    assert not reading.errors
    with pytest.raises(Conflict, match=sentence):
        publish(session, Actor(id=None, roles=frozenset({Role.ADMIN})), Publication(files, reading.curriculum), followers=[], now=now)


def test_a_situation_that_changes_makes_a_version_of_the_registers_and_of_no_module(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    before = shelf(session).registers.situations["hallen"]
    report = publish_tree(session, small_tree(more={"drill/hallen.md": situation("hallen", title="hørt noget")}), now=now)
    assert (report.published, report.has_new_registers) == ((), True)
    after = shelf(session).registers.situations["hallen"]
    assert after.text_hash != before.text_hash
    assert was_situation(session, "hallen", before.text_hash)
    assert not was_situation(session, "anden", before.text_hash)


def test_situations_travel_byte_for_byte(session: Session, now: datetime) -> None:
    files = small_tree(more={"drill/skolen.md": situation("skolen")})
    publish_tree(session, files, now=now)
    assert source_files(session) == files
    assert is_what_holds(session, files, renderer=RENDERER_VERSION)
    assert not is_what_holds(session, small_tree(), renderer=RENDERER_VERSION)


def test_a_situation_that_was_published_may_be_retired_but_not_vanish(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    with pytest.raises(Conflict, match="hallen"):
        publish_tree(session, small_tree(more={"drill/hallen.md": ""}), now=now)
    session.rollback()
    publish_tree(session, small_tree(more={"drill/hallen.md": situation("hallen", more="retired_on: 2026-11-22\n")}), now=now)
    assert shelf(session).registers.situations["hallen"].is_retired
    assert situations_on_law(shelf(session).registers, "rpl-115") == ()


def test_a_provision_knows_the_situations_that_rest_on_it(session: Session, now: datetime) -> None:
    publish_tree(session, small_tree(), now=now)
    registers = shelf(session).registers
    assert [found.id for found in situations_on_law(registers, "rpl-115")] == ["hallen"]
    assert situations_on_law(registers, "serviceloven-153") == ()
