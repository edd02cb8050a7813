"""Take pictures of a running demo: of every page, on a phone and on a desk.

    python scripts/screenshots.py http://127.0.0.1:8000 PASSWORD FOLDER

`docs/screenshot.png` in the README is `lektion-1280.png` from here.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WIDTHS = (390, 1280)
PUBLIC = {
    "start": "/",
    "moduler": "/moduler",
    "forloeb": "/forloeb/ssp-medarbejder",
    "temaer": "/temaer",
    "maa-jeg-dele-det": "/maa-jeg-dele-det/lov-mig-det?svar=skal",
    "lov": "/lov",
    "lov-115": "/lov/rpl-115",
    "lov-153": "/lov/serviceloven-153",
    "ord": "/ord",
    "tal": "/tal",
    "kilder": "/kilder",
    "log-ind": "/log-ind",
    "glemt-adgangskode": "/glemt-adgangskode",
    "demo-post": "/demo/post",
    "ikke-fundet": "/findes-ikke",
}
PRIVATE = {
    "min-laering": "/min-laering",
    "ti-minutter": "/min-laering/tid/10",
    "oevelse": "/maa-jeg-dele-det",
    "modul": "/moduler/lovgivning",
    "netvaerk": "/netvaerk",
    "tavle": "/netvaerk/hele/landet",
    "traad": "/netvaerk/traad/4",
    "lektion": "/moduler/lovgivning/paragraf-115",
}


def main(base_url: str, password: str, folder: str) -> None:
    """Sign in as the demo consultant and take every picture."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            page = browser.new_page(base_url=base_url, viewport={"width": width, "height": 844}, locale="da-DK")
            take(page, PUBLIC, out, width)
            page.goto("/log-ind")
            page.get_by_label("Mailadresse").fill("konsulent@lindeborg.example")
            page.get_by_label("Adgangskode").fill(password)
            page.get_by_role("button", name="Log ind").click()
            page.wait_for_url("**/min-laering")
            take(page, PRIVATE, out, width)
        browser.close()


def take(page: Page, places: dict[str, str], out: Path, width: int) -> None:
    """Take one picture of each page, from top to bottom."""
    for name, path in places.items():
        page.goto(path)
        page.screenshot(path=out / f"{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
