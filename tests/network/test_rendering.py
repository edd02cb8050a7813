"""What a member writes comes out as words on an allow-list: no pictures, no scripts, nothing that reaches outside its post."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sspedu.network.rendering import ATTRIBUTES, TABLES, TAGS, rendered

TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
PIECES = (
    *("![x](https://ond.example/a.png)", "![y](/lov/media/b.png)", "[x](javascript:alert(1))", "[x](//ond.example)", "<script>alert(1)</script>"),
    *("<img src=x onerror=alert(1)>", "<b style='position:fixed'>", "# Titel", "## Titel {#tekst}", "/// sag\nhej\n///", "[^1]", "\n[^1]: Note\n"),
    *("*[SSP]: <img src=x>", "SSP", "`kode`", "**", "_", "> ", "- ", "1. ", "|a|b|\n|-|-|\n|c|d|", "&lt;img&gt;", "\n\n", "\n", "hej ", "[a]: data:text/html,x", "[a]"),
)  # fmt: skip


def wrong(html: str) -> list[str]:
    """Find what is not on the list."""
    found = [f"<{name}>" for _, name, _ in TAG.findall(html) if name not in TAGS | TABLES]
    for _, name, rest in TAG.findall(html):
        for attribute, value in ATTRIBUTE.findall(rest):
            if attribute not in ATTRIBUTES.get(name, set()):
                found.append(f"{name} {attribute}")
            if attribute == "href" and not value.startswith(("https://", "http://", "mailto:", "#fn")):
                found.append(f"href {value}")
            if attribute == "id" and not value.startswith(("fn-p1-", "fnref-p1-")):
                found.append(f"id {value}")
    return found


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_nothing_comes_out_but_what_is_on_the_list(pieces: list[str]) -> None:
    assert wrong(rendered("".join(pieces), prefix="p1")) == []


@pytest.mark.parametrize(
    "text", ["![x](https://ond.example/a.png)", "![y](/moduler/lov/media/billede.png)", '<img src="https://ond.example">']
)
def test_a_post_has_no_pictures(text: str) -> None:
    assert "<img" not in rendered(text, prefix="p1")


def test_a_heading_is_no_heading_of_the_page() -> None:
    assert rendered("# Tekst\n\nHej", prefix="p1") == "<p><strong>Tekst</strong></p>\n<p>Hej</p>"


@pytest.mark.parametrize("text", ["[1]: https://x.dk", "*[SSP]: <b>x</b>"])
def test_no_post_is_shown_as_nothing(text: str) -> None:
    assert html.unescape(rendered(text, prefix="p1")) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vi mødes kl. 9.30 – hvem kan?", "<p>Vi mødes kl. 9.30 – hvem kan?</p>"),
        ("Første linje\nAnden linje", "<p>Første linje\nAnden linje</p>"),
        ("Læs § 115 og barnets lov § 133.", "<p>Læs §&nbsp;115 og barnets lov §&nbsp;133.</p>"),
        ("5 < 7 & 3 > 2", "<p>5 &lt; 7 &amp; 3 &gt; 2</p>"),
        ("**Vigtigt:** ring *først*", "<p><strong>Vigtigt:</strong> ring <em>først</em></p>"),
        ("- en\n- to", "<ul>\n<li>en</li>\n<li>to</li>\n</ul>"),
    ],
)
def test_ordinary_words_come_through(text: str, shown: str) -> None:
    assert rendered(text, prefix="p1").strip() == shown
