"""Every page in every role: nothing for axe to find, nothing from elsewhere, nothing to scroll sideways."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import PASSWORD, Server

# What a page looks like does not depend on the engine, so these run once.
pytestmark = [pytest.mark.journey, pytest.mark.once]

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
PUBLIC = (
    "/",
    "/moduler",
    "/moduler/lovgivning",
    "/temaer",
    "/lov",
    "/lov/rpl-115",
    "/lov/barnets-lov-133",
    "/lov/serviceloven-153",
    "/ord",
    "/tal",
    "/kilder",
    "/log-ind",
    "/glemt-adgangskode",
    "/demo/post",
    "/ny-adgangskode/findes-ikke",
    "/invitation/findes-ikke",
    "/findes-ikke",
)
LESSONS = tuple(
    f"/moduler/lovgivning/{lesson}"
    for lesson in (
        "tavshedspligt",
        "paragraf-115",
        "overleveringsmoedet",
        "underretningspligten",
        "var-det-en-underretning",
        "naevnet-og-samarbejdsformerne",
    )
)
PRIVATE = ("/min-laering", "/moduler/lovgivning", *LESSONS)
ROLES = (
    "konsulent@lindeborg.example",
    "betjent@politi.example",
    "underviser@lindeborg.example",
    "moderator@lindeborg.example",
    "leder@lindeborg.example",
    "admin@lindeborg.example",
)
WIDTHS = (320, 390, 1280)


def watch(page: Page, server: Server) -> list[str]:
    """Collect whatever a page asks of another origin or complains about."""
    trouble: list[str] = []
    page.on(
        "request", lambda request: trouble.append(request.url) if urlsplit(request.url).netloc not in urlsplit(server.url).netloc else None
    )
    # A page that is not there, or a link that is used up, is a page like any other.
    meant = ("404", "410")
    page.on(
        "console", lambda message: None if any(map(message.text.count, meant)) or message.type != "error" else trouble.append(message.text)
    )
    page.on("pageerror", lambda error: trouble.append(str(error)))
    return trouble


def look(page: Page, path: str) -> None:
    """Open a page and find nothing wrong with it."""
    page.goto(path)
    violations = Axe().run(page, options=WCAG).response["violations"]
    told = [f"{entry['id']}: {node['html'][:160]}" for entry in violations for node in entry["nodes"]]
    assert not told, f"{path}\n" + "\n".join(told)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{path} is {too_wide} px too wide"
    assert page.locator("h1").count() == 1, path


@pytest.fixture(scope="module", params=ROLES)
def signed_in(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url, locale="da-DK")
    page = context.new_page()
    sign_in(page, request.param)
    yield context
    context.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/log-ind")
    page.get_by_label("Mailadresse").fill(email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url("**/min-laering")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_those_who_look_after_it_is_in_order(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    trouble = watch(page, server)
    sign_in(page, "admin@lindeborg.example")
    look(page, "/drift")
    context.close()
    assert not trouble


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_in_order_for_a_visitor(browser: Browser, server: Server, path: str, width: int) -> None:
    context = browser.new_context(base_url=server.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    trouble = watch(page, server)
    look(page, path)
    context.close()
    assert not trouble


def test_pages_are_in_order_in_every_role(signed_in: BrowserContext, server: Server) -> None:
    page = signed_in.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    trouble = watch(page, server)
    for path in PRIVATE:
        look(page, path)
    page.set_viewport_size({"width": 1280, "height": 800})
    look(page, "/min-laering")
    look(page, LESSONS[1])
    page.close()
    assert not trouble
