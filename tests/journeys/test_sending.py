"""What is clicked twice is sent once; what cannot be sent says so beside its button, in one sentence, and stays."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_pages import sign_in
from tests.post import until

pytestmark = [pytest.mark.journey, pytest.mark.once]

EMAIL = "betjent@politi.example"
LESSON = "/moduler/lovgivning/paragraf-115"
OFFLINE = "Ikke sendt: ingen forbindelse."


def test_a_double_click_sends_once_and_without_a_connection_nothing_is_lost(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/glemt-adgangskode")
    page.get_by_label("Mailadresse").fill(EMAIL)
    page.get_by_role("button", name="Send mig et link").dblclick()
    page.get_by_role("link", name="Se den i demoens post").click()
    link = page.locator("a[href*='/ny-adgangskode/']").first
    until(lambda: page.reload() and link.count())
    link.click()
    page.locator("[name=password]").fill(PASSWORD)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name="Gem").dblclick(delay=20)
    expect(page.get_by_text("Du har fået en ny adgangskode")).to_be_visible()
    expect(page).to_have_url(re.compile("/log-ind$"))
    assert len(sent) == 1

    sign_in(page, EMAIL)
    page.goto("/moduler/lovgivning")
    page.get_by_role("button", name="Tilmeld mig").click()
    expect(page.get_by_text("Du er tilmeldt")).to_be_visible()
    page.goto(LESSON)
    page.context.set_offline(True)
    page.get_by_role("button", name="Markér som læst").click()
    expect(page.get_by_role("alert")).to_contain_text(OFFLINE)
    thought = page.get_by_label("Din refleksion").first
    thought.press_sequentially("Skrevet i toget.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Markér som læst").click()
    expect(page.get_by_role("button", name="Markér som læst")).to_have_count(0)

    thought.fill("x" * 1_200_000)
    form = page.locator("form[data-draft]").first
    expect(form.get_by_text("Det her fylder mere, end vi kan tage imod.")).to_have_count(1)
    page.get_by_role("button", name="Gem refleksion").first.click()
    expect(form.get_by_role("alert")).to_contain_text("Intet er sendt")
    expect(form.get_by_text(re.compile("fylder mere|svarer ikke"))).to_have_count(1)
    thought.fill("Kortere.")
    expect(form.get_by_role("alert")).to_have_count(0)
    expect(form.locator("[data-draft-status]")).to_contain_text("Kladde gemt")

    # Put there without a key being pressed, as by a browser that gives back a tab: nothing has saved it.
    thought.evaluate("field => { field.value = 'Ikke gemt nogen steder.' }")
    page.goto("/moduler")
    page.go_back()
    expect(thought).to_have_value("Ikke gemt nogen steder.")
    expect(form.locator("[data-draft-status]")).to_contain_text("Kladde gemt")
