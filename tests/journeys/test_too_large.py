"""A form that is larger than the server reads stays in the browser, with its text and a word beside the button."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


@pytest.mark.once
def test_a_form_that_is_too_large_is_not_sent(page: Page) -> None:
    page.goto("/glemt-adgangskode")
    page.evaluate("document.querySelector('[name=email]').value = 'x'.repeat(1_000_001)")
    page.get_by_role("button", name="Send mig et link").click()
    expect(page.get_by_role("alert")).to_contain_text("Intet er sendt")
    expect(page.get_by_role("alert")).to_be_focused()
    assert len(page.get_by_label("Mailadresse").input_value()) == 1_000_001
    page.get_by_label("Mailadresse").fill("ingen@kommune.example")
    page.get_by_role("button", name="Send mig et link").click()
    expect(page.get_by_text("er der nu en mail på vej")).to_be_visible()
    page.get_by_role("link", name="Se den i demoens post").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Demoens post")
