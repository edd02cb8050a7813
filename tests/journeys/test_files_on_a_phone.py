"""A file is sent from a phone without JavaScript: it survives a form that comes back, and stands in the thread for others to fetch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Server
from tests.journeys.test_pages import sign_in
from tests.network.documents import docx, picture

pytestmark = [pytest.mark.journey, pytest.mark.once]


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="da-DK")
    page = context.new_page()
    sign_in(page, "moderator@lindeborg.example")
    yield page
    context.close()


def test_a_file_is_sent_from_a_phone_without_javascript(phone: Page, tmp_path: Path) -> None:
    photo, plan = tmp_path / "IMG_0001.jpeg", tmp_path / "Årsplan.docx"
    photo.write_bytes(picture("JPEG", (800, 600), exif=True))
    plan.write_bytes(docx())
    phone.goto("/netvaerk/hele/landet/ny")
    phone.get_by_label("Titel").fill("En plan med billede")
    phone.get_by_label("Vedhæft filer").set_input_files([photo, plan])
    phone.get_by_role("button", name="Begynd tråden").click()
    # The text was forgotten; the files were not.
    expect(phone.get_by_label("IMG_0001.jpg")).to_be_checked()
    phone.get_by_label("Det første indlæg").fill("Se vores plan.")
    phone.get_by_role("button", name="Begynd tråden").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("En plan med billede")
    with phone.expect_download() as fetched:
        phone.get_by_role("link", name="Årsplan.docx").click()
    assert fetched.value.suggested_filename == "Årsplan.docx"
