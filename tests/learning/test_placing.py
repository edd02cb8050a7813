"""Questions whose answer puts things in their places, request by request: in order, with their partners, under their headings."""

import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.curriculum.models import LessonText, Question, QuestionKind
from sspedu.learning.models import Attempt, Completion
from sspedu.library.models import StoredText
from sspedu.library.queries import kept
from tests.content import SECOND, publish_tree, small_tree
from tests.people import People, token

HEAD = SECOND[: SECOND.index("/// quiz")]
ORDER = """\
/// quiz
    id: orden
    type: order
    confidence: true

Hvad kommer først?

1. Lytte

    > HEMMELIGT-LYTTE

2. Spørge

    > HEMMELIGT-SPØRGE

3. Skrive

    > HEMMELIGT-SKRIVE
///
"""
MATCH = """\
/// quiz
    id: par
    type: match

Hvem gør hvad?

Skolen
:   underviser <alle>

    > HEMMELIGT-SKOLEN

Politiet
:   *patruljerer*

    > HEMMELIGT-POLITIET

Klubben
:   holder åbent

    > HEMMELIGT-KLUBBEN
///
"""
SORT = """\
/// quiz
    id: bunker
    type: sort

Hvor hører det hen?

### Kan deles

- Navn

    > HEMMELIGT-NAVN

- Telefon

    > HEMMELIGT-TELEFON

### Kan ikke deles

- Telefon
- Rygter

    > HEMMELIGT-RYGTER
///
"""
LESSON = HEAD + "\n".join((ORDER, MATCH, SORT))
PATH = "/moduler/lov/anden"
KINDS = {"orden": "order", "par": "match", "bunker": "sort"}


class Form(HTMLParser):
    """Reads the lists to choose from on a page: of each its label, its choices by their words, and what is chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.choices: dict[str, dict[str, str]] = {}
        self.chosen: dict[str, str] = {}
        self.invalid: set[str] = set()
        self.label = self.select = ""
        self.value: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "label":
            self.label = named.get("for", "")
        elif tag == "select" and named["name"] != "place":
            # Where in the lesson a fault is: not a question's.
            self.select = ""
        elif tag == "select":
            self.select = named["id"]
            self.choices[self.select] = {}
            if "aria-invalid" in named:
                self.invalid.add(self.select)
        elif tag == "option" and self.select:
            self.value = named["value"]
            if "selected" in named:
                self.chosen[self.select] = self.value

    def handle_data(self, data: str) -> None:
        if self.label:
            self.labels[self.label] = self.labels.get(self.label, "") + data
        elif self.value is not None and self.value and data.strip():
            self.choices[self.select][data.strip()] = self.value

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.label = ""
        elif tag == "option":
            self.value = None


class Learner:
    """A browser in which a learner is signed in and enrolled."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf_token = token(client)
        self.post("/moduler/lov/tilmeld")

    def post(self, path: str, **fields: Any):  # type: ignore[no-untyped-def]
        htmx = {"HX-Request": "true"} if fields.pop("htmx", False) else None
        return self.client.post(path, data={"csrf_token": self.csrf_token, **fields}, headers=htmx)

    def page(self) -> str:
        return self.client.get(PATH).text

    def form(self, item: str) -> dict[str, dict[str, str]]:
        """Return the choices of each thing to be placed, by the words that stand beside them."""
        read = Form(self.page())
        return {read.labels[id_]: choices for id_, choices in read.choices.items() if id_.rsplit("-", 1)[0] == item}

    def answer(self, item: str, places: list[str], *, number: int = 1, **fields: Any):  # type: ignore[no-untyped-def]
        return self.post(f"{PATH}/spoergsmaal/{item}", number=number, place=places, **fields)

    def place(self, item: str, key: dict[str, str], *, number: int = 1, **fields: Any):  # type: ignore[no-untyped-def]
        """Choose by the words that are on the page, as a reader does."""
        return self.answer(item, [choices[key[words]] for words, choices in self.form(item).items()], number=number, **fields)


RIGHT = {
    "orden": {"Lytte": "Nr. 1", "Spørge": "Nr. 2", "Skrive": "Nr. 3"},
    "par": {"Skolen": "underviser", "Politiet": "patruljerer", "Klubben": "holder"},
    "bunker": {"Navn": "Kan deles", "Telefon": "Kan deles", "Rygter": "Kan ikke deles"},
}


@pytest.fixture
def learner(people: People, session: Session, now: datetime) -> Learner:
    publish_tree(
        session, small_tree(second=LESSON, retired="retired: [{id: gaet, on: 2026-01-01}, {id: mandag, on: 2026-01-01}]\n"), now=now
    )
    return Learner(people.sign_in())


