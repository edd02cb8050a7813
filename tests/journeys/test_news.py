"""The count of what is new asks while the page is looked at, rests while it is not, and asks less of a server that fails."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import Server
from tests.journeys.test_pages import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

COUNT = "**/netvaerk/nyt/antal"
HALF_A_MINUTE = 30_000
NUMBER = '<a class="news-count" href="/netvaerk/nyt">{}</a>'
# The page's clock can be put forward, and it can be told that nobody looks; either way it thinks again at once.
CLOCK = """
let later = 0, looks = "visible";
const now = Date.now;
Date.now = () => now() + later;
Object.defineProperty(document, "visibilityState", {get: () => looks});
addEventListener("message", ({data}) => {
  later += data.later || 0;
  looks = data.looks || looks;
  document.dispatchEvent(new Event("visibilitychange"));
});
"""


class Watched:
    """A page, and how often it asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked = 0
        self.status = 200
        self.body = NUMBER.format(3)
        page.add_init_script(CLOCK)
        page.route(COUNT, self.answer)

    def answer(self, route: Route) -> None:
        self.asked += 1
        if self.status:
            route.fulfill(status=self.status, body=self.body if self.status == 200 else "Noget gik galt")
        else:
            route.abort()

    def look(self, state: str) -> None:
        self.page.evaluate("looks => postMessage({looks})", state)

    def after(self, minutes: float) -> int:
        """Let time pass, and return how often it asked meanwhile."""
        before = self.asked
        for _ in range(round(minutes * 2)):
            self.page.evaluate("later => postMessage({later})", HALF_A_MINUTE)
            self.page.wait_for_timeout(60)
        return self.asked - before


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    sign_in(page, "konsulent@lindeborg.example")
    watched = Watched(page)
    page.goto("/moduler")
    expect(page.locator("[data-news]")).to_have_text("3")
    yield watched
    context.close()


def test_it_asks_each_minute_and_not_while_nobody_looks(watched: Watched) -> None:
    assert watched.asked == 1
    assert watched.after(3) == 3
    watched.look("hidden")
    assert watched.after(10) == 0
    watched.look("visible")
    assert watched.after(0.5) == 1


@pytest.mark.parametrize("status", [503, 0], ids=["the server fails", "the net is away"])
def test_it_waits_twice_as_long_after_each_failure_and_then_as_before(watched: Watched, status: int) -> None:
    watched.status = status
    assert watched.after(1) == 1
    assert watched.after(1.5) == 0
    assert watched.after(0.5) == 1
    assert watched.after(3.5) == 0
    assert watched.page.locator("[data-news]").inner_text() == "3"
    watched.status = 200
    assert watched.after(0.5) == 1
    assert watched.after(3) == 3


def test_whoever_stands_on_the_number_stays_there_when_it_is_asked_for_again(watched: Watched) -> None:
    number = watched.page.locator("[data-news] a")
    number.focus()
    assert watched.after(1) == 1
    expect(number).to_be_focused()
    watched.body = NUMBER.format(4)
    assert watched.after(1) == 1
    expect(number).to_have_text("4")
    expect(number).to_be_focused()
    watched.body = ""
    assert watched.after(1) == 1
    expect(number).to_have_count(0)
    watched.body = NUMBER.format(1)
    assert watched.after(1) == 1
    expect(number).to_have_text("1")
