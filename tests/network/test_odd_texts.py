"""Texts that few would send: slow ones end as a sentence in the form with the text in its box, and ones without a word stand."""

import html

import pytest
from flask import Flask

from sspedu.network.models import Post
from tests.network.test_pages import NATIONAL, Reader
from tests.network.test_writing import in_box
from tests.network.world import World

TOO_SLOW = "Teksten kan ikke vises: den tager for lang tid at omsætte."
BRACKETS = "[" * 9_000
LISTS = "+ " * 2_000 + "a"


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.mark.once
def test_a_reply_that_is_too_slow_comes_back_with_its_text(anna: Reader) -> None:
    answer = anna.send(anna.begin(), text=BRACKETS, nonce="x")
    assert answer.status_code == 422
    assert TOO_SLOW in answer.text
    assert html.unescape(in_box(answer.text)) == BRACKETS
    assert anna.count(Post) == 1


@pytest.mark.once
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_thread_an_edit_and_a_preview_that_are_too_slow_come_back_too(anna: Reader, which: int) -> None:
    thread = anna.begin()
    page, fields = (
        (f"{NATIONAL}/ny", {"title": "Titel", "nonce": "y"}),
        (f"{thread}/1/ret", {"version": "1"}),
        (f"{thread}/se", {}),
    )[which]
    answer = anna.send(page, text=LISTS, **fields)
    assert TOO_SLOW in answer.text
    assert html.unescape(in_box(answer.text)) == LISTS
    assert anna.count(Post) == 1


@pytest.mark.parametrize("text", ["👍👍", "***", "* *", "??", ":-)", "---", "<!-- -->"])
def test_a_post_without_a_word_stands_and_is_changed_and_taken_away(anna: Reader, text: str) -> None:
    thread = anna.begin()
    assert anna.send(thread, text=text, nonce="x").status_code == 302
    assert anna.send(f"{thread}/2/ret", text=f"{text} {text}", version="1").status_code == 302
    assert anna.send(f"{thread}/2/fjern", reason="").status_code == 302
    assert anna.get(thread).status_code == 200


@pytest.mark.once
def test_a_title_that_shows_nothing_is_refused_and_none_turns_the_page_around(anna: Reader) -> None:
    refused = anna.send(f"{NATIONAL}/ny", title="\u200b\u200b\u2060", text="Hej med jer", nonce="a")
    assert refused.status_code == 422
    anna.begin(title="Sikker\u202e fil.\u2067", text="Hej\u202d med jer")
    page = anna.get(NATIONAL).text
    assert "Sikker fil." in page
    assert not {"\u202e", "\u2067"} & set(page)
