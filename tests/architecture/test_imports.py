"""Data flows one way: a room imports only from rooms above it."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import imports, layer, name, python_files, room, tree

# Each row may import the rows above it, and itself. What stands on one row are siblings: neither imports the other.
ROWS = (
    {"errors", "settings", "days", "__init__"},
    {"privacy", "policy"},
    {"curriculum", "lasting", "connections"},
    {"db", "trouble"},
    {"audit", "jobs", "web"},
    {"accounts"},
    {"library", "drafts"},
    {"search"},
    {"learning", "network", "operations"},
    {"about"},
    {"cli"},
    {"app"},
)
HEIGHT = {name: height for height, row in enumerate(ROWS) for name in row}

FRAMEWORK_AND_DATABASE = ("flask", "flask_", "sqlalchemy", "alembic", "werkzeug", "wtforms", "jinja2")
PURE = {"privacy", "policy", "curriculum", "errors"}
DOMAIN_FILES = {"models", "queries", "commands", "steps", "finding", "importing", "chain"}


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_a_file_imports_only_from_the_rooms_above_its_own(path: Path) -> None:
    mine = room(path)
    for imported in imports(path):
        if not imported.startswith("sspedu."):
            continue
        theirs = imported.split(".")[1]
        assert theirs == mine or HEIGHT[theirs] < HEIGHT[mine], f"{name(path)} imports {imported}"


@pytest.mark.parametrize("path", [path for path in python_files() if room(path) in PURE], ids=name)
def test_a_pure_room_knows_no_framework_no_database_no_clock_and_no_environment(path: Path) -> None:
    forbidden = (*FRAMEWORK_AND_DATABASE, "os", "time", "pathlib", "structlog")
    assert not [imported for imported in imports(path) if imported.split(".")[0].startswith(forbidden) and imported != "operator"]
    assert "datetime.now" not in path.read_text()
    assert ".today()" not in path.read_text()


@pytest.mark.parametrize("path", [path for path in python_files() if layer(path) in DOMAIN_FILES], ids=name)
def test_models_queries_and_commands_do_not_know_the_web(path: Path) -> None:
    assert not [imported for imported in imports(path) if imported.split(".")[0].startswith(("flask", "werkzeug", "wtforms"))]
    assert "sspedu.web" not in " ".join(imports(path))


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_imports_stand_at_the_top_and_are_absolute(path: Path) -> None:
    top = {node for node in tree(path).body if isinstance(node, (ast.Import, ast.ImportFrom))}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno} is relative"
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node not in top:
            said = path.read_text().splitlines()[max(0, node.lineno - 3) : node.lineno]
            assert "slow" in " ".join(said), f"{name(path)}:{node.lineno} hides an import without saying that the library is slow"


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_only_commands_take_steps_that_ask_no_permission(path: Path) -> None:
    froms = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.module]
    takes = [alias.name for node in froms for alias in node.names if "steps" in f"{node.module}.{alias.name}".split(".")]
    assert not takes or layer(path) in {"commands", "steps"}


def test_every_room_has_its_place_in_the_house() -> None:
    assert {room(path) for path in python_files()} <= HEIGHT.keys()
