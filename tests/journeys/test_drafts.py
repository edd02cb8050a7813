"""Somebody writes, and the connection goes: nothing typed is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Server
from tests.journeys.test_pages import fits, look, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.once]

LESSON = "/moduler/lovgivning/paragraf-115"
EMAIL = "moderator@lindeborg.example"
TRIES = 20
# Whether the browser would ask before it left the page.
WOULD_ASK = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"


@pytest.fixture(scope="module")
def own_server(new_server: Any) -> Server:
    server: Server = new_server()
    server.start()
    return server


@pytest.fixture
def desk(browser: Browser, own_server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=own_server.url, locale="da-DK", timezone_id="Europe/Copenhagen")
    page = context.new_page()
    sign_in(page, EMAIL)
    page.goto("/moduler/lovgivning")
    enrol = page.get_by_role("button", name="Tilmeld mig")
    if enrol.count():
        enrol.click()
    page.goto(LESSON)
    yield page
    context.close()


def text_of(page: Page) -> Any:
    return page.get_by_label("Din refleksion").first


def status_of(page: Page) -> Any:
    return page.locator("[data-draft-status]").first


def see_in_time(page: Page, text: str) -> None:
    """Open the lesson until a text stands in it: what is sent when a page is left arrives when it arrives."""
    for _ in range(TRIES):
        page.goto(LESSON)
        if text_of(page).input_value() == text:
            return
    expect(text_of(page)).to_have_value(text)


def test_what_is_typed_survives_a_lost_connection_a_killed_server_and_a_change_of_device(
    desk: Page, browser: Browser, own_server: Server
) -> None:
    text_of(desk).press_sequentially("Først skrev jeg det her.")
    expect(status_of(desk)).to_have_text(re.compile(r"Kladde gemt .*kl\. \d\d\.\d\d\."))

    desk.context.set_offline(True)
    text_of(desk).press_sequentially(" Så røg forbindelsen.")
    expect(status_of(desk)).to_have_text("Ikke gemt: ingen forbindelse. Teksten er her, så længe siden er åben.")
    desk.get_by_role("button", name="Gem refleksion").first.click()
    expect(desk.locator("[data-note]")).to_contain_text("Ikke sendt")
    desk.context.set_offline(False)
    expect(status_of(desk)).to_contain_text("Kladde gemt")
    expect(desk.locator("[data-note]")).to_have_count(0)

    own_server.kill()
    text_of(desk).press_sequentially(" Så døde serveren.")
    expect(status_of(desk)).to_contain_text("Ikke gemt")
    own_server.start()
    expect(status_of(desk)).to_contain_text("Kladde gemt", timeout=40_000)

    phone = browser.new_context(base_url=own_server.url, viewport={"width": 390, "height": 844}).new_page()
    sign_in(phone, EMAIL)
    phone.goto(LESSON)
    whole = "Først skrev jeg det her. Så røg forbindelsen. Så døde serveren."
    expect(text_of(phone)).to_have_value(whole)
    expect(phone.get_by_text(re.compile(r"Kladde fra .*kl\. \d\d\.\d\d – ikke gemt endnu"))).to_be_visible()
    look(phone, LESSON)

    text_of(desk).press_sequentially(" Ved skrivebordet.")
    desk.goto("/moduler")
    see_in_time(phone, f"{whole} Ved skrivebordet.")
    phone.get_by_role("button", name="Gem refleksion").first.click()
    expect(phone.get_by_text(re.compile("Gemt .* kl"))).to_be_visible()
    phone.goto(LESSON)
    expect(phone.get_by_text("ikke gemt endnu")).to_have_count(0)
    phone.context.close()


def test_a_practice_example_begun_on_a_phone_whose_server_is_killed_is_finished_at_a_desk(browser: Browser, own_server: Server) -> None:
    form = "/netvaerk/hele/landet/praksis"
    phone = browser.new_context(base_url=own_server.url, viewport={"width": 390, "height": 844}).new_page()
    sign_in(phone, EMAIL)
    phone.goto(form)
    phone.get_by_label("Titel").fill("Faste voksne ved hallen")
    phone.get_by_label("Hvad var problemet?").fill("Naboerne ringede næsten hver uge.")
    phone.get_by_label("13-15 år").check()
    phone.get_by_label("Gaden og byens rum").check()
    expect(status_of(phone)).to_contain_text("Kladde gemt")
    expect(status_of(phone)).to_be_in_viewport()

    own_server.kill()
    phone.get_by_label("Hvad gjorde I?").fill("To voksne gik fast tur.")
    phone.get_by_label("Titel").focus()
    expect(status_of(phone)).to_contain_text("Ikke gemt")
    own_server.start()
    # The net is back: the page does not wait for its next try.
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(status_of(phone)).to_contain_text("Kladde gemt")
    fits(phone, form)
    phone.context.close()

    desk = browser.new_context(base_url=own_server.url).new_page()
    sign_in(desk, EMAIL)
    desk.goto(form)
    expect(desk.get_by_text("ikke sendt endnu")).to_be_visible()
    expect(desk.get_by_label("Titel")).to_have_value("Faste voksne ved hallen")
    expect(desk.get_by_label("Hvad gjorde I?")).to_have_value("To voksne gik fast tur.")
    for chosen in ("13-15 år", "Gaden og byens rum"):
        expect(desk.get_by_label(chosen)).to_be_checked()
    for choice in ("Specifik", "Land", "Under 30.000", "Blandet", "1 · Erfaring"):
        desk.get_by_role("radio", name=re.compile(f"^{choice}")).check()
    desk.get_by_role("textbox", name=re.compile("^For hvem")).fill("Elever i 7.-9. klasse.")
    desk.get_by_label("Hvad skete der, og hvordan ved I det?").fill("Færre opkald. Vi talte dem selv.")
    desk.get_by_role("button", name="Del eksemplet").click()
    expect(desk.get_by_role("heading", level=1, name="Faste voksne ved hallen")).to_be_visible()
    desk.goto(form)
    expect(desk.get_by_label("Titel")).to_have_value("")
    desk.context.close()


def test_two_tabs_that_write_in_the_same_place_see_each_other(desk: Page) -> None:
    other = desk.context.new_page()
    other.goto(LESSON)
    text_of(desk).fill("Fra den ene fane")
    expect(status_of(desk)).to_contain_text("Kladde gemt")
    text_of(other).fill("Fra den anden fane")
    expect(status_of(other)).to_contain_text("i en anden fane")
    expect(other.locator("[data-draft-more]").first).to_contain_text("Fra den ene fane")
    other.reload()
    expect(text_of(other)).to_have_value("Fra den anden fane")
    expect(other.locator("[data-draft-more]").first).to_contain_text("Fra den ene fane")
    other.get_by_role("link", name="Kassér kladden").first.click()
    look(other, other.url)
    other.get_by_role("button", name="Kassér kladden").click()
    expect(other.get_by_text("Kladden er kasseret.")).to_be_visible()


def test_one_who_was_signed_out_meanwhile_is_told_and_keeps_the_text(desk: Page) -> None:
    desk.context.clear_cookies()
    text_of(desk).fill("Skrevet efter, at jeg var logget ud")
    expect(status_of(desk)).to_contain_text("du er logget ud")
    expect(text_of(desk)).to_have_value("Skrevet efter, at jeg var logget ud")


def test_the_browser_asks_before_it_throws_away_what_could_be_neither_kept_nor_sent(desk: Page) -> None:
    text_of(desk).fill("a" * 20_001)
    expect(status_of(desk)).to_contain_text("teksten er for lang")
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Gem refleksion").first.click()
    expect(desk.locator("[data-note]")).to_contain_text("Ikke sendt")
    assert desk.evaluate(WOULD_ASK)
    desk.context.set_offline(False)
