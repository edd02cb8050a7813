"""Thousands of hostile texts in a real page under the real policy, as posts and as lessons: nothing runs, nothing leaves, the page stays ours."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, Route, expect

from sspedu.curriculum import sanitising
from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.network import rendering
from tests.journeys.conftest import Server
from tests.journeys.hostile import hostile_texts
from tests.journeys.test_pages import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

AUTHOR = "moderator@lindeborg.example"
MIXTURES = 900
A_PAGE_OF = 1100
LESSON = "/moduler/lovgivning/tavshedspligt"
FIRST_TEXT = {
    "post": re.compile(r'(?<=<div class="prose post__text">).*?(?=</div>\s*</article>)', re.DOTALL),
    "lesson": re.compile(r'(?<=<div class="prose">)\s*(?=<)'),
    "notice": re.compile(r'(?<=<div id="side-beskeder" role="status">)(?=</div>)'),
}
POST_LIST = {tag: sorted(rendering.ATTRIBUTES.get(tag, ())) for tag in rendering.TAGS | rendering.TABLES}
LESSON_LIST = {
    tag: sorted({"class", *sanitising.ATTRIBUTES.get(tag, ()), *sanitising.VALUES.get(tag, {})})
    for tag in sanitising.HEADINGS | sanitising.INLINE | sanitising.BLOCKS
}
WATCHED = """
    window.ran = [];
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = (words) => window.ran.push(`${name} ${words}`);
    document.addEventListener("securitypolicyviolation", (event) => window.ran.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
OF_THE_PAGE = """() => {
    const own = (element) => !element.closest("[data-piece]") && !element.closest("[hx-get], [hx-trigger]");
    return [...document.querySelectorAll("*")].filter(own).map((element) => `${element.parentElement?.tagName} ${element.tagName} ${element.id} ${element.className}`);
}"""
STRANGE = """(list) => {
    const found = [], ids = new Map();
    for (const element of document.querySelectorAll("[data-piece] *")) {
        const allowed = list[element.localName], piece = element.closest("[data-piece]").dataset.piece;
        if (!allowed || element.namespaceURI !== "http://www.w3.org/1999/xhtml") found.push([piece, `<${element.tagName}>`]);
        for (const { name } of element.attributes) if (!allowed?.includes(name)) found.push([piece, `${element.tagName} ${name}`]);
        if (element.href && !["http:", "https:", "mailto:"].includes(new URL(element.href).protocol)) found.push([piece, element.href]);
        if (element.src && new URL(element.src).origin !== location.origin) found.push([piece, element.src]);
    }
    for (const element of document.querySelectorAll("[id]")) {
        const piece = element.closest("[data-piece]")?.dataset.piece ?? "";
        if (ids.has(element.id) && [piece, ids.get(element.id)].includes("")) found.push([piece, `id ${element.id}`]);
        ids.set(element.id, piece);
    }
    for (const piece of document.querySelectorAll("[data-piece]")) {
        if (document.createNodeIterator(piece, NodeFilter.SHOW_COMMENT).nextNode()) found.push([piece.dataset.piece, "comment"]);
        if (!piece.parentElement.matches(".prose")) found.push([piece.dataset.piece, "moved"]);
    }
    if (!["main-content", ""].includes(document.activeElement.id)) found.push(["", `focus ${document.activeElement.outerHTML}`]);
    return found;
}"""


class Hostile:
    """A page of ours with other text in it: all else, headers too, as the server sent it. Notes what it asks for and complains about."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.trouble: list[str] = []
        page.add_init_script(WATCHED)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.server.url).netloc:
            self.trouble.append(url)

    def hold(self, path: str, kind: str, pieces: Iterable[str]) -> Response:
        """Open a page whose text is these pieces, each in a place of its own."""
        held = "".join(f'<div data-piece="{number}">{piece}</div>' for number, piece in enumerate(pieces))

        def answer(route: Route) -> None:
            response = route.fetch()
            body, count = FIRST_TEXT[kind].subn(lambda _match: held, response.text(), count=1)
            assert count == 1
            route.fulfill(response=response, body=body)

        self.page.route(self.server.url + path, answer, times=1)
        opened = self.page.goto(path)
        assert opened is not None
        self.page.wait_for_load_state("networkidle")
        return opened

    def ran(self) -> Any:
        return self.page.evaluate("window.ran")


def pages_of(render: Callable[[int, str], str]) -> list[tuple[list[str], list[str]]]:
    """Return pages of texts, and what was made of each."""
    texts = hostile_texts(MIXTURES)
    rows = [texts[start : start + A_PAGE_OF] for start in range(0, len(texts), A_PAGE_OF)]
    return [(row, [render(number, text) for number, text in enumerate(row)]) for row in rows]


def as_lesson(number: int, text: str) -> str:
    return "".join(render_lesson(LessonSource("lovgivning", f"l{number}", text)).pieces())


def check(hostile: Hostile, path: str, kind: str, allowed: dict[str, list[str]], render: Callable[[int, str], str]) -> None:
    hostile.page.goto(path)
    own = hostile.page.evaluate(OF_THE_PAGE)
    for texts, pieces in pages_of(render):
        opened = hostile.hold(path, kind, pieces)
        assert "'unsafe" not in opened.headers["content-security-policy"]
        assert hostile.page.locator("[data-piece]").count() == len(pieces)
        strange = hostile.page.evaluate(STRANGE, allowed)
        assert [(wrong, texts[int(piece)] if piece else "") for piece, wrong in strange] == []
        now = hostile.page.evaluate(OF_THE_PAGE)
        assert set(now) <= set(own)
        assert (hostile.ran(), hostile.trouble) == ([], [])


def test_hostile_posts_run_nothing_and_leave_the_page_as_it_was(page: Page, server: Server) -> None:
    sign_in(page, AUTHOR)
    page.goto("/netvaerk/hele/landet/ny")
    page.get_by_label("Titel").fill("<script>alert(1)</script> \u202etxet [x](javascript:alert(1))")
    page.get_by_label("Det første indlæg").fill("<img src=x onerror=alert(1)> [x](javascript:alert(1)) **fed**\n\n# main-content")
    page.get_by_role("button", name="Begynd tråden").click()
    thread = re.sub(r"[?#].*", "", page.url).removeprefix(server.url)
    hostile = Hostile(page, server)
    check(hostile, thread, "post", POST_LIST, lambda number, text: rendering.rendered(text, prefix=f"p{number}"))

    field = page.get_by_label("Dit indlæg")
    page.get_by_role("link", name="Citér nr. 1").click()
    expect(field).to_have_value(re.compile(r"^> .*\n>\n> <img src=x onerror"))
    page.get_by_role("button", name="Se, hvordan det ser ud").click()
    expect(page.locator(".preview .post__text")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".preview .post__text :is(img, script)")).to_have_count(0)
    expect(page.locator("[data-draft-status]")).to_contain_text("Kladde gemt")
    assert (hostile.ran(), hostile.trouble) == ([], [])


def test_the_watch_itself_sees_what_would_run_leave_or_stand_where_it_may_not(page: Page, server: Server) -> None:
    hostile = Hostile(page, server)
    pieces = (
        "<script>alert(1)</script>",
        '<img src="//ond.example/a.png">',
        '<p onclick="alert(1)" id="main-content">',
        "<a href='javascript:x'>",
        "<!-- x -->",
    )
    hostile.hold("/maa-jeg-dele-det", "notice", pieces)
    seen = {wrong for _, wrong in page.evaluate(STRANGE, LESSON_LIST)}
    assert seen == {"<SCRIPT>", "http://ond.example/a.png", "P onclick", "id main-content", "javascript:x", "comment", "moved"}
    ran = hostile.ran()
    assert [words for words in ran if words.startswith("alert")] == []
    assert {words.split()[0] for words in ran} == {"script-src-elem", "script-src-attr", "img-src"}


def test_hostile_lessons_run_nothing_and_leave_the_page_as_it_was(page: Page, server: Server) -> None:
    sign_in(page, AUTHOR)
    hostile = Hostile(page, server)
    check(hostile, LESSON, "lesson", LESSON_LIST, as_lesson)
    page.locator("[data-report]").first.click()
    words = page.get_by_label("Hvad er galt?")
    words.fill("x" * (int(page.locator("[data-counts=side-fejl-tekst]").get_attribute("data-limit") or 0) - 1))
    expect(page.locator("[data-counts=side-fejl-tekst]")).to_have_text("1 tegn tilbage")
    assert (hostile.ran(), hostile.trouble) == ([], [])
