"""Quotes in posts: how one is written, which posts a text names, and which of its lines hold words of another text. Pure.

A line is known by a hash of its words, so that whoever looks after quotes keeps no copy of them.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

# Words taken away leave this: what members write is Danish whatever the interface speaks.
GONE = "(citatet er fjernet)"
FORMER_MEMBER = "Tidligere medlem"
MOST_QUOTED = 30
LONGEST_QUOTE = 4_000
# So many characters alike are no accident, once white space is evened out.
RUN = 16
ADDRESS = re.compile(r"/netvaerk/traad/(\d{1,18})(?:\?fra=\d{1,9})?#indlaeg-(\d{1,9})")
QUOTE_MARKS = re.compile(r"^[\s>]*")
MARKUP = re.compile(r"[*_`#~\\|\[\]]+")
MANY_BREAKS = re.compile(r"\n\s*\n")
SPECIAL = re.compile(r"([\\`*_\[\]<>#@])")


@dataclass(frozen=True, slots=True)
class PostAddress:
    """A post as a text names it."""

    thread_id: int
    number: int


@dataclass(frozen=True, slots=True)
class _Joined:
    """Lines put together with their white space evened out: each character, and the line that it stands in."""

    text: str
    lines: tuple[int, ...]


def quote(name: str, number: int, address: str, text: str) -> str:
    """Write a post as a Markdown quote that says who wrote it and where. What it quotes itself is left out."""
    own = MANY_BREAKS.sub("\n\n", "\n".join(line for line in text.split("\n") if not _is_quoted(line))).strip() or text
    if len(own) > LONGEST_QUOTE:
        own = f"{own[:LONGEST_QUOTE].rsplit(None, 1)[0]} …"
    who = SPECIAL.sub(r"\\\1", name) or FORMER_MEMBER
    head = f"> **{who}** skrev i nr. {number} ({address}):"
    return "\n".join((head, ">", *(f"> {line}".rstrip() for line in own.split("\n"))))


def with_quote(text: str, quoted: str) -> str:
    """Put a quote at the end of what somebody is writing, unless it stands there already."""
    if quoted in text:
        return text
    return f"{text.rstrip()}\n\n{quoted}\n\n".lstrip("\n")


def addresses(text: str) -> tuple[PostAddress, ...]:
    """Return the posts that a text names, each once and not too many."""
    found = dict.fromkeys(PostAddress(int(thread), int(number)) for thread, number in ADDRESS.findall(text))
    return tuple(found)[:MOST_QUOTED]


def unnamed_lines(text: str) -> tuple[str, ...]:
    """Return the longer quoted lines that stand under no post's name: somebody copied them by hand."""
    lines = text.split("\n")
    named = {index for _, block in _blocks(lines) for index in block}
    bare = (_bare(line).strip() for index, line in enumerate(lines) if _is_quoted(line) and index not in named)
    return tuple(dict.fromkeys(line for line in bare if len(line) >= RUN))[:MOST_QUOTED]


def lines_from(text: str, source: Iterable[str], address: PostAddress) -> frozenset[str]:
    """Return the hashes of a text's lines that hold words of a source: any version of the post at an address."""
    lines, source = text.split("\n"), [_own_lines(version) for version in source]
    whole = [_even(version) for version in source]
    found = set(_shared(lines, source))
    for named, block in _blocks(lines):
        if named == address:
            found.update(index for index in block if any(_even(_bare(lines[index])) in version for version in whole))
    return frozenset(line_hash(lines[index]) for index in found if _is_worth_keeping(lines[index]))


def named_lines(text: str, address: PostAddress) -> frozenset[str]:
    """Return the hashes of all lines that stand quoted under the name of a post."""
    lines = text.split("\n")
    return frozenset(line_hash(lines[index]) for named, block in _blocks(lines) if named == address for index in block)


def without(text: str, hashes: Collection[str]) -> str:
    """Return a text with the lines of these hashes gone; what stands in their place says so once for each passage."""
    kept: list[str] = []
    for line in text.split("\n"):
        if not _is_worth_keeping(line) or line_hash(line) not in hashes:
            kept.append(line)
        elif next((other for other in reversed(kept) if _bare(other)), "").endswith(GONE):
            # One passage in several paragraphs: what set them apart goes too.
            while not _bare(kept[-1]):
                kept.pop()
        else:
            kept.append(f"{_marks(line)}{GONE}")
    return "\n".join(kept)


def line_hash(line: str) -> str:
    """Name a line by its words, however deep it is quoted."""
    return hashlib.sha256(_even(_bare(line)).encode(errors="surrogatepass")).hexdigest()[:20]


def _blocks(lines: list[str]) -> Iterator[tuple[PostAddress, list[int]]]:
    """Yield each quoted passage under the name of a post: the post, and the places of its lines after the name."""
    named, block = None, list[int]()
    for index, line in enumerate([*lines, ""]):
        head = ADDRESS.search(line) if _is_quoted(line) else None
        if named is not None and (head or not _is_quoted(line)):
            yield named, block
            named = None
        if head:
            named, block = PostAddress(int(head[1]), int(head[2])), []
        elif named is not None and _is_worth_keeping(line):
            block.append(index)


def _shared(lines: list[str], source: Iterable[str]) -> Iterator[int]:
    for pattern in (None, MARKUP):
        joined = _joined(lines, pattern)
        versions = [_even(pattern.sub("", version) if pattern else version) for version in source]
        runs = {version[start : start + RUN] for version in versions for start in range(len(version) - RUN + 1)}
        for start in range(len(joined.text) - RUN + 1):
            if joined.text[start : start + RUN] in runs:
                yield from range(joined.lines[start], joined.lines[start + RUN - 1] + 1)


def _joined(lines: list[str], drop: re.Pattern[str] | None) -> _Joined:
    pieces: list[str] = []
    places: list[int] = []
    for index, line in enumerate(lines):
        words = _even(drop.sub("", _bare(line)) if drop else _bare(line))
        if not words or not _is_worth_keeping(line):
            continue
        words = f" {words}" if pieces else words
        pieces.append(words)
        places += [index] * len(words)
    return _Joined("".join(pieces), tuple(places))


def _own_lines(text: str) -> str:
    """Return a text as lines without quotation marks, and without those that are ours: names of posts, and what is gone."""
    return "\n".join(_bare(line) for line in text.split("\n") if _is_worth_keeping(line))


def _is_worth_keeping(line: str) -> bool:
    is_name = _is_quoted(line) and ADDRESS.search(line) is not None
    return bool(_bare(line).strip()) and not is_name and not line.endswith(GONE)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _bare(line: str) -> str:
    return QUOTE_MARKS.sub("", line)


def _marks(line: str) -> str:
    marks = QUOTE_MARKS.match(line)
    return marks[0] if marks else ""


def _even(text: str) -> str:
    return " ".join(text.split())
