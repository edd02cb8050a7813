"""What comes out of the printer: a lesson with boxes to write in and no answers, and kits for meetings that are one page each."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from sspedu.curriculum.models import Curriculum, LessonText
from sspedu.curriculum.reading import read
from sspedu.curriculum.sanitising import plain_text
from sspedu.library.files import read_tree
from sspedu.settings import ROOT
from tests.journeys.conftest import Server
from tests.journeys.test_pages import sign_in
from tests.paper import pages, squeezed, words

# What a browser shows does not depend on the engine, so these run once.
pytestmark = [pytest.mark.journey, pytest.mark.once]

LESSON = "/moduler/lovgivning/underretningspligten"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return read(read_tree(ROOT / "content"), today=datetime.now(UTC).date()).curriculum


def lesson_text(curriculum: Curriculum) -> LessonText:
    module = curriculum.module("lovgivning")
    assert module is not None
    return next(curriculum.texts[lesson.text_hash] for lesson in module.lessons if lesson.id == "underretningspligten")


def assert_a_drawing_follows_the_reader(page: Page) -> None:
    """One layout is shown at a time, with letters as large as the text's; where there is no room for them, its words stand in its place."""
    drawing = page.locator("figure.drawing")
    assert [drawing.locator(f"svg.drawing__{layout}").is_visible() for layout in ("wide", "narrow")] == [True, False]
    page.set_viewport_size({"width": 320, "height": 800})
    assert [drawing.locator(f"svg.drawing__{layout}").is_visible() for layout in ("wide", "narrow")] == [False, True]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert drawing.locator("svg.drawing__narrow text").first.evaluate("letters => letters.getBoundingClientRect().height") > 18
    assert drawing.locator("details ol").is_hidden()
    page.evaluate("document.documentElement.style.fontSize = '20px'")
    assert drawing.locator("svg:visible").count() == 0
    assert drawing.locator("details ol").is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})


def test_paper(browser: Browser, server: Server, curriculum: Curriculum) -> None:
    page = browser.new_context(base_url=server.url).new_page()
    sign_in(page, "leder@lindeborg.example")

    page.goto(LESSON)
    printed = words(page.pdf(prefer_css_page_size=True))
    text = lesson_text(curriculum)
    for said in (
        "barnets lov § 133",
        "Fra må til skal",
        "Jeg underretter.",
        "Vejledning nr. 9471",
        "Kontrolleret",
        "Gennemgået",
        "SSP Læring",
    ):
        assert squeezed(said) in printed
    for question in text.questions:
        assert all(squeezed(plain_text(option.html)) in printed for option in question.options)
        assert not [option for option in question.options if squeezed(plain_text(option.feedback_html)) in printed]
    for unwanted in ("Min læring", "Log af", "Næste lektion", "Fejl i lektionen?", "Lektion 4 af 6", "Tilmeld", "Vis som tekst", "Mødekit"):
        assert squeezed(unwanted) not in printed

    assert_a_drawing_follows_the_reader(page)

    # Its question of eleven sayings goes on over the page; kept whole, it left half a page empty, and one line on a fifth.
    page.goto("/moduler/opsporing/tegn-og-tendenser")
    sheets = [squeezed(sheet) for sheet in pages(page.pdf(prefer_css_page_size=True))]
    assert len(sheets) == 4
    assert "Brugdetpåmandag" in sheets[-1]

    kits = [(module.id, lesson) for module in curriculum.modules for lesson in module.lessons if lesson.meeting]
    assert {module for module, _ in kits} == {module.id for module in curriculum.modules}
    longer = {}
    for module, lesson in kits:
        page.goto(f"/moduler/{module}/{lesson.id}/moedekit")
        sheets = pages(page.pdf(prefer_css_page_size=True))
        assert squeezed(lesson.title) in squeezed(sheets[0])
        if len(sheets) != 1:
            longer[lesson.id] = len(sheets)
    assert not longer
    page.context.close()
