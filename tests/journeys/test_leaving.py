"""Who has signed out leaves nothing behind in the tab, also where the browser keeps pages alive to go back to."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.conftest import Server
from tests.journeys.test_pages import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

EMAIL = "konsulent@lindeborg.example"
KEEPS_NONE = "--disable-back-forward-cache"


@pytest.fixture
def tab(playwright: Playwright, server: Server, browser_type_launch_args: dict[str, Any]) -> Iterator[Page]:
    """A tab that keeps pages alive, as people's browsers do and one that is driven by a program does not."""
    browser = playwright.chromium.launch(**browser_type_launch_args, ignore_default_args=[KEEPS_NONE])
    yield browser.new_page(base_url=server.url)
    browser.close()


def back(tab: Page) -> None:
    # Not `go_back`: that waits for a page to be loaded, and one that was kept alive is not.
    tab.evaluate("history.back()")


def test_back_shows_a_page_as_it_was_left_until_one_signs_out(tab: Page) -> None:
    sign_in(tab, EMAIL)
    tab.goto("/netvaerk/hele/landet")
    tab.evaluate("window.isAsItWasLeft = true")
    tab.goto("/netvaerk")
    back(tab)
    tab.wait_for_function("window.isAsItWasLeft")
    expect(tab).to_have_url("/netvaerk/hele/landet")

    tab.get_by_role("button", name="Log af").click()
    expect(tab.get_by_role("link", name="Log ind")).to_be_visible()
    back(tab)
    expect(tab.get_by_label("Adgangskode")).to_be_visible()
    expect(tab.get_by_text("Hele landet")).to_have_count(0)
