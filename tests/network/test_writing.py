"""What is being written in the network: kept on the way, shown again anywhere, gone when it is sent; and how it will look."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from sspedu.accounts.models import User
from sspedu.drafts.commands import Typed
from sspedu.drafts.models import Draft
from sspedu.network import commands
from sspedu.network.models import BoardKind, Post, ThreadKind
from sspedu.network.queries import thread_draft, titled, untitled
from tests.network.test_pages import CPR, NATIONAL, WARNED, Reader
from tests.network.world import AARHUS, AFTER, COPENHAGEN, ODENSE, World
from tests.people import token

NEW = f"{NATIONAL}/ny"


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def drafts(reader: Reader) -> list[str]:
    reader.world.session.rollback()
    return list(reader.world.session.scalars(select(Draft.text).where(Draft.text != "")))


def in_box(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return found[1]


def shown(page: str) -> str:
    """Return which draft the form says that it has shown."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def forms(reader: Reader) -> tuple[str, str, str]:
    """Return where one writes: a new thread, a reply, an edit."""
    thread = reader.begin()
    return NEW, thread, f"{thread}/1/ret"


@pytest.mark.parametrize("which", [0, 1, 2])
def test_what_is_typed_is_in_the_form_again_on_any_device(anna: Reader, which: int) -> None:
    page = forms(anna)[which]
    assert "Kladde gemt" in anna.send(f"{page}/kladde", text="Halvt skrevet", tab="a", sequence="1").text
    written = drafts(anna)[0]
    assert "Halvt skrevet" in written
    assert "Kladde fra" in anna.get(page).text
    assert "Halvt skrevet" in anna.get(page).text


def test_the_draft_of_a_new_thread_has_its_title_too(anna: Reader) -> None:
    anna.send(f"{NEW}/kladde", title="Hvad gør I?", text="Vi har\n\nto ting", tab="a", sequence="1")
    page = anna.get(NEW).text
    assert 'value="Hvad gør I?"' in page
    assert in_box(page) == "Vi har\n\nto ting"


@pytest.mark.parametrize("kind", ["discussion", "question"])
def test_the_draft_of_a_new_thread_is_still_what_it_was_begun_as(anna: Reader, kind: str) -> None:
    anna.send(f"{NEW}/kladde", title="Hvad gør I?", text="To ting", kind=kind, tab="a", sequence="1")
    assert f'value="{kind}" checked' in anna.get(NEW).text
    anna.send(NEW, title="Hvad gør I?", text="To ting", kind=kind, nonce="ny", seen="", tab="a", sequence="2")
    anna.send(f"{NEW}/kladde", title="Hvad gør I?", text="To ting", kind=kind, tab="b", sequence="1")
    assert drafts(anna) == []


@pytest.mark.parametrize("kind", [ThreadKind.DISCUSSION, ThreadKind.QUESTION])
@pytest.mark.parametrize(
    ("title", "text"), [("En titel", "En tekst"), ("", "En tekst"), ("En titel", ""), ("Titel", "# Tekst\n\nmere"), ("# nr. 1", "Tekst")]
)
def test_a_title_a_text_and_a_kind_come_out_of_their_draft_as_they_went_in(title: str, text: str, kind: ThreadKind) -> None:
    assert untitled(titled(title, text, kind).strip()) == (title, text, kind)


def test_an_empty_form_has_no_draft(anna: Reader) -> None:
    anna.send(f"{NEW}/kladde", title="", text=" ", tab="a", sequence="1")
    assert drafts(anna) == []


def test_sending_drops_the_draft_and_an_old_tab_brings_none_back(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text="Halvt svra", tab="a", sequence="1")
    anna.send(thread, text="Helt svar", nonce="x", seen="", tab="a", sequence="2")
    anna.send(f"{thread}/kladde", text="Halvt svra me", tab="a", sequence="2")
    assert drafts(anna) == []
    anna.send(f"{NEW}/kladde", title="Ny", text="Halvt", tab="a", sequence="3")
    anna.begin(title="Ny tråd", text="Helt", nonce="ny", seen="", tab="a", sequence="4")
    anna.send(f"{NEW}/kladde", title="Ny", text="Halvt, sent", tab="a", sequence="4")
    assert drafts(anna) == []


