"""What keeps the house simple: rights first, commits at the edges, files and functions that fit the head."""

import ast
import re
from pathlib import Path

import pytest

from sspedu.policy import RULES, Action
from tests.architecture.source import PACKAGE, functions, layer, name, python_files, tree

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
COMMIT_IN = re.compile(r"sspedu/(\w+/views(/\w+)?\.py|cli/\w+(/\w+)?\.py|jobs/worker\.py)")
COMMANDS = [
    pytest.param(node, id=f"{name(path)}.{node.name}")
    for path in python_files()
    if layer(path) == "commands"
    for node in tree(path).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and [arg.arg for arg in node.args.args[:1]] == ["session"]
]
# Where the date of a moment may be taken: where its day is worked out, and where a day was typed, which has no hour.
DATES = {"sspedu/days.py": 1, "sspedu/accounts/days.py": 1, "sspedu/cli/content.py": 1}
TEMPLATES = sorted(PACKAGE.rglob("*.html"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_asks_permission_first(command: ast.FunctionDef) -> None:
    assert [argument.arg for argument in command.args.args[:2]] == ["session", "actor"]
    assert ast.unparse(command.body[1]).startswith("require(actor, Action.")


def test_there_are_commands_to_guard() -> None:
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_commits_stand_only_at_the_edges(path: Path) -> None:
    commits = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr == "commit"]
    assert not commits or COMMIT_IN.fullmatch(name(path))


def test_a_page_that_only_reads_writes_one_thing_who_looked_up_whom() -> None:
    called = {f"{name(path)}:{node.name}" for path in python_files() for node in functions(path) if "writing_first(" in ast.unparse(node)}
    assert called == {"sspedu/connections.py:writing_first", "sspedu/accounts/views/people.py:look_up"}


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_a_file_fits_the_head(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_FILE_LINES
    too_long = [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES]
    assert not too_long


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_the_day_of_a_moment_is_the_danish_one(path: Path) -> None:
    # After midnight the date of a moment in UTC is yesterday's: `today` of `web.language` and `day_of` of `days` know the day.
    dates = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and re.search(r"\.date\(\)$", ast.unparse(node))]
    assert len(dates) <= DATES.get(name(path), 0), [ast.unparse(node) for node in dates]


def test_every_action_has_a_rule_and_is_asked_for() -> None:
    assert set(RULES) == set(Action)
    source = "".join(path.read_text() for path in python_files() if path.name != "policy.py")
    templates = "".join(path.read_text() for path in TEMPLATES)
    unused = [action for action in Action if f"Action.{action.name}" not in source and f'"{action.value}"' not in templates]
    assert not unused


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_trusts_nothing_and_knows_no_roles(path: Path) -> None:
    text = path.read_text()
    assert "|safe" not in text.replace(" ", "")
    assert not re.search(r"autoescape\s+false|\bstyle=|\bon[a-z]+=", text)
    assert not re.search(r"\.roles\b|\bRole\.|role ==", text)
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)


def test_templates_are_there_to_be_guarded() -> None:
    assert len(TEMPLATES) >= 15


def test_partials_begin_with_an_underscore() -> None:
    pages = [path for path in TEMPLATES if not path.name.startswith("_") and path.parent.name != "_macros"]
    for path in pages:
        text = path.read_text()
        assert "{% extends" in text or "<!doctype html>" in text.lower(), name(path)
