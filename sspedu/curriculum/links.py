"""Links in lesson text: how they are written, where they lead. Both the renderer and the checker ask here, so they cannot disagree.

What may be linked is told by the literal beginning of the target. A target that spells its scheme in another way (entities, escapes,
control characters) matches nothing and becomes plain text, whatever a browser would have made of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

REGISTER_PATHS = {"law": "/lov/{}", "fact": "/tal#{}", "source": "/kilder#{}", "term": "/ord#{}"}

REGISTER_TARGET = re.compile(r"(law|fact|source|term):([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)")
PAGE_TARGET = re.compile(r"((?:\.\./[a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*\.md)(?:#([a-z0-9][a-z0-9_-]*))?")
ANCHOR_TARGET = re.compile(r"#([a-z0-9][a-z0-9_-]*)")
PICTURE_TARGET = re.compile(r"media/([A-Za-z0-9][A-Za-z0-9._-]*\.(?:png|jpe?g|gif|webp))")
OUTSIDE_TARGET = re.compile(r"(?:https?://[^\s<>\"'\\`{}|^]+|mailto:[^\s<>\"'\\`{}|^:]+@[^\s<>\"'\\`{}|^:]+)", re.ASCII)

# Words may run over a line break but not over an empty line; pairs of brackets may stand inside them. Bounded: hostile text costs little.
INLINE_LINK = re.compile(
    r"\[(?P<words>(?:[^\[\]\\\n]|\\.|\n(?!\s*\n)|\[(?:[^\[\]\\\n]|\\.){0,200}\]){0,500})\]"
    r"\(\s{0,9}(?:<(?P<angled>[^<>\n]{0,600})>|(?P<target>[^\s()<>]{0,600}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?))"
    r"(?:\s{1,9}(?:\"(?P<title>[^\"]{0,400})\"|'(?P<single>[^']{0,400})'))?\s{0,9}\)"
)
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)(?P<words>[^\[\]\n]{1,200})\]: {0,9}<?(?P<target>[^\s<>]{1,600})>?", re.MULTILINE)
CODE_SPAN = re.compile(r"(?<![\\`])(`{1,3})(?!`)(?P<code>(?:[^`\n]|\n(?!\s*\n)){1,500})(?<!`)\1(?!`)")


class Address(NamedTuple):
    """Where a target leads. `register` is the scheme of a register, empty for every other link."""

    href: str
    register: str = ""
    is_outside: bool = False


class Link(NamedTuple):
    """A link or picture as it stands in the text; `start` and `end` are offsets into it."""

    start: int
    end: int
    words: str
    target: str
    is_picture: bool = False
    is_definition: bool = False


def address(target: str, pages: Mapping[str, str]) -> Address | None:
    """Return where a written target leads, or None if it may not be linked. `pages` gives the address of each file named in the text."""
    if match := REGISTER_TARGET.fullmatch(target):
        return Address(REGISTER_PATHS[match[1]].format(match[2]), register=match[1])
    if match := PAGE_TARGET.fullmatch(target):
        path = pages.get(match[1])
        return Address(f"{path}#{match[2]}" if match[2] else path) if path else None
    if ANCHOR_TARGET.fullmatch(target):
        return Address(target)
    if OUTSIDE_TARGET.fullmatch(target):
        return Address(target, is_outside=True)
    return None


def picture_address(target: str, module: str) -> str | None:
    """Return the address of a picture among the module's media, or None if it lies anywhere else."""
    match = PICTURE_TARGET.fullmatch(target)
    return f"/moduler/{module}/media/{match[1]}" if match and module else None


def without_code(text: str) -> str:
    """Return the text with the insides of code spans blanked, every other character in its place."""
    if "`" not in text:
        return text
    return CODE_SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def links_in(text: str) -> Iterator[Link]:
    """Find the links of a text whose code spans have been blanked."""
    for match in INLINE_LINK.finditer(text):
        start = match.start()
        if _is_escaped(text, start):
            continue
        target = match["angled"] if match["angled"] is not None else match["target"]
        is_picture = text[start - 1 : start] == "!" and not _is_escaped(text, start - 1)
        yield Link(start - is_picture, match.end(), match["words"], target, is_picture=is_picture)
    for match in DEFINITION.finditer(text) if "]:" in text else ():
        yield Link(match.start(), match.end(), match["words"], match["target"], is_definition=True)


def _is_escaped(text: str, at: int) -> bool:
    return text[at - 1 : at] == "\\" and text[at - 2 : at - 1] != "\\"


def pages_named_in(links: Iterable[Link]) -> frozenset[str]:
    """Return the files to which these links lead, as they are written there."""
    matches = (PAGE_TARGET.fullmatch(link.target) for link in links)
    return frozenset(match[1] for match in matches if match)