def test_what_a_browser_puts_back_after_it_was_sent_is_no_draft(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(thread, text="Helt svar", nonce="x", seen="", tab="a", sequence="1")
    anna.send(f"{thread}/kladde", text="Helt svar", tab="b", sequence="1")
    anna.send(f"{NEW}/kladde", title="Hvordan gør I?", text="Det første indlæg.", tab="b", sequence="2")
    assert drafts(anna) == []


@pytest.mark.parametrize("back", [{"title": "", "text": "Helt"}, {"title": "Ny tråd", "text": ""}, {"title": "Ny tråd", "text": "Helt"}])
def test_a_part_of_a_thread_that_a_browser_puts_back_is_no_draft_and_another_text_is(anna: Reader, back: dict[str, str]) -> None:
    anna.send(f"{NEW}/kladde", title="Ny tråd", text="Halvt", tab="a", sequence="1")
    anna.begin(title="Ny tråd", text="Helt", nonce="ny", seen="", tab="a", sequence="2")
    anna.send(f"{NEW}/kladde", **back, tab="b", sequence="1")
    assert drafts(anna) == []
    anna.send(f"{NEW}/kladde", **{**back, "text": "Noget andet"}, tab="b", sequence="2")
    assert [untitled(draft)[1] for draft in drafts(anna)] == ["Noget andet"]


def test_an_edit_drops_its_draft_and_one_that_says_what_stands_is_none(anna: Reader) -> None:
    page = f"{anna.begin()}/1/ret"
    anna.send(f"{page}/kladde", text="Rettet", tab="a", sequence="1", based_on="1")
    anna.send(page, text="Rettet helt", version="1", seen="", tab="a", sequence="2")
    assert drafts(anna) == []
    anna.send(f"{page}/kladde", text="Rettet helt", tab="b", sequence="1", based_on="2")
    assert drafts(anna) == []


def test_a_draft_of_an_older_text_stands_beside_what_stands_now(anna: Reader) -> None:
    page = f"{anna.begin()}/1/ret"
    anna.send(f"{page}/kladde", text="Min kladde", tab="a", sequence="1", based_on="1")
    anna.send(page, text="Rettet på telefonen", version="1", seen="", tab="b", sequence="1")
    opened = anna.get(page).text
    assert in_box(opened) == "Min kladde"
    assert "Rettet på telefonen" in opened
    assert opened.index("</textarea>") < opened.index("Det, der står nu") < opened.index("Gemmer du dit") < opened.index("Vedhæft filer")
    assert "ikke gemt endnu" in opened
    assert 'name="version" value="2"' in opened


def test_what_is_said_while_one_writes_stands_at_the_text_and_not_below_the_files(anna: Reader) -> None:
    thread = anna.begin()
    for page in (anna.get(thread).text, anna.get(NEW).text, anna.get(f"{thread}/1/ret").text):
        places = [page.index(words) for words in ("</textarea>", "data-colleague-list", "data-draft-status", "Vedhæft filer")]
        assert places == sorted(places)


def test_a_draft_of_a_post_says_that_it_is_not_sent(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text="Halvt svar", tab="a", sequence="1")
    opened = anna.get(thread).text
    assert "ikke sendt endnu" in opened
    assert "ikke gemt endnu" not in opened


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_draft_with_a_cpr_number_is_masked_and_a_refused_sending_keeps_box_and_draft(anna: Reader, which: int) -> None:
    page = forms(anna)[which]
    kept = anna.send(f"{page}/kladde", text=CPR, tab="a", sequence="1")
    assert "der står [skjult] i stedet" in kept.text
    assert ["[skjult]" in text and "010203" not in text for text in drafts(anna)] == [True]
    refused = anna.send(page, title="En titel", text=CPR, nonce="x", version="1", seen="", tab="a", sequence="2")
    assert refused.status_code == 422
    assert in_box(refused.text) == CPR
    assert len(drafts(anna)) == 1


def test_what_another_tab_wrote_is_shown_beside_it(anna: Reader) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text="Fra den ene fane", tab="a", sequence="1")
    assert "Fra den ene fane" in anna.send(f"{thread}/kladde", text="Fra den anden", tab="b", sequence="1").text
    page = anna.get(thread).text
    assert in_box(page) == "Fra den anden"
    assert "Fra den ene fane" in page


@pytest.mark.parametrize("which", [0, 1, 2])
def test_throwing_a_draft_away_asks_once(anna: Reader, which: int) -> None:
    page = forms(anna)[which]
    anna.send(f"{page}/kladde", text="Halvt skrevet", tab="a", sequence="1")
    asked = anna.get(f"{page}/kladde").text
    assert "Halvt skrevet" in asked
    assert anna.send(f"{page}/kladde/kasser", seen=shown(asked)).status_code == 302
    assert drafts(anna) == []
    assert anna.get(f"{page}/kladde").status_code == 302


