"""A consultant takes the law module from sign-in to completion, in a real browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from sspedu.curriculum.models import LessonText, Module, Question, QuestionKind
from sspedu.curriculum.reading import read
from sspedu.library.files import read_tree
from sspedu.settings import ROOT
from tests.journeys.conftest import Server
from tests.journeys.test_pages import look, sign_in

# What a browser shows does not depend on the engine, so these run once.
pytestmark = [pytest.mark.journey, pytest.mark.once]

COMPLETED = re.compile(r"Gennemført \d{1,2}\. [a-z]+ \d{4}")


@pytest.fixture(scope="module")
def law() -> tuple[Module, dict[str, LessonText]]:
    curriculum = read(read_tree(ROOT / "content"), today=datetime.now(UTC).date()).curriculum
    module = curriculum.module("lovgivning")
    assert module is not None
    return module, curriculum.texts


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_browser(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def answer(page: Page, question: Question) -> None:
    """Answer a question rightly, in its place on the page."""
    place = page.locator(f"[id='{question.id}']")
    if question.kind is QuestionKind.ESTIMATE:
        assert question.estimate is not None
        place.locator("input[name=value]").fill(str(question.estimate.value).replace(".", ","))
    for index, option in enumerate(question.options):
        if option.is_right:
            place.locator(f"label[for='{question.id}-{index}']").click()
    place.get_by_role("button", name="Svar").click()
    expect(page.locator(f"[id='{question.id}'] button[type=submit]")).to_have_count(0)


def complete(page: Page, module: Module, texts: dict[str, LessonText]) -> None:
    """Take every lesson of the module."""
    for lesson in module.lessons:
        page.goto(f"/moduler/{module.id}/{lesson.id}")
        text = texts[lesson.text_hash]
        for question in text.questions:
            answer(page, question)
        for reflection in text.reflections:
            place = page.locator(f"[id='{reflection.id}']")
            place.locator("textarea").fill("Jeg tager det op på vores næste møde.")
            place.get_by_role("button", name="Gem").click()
            expect(place).to_contain_text("Gemt")
        page.get_by_role("button", name="Markér som læst").click()


def first_lessons(module: Module, count: int) -> Module:
    """Return the module as if it ended after its first lessons."""
    section = module.sections[0].model_copy(update={"lessons": module.lessons[:count]})
    return module.model_copy(update={"sections": (section,)})


def test_a_consultant_completes_the_module_on_a_phone(phone: Page, law: tuple[Module, dict[str, LessonText]]) -> None:
    module, texts = law
    sign_in(phone, "konsulent@lindeborg.example")
    phone.goto("/moduler/lovgivning")
    phone.get_by_role("button", name="Tilmeld mig").click()
    expect(phone.get_by_text("Du er tilmeldt Lovgivning i SSP-arbejdet")).to_be_visible()
    complete(phone, module, texts)
    look(phone, f"/moduler/lovgivning/{module.lessons[0].id}")
    look(phone, "/moduler/lovgivning")
    expect(phone.get_by_text("Gennemført").first).to_be_visible()
    look(phone, "/min-laering")
    expect(phone.get_by_text(COMPLETED)).to_be_visible()


def test_lessons_can_be_completed_without_javascript(plain_browser: Page, law: tuple[Module, dict[str, LessonText]]) -> None:
    module, texts = law
    sign_in(plain_browser, "betjent@politi.example")
    plain_browser.goto("/moduler/lovgivning")
    plain_browser.get_by_role("button", name="Tilmeld mig").click()
    complete(plain_browser, first_lessons(module, 2), texts)
    plain_browser.goto("/min-laering")
    expect(plain_browser.get_by_text("2 af 6 lektioner").first).to_be_visible()


def test_one_leaves_and_comes_back_to_where_one_was(phone: Page, law: tuple[Module, dict[str, LessonText]]) -> None:
    module, texts = law
    sign_in(phone, "leder@lindeborg.example")
    phone.goto("/moduler/lovgivning")
    phone.get_by_role("button", name="Tilmeld mig").click()
    complete(phone, first_lessons(module, 1), texts)
    phone.get_by_role("button", name="Log af").first.click()
    sign_in(phone, "leder@lindeborg.example")
    phone.get_by_role("link", name="Fortsæt").first.click()
    expect(phone.locator("h1")).to_contain_text(module.lessons[1].title)


def test_the_keyboard_alone_is_enough(browser: Browser, server: Server, law: tuple[Module, dict[str, LessonText]]) -> None:
    module, texts = law
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") != "", "the first stop is the way past the navigation"
    sign_in(page, "moderator@lindeborg.example")
    page.goto("/moduler/lovgivning")
    page.get_by_role("button", name="Tilmeld mig").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du er tilmeldt")).to_be_visible()
    question = next(q for lesson in module.lessons for q in texts[lesson.text_hash].questions if q.kind is QuestionKind.SINGLE)
    lesson = next(lesson for lesson in module.lessons if texts[lesson.text_hash].question(question.id))
    page.goto(f"/moduler/lovgivning/{lesson.id}")
    page.locator(f"[id='{question.id}'] input[name=option]").first.focus()
    page.keyboard.press("Space")
    for _ in range([option.is_right for option in question.options].index(True)):
        page.keyboard.press("ArrowDown")
    page.locator(f"[id='{question.id}']").get_by_role("button", name="Svar").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{question.id}'] button[type=submit]")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body"), "focus is not lost when the question is replaced"
    context.close()


def test_before_the_answer_the_page_does_not_hold_the_key(phone: Page, law: tuple[Module, dict[str, LessonText]]) -> None:
    module, texts = law
    sign_in(phone, "underviser@lindeborg.example")
    phone.goto("/moduler/lovgivning")
    phone.get_by_role("button", name="Tilmeld mig").click()
    for lesson in module.lessons:
        phone.goto(f"/moduler/lovgivning/{lesson.id}")
        source = phone.content()
        for question in texts[lesson.text_hash].questions:
            for option in question.options:
                assert option.feedback_html[3:60] not in source


def test_an_answer_that_cannot_be_sent_says_so_and_stays(phone: Page, law: tuple[Module, dict[str, LessonText]]) -> None:
    module, texts = law
    sign_in(phone, "admin@lindeborg.example")
    phone.goto("/moduler/lovgivning")
    phone.get_by_role("button", name="Tilmeld mig").click()
    lesson = module.lessons[0]
    question = next(question for question in texts[lesson.text_hash].questions if question.options)
    phone.goto(f"/moduler/lovgivning/{lesson.id}")
    place = phone.locator(f"[id='{question.id}']")
    phone.context.set_offline(True)
    place.locator(f"label[for='{question.id}-0']").click()
    place.get_by_role("button", name="Svar").click()
    expect(place.get_by_role("alert")).to_contain_text("Ikke sendt: ingen forbindelse")
    expect(place.locator(f"[id='{question.id}-0']")).to_be_checked()
    phone.context.set_offline(False)
    place.get_by_role("button", name="Svar").click()
    expect(place.locator(".result")).to_be_visible()
