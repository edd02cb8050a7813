"""An SSP-medarbejder takes the short track to its end, on a phone: every lesson leads to the next one of the track."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sspedu.curriculum.marking import answer_field
from sspedu.curriculum.models import Curriculum, LessonText, Question, QuestionKind
from sspedu.curriculum.reading import read
from sspedu.library.files import read_tree
from sspedu.settings import ROOT
from tests.journeys.conftest import Server
from tests.journeys.test_pages import look, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

TRACK = "ssp-medarbejder"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read(read_tree(ROOT / "content"), today=datetime.now(UTC).date()).curriculum


@pytest.fixture
def phone(browser: Browser, new_server: Any) -> Iterator[Page]:
    """A phone on a server of its own: what is answered here would be answered already in journeys that share one."""
    server: Server = new_server()
    server.start()
    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()
    server.stop()


def right_answer(question: Question) -> list[str]:
    """Return what a form would hold for the right answer."""
    if question.kind is QuestionKind.ESTIMATE and question.estimate is not None:
        return [str(question.estimate.value).replace(".", ",")]
    if question.entries:
        return [str(entry.places[0]) for entry in question.entries]
    return [str(index) for index, option in enumerate(question.options) if option.is_right]


def send(page: Page, path: str, fields: Mapping[str, list[str]]) -> None:
    """Send a form as the page that is open would, past the clicking: other journeys click."""
    marks = {name: page.locator(f"input[name={name}]").first.input_value() for name in ("csrf_token", "by")}
    body = page.evaluate(
        """async ([path, pairs]) => (await fetch(path, {method: "POST", body: new URLSearchParams(pairs)})).status""",
        [path, [[name, value] for name, values in {**fields, **{key: [mark] for key, mark in marks.items()}}.items() for value in values]],
    )
    assert body == 200, path


def work(page: Page, path: str, text: LessonText) -> None:
    """Answer and write what the open lesson asks for."""
    for question in text.questions:
        send(page, f"{path}/spoergsmaal/{question.id}", {answer_field(question): right_answer(question), "number": ["1"]})
    for reflection in text.reflections:
        send(page, f"{path}/refleksion/{reflection.id}", {"text": ["Jeg tager det op på vores næste møde."]})


def test_a_track_is_taken_to_its_end(phone: Page, curriculum: Curriculum) -> None:
    track = next(found for found in curriculum.registers.tracks if found.id == TRACK)
    sign_in(phone, "underviser@lindeborg.example")
    phone.get_by_role("link", name=track.title).click()
    phone.get_by_role("button", name="Tilmeld mig forløbet").click()
    expect(phone.get_by_text("0 af 6 lektioner")).to_be_visible()
    look(phone, f"/forloeb/{TRACK}")
    phone.get_by_role("link", name="Start:").click()
    for number, place in enumerate(track.lessons, start=1):
        module = curriculum.module(place.module)
        assert module is not None
        outline = next(lesson for lesson in module.lessons if lesson.id == place.lesson)
        expect(phone.locator("h1")).to_have_text(outline.title)
        work(phone, f"/moduler/{place.module}/{place.lesson}", curriculum.texts[outline.text_hash])
        phone.get_by_role("button", name="Markér som læst").click()
        if number < len(track.lessons):
            phone.get_by_role("link", name="Næste lektion:").click()
    expect(phone.get_by_text(f"Du har gennemført forløbet {track.title}.")).to_be_visible()
    look(phone, f"/forloeb/{TRACK}")
    expect(phone.get_by_text("6 af 6 lektioner")).to_be_visible()
    look(phone, "/min-laering")
    expect(phone.get_by_role("link", name=track.title)).to_be_visible()
