"""Two hundred ordinary posts: what is shown is what was typed, and the guard has nothing to say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.network.rendering import rendered
from sspedu.privacy import scan

FILE = Path(__file__).with_name("ordinary_posts.txt")
POSTS = [line.replace("¶", "\n") for line in FILE.read_text(encoding="utf-8").split("\n") if line and not line.startswith("# ")]
MARKS = (
    (r"^\|[-|]+\|$|^\*{3}$", ""),
    (r"^\|.*\|$", lambda line: line[0].replace("|", " ")),
    (r"^(?: {4})?[-*] \[ \] ", "☐ "),
    (r"^(?: {4})?[-*] \[x\] ", "☑ "),
    (r"^(?:> ?|#{1,6} | {4}(?:- )?|[-*] )", ""),
    (r"\[([^\]]+)\]\([^)]+\)", r"\1"),
    (r"(?<!\S)(\*{1,2})([^*\s][^*]*)\1", r"\2"),
    (r"`([^`]+)`", r"\1"),
)


class Shown(HTMLParser):
    """The words of a page with the numbers that a browser puts before the items of a list."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.counts: list[int | None] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ol", "ul"}:
            self.counts.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        if tag in {"li", "p", "td", "th", "ol", "ul", "pre"}:
            self.text += " "
        if tag == "li" and self.counts[-1] is not None:
            self.text += f"{self.counts[-1]}. "
            self.counts[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ol", "ul"}:
            self.counts.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(post: str) -> list[str]:
    return Shown(rendered(post, prefix="p1")).text.split()


def typed(post: str) -> list[str]:
    """Return the words without the marks that their writer meant as marks."""
    for pattern, instead in MARKS:
        post = re.sub(pattern, instead, post, flags=re.MULTILINE)
    return post.split()


def test_there_are_as_many_as_promised() -> None:
    assert len(set(POSTS)) >= 200


def test_what_is_shown_is_what_was_typed() -> None:
    assert [(post, shown(post)) for post in POSTS if shown(post) != typed(post)] == []


def test_the_guard_has_nothing_to_say() -> None:
    assert [(post, scan(post)) for post in POSTS if scan(post)] == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("#SSP er vores hashtag", "<p>#SSP er vores hashtag</p>"),
        ("Hilsen\n--\nSSP", "<p>Hilsen\n--\nSSP</p>"),
        ("5*3*2 er 30", "<p>5*3*2 er 30</p>"),
        ("12. marts\n9. april", "<p>12. marts\n9. april</p>"),
        ("1. ring\n2. skriv", "<ol>\n<li>ring</li>\n<li>skriv</li>\n</ol>"),
        ("1. a\n2. b\n\n12. marts", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>12. marts</p>"),
        ("1. a\n\n2. b", "<ol>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>"),
        ("1. \n2. x", "<ol>\n<li></li>\n<li>x</li>\n</ol>"),
        ("1. ring\n\n    i god tid\n\n2. skriv", "<ol>\n<li>\n<p>ring</p>\n<p>i god tid</p>\n</li>\n<li>\n<p>skriv</p>\n</li>\n</ol>"),
    ],
)
def test_a_list_is_what_counts_up_and_a_heading_what_has_a_space(text: str, html: str) -> None:
    assert rendered(text, prefix="p1").strip() == html


NUMBERED = st.tuples(st.integers(0, 40), st.sampled_from(["maj", "Ring", "klasse", "§ 4"])).map(lambda line: f"{line[0]}. {line[1]}")
LINES = st.lists(NUMBERED | st.sampled_from(["Hej", "- og", "> nej"]), min_size=1, max_size=6)


@given(LINES, st.sampled_from(["\n", "\n\n"]))
def test_a_number_before_a_line_is_shown_as_it_was_typed(lines: list[str], between: str) -> None:
    post = between.join(lines)
    assert re.findall(r"\d+", " ".join(shown(post))) == re.findall(r"\d+", post)
