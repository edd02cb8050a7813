"""Every page in every role: nothing for axe to find, nothing from elsewhere, nothing to scroll sideways."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import PASSWORD, Server

# What a page looks like does not depend on the engine, so these run once.
pytestmark = [pytest.mark.journey, pytest.mark.once]

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # What is in order need not be described.
    "resultTypes": ["violations"],
}
PUBLIC = (
    "/",
    "/moduler",
    "/moduler/lovgivning",
    "/temaer",
    "/maa-jeg-dele-det",
    "/lov",
    "/lov/rpl-115",
    "/lov/barnets-lov-133",
    "/lov/serviceloven-153",
    "/lov/til-jurist",
    "/ord",
    "/tal",
    "/kilder",
    "/log-ind",
    "/hjaelp",
    "/privatliv",
    "/cookies",
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
PRIVATE = (
    "/profil",
    "/min-laering/tid/10",
    "/moduler/lovgivning",
    "/moduler/lovgivning/paragraf-115/moedekit",
    "/netvaerk",
    "/netvaerk/hele/landet",
    *LESSONS,
)
ROLES = (
    "konsulent@lindeborg.example",
    "betjent@politi.example",
    "underviser@lindeborg.example",
    "moderator@lindeborg.example",
    "leder@lindeborg.example",
    "admin@lindeborg.example",
)
PHONE = 390
OTHER_WIDTHS = (320, 1280)


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
    fits(page, path)
    assert page.locator("h1").count() == 1, path


def fits(page: Page, path: str) -> None:
    """Find nothing to scroll sideways on the page that is open."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{path} is {too_wide} px too wide"


def look_at_every_width(page: Page, path: str) -> None:
    """Look at a page as a phone shows it, and see that it fits wherever else it is read. The bar folds, so the desktop has a look of its own."""
    page.set_viewport_size({"width": PHONE, "height": 800})
    look(page, path)
    for width in OTHER_WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        fits(page, path)


@pytest.fixture(scope="module")
def visitor(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url)
    yield context
    context.close()


@pytest.fixture(scope="module")
def learner(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url, locale="da-DK")
    page = context.new_page()
    sign_in(page, ROLES[0])
    yield context
    context.close()


STAFF = (
    "/drift",
    "/undervis/fejl",
    "/undervis/tvivl",
    "/brugere",
    "/brugere?q=demo",
    "/brugere/1",
    "/brugere/1/ret",
    "/brugere/1/spaer",
    "/invitationer",
    "/brugere/import",
)
FILE = "id;navn;mail;kommune\r\n7;Bo Prøve;bo@lindeborg.example;Roskilde\r\n8;Ida Prøve;ingen;Roskilde\r\n"


NETWORK = (
    "/netvaerk/traad/2",
    "/netvaerk/traad/2/2/ret",
    "/netvaerk/traad/2/1/anmeld",
    "/netvaerk/hele/landet/ny",
    "/netvaerk/hele/landet/indkald",
    "/netvaerk/hele/landet/praksis",
    "/netvaerk/praksis",
    "/netvaerk/nyt",
    "/netvaerk/besked",
    "/netvaerk/lektion/lovgivning/paragraf-115",
    "/soeg?q=kommune&slags=netvaerk",
)
MODERATION = ("/moderation", "/moderation/traad/2", "/moderation/traad/2/2", "/moderation/traad/2/del", "/netvaerk/ny-gruppe")


@pytest.mark.parametrize(
    ("email", "paths"), [(ROLES[0], NETWORK), ("moderator@lindeborg.example", MODERATION)], ids=["member", "moderator"]
)
def test_pages_of_the_network_are_in_order(browser: Browser, server: Server, email: str, paths: tuple[str, ...]) -> None:
    context = browser.new_context(base_url=server.url, locale="da-DK")
    page = context.new_page()
    sign_in(page, email)
    trouble = watch(page, server)
    for path in paths:
        look_at_every_width(page, path)
    context.close()
    assert not trouble


def test_pages_for_staff_are_in_order(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, locale="da-DK")
    page = context.new_page()
    sign_in(page, "admin@lindeborg.example")
    trouble = watch(page, server)
    for path in STAFF:
        look_at_every_width(page, path)
    page.get_by_label("CSV-fil").set_input_files({"name": "folk.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")})
    page.get_by_role("button", name="Se, hvad filen vil gøre").click()
    look_at_every_width(page, page.url + "?vis=nye")
    look_at_every_width(page, page.url.split("?")[0])
    context.close()
    assert not trouble


def sign_in(page: Page, email: str) -> None:
    page.goto("/log-ind")
    page.get_by_label("Mailadresse").fill(email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url("**/min-laering")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_in_order_for_a_visitor(visitor: BrowserContext, server: Server, path: str) -> None:
    page = visitor.new_page()
    trouble = watch(page, server)
    look_at_every_width(page, path)
    page.close()
    assert not trouble


@pytest.mark.parametrize("path", PRIVATE)
def test_what_is_learned_is_in_order(learner: BrowserContext, server: Server, path: str) -> None:
    page = learner.new_page()
    trouble = watch(page, server)
    look_at_every_width(page, path)
    page.close()
    assert not trouble


@pytest.mark.parametrize("email", ROLES)
def test_the_first_page_is_in_order_in_every_role(browser: Browser, server: Server, email: str) -> None:
    context = browser.new_context(base_url=server.url, locale="da-DK")
    page = context.new_page()
    trouble = watch(page, server)
    sign_in(page, email)
    look_at_every_width(page, "/min-laering")
    context.close()
    assert not trouble
