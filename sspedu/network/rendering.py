"""From what a member wrote to the HTML of a post: the lessons' Markdown, behind an allow-list that is narrower than theirs.

A post has no pictures (one from elsewhere tells who read what), no headings of the page's outline, and no ids but those of its own notes.
"""

import html
import re
from collections.abc import Callable, Collection, Iterable

import nh3

from sspedu.curriculum.safety import TOO_SLOW, Unrenderable
from sspedu.errors import Invalid

TAGS = {"a", "abbr", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "sup", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES = {"a": {"href", "rel", "title"}, "abbr": {"title"}, "li": {"id"}, "ol": {"start"}, "sup": {"id"}, "th": {"scope"}}
HEADING = re.compile(r"<h[1-6][^>]*>(.*?)</h[1-6]>", re.DOTALL)
# What the cleaner writes: an attribute may hold a bracket, never a quotation mark of its own.
TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
# Words inside these are an address, or shown just as they were typed.
AS_THEY_STAND = ("a", "code", "pre")
MENTION = re.compile(r'<strong class="mention">([^<]*)</strong>')
# A post of this site: as a quote names it, or its address alone.
POST_ADDRESS = re.compile(
    r"nr\. (?P<number>\d{1,9}) \((?P<named>/netvaerk/traad/\d{1,18}(?:\?fra=\d{1,9})?#indlaeg-(?P=number))\)"
    r"|(?P<bare>(?<![\w/.])/netvaerk/traad/\d{1,18}(?:\?fra=\d{1,9})?(?:#indlaeg-\d{1,9})?)"
)


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
        converted = render_post_with_deadline(text, prefix=prefix)
    except (Unrenderable, RecursionError):
        raise Invalid("text", TOO_SLOW) from None
    cleaned = CLEANER.clean(HEADING.sub(r"<p><strong>\1</strong></p>", converted))
    if text.strip() and not cleaned.strip():
        # Nothing but definitions of what is used nowhere: no post is shown as nothing.
        return plain(text)
    return in_words(cleaned, lambda words: POST_ADDRESS.sub(_linked, words))


def plain(text: str) -> str:
    """Return a text as HTML with nothing in it but its lines: for one that can be rendered in no other way."""
    return f"<p>{html.escape(text, quote=False)}</p>"


def with_names(cleaned: str, names: Collection[str]) -> str:
    """Mark those who are mentioned in a rendered post: `names` as they stand in the text, each with its @."""
    return _with_marks(cleaned, names, '<strong class="mention">', "</strong>", ends=r"(?!\w)")


def names_in(cleaned: str) -> set[str]:
    """Return the names that are marked in a rendered post."""
    return {html.unescape(name) for name in MENTION.findall(cleaned)}


def with_found(cleaned: str, passages: Collection[str]) -> str:
    """Mark passages of the text in what was rendered from it; one that runs across other marks is left."""
    return _with_marks(cleaned, passages, "<mark>", "</mark>", outside=())


def in_words(cleaned: str, change: Callable[[str], str], *, outside: Iterable[str] = AS_THEY_STAND) -> str:
    """Change the words of cleaned HTML and none of its tags. What stands inside an element named in `outside` is left."""
    left, depth, pieces = tuple(f"<{tag}" for tag in outside), 0, []
    for piece in TAG.split(cleaned):
        if piece.startswith("<"):
            is_left = any(re.match(rf"{tag}\b", piece.replace("</", "<", 1)) for tag in left)
            depth += (-1 if piece.startswith("</") else 1) * is_left
            pieces.append(piece)
        else:
            pieces.append(piece if depth else change(piece))
    return "".join(pieces)


def _with_marks(
    cleaned: str, passages: Collection[str], before: str, after: str, *, outside: Iterable[str] = AS_THEY_STAND, ends: str = ""
) -> str:
    if not passages:
        return cleaned
    longest_first = sorted({html.escape(passage, quote=False) for passage in passages}, key=len, reverse=True)
    found = re.compile(f"(?:{'|'.join(map(re.escape, longest_first))}){ends}")
    return in_words(cleaned, lambda words: found.sub(lambda match: f"{before}{match[0]}{after}", words), outside=outside)


def _linked(match: re.Match[str]) -> str:
    address = match["named"] or match["bare"]
    words = f"nr. {match['number']}" if match["named"] else address
    return f'<a href="{address}">{words}</a>'
