"""The long forms keep drafts as posts do: a practice example, its change, "Vi har prøvet det", an event, and the note to a moderator."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from sspedu.drafts.models import Draft
from sspedu.drafts.queries import unsaved
from sspedu.network import queries
from sspedu.network.models import BoardKind, Case, Event, PracticeTry
from tests.network.telling import FIELDS
from tests.network.test_events import SOON
from tests.network.test_moderation import Moderator
from tests.network.test_pages import CPR, NATIONAL, Reader
from tests.network.test_practice_pages import TRY, share
from tests.network.test_writing import drafts, shown
from tests.network.world import AARHUS, AFTER, ODENSE, World

NUMBER = "010203-1234"
EVENT = {
    "title": "Netværksmøde", "begins_on": SOON.isoformat(), "begins_at": "14:30", "ends_at": "16:00", "place": "Rådhuset",
    "audience": "Klubber", "text": "Vi taler.\n# text\n\nOg spiser.", "nonce": "n",
}  # fmt: skip
FORMS: Mapping[str, Mapping[str, str]] = {
    "share": {**FIELDS, "partners": "police", "problem": "Ved hallen.\n\n# action\n## og ved skolen"},
    "edit": {**FIELDS, "problem": "Nu om torsdagen.", "version": "1"},
    "try": TRY,
    "event": EVENT,
}
# A field of each form that one writes in.
WRITTEN = {"share": "problem", "edit": "problem", "try": "changed", "event": "text"}
CALLED = {"problem": "Hvad var problemet?", "changed": "Hvad gjorde I anderledes?", "text": "Hvad skal I?"}
A, B = {"tab": "a", "sequence": "1"}, {"tab": "b", "sequence": "1"}
every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def page_of(reader: Reader, form: str) -> str:
    """Return where a form stands."""
    if form in ("share", "event"):
        return f"{NATIONAL}/{'praksis' if form == 'share' else 'indkald'}"
    return f"{share(reader)}/{'ret' if form == 'edit' else 'proevet'}"


def filled_in(page: str) -> dict[str, str]:
    """Read what stands in the form of a page, as a browser would send it."""
    form = page.split('class="composer')[1]
    found = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and not re.search('type="(hidden|file)"', tag) and ("checked" in tag or not re.search('type="(radio|checkbox)"', tag)):
            found.append((name[1], value[1] if value else ""))
    return {name: unescape(words) for name, words in found if words}


def typed(form: str) -> dict[str, str]:
    return {name: words for name, words in FORMS[form].items() if name not in ("nonce", "version")}


@every_form
def test_all_that_is_typed_and_chosen_is_in_the_form_again_on_any_device(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    assert "Kladde gemt" in anna.send(f"{page}/kladde", **typed(form), **A).text
    opened = anna.get(page).text
    assert "Kladde fra" in opened
    assert filled_in(opened) == typed(form)


@every_form
def test_sending_drops_the_draft_and_neither_an_old_tab_nor_what_a_browser_puts_back_brings_it_again(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    anna.send(f"{page}/kladde", **typed(form), **A)
    assert anna.send(page, **FORMS[form], seen="", tab="a", sequence="2").status_code == 302
    assert drafts(anna) == []
    based_on = "2" if form == "edit" else ""
    anna.send(f"{page}/kladde", **typed(form), tab="a", sequence="2", based_on=based_on)
    anna.send(f"{page}/kladde", **typed(form), **B, based_on=based_on)
    assert drafts(anna) == []


@pytest.mark.parametrize("form", ["share", "try", "event"])
def test_what_a_browser_puts_back_of_some_fields_is_no_draft_and_another_word_is(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    anna.send(f"{page}/kladde", **typed(form), **A)
    assert anna.send(page, **FORMS[form], seen="", tab="a", sequence="2").status_code == 302
    some = dict(list(typed(form).items())[1:4])
    anna.send(f"{page}/kladde", **some, **B)
    assert drafts(anna) == []
    answer = anna.send(f"{page}/kladde", **{**some, WRITTEN[form]: "Noget andet nu"}, tab="b", sequence="2").text
    assert "Kladde gemt" in answer
    assert "i en anden fane" not in answer
    assert "Noget andet nu" in drafts(anna)[0]


@every_form
def test_a_number_is_masked_in_the_draft_alone_and_a_refused_form_keeps_both(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    wrong = {**FORMS[form], WRITTEN[form]: CPR}
    answer = anna.send(f"{page}/kladde", **wrong, **A).text
    assert "der står [skjult] i stedet" in answer
    assert f'<p class="draft-part">{CALLED[WRITTEN[form]]}</p>' in answer
    assert filled_in(anna.get(page).text) == {**typed(form), WRITTEN[form]: "Det er [skjult]."}
    refused = anna.send(page, **wrong, seen="", tab="a", sequence="2")
    assert refused.status_code == 422
    assert filled_in(refused.text)[WRITTEN[form]] == CPR
    (kept,) = drafts(anna)
    assert NUMBER not in kept


@every_form
def test_a_draft_is_shown_by_what_its_fields_are_called_and_thrown_away_when_asked(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    anna.send(f"{page}/kladde", **typed(form), **A)
    asked = anna.get(f"{page}/kladde").text
    said = re.findall(r'class="draft-part">([^<]+)<', asked)
    words = [unescape(words) for words in re.findall(r'class="as-written">(.*?)</p>', asked, re.DOTALL)]
    assert len(said) == len(words) == len(typed(form))
    assert FORMS[form][WRITTEN[form]] in words
    assert not any(text.startswith("# ") for text in words)
    assert not {"town", "street", "mixed", "13-15"} & set(words)
    assert anna.send(f"{page}/kladde/kasser", seen=shown(asked)).status_code == 302
    assert drafts(anna) == []


@every_form
def test_what_another_tab_wrote_stands_beside_it_in_words(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    anna.send(f"{page}/kladde", **{WRITTEN[form]: "Fra den ene fane"}, **A)
    answer = anna.send(f"{page}/kladde", **{WRITTEN[form]: "Fra den anden"}, **B).text
    for said in (answer, anna.get(page).text):
        assert '<p class="as-written">Fra den ene fane</p>' in said


@every_form
def test_a_draft_with_fields_and_choices_that_the_form_no_longer_has_opens_and_shows_them(anna: Reader, form: str) -> None:
    page = page_of(anna, form)
    anna.send(f"{page}/kladde", **typed(form), **A)
    old = f"Uden navn\n# moon\nStår her endnu\n# arena\nmoon\n# result\nx\n# {WRITTEN[form]}\nMed"
    anna.world.session.execute(update(Draft).values(text=old))
    anna.world.session.commit()
    assert filled_in(anna.get(page).text)[WRITTEN[form]] == "Med"
    assert "Står her endnu" in anna.get(f"{page}/kladde").text


def test_an_empty_form_and_one_that_says_what_stands_have_no_draft(anna: Reader) -> None:
    example = page_of(anna, "edit")
    anna.send(f"{example}/kladde", **FIELDS, **A, based_on="1")
    anna.send(f"{NATIONAL}/praksis/kladde", title=" ", **A)
    assert drafts(anna) == []


def test_a_draft_of_an_older_example_stands_beside_what_stands_now(anna: Reader) -> None:
    page = page_of(anna, "edit")
    anna.send(f"{page}/kladde", **{**FIELDS, "problem": "Min kladde"}, **A, based_on="1")
    assert anna.send(page, **{**FIELDS, "problem": "Rettet på telefonen"}, version="1", seen="", **B).status_code == 302
    opened = anna.get(page).text
    assert filled_in(opened)["problem"] == "Min kladde"
    assert ">Rettet på telefonen</p>" in opened
    assert 'name="version" value="2"' in opened


def test_the_draft_of_a_change_goes_with_the_example(anna: Reader) -> None:
    page = page_of(anna, "edit")
    anna.send(f"{page}/kladde", **{**FIELDS, "problem": "Min kladde"}, **A, based_on="1")
    thread = page.replace("praksis", "traad").removesuffix("/ret")
    assert anna.send(f"{thread}/1/fjern", reason_text="").status_code == 302
    assert drafts(anna) == []


def test_others_keep_no_draft_where_they_may_not_write(anna: Reader, bo: Reader) -> None:
    page, talk = page_of(anna, "edit"), anna.begin(nonce="t").replace("traad", "praksis")
    assert bo.send(f"{page}/kladde", **FIELDS, **A).status_code == 403
    for closed in (f"/netvaerk/kommune/{ODENSE}/praksis", f"/netvaerk/kommune/{ODENSE}/indkald", f"{talk}/proevet", f"{talk}/ret"):
        assert bo.send(f"{closed}/kladde", **FIELDS, **A).status_code == 404, closed
    assert drafts(anna) == []


def test_a_theme_is_chosen_beforehand_only_where_nothing_is_written_yet(anna: Reader) -> None:
    page = "/netvaerk/tema/lovgivning/praksis"
    assert filled_in(anna.get(page).text)["themes"] == "lovgivning"
    anna.send(f"{page}/kladde", title="Begyndt", **A)
    assert filled_in(anna.get(page).text) == {"title": "Begyndt"}


def test_drafts_on_a_region_are_there_on_the_board_that_took_over(anna: Reader) -> None:
    for form in ("praksis", "indkald", "ny/moderator"):
        anna.send(f"/netvaerk/region/sjaelland/{form}/kladde", title="Fra Sjælland", words="Fra Sjælland", **A)
    anna.world.open(AFTER)
    board = anna.world.board(anna.actor, BoardKind.REGION, "oestdanmark")
    note = queries.note_place(queries.new_thread_place(board))
    for place in (queries.practice_place(board), queries.event_place(board), note):
        found = unsaved(anna.world.session, anna.actor.id, place)
        assert found is not None
        assert "Fra Sjælland" in found.text


def test_words_that_are_redacted_go_out_of_a_field_and_the_others_stay(anna: Reader, app: Flask, world: World) -> None:
    moderator = Moderator(app, world, AARHUS)
    thread = anna.begin(text="Kanariefuglen hedder noget ganske særligt.")
    page = page_of(anna, "share")
    copied = {"problem": "De skrev:\nKanariefuglen hedder noget ganske særligt.", "title": "En titel", "ages": "13-15"}
    anna.send(f"{page}/kladde", **copied, **A)
    answer = moderator.send(f"{thread.replace('/netvaerk', '/moderation')}/1/fjern", version="1", reason_text="Personoplysninger.")
    assert answer.status_code == 302
    assert filled_in(anna.get(page).text) == {"title": "En titel", "ages": "13-15", "problem": "De skrev:\n[skjult]."}


@pytest.mark.parametrize("which", ["ny", "reply", "edit"])
def test_the_note_to_a_moderator_is_there_when_one_comes_again_and_gone_when_it_is_sent(anna: Reader, which: str) -> None:
    thread = anna.begin()
    form = {"ny": f"{NATIONAL}/ny", "reply": thread, "edit": f"{thread}/1/ret"}[which]
    stopped = {"title": "En titel", "text": CPR, "nonce": "m", "version": "1"}
    note = {"why": "case", "words": "Det er et sagsnummer."}
    anna.send(f"{form}/moderator/kladde", **stopped, **note, **A)
    (kept,) = drafts(anna)
    assert NUMBER not in kept
    asked = anna.send(f"{form}/moderator", **stopped, tab="t", sequence="4", seen="x").text
    assert filled_in(asked)["words"] == note["words"]
    assert re.search(r'value="case"[^>]* checked', asked)
    assert 'name="text_sequence" value="4"' in asked
    assert note["words"] in anna.get(f"{form}/moderator/kladde").text
    answer = anna.send(f"{form}/moderator", **stopped, **note, send="1", seen=shown(asked), tab="b", sequence="1")
    assert answer.status_code == 302
    assert (drafts(anna), anna.count(Case)) == ([], 1)


def test_a_draft_that_is_too_long_says_so_and_the_one_before_it_stays(anna: Reader) -> None:
    page = page_of(anna, "share")
    anna.send(f"{page}/kladde", title="Kort", **A)
    answer = anna.send(f"{page}/kladde", title="Kort", problem="x" * 20_001, tab="a", sequence="2")
    assert answer.status_code == 422
    assert drafts(anna) == ["# title\nKort"]


def test_a_draft_counts_for_nothing_before_it_is_sent(anna: Reader) -> None:
    for form in ("event", "try"):
        anna.send(f"{page_of(anna, form)}/kladde", **typed(form), **A)
    assert (anna.count(Event), anna.count(PracticeTry)) == (0, 0)
    assert len(anna.world.session.scalars(select(Draft.kind)).all()) == 2


def test_the_draft_of_a_new_thread_is_shown_without_its_marks(anna: Reader) -> None:
    for kind in ("discussion", "question"):
        anna.send(f"{NATIONAL}/ny/kladde", title="Hvad gør I?", text="To ting", kind=kind, tab="a", sequence="1" if kind[0] == "d" else "2")
        asked = anna.get(f"{NATIONAL}/ny/kladde").text
        assert '<p class="as-written">Hvad gør I?</p>' in asked
        assert '<p class="as-written">To ting</p>' in asked