def test_nobody_else_sees_a_draft_or_keeps_one_where_they_may_not_read(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/kladde", text="Halvt skrevet", tab="a", sequence="1")
    assert "Halvt skrevet" not in bo.get(thread).text
    assert bo.send(f"{thread}/1/ret/kladde", text="x", tab="a", sequence="1").status_code == 403
    assert bo.send(f"/netvaerk/kommune/{ODENSE}/ny/kladde", text="x", tab="a", sequence="1").status_code == 404
    assert len(drafts(anna)) == 1


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_preview_comes_back_with_all_that_was_typed_and_stores_nothing(anna: Reader, which: int) -> None:
    page = forms(anna)[which]
    count = anna.count(Post)
    fields = {"title": "En titel", "text": "**Fed** skrift & <b>mere</b>", "kind": "question", "nonce": "mit", "version": "1"}
    answer = anna.send(f"{page}/se", **fields)
    assert answer.status_code == 200
    assert "<strong>Fed</strong> skrift &amp; " in answer.text
    assert in_box(answer.text) == "**Fed** skrift &amp; &lt;b&gt;mere&lt;/b&gt;"
    assert f'action="{page}"' in answer.text
    assert (anna.count(Post), drafts(anna)) == (count, [])


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_preview_shows_what_the_guard_found_where_it_stands(anna: Reader, which: int) -> None:
    page = forms(anna)[which]
    warned = anna.send(f"{page}/se", text=f"Hej\n\n{WARNED}").text
    assert "<p>Skriv til <mark>bo.proeve@gmail.com</mark>.</p>" in warned
    assert "Slet adressen, eller skriv en arbejdsmail." in warned
    assert "Det kan ikke sendes, før nummeret er fjernet" in anna.send(f"{page}/se", text=CPR).text


def test_a_preview_in_place_is_a_piece_of_the_page(anna: Reader) -> None:
    thread = anna.begin()
    fields = {"csrf_token": token(anna.client), "text": "*Hej*"}
    piece = anna.client.post(f"{thread}/se", data=fields, headers={"HX-Request": "true"}).text
    assert "<p><em>Hej</em></p>" in piece
    assert "<html" not in piece


@pytest.mark.parametrize("text", ["", "x" * 30_000, "* " * 5_000, "[" * 9_000])
def test_any_text_can_be_previewed(anna: Reader, text: str) -> None:
    assert anna.send(f"{anna.begin()}/se", text=text).status_code == 200


def test_no_one_previews_where_they_may_not_write(anna: Reader, bo: Reader) -> None:
    thread = anna.begin()
    assert bo.send(f"{thread}/1/ret/se", text="x").status_code == 403
    assert bo.send(f"/netvaerk/kommune/{ODENSE}/ny/se", text="x").status_code == 404


def test_the_draft_of_a_thread_is_there_on_the_board_that_took_over(anna: Reader) -> None:
    anna.send("/netvaerk/region/sjaelland/ny/kladde", title="Fra Sjælland", text="Halvt skrevet", tab="a", sequence="1")
    anna.world.open(AFTER)
    page = anna.world.board(anna.actor, BoardKind.REGION, "oestdanmark")
    draft = thread_draft(anna.world.session, page)
    assert draft is not None
    assert draft.text == "# Fra Sjælland\nHalvt skrevet"


def test_drafts_on_both_regions_are_shown_together_on_the_board_that_took_over(anna: Reader) -> None:
    anna.send("/netvaerk/region/sjaelland/ny/kladde", title="Fra Sjælland", text="Halvt skrevet", tab="a", sequence="1")
    anna.world.session.execute(update(User).where(User.id == anna.actor.id).values(municipality_code=COPENHAGEN))
    anna.send("/netvaerk/region/hovedstaden/ny/kladde", title="Fra Hovedstaden", text="Begyndt på", tab="b", sequence="1")
    anna.world.open(AFTER)
    draft = thread_draft(anna.world.session, anna.world.board(anna.actor, BoardKind.REGION, "oestdanmark"))
    assert draft is not None
    assert {draft.text, *(other.text for other in draft.set_aside)} == {"# Fra Sjælland\nHalvt skrevet", "# Fra Hovedstaden\nBegyndt på"}


def test_a_draft_that_was_kept_while_the_regions_became_one_comes_along_an_hour_later(anna: Reader) -> None:
    old = anna.world.board(anna.actor, BoardKind.REGION, "sjaelland")
    anna.world.open(AFTER)
    typed = Typed("# Fra Sjælland\nHalvt skrevet", "a", 1)
    commands.keep_thread_draft(anna.world.session, anna.actor, old, typed, now=anna.world.now)
    anna.world.open(AFTER)
    draft = thread_draft(anna.world.session, anna.world.board(anna.actor, BoardKind.REGION, "oestdanmark"))
    assert draft is not None
    assert "Halvt skrevet" in draft.text
