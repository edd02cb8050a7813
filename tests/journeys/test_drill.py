"""Må jeg dele det? in a real browser: in place and with the keyboard, one answer for two clicks, and nothing for axe to find."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_pages import look_at_every_width, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]


def test_a_situation_is_answered_in_place_and_the_next_one_comes(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    look_at_every_width(page, "/maa-jeg-dele-det/lov-mig-det?svar=skal")
    sign_in(page, "konsulent@lindeborg.example")
    page.goto("/maa-jeg-dele-det")
    first = page.locator("#situation-titel").inner_text()
    page.get_by_label("Må ikke", exact=True).press("Space")
    page.get_by_label("I tvivl", exact=True).press("Space")
    page.get_by_role("button", name="Svar", exact=True).dblclick()
    expect(page.locator(".result")).to_be_focused()
    expect(page.get_by_text("Situationen kommer igen i morgen.")).to_be_visible()
    expect(page.locator("dt:text-is('Kommer igen') + dd")).to_have_text("1")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    second_click(page, page.get_by_role("link", name="Næste"))
    page.evaluate("fetch('/sundhed')")
    assert [url.rsplit("/", 1)[1] for url in asked] == ["sundhed"]
    page.get_by_role("link", name="Næste").press("Enter")
    expect(page.locator("#situation-titel")).not_to_have_text(first)
    expect(page.locator(".activity__stem")).to_be_focused()
    page.goto("/maa-jeg-dele-det/lov-mig-det")
    expect(page.get_by_role("link", name="Svar igen")).to_be_visible()
    look_at_every_width(page, "/maa-jeg-dele-det/lov-mig-det")


def second_click(page: Page, came_in_its_place: Locator) -> None:
    """Let the second click of a double click meet what the answer to the first has put under the pointer."""
    came_in_its_place.scroll_into_view_if_needed()
    box = came_in_its_place.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
