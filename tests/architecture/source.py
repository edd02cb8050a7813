"""The project's own source, as the tests that guard it read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sspedu.settings import ROOT

PACKAGE = ROOT / "sspedu"


@cache
def python_files() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Return a file's path within the project."""
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """Return the package or module just below `sspedu` to which a file belongs."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, with the full name of what comes from within the project."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if node.module == "sspedu" else (node.module,)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Yield every function of a file, methods too."""
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def is_in(path: Path, files: set[str]) -> bool:
    """Say whether a file is one of a feature's files with these names, or lies in a package that one of them outgrew."""
    inside = path.relative_to(PACKAGE).with_suffix("").parts[1:]
    return bool(files & set(inside))
