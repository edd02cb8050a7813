"""The template engine, a little quicker than it comes."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Templates that share one dictionary of globals.

    The engine wraps the globals anew for each template, and then compares the wrappers by hand for each import: a page of ours has some
    forty imports, and spent a ninth of its time there. Nothing here adds globals to a single template, so there is nothing to keep apart.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the one dictionary of globals."""
        return super().make_globals(d) if d else self.globals
