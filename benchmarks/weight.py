"""Row 8: what a lesson weighs in Chromium, the first time and the next."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, sync_playwright

from benchmarks.measuring import Line
from benchmarks.pages import LESSON
from benchmarks.servers import Learner, Product

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


# No slots: the browser library notes its handlers on the object that they belong to.
@dataclass
class Load:
    """What one load of a page sent for: bytes over the wire, requests that reached it, and their hosts."""

    wire_bytes: float = 0
    requests: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)

    def follow(self, network: CDPSession) -> None:
        """Listen to the browser's network."""
        network.on("Network.requestWillBeSent", self._sent)
        network.on("Network.requestServedFromCache", lambda event: self.requests.discard(event["requestId"]))
        network.on("Network.responseReceived", self._received)
        network.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))

    def _sent(self, event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme in {"http", "https"}:
            self.requests.add(event["requestId"])
            self.hosts.add(address.hostname or "")

    def _received(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self.requests.discard(event["requestId"])

    def _add(self, length: float) -> None:
        self.wire_bytes += length


def measure_weight(folder: Path) -> list[Line]:
    """Open a lesson with an empty cache, and once more."""
    product = Product(folder)
    try:
        product.start()
        learner = product.enrol_people(1)[0]
        with sync_playwright() as playwright:
            found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
            browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
            context = browser.new_context(locale="da-DK")
            cold, warm = _loads(context, product, learner)
            browser.close()
    finally:
        product.stop()
    others = sorted((cold.hosts | warm.hosts) - {"127.0.0.1"})
    return [
        Line(8, "cold lesson over the wire", cold.wire_bytes / 1000, "kB", 130),
        Line(8, "cold lesson, requests", len(cold.requests), "", 8),
        Line(8, "requests to other hosts", len(others), "", 0, ", ".join(others)),
        Line(8, "warm lesson, requests", len(warm.requests), "", 1, f"{warm.wire_bytes / 1000:.1f} kB"),
    ]


def _loads(context: BrowserContext, product: Product, learner: Learner) -> tuple[Load, Load]:
    name, value = learner.cookie["Cookie"].split("=", 1)
    address = f"http://127.0.0.1:{product.port}"
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    loads = (Load(), Load())
    for load in loads:
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        load.follow(network)
        page.goto(address + LESSON, wait_until="networkidle")
        network.detach()
        page.goto("about:blank")
    return loads
