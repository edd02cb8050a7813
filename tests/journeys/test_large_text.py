"""Text twice as large, on a phone: nothing to scroll sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from tests.journeys.conftest import PASSWORD, Server

pytestmark = [pytest.mark.journey, pytest.mark.once]

PAGES = (
    "/moduler/lokal-organisation/institutioner-og-opgaver",
    "/moduler/lovgivning/naevnet-og-samarbejdsformerne",
    "/moduler/opsporing/opsporing-uden-overvaagning",
    "/moduler/lovgivning/var-det-en-underretning",
    "/moduler/metoder/bander-og-rekruttering",
    "/moduler/lovgivning/underretningspligten",
    "/moduler/metoder/hvor-godt-ved-vi-det",
    "/lov",
    "/lov/til-jurist",
    "/profil",
    "/forloeb/leder",
    "/temaer",
)


@pytest.fixture
def large(playwright: Playwright, server: Server, browser_type_launch_args: dict[str, Any]) -> Iterator[Page]:
    """A reader whose browser shows text at twice the usual size: the text itself, as no zoom does."""
    arguments = [*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"]
    browser = playwright.chromium.launch(executable_path=browser_type_launch_args["executable_path"], args=arguments)
    page = browser.new_page(base_url=server.url, viewport={"width": 390, "height": 844}, locale="da-DK")
    page.goto("/log-ind")
    page.get_by_label("Mailadresse").fill("konsulent@lindeborg.example")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    yield page
    browser.close()


def test_no_page_scrolls_sideways_with_twice_as_large_text(large: Page) -> None:
    too_wide = {}
    for address in PAGES:
        large.goto(address)
        over = large.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            too_wide[address] = over
    assert large.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert too_wide == {}
