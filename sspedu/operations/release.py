"""Which release this is."""

import tomllib
from functools import cache

from sspedu.settings import ROOT


@cache
def version() -> str:
    """Return the version that the project's own file gives it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
