"""What the operator's document says is what the program does."""

import re
from pathlib import Path

import pytest
from click import Context, Group
from flask import Flask

from sspedu.app import MAX_FILES_BYTES
from sspedu.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def _documented() -> dict[str, str]:
    """Return the last cell of each row of the table of settings by variable."""
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| `SSPEDU_")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {name: cell[-1] for cell in cells for name in re.findall(r"`(SSPEDU_[A-Z_]+)`", cell[0])}


def test_the_table_holds_every_setting_and_no_other() -> None:
    assert sorted(_documented()) == sorted(f"SSPEDU_{field.upper()}" for field in Settings.model_fields)


def test_the_table_tells_numbers_as_the_program_has_them() -> None:
    documented = _documented()
    numbers = {name: field.default for name, field in Settings.model_fields.items() if type(field.default) is int}
    assert len(numbers) >= 7
    assert {name: documented[f"SSPEDU_{name.upper()}"] for name in numbers} == {name: str(value) for name, value in numbers.items()}


def test_the_settings_stand_in_one_place() -> None:
    others = [path for path in (ROOT / "docs").glob("*.md") if path.name != "operations.md"]
    assert not [path.name for path in others if "| `SSPEDU_" in path.read_text(encoding="utf-8")]


def test_the_commands_in_the_document_exist(app: Flask) -> None:
    group = app.cli.commands["sspedu"]
    assert isinstance(group, Group)
    texts = [DOCUMENT, *(path.read_text() for path in DEPLOY.iterdir())]
    used = {found for text in texts for found in re.findall(r"flask sspedu ([a-z]+)(?: ([a-z]+))?", text)}
    assert {first for first, _second in used} >= {"serve", "work", "backup", "restore", "users", "mail"}
    for first, second in used:
        inner = group.get_command(Context(group), first)
        assert inner is not None
        assert not isinstance(inner, Group) or second in inner.commands


def test_the_options_in_the_document_exist(app: Flask) -> None:
    group = app.cli.commands["sspedu"]
    assert isinstance(group, Group)
    for command, option in re.findall(r"flask sspedu (backup|restore|serve)[^`\n]* (--[a-z]+)", DOCUMENT):
        found = group.get_command(Context(group), command)
        assert found is not None
        assert option in {name for parameter in found.params for name in parameter.opts}


def test_the_files_that_the_document_names_are_there() -> None:
    named = set(re.findall(r"`(deploy/[\w.*-]+)`", DOCUMENT))
    assert len(named) >= 4
    assert all(list(ROOT.glob(path)) for path in named)
    assert all(
        (ROOT / path).exists() for path in ("requirements/run.txt", "package-lock.json", ".npmrc", "wsgi.py", "content", "migrations")
    )


def test_the_proxy_lets_through_all_that_the_program_reads() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    assert found is not None
    assert int(found[1]) * 1024**2 > MAX_FILES_BYTES


def test_the_metrics_in_the_document_are_the_ones_there_are() -> None:
    source = "".join((ROOT / "sspedu" / path).read_text() for path in ("operations/metrics.py", "web/metrics.py"))
    made = {name.removesuffix("_total").removesuffix("_info") for name in re.findall(r'"(sspedu_[a-z_]+)"', source)}
    told = {name.removesuffix("_total").removesuffix("_info") for name in re.findall(r"^\| `(sspedu_[a-z_]+)", DOCUMENT, re.MULTILINE)}
    assert told == made


def test_settings_outside_the_table_are_real_ones() -> None:
    texts = [DOCUMENT, *(path.read_text() for path in DEPLOY.iterdir()), (ROOT / "README.md").read_text(encoding="utf-8")]
    named = {name for text in texts for name in re.findall(r"SSPEDU_[A-Z_]+[A-Z]", text)}
    assert named <= {f"SSPEDU_{field.upper()}" for field in Settings.model_fields}


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_a_unit_may_write_where_its_data_lies_and_nowhere_else(path: Path) -> None:
    text = path.read_text()
    for line in (
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=\n",
        "PrivateTmp=true",
        "ProtectHome=true",
        "User=sspedu",
    ):
        assert line in text
    assert "ReadWritePaths=/var/lib/sspedu" in text
