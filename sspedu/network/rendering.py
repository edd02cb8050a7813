"""From what a member wrote to the HTML of a post: the lessons' Markdown, behind an allow-list that is narrower than theirs.

A post has no pictures (one from elsewhere tells who read what), no headings of the page's outline, and no ids but those of its own notes.
"""

import re

import nh3

from sspedu.curriculum.safety import TOO_SLOW, Unrenderable
from sspedu.errors import Invalid

TAGS = {"a", "abbr", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "sup", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES = {"a": {"href", "rel", "title"}, "abbr": {"title"}, "li": {"id"}, "ol": {"start"}, "sup": {"id"}, "th": {"scope"}}
HEADING = re.compile(r"<h[1-6][^>]*>(.*?)</h[1-6]>", re.DOTALL)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    # The renderer gives ids to notes alone, under the post's own prefix.
    return value if name != "id" or value.startswith(("fn-", "fnref-")) else None


CLEANER = nh3.Cleaner(
    tags=TAGS | TABLES,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def rendered(text: str, *, prefix: str) -> str:
    """Render a post. `prefix` keeps its notes apart from those of others. Raises `Invalid` for a text that cannot be rendered in time."""
    # The converter is slow to import, and whoever only reads needs none.
    from sspedu.library.deadline import render_post_with_deadline

    try:
        html = render_post_with_deadline(text, prefix=prefix)
    except (Unrenderable, RecursionError):
        raise Invalid("text", TOO_SLOW) from None
    return CLEANER.clean(HEADING.sub(r"<p><strong>\1</strong></p>", html))