def rightly(learner: Learner, item: str) -> dict[str, str]:
    """Return the right choice for each thing, in the words of the page: a partner stands behind its letter."""
    return {
        words: next(name for name in choices if re.sub(r"^[A-Z]: ", "", name).startswith(RIGHT[item][words]))
        for words, choices in learner.form(item).items()
    }


def stored(session: Session, item: str) -> Question:
    kept.forget()
    for document in session.scalars(select(StoredText.document)):
        if question := LessonText.model_validate_json(document).question(item):
            return question
    raise AssertionError(item)


@pytest.mark.parametrize("item", KINDS)
def test_whoever_places_everything_rightly_is_told_so_and_has_done_it(learner: Learner, session: Session, item: str) -> None:
    learner.place(item, rightly(learner, item))
    assert session.scalars(select(Attempt.is_right)).all() == [True]
    assert session.scalars(select(Completion.item_id)).all() == [item]
    assert "Rigtigt svar</p>" in learner.page()


@pytest.mark.parametrize("item", KINDS)
def test_what_one_may_choose_from_is_named_and_chosen_beforehand_nowhere(learner: Learner, item: str) -> None:
    form = Form(learner.page())
    mine = [id_ for id_ in form.choices if id_.rsplit("-", 1)[0] == item]
    assert {form.labels[id_] for id_ in mine} == set(RIGHT[item])
    assert not form.chosen
    assert not form.invalid


@pytest.mark.parametrize("item", KINDS)
def test_neither_order_nor_feedback_tells_the_key_before_the_answer(learner: Learner, session: Session, item: str) -> None:
    page = learner.page()
    assert "HEMMELIGT" not in page
    question = stored(session, item)
    right = [entry.places for entry in question.entries]
    assert right != sorted(right)
    positions = [page.index(f'id="{item}-{index}"') for index in range(len(question.entries))]
    assert positions == sorted(positions)


def test_the_page_is_the_same_each_time(learner: Learner) -> None:
    assert Form(learner.page()).labels == Form(learner.page()).labels


@pytest.mark.parametrize("item", KINDS)
def test_after_the_answer_everything_has_its_place_and_its_feedback(learner: Learner, session: Session, item: str) -> None:
    question = stored(session, item)
    wrong = [str((entry.places[0] + 1) % question.place_count) for entry in question.entries]
    part = learner.answer(item, wrong, htmx=True)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert part.text.count("HEMMELIGT") == 3
    assert part.text.count("Dit svar:") == 3
    assert "Rigtigt svar:" in part.text
    page = learner.page()
    assert page.count("HEMMELIGT") == 3
    assert page.count("Dit svar:") == 3


def test_things_that_were_put_in_order_are_shown_in_it_afterwards(learner: Learner) -> None:
    page = learner.answer("orden", ["0", "1", "2"], htmx=True).text
    assert page.index("Lytte") < page.index("Spørge") < page.index("Skrive")


def test_an_item_under_two_headings_is_right_in_either_and_says_so(learner: Learner, session: Session) -> None:
    right = rightly(learner, "bunker")
    other = learner.place("bunker", {**right, "Telefon": "Kan ikke deles"}, htmx=True).text
    assert session.scalars(select(Attempt.is_right)).all() == [True]
    assert "Også rigtigt:" in other


@pytest.mark.parametrize("item", KINDS)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_chosen_comes_back_when_something_is_missing(learner: Learner, session: Session, item: str, htmx: bool) -> None:
    refused = learner.answer(item, ["1", "", "0"], confidence="i-tvivl", htmx=htmx)
    assert refused.status_code == 422
    assert "Du mangler 1 af 3." in refused.text
    assert "HEMMELIGT" not in refused.text
    form = Form(refused.text)
    assert form.chosen == {f"{item}-0": "1", f"{item}-2": "0"}
    assert form.invalid == {f"{item}-1"}
    assert session.scalars(select(Attempt)).all() == []


@pytest.mark.parametrize(
    ("item", "places", "sentence"),
    [
        ("orden", ["0", "0", "1"], "Nr. 1 står ved flere punkter"),
        ("orden", ["0", "1", "3"], "findes ikke"),
        ("par", ["0", "1", "x"], "findes ikke"),
        ("bunker", ["0", "1", "2"], "findes ikke"),
        ("bunker", ["0", "1", "1", "1"], "passer ikke"),
        ("bunker", [], "Du mangler 3 af 3"),
    ],
)
def test_a_placement_that_cannot_be_used_comes_back_with_a_sentence(learner: Learner, item: str, places: list[str], sentence: str) -> None:
    refused = learner.answer(item, places)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "HEMMELIGT" not in refused.text


