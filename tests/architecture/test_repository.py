"""What lies in the repository, and what must not."""

import re
import subprocess
from pathlib import Path

import pytest

from sspedu.settings import ROOT

TRACKED = [
    ROOT / line for line in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
]
LOCKS = [ROOT / "package-lock.json", *sorted((ROOT / "requirements").glob("*.txt"))]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"https?://[^\"\s]+\.(tgz|whl|gz|zip)|--(extra-)?index-url|\"resolved\"", text)
    assert text.count("sha256:") + text.count('"integrity"') > 30


def test_what_is_built_is_not_committed() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in TRACKED]
    assert not [name for name in names if name.startswith(("sspedu/web/static/dist/", "node_modules/", "var/", ".venv/"))]
    assert not [name for name in names if name.endswith((".woff", ".woff2", ".min.js", ".min.css", ".mo"))]


def test_nothing_large_is_committed() -> None:
    assert not [path.name for path in TRACKED if path.exists() and path.stat().st_size > 300_000]


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert "Mozilla Public License Version 2.0" in (ROOT / "LICENSE").read_text()
