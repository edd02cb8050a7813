"""The pages of practice examples as a browser meets them."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from sspedu.network.commands.practice_words import PRACTICE_FIELDS
from sspedu.network.models import Post, PracticeExample, Thread
from sspedu.policy import Role
from tests.architecture.source import PACKAGE
from tests.counting import counted
from tests.network.telling import FIELDS, assess
from tests.network.test_pages import CPR, NATIONAL, WARNED, Reader
from tests.network.world import AARHUS, World

FORM = f"{NATIONAL}/praksis"
TRY = {"terrain": "town", "size_band": "city", "result": "mixed", "changed": "Intet.", "came_of_it": "Det gik sådan.", "nonce": "t"}


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def share(reader: Reader, **changed: str) -> str:
    """Share an example; return the address of its page."""
    answer = reader.send(FORM, **{**FIELDS, **changed})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_an_example_is_shared_and_read_on_both_axes(anna: Reader, bo: Reader) -> None:
    assert "Del et praksiseksempel" in anna.get(NATIONAL).text
    assert 'name="title"' in anna.get(FORM).text
    page = bo.get(share(anna)).text
    for said in ("1 · Erfaring", "Lovende tegn", "Selvangivet", FIELDS["problem"], FIELDS["pitfalls"]):
        assert said in page


def test_a_form_that_is_refused_comes_back_whole_with_links_to_what_is_wrong(anna: Reader) -> None:
    answer = anna.send(FORM, **{**FIELDS, "problem": "", "participants": "3", "partners": "police", "nonce": "mit"})
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == ["problem", "participants"]
    for name in ("action", "target", "outcome", "pitfalls"):
        assert f"\n{FIELDS[name]}</textarea>" in answer.text
    for chosen in ("specific", "street", "promising", "13-15", "police"):
        assert re.search(rf'value="{chosen}"\s+checked', answer.text)
    assert 'value="mit"' in answer.text
    assert 'id="problem-fejl"' in answer.text
    assert anna.count(Thread) == 0


@pytest.mark.parametrize("field", ["title", "problem", "pitfalls"])
def test_every_field_passes_the_guard(anna: Reader, field: str) -> None:
    stopped = anna.send(FORM, **{**FIELDS, field: CPR})
    assert (stopped.status_code, 'name="confirmed"' in stopped.text) == (422, False)
    warned = anna.send(FORM, **{**FIELDS, field: WARNED})
    assert f'<a href="#{field}">' in warned.text
    confirmed = warned.text.split('name="confirmed" value="')[-1].split('"')[0]
    assert anna.send(FORM, **{**FIELDS, field: WARNED}, confirmed=confirmed).status_code == 302


def test_one_way_on_goes_past_the_warnings_of_two_fields(anna: Reader) -> None:
    fields = {**FIELDS, "problem": WARNED, "outcome": "Eller til ida.proeve@gmail.com."}
    warned = anna.send(FORM, **fields)
    confirmed = warned.text.split('name="confirmed" value="')[-1].split('"')[0]
    assert anna.send(FORM, **fields, confirmed=confirmed).status_code == 302


def test_a_change_from_an_older_version_shows_both(anna: Reader) -> None:
    page = share(anna)
    assert anna.get(f"{page}/ret").status_code == 200
    assert anna.send(f"{page}/ret", **{**FIELDS, "problem": "Fra en anden fane."}, version="1").status_code == 302
    answer = anna.send(f"{page}/ret", **{**FIELDS, "problem": "Min tekst."}, version="1")
    assert answer.status_code == 409
    assert "\nMin tekst.</textarea>" in answer.text
    assert ">Fra en anden fane.</p>" in answer.text
    assert anna.send(f"{page}/ret", **{**FIELDS, "problem": "Min tekst."}, version="2").status_code == 302
    assert "Udgave 1" in anna.get(page).text


def test_the_running_text_is_changed_in_the_form_of_the_fields_alone(anna: Reader) -> None:
    page = share(anna)
    thread = page.replace("praksis", "traad")
    assert anna.get(f"{thread}/1/ret").location == f"{page}/ret"
    assert anna.send(f"{thread}/1/ret", text="Noget andet.", version="1").status_code == 404


def test_others_neither_change_nor_assess_an_example(anna: Reader, bo: Reader) -> None:
    page = share(anna)
    for act in ("ret", "vurder"):
        assert bo.get(f"{page}/{act}").status_code == 403
        assert bo.send(f"{page}/{act}", **FIELDS, version="1", reason_text="Læst.").status_code == 403
    assert "Vurdér eksemplet" not in bo.get(page).text


def test_an_instructor_assesses_and_stands_by_name(anna: Reader, app: Flask, world: World) -> None:
    page = share(anna, result="worked")
    teacher = Reader(app, world, AARHUS, roles=[Role.INSTRUCTOR])
    assert "Vurdér eksemplet" in teacher.get(page).text
    refused = teacher.send(f"{page}/vurder", known="4", result="worked", reason_text="", version="1")
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    given = {"known": "4", "result": "worked", "reason_text": "Evalueringen har en kontrolgruppe.", "version": "1"}
    assert teacher.send(f"{page}/vurder", **given).status_code == 302
    said = anna.get(page).text
    for words in ("4 · Uafhængigt evalueret", "Fagligt vurderet", "Virksom praksis", teacher.actor.name, given["reason_text"]):
        assert words in said
    assert teacher.send(f"{page}/vurder", **given).status_code == 302
    assert teacher.send(f"{page}/vurder", **{**given, "reason_text": "Noget andet."}).status_code == 409


def test_the_strongest_words_are_not_said_of_a_writers_own_word(anna: Reader, world: World) -> None:
    page = share(anna, result="worked", known="3", reference="Evaluering, 2025.")
    assert "virksom praksis" not in anna.get(page).text.lower()
    assess(world, int(page.rsplit("/", 1)[1]), known="4", result="promising")
    assert "virksom praksis" not in anna.get(page).text.lower()


def test_the_strongest_words_stand_behind_the_rule_in_every_template() -> None:
    said = {
        (path.name, "if example.is_effective" in line)
        for path in PACKAGE.rglob("*.html")
        for line in path.read_text().splitlines()
        if "virksom praksis" in line.lower()
    }
    # The page of themes quotes what the municipalities said in 2019: it calls nothing so.
    assert said == {("_practice_parts.html", True), ("_example_row.html", True), ("themes.html", False)}


def test_what_is_wrong_is_listed_in_the_order_of_the_fields(anna: Reader) -> None:
    example = share(anna)
    for path in (FORM, f"{example}/proevet"):
        refused = anna.send(path, nonce="tom", participants="3").text
        fields = list(dict.fromkeys(re.findall(r'<(?:textarea|input)[^>]* name="(\w+)"', refused.split('class="composer')[1])))
        linked = re.findall(r'<li><a href="#(\w+)">', refused)
        assert linked == [name for name in fields if name in linked]
        assert len(linked) >= 5


def test_the_fields_of_the_form_stand_in_the_order_in_which_they_are_kept_and_files_come_last(anna: Reader) -> None:
    form = anna.get(FORM).text.split('class="composer')[1]
    shown = dict.fromkeys(re.findall(r'<(?:textarea|input(?! type="hidden"))[^>]* name="(\w+)"', form))
    assert list(shown) == [*PRACTICE_FIELDS, "files"]


def test_each_line_of_what_is_wrong_is_called_what_its_field_is_called(anna: Reader) -> None:
    example = share(anna)
    for path in (FORM, f"{example}/proevet"):
        refused = anna.send(path, nonce="tom").text
        linked = re.findall(r'<li><a href="#(\w+)">([^<]+)</a> [^<]+</li>', refused)
        assert len(linked) == refused.count('class="form-group form-error"') > 1
        for field, name in linked:
            assert re.search(rf'(?:<legend class="form-label">|for="{field}">){re.escape(name)}', refused), field


def test_those_who_tried_it_answer_and_are_summed(anna: Reader, bo: Reader) -> None:
    page = share(anna)
    assert bo.get(f"{page}/proevet").status_code == 200
    refused = bo.send(f"{page}/proevet", **{**TRY, "changed": "", "came_of_it": "Vi talte 3 drenge."})
    assert re.findall(r'<li><a href="#(\w+)">', refused.text) == ["changed", "came_of_it"]
    assert bo.send(f"{page}/proevet", **TRY).location.endswith("#indlaeg-2")
    for path in (page, f"{page}/hoved"):
        said = " ".join(anna.get(path).text.split())
        assert "Prøvet i 1 kommune: 1 blandet" in said


def test_reading_an_example_writes_nothing_and_its_thread_asks_three_questions(anna: Reader, bo: Reader) -> None:
    page = share(anna)
    thread = page.replace("praksis", "traad")
    bo.get(thread)
    with counted() as statements:
        assert bo.get(thread).status_code == 200
    assert len(statements) <= 3
    for path in (page, f"{page}/hoved", FORM):
        with counted() as statements:
            assert bo.get(path).status_code == 200
        assert all(statement.startswith(("SELECT", "WITH")) for statement in statements)
        assert len(statements) <= 7


def test_an_example_that_was_taken_away_is_not_there_and_its_thread_still_is(anna: Reader, bo: Reader) -> None:
    page = share(anna)
    thread = page.replace("praksis", "traad")
    anna.send(f"{thread}/1/fjern", reason_text="")
    assert bo.get(page).status_code == 404
    assert bo.get(thread).status_code == 200
    assert anna.count(PracticeExample) == 0


@pytest.mark.parametrize(
    "gone", [{"hidden_at": datetime(2026, 11, 22, tzinfo=UTC)}, {"removed_at": datetime(2026, 11, 22, tzinfo=UTC), "text": "", "html": ""}]
)
def test_the_conversation_about_an_example_that_is_not_shown_leads_to_no_page_of_it(
    anna: Reader, bo: Reader, world: World, gone: dict[str, object]
) -> None:
    example = share(anna)
    thread = example.replace("praksis", "traad")
    assert example in bo.get(thread).text
    world.session.execute(update(Post).values(**gone))
    world.session.commit()
    assert bo.get(example).status_code == 404
    assert example not in bo.get(thread).text