def test_an_answer_is_kept_with_one_place_a_line_and_read_again(learner: Learner, session: Session) -> None:
    learner.answer("bunker", ["1", "0", "1"], confidence="sikker")
    assert session.scalars(select(Attempt.given)).all() == ["1\n0\n1"]
    assert learner.page().count("Dit svar:") == 3


def test_a_question_can_be_tried_again_with_nothing_chosen(learner: Learner) -> None:
    learner.answer("par", ["0", "0", "0"])
    again = learner.client.get(f"{PATH}/spoergsmaal/par").text
    assert 'name="number" value="2"' in again
    assert not Form(again).chosen
    assert "HEMMELIGT" not in again


def test_an_expired_form_keeps_every_choice_in_its_order(learner: Learner) -> None:
    learner.csrf_token = "gammel"
    refused = learner.answer("orden", ["2", "", "1"])
    assert refused.status_code == 400
    assert re.findall(r'name="place" value="(\d*)"', refused.text) == ["2", "", "1"]


def test_a_visitor_to_the_lesson_sees_what_is_to_be_placed_but_not_where(people: People, session: Session, now: datetime) -> None:
    retired = "retired: [{id: gaet, on: 2026-01-01}, {id: mandag, on: 2026-01-01}]\n"
    publish_tree(session, small_tree(second=LESSON, retired=retired), now=now)
    page = people.sign_in().get(PATH).text
    for words in ("Lytte", "Politiet", "holder åbent", "Rygter", "Kan ikke deles"):
        assert words in page
    assert "HEMMELIGT" not in page
    assert 'name="place"' not in page


@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_asked_of_an_older_text_comes_back_as_it_was_asked(learner: Learner, session: Session, now: datetime, htmx: bool) -> None:
    """The new text may show other things in another order: a refused form stays with the text it was made from."""
    before = re.findall(r'name="version" value="(\w+)"', learner.page())[0]
    session.rollback()
    retired = "retired: [{id: gaet, on: 2026-01-01}, {id: mandag, on: 2026-01-01}]\n"
    publish_tree(session, small_tree(second=LESSON.replace("Skrive", "Underrette"), retired=retired), now=now)
    refused = learner.answer("orden", ["2", "", "1"], version=before, htmx=htmx).text
    refused = refused[refused.index('id="orden"') :]
    assert re.findall(r'name="version" value="(\w+)"', refused)[0] == before
    assert "Skrive" in Form(refused).labels.values()
    marked = learner.answer("orden", ["2", "0", "1"], version=before, htmx=True).text
    assert marked.count("HEMMELIGT") == 3


def test_a_text_from_before_there_were_such_questions_is_read_and_stored_as_it_was() -> None:
    stored_then = (
        '{"html":["","q",""],"questions":[{"id":"q","kind":"single","title":"A?","stem_html":"<p>A?</p>","options":[{"html":"B","is_right":true,'
        '"feedback_html":""},{"html":"C","is_right":false,"feedback_html":""}],"estimate":null,"feedback_html":"","answer_html":"",'
        '"required":"right","asks_confidence":false}],"reflections":[],"headings":[],"plain":""}'
    )
    text = LessonText.model_validate_json(stored_then)
    assert text.model_dump_json() == stored_then
    question = text.question("q")
    assert question is not None
    assert (question.kind, question.entries, question.places) == (QuestionKind.SINGLE, (), ())


@pytest.mark.parametrize("item", KINDS)
def test_where_judgement_is_asked_for_another_place_than_ours_is_no_mistake(
    people: People, session: Session, now: datetime, item: str
) -> None:
    second = LESSON.replace(f"type: {KINDS[item]}", f"type: {KINDS[item]}\n    required: answered")
    retired = "retired: [{id: gaet, on: 2026-01-01}, {id: mandag, on: 2026-01-01}]\n"
    publish_tree(session, small_tree(second=second, retired=retired), now=now)
    learner = Learner(people.sign_in())
    places = list(rightly(learner, item).values())
    first = next(iter(learner.form(item).values()))
    learner.answer(item, [first[other] for other in [*places[1:], places[0]]])
    shown = learner.page().split(f'id="{item}"')[1].split("</section>")[0]
    assert "Vi ser det lidt anderledes" in shown
    assert "Et andet bud" in shown
    assert "Vores bud:" in shown
    assert not re.search("[Ff]orkert|[Rr]igtig", shown)
