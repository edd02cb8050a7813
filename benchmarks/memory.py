"""Row 11: what two workers hold in memory, and whether it grows."""

from collections.abc import Mapping
from pathlib import Path

from benchmarks.measuring import Browser, Line
from benchmarks.pages import LESSONS
from benchmarks.servers import MODULE, Product

WARM_UP = 2_000
REQUESTS = 10_000
PATHS = (*(f"/moduler/{MODULE}/{lesson}" for lesson in LESSONS), f"/moduler/{MODULE}", "/min-laering", "/lov", "/temaer")


def measure_memory(folder: Path) -> list[Line]:
    """Ask for every kind of page, and look at memory once all are warm and once more at the end."""
    product = Product(folder)
    try:
        product.start(workers=2)
        learner = product.enrol_people(1)[0]
        warm, _ = _after(product, WARM_UP, learner.cookie)
        full, beside = _after(product, REQUESTS - WARM_UP, learner.cookie)
    finally:
        product.stop()
    return [
        Line(11, "memory of the web server, two workers, after 10,000 requests", full, "MiB", 200),
        Line(11, "memory of the mail's worker beside it, in a demo", beside, "MiB"),
        Line(11, "growth since 2,000", (full / warm - 1) * 100, "%", 5),
    ]


def _after(product: Product, requests: int, cookie: Mapping[str, str]) -> tuple[float, float]:
    """Return the memory of the web server, and of what runs beside it."""
    # A connection stays with one worker: several reach both.
    browsers = [Browser(product.port) for _ in range(8)]
    for number in range(requests):
        browsers[number % len(browsers)].get(PATHS[number % len(PATHS)], cookie)
    everything, server = product.pss_mib(), product.pss_mib("granian")
    return server, everything - server
