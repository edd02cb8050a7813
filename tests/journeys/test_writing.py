"""Somebody answers in the network by keyboard: a draft, a quote, a colleague by name, how it will look; on a phone's width."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.test_pages import WCAG, fits, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

EMAIL = "moderator@lindeborg.example"


def in_order(page: Page) -> None:
    """Find nothing wrong with the page as it stands."""
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert [f"{entry['id']}: {node['html'][:160]}" for entry in violations for node in entry["nodes"]] == []
    fits(page, page.url)


def test_a_reply_is_written_by_keyboard_kept_on_the_way_and_sent(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, EMAIL)
    page.goto("/netvaerk/hele/landet/ny")
    page.get_by_label("Titel").fill("Hvordan holder I mødet kort?")
    page.get_by_label("Det første indlæg").fill("Vi når aldrig det sidste punkt.\n\nEr der andre, der har det sådan?")
    page.get_by_role("button", name="Begynd tråden").click()
    thread = re.sub(r"[?#].*", "", page.url)

    field = page.get_by_label("Dit indlæg")
    field.fill("Begyndt på telefonen.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Kladde gemt")
    page.goto(thread)
    expect(field).to_have_value("Begyndt på telefonen.")

    page.get_by_role("link", name="Citér nr. 1").focus()
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(r"^Begyndt på telefonen\.\n\n> \*\*.*skrev i nr\. 1 .*\n>\n> Vi når aldrig", re.DOTALL))
    expect(field).to_be_focused()

    page.keyboard.type("Spørg @demo")
    expect(page.get_by_role("option").first).to_be_visible()
    in_order(page)
    name = page.get_by_role("option").first.get_attribute("data-written") or ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(rf"Spørg {re.escape(name)} $"))
    expect(page.get_by_role("option")).to_have_count(0)

    # Whoever took the wrong name takes it out and is asked again.
    field.fill(field.input_value().removesuffix(f"{name} "))
    page.keyboard.press("Control+End")
    page.keyboard.type("@demo")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).to_have_value(re.compile(rf"Spørg {re.escape(name)} $"))

    # Enter takes a name only where one is being typed, and only from the list that was made for it.
    written = field.input_value()
    for moved in ("Home", "x"):
        page.keyboard.type("@demo")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press(moved)
        page.keyboard.press("Enter")
        expect(page.get_by_role("option")).to_have_count(0)
        assert sorted(field.input_value()) == sorted(f"{written}@demo\n{moved if moved == 'x' else ''}")
        field.fill(written)
        page.keyboard.press("Control+End")

    page.keyboard.type("eller skriv til bo.proeve@gmail.com")
    page.get_by_role("button", name="Se, hvordan det ser ud").press("Enter")
    preview = page.locator(".preview")
    expect(preview.locator(".mention")).to_have_text(name)
    expect(preview.locator("blockquote a")).to_have_text("nr. 1")
    expect(preview.locator(".post__text mark")).to_have_text("bo.proeve@gmail.com")
    expect(preview.locator(".preview__label")).to_be_focused()
    in_order(page)

    field.fill(field.input_value().replace("eller skriv til bo.proeve@gmail.com", ""))
    page.get_by_role("button", name="Send indlæg").click()
    expect(page.locator("#indlaeg-2 .mention")).to_have_text(name)
    page.goto(thread)
    expect(field).to_have_value("")
