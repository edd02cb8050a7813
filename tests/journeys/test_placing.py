"""Putting things in their places in a real browser: by keyboard, without JavaScript, on a phone, and for axe."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sspedu.settings import ROOT
from tests.curriculum.test_authoring_guide import FRAGMENT_HEAD, FRAGMENTS, with_fragment
from tests.journeys.conftest import Server
from tests.journeys.test_pages import look_at_every_width, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

LESSON = "/moduler/moedet/eksempel"
RIGHT = {
    "foer-moedet": ("Spørg dem", "Skriv punktet", "Send det"),
    "hvem-svarer": ("Hvem er i hallen", "Hvem mangler", "Hvad er der meldt"),
    "hvor-hoerer-det-til": ("På dagsordenen", "I referatet", "I referatet"),
}


@pytest.fixture(scope="module")
def guide_server(new_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server with the module of the authoring guide beside our own, and its questions in a lesson."""
    folder = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(ROOT / "content", folder)
    body = next(fragment.text for fragment in FRAGMENTS if "type: order" in fragment.text)
    for name, text in with_fragment(body).items():
        path = folder / name
        if name.startswith("modules/moedet/"):
            path.parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(text, encoding="utf-8")
    assert (folder / "modules/moedet/eksempel.md").read_text(encoding="utf-8").startswith(FRAGMENT_HEAD)
    server: Server = new_server()
    server.environment["SSPEDU_CONTENT_DIR"] = str(folder)
    server.start()
    return server


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def page(browser: Browser, guide_server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=guide_server.url, java_script_enabled=request.param, viewport={"width": 390, "height": 800})
    page = context.new_page()
    email = "konsulent@lindeborg.example" if request.param else "betjent@politi.example"
    sign_in(page, email)
    page.goto("/moduler/moedet")
    page.get_by_role("button", name="Tilmeld mig").click()
    page.goto(LESSON)
    yield page
    context.close()


def fill(page: Page, place: Locator, item: str) -> None:
    """Choose rightly for every thing, by its label and the words of its list."""
    for number, choice in enumerate(place.locator("select").all()):
        label = place.locator("label").nth(number).inner_text()
        words = choice.locator("option").all_inner_texts()
        if item == "foer-moedet":
            rank = next(rank for rank, start in enumerate(RIGHT[item], start=1) if label.startswith(start))
            wanted = f"Nr. {rank}"
        elif item == "hvem-svarer":
            who = ("Klubmedarbejderen", "Skolelederen", "Lokalbetjenten").index(label)
            wanted = next(word for word in words if RIGHT[item][who] in word)
        else:
            wanted = "På dagsordenen" if label.startswith("Åbningstider") else "I referatet"
        choice.select_option(label=wanted)


def test_everything_is_put_in_its_place_on_a_phone(page: Page) -> None:
    for item in RIGHT:
        place = page.locator(f"[id='{item}']")
        fill(page, place, item)
        place.get_by_role("button", name="Svar").click()
        place = page.locator(f"[id='{item}']")
        expect(place.locator("button[type=submit]")).to_have_count(0)
        expect(place.locator(".result")).to_contain_text("Du svarede som os" if item == "hvor-hoerer-det-til" else "Rigtigt svar")
        expect(place.get_by_text("Dit svar:")).to_have_count(3)


def test_what_was_chosen_stands_when_something_is_missing(browser: Browser, guide_server: Server) -> None:
    context = browser.new_context(base_url=guide_server.url)
    page = context.new_page()
    sign_in(page, "moderator@lindeborg.example")
    page.goto("/moduler/moedet")
    page.get_by_role("button", name="Tilmeld mig").click()
    page.goto(LESSON)
    page.locator("[id='foer-moedet-0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator("[id='foer-moedet']").get_by_role("button", name="Svar").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[id='foer-moedet-fejl']")).to_contain_text("Du mangler 2 af 3.")
    expect(page.locator("[id='foer-moedet-0']")).to_have_value("1")
    assert page.evaluate("document.activeElement.textContent").strip().endswith("Du mangler 2 af 3.")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "foer-moedet-0"
    context.close()


def test_the_lists_are_in_order_before_and_after_the_answer(browser: Browser, guide_server: Server) -> None:
    context = browser.new_context(base_url=guide_server.url)
    page = context.new_page()
    sign_in(page, "admin@lindeborg.example")
    page.goto("/moduler/moedet")
    page.get_by_role("button", name="Tilmeld mig").click()
    look_at_every_width(page, LESSON)
    heights = page.evaluate("[...document.querySelectorAll('.entry select')].map((list) => list.getBoundingClientRect().height)")
    assert min(heights) >= 44
    for item in RIGHT:
        place = page.locator(f"[id='{item}']")
        for number, choice in enumerate(place.locator("select").all()):
            choice.select_option(index=number % (choice.locator("option").count() - 1) + 1)
        place.get_by_role("button", name="Svar").click()
        expect(page.locator(f"[id='{item}'] button[type=submit]")).to_have_count(0)
    look_at_every_width(page, LESSON)
    context.close()
