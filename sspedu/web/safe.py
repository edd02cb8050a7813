"""The one place where stored HTML becomes markup that templates show as it is."""

from markupsafe import Markup


def sanitised(html: str) -> Markup:
    """Vouch for HTML that `curriculum` rendered: it was sanitised then, and is stored under the hash of its source."""
    return Markup(html)  # noqa: S704
