"""Row 5: 3,219 signed-in people each open a lesson, mark it as read and see the page that follows, all within a minute.

Each comes at a moment of their own, evenly spread, whether or not the server has kept up with those before.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.measuring import Browser, Line
from benchmarks.servers import MODULE, Learner, Product

PEOPLE = 3_219
SECONDS = 60
ARRIVE_WITHIN = 55.0
AT_ONCE = 32
LESSON = f"/moduler/{MODULE}/tavshedspligt"


@dataclass(frozen=True, slots=True)
class Visit:
    """What one person met: seconds for each request, and whether all was well."""

    seconds: tuple[float, ...]
    is_well: bool


def measure_crowd(folder: Path) -> list[Line]:
    """Let them all come."""
    product = Product(folder)
    try:
        product.start(workers=2)
        learners = product.enrol_people(PEOPLE)
        before, began = product.cpu_seconds(), time.monotonic()
        visits = _visits(product, learners, began)
        took, worked = time.monotonic() - began, product.cpu_seconds() - before
        rows = _rows(product)
    finally:
        product.stop()
    times = sorted(second for visit in visits for second in visit.seconds)
    faults = sum(not visit.is_well for visit in visits)
    return [
        Line(5, "3,219 people, a lesson each: the whole", took, "s", SECONDS, f"{worked:.0f} s CPU, {len(times)} requests"),
        Line(5, "errors, and rows that are missing", faults + abs(PEOPLE - rows), "", 0, f"{rows} rows"),
        Line(5, "p95 of a request", times[len(times) * 95 // 100] * 1000, "ms", 500, f"median {times[len(times) // 2] * 1000:.0f} ms"),
    ]


def _visits(product: Product, learners: Sequence[Learner], began: float) -> list[Visit]:
    def visit(place: int) -> list[Visit]:
        # One thread has every AT_ONCE-th person; a connection of its own, as a proxy keeps them open.
        browser = Browser(product.port)
        return [
            _visit(browser, learners[index], began + index * ARRIVE_WITHIN / len(learners))
            for index in range(place, len(learners), AT_ONCE)
        ]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [visit for visits in pool.map(visit, range(AT_ONCE)) for visit in visits]


def _visit(browser: Browser, learner: Learner, at: float) -> Visit:
    """Read, mark as read, see that it was. The first wait counts from when the person came, also if the server was still busy."""
    time.sleep(max(0.0, at - time.monotonic()))
    read = browser.get(LESSON, learner.cookie)
    first = time.monotonic()
    marked = browser.post(f"{LESSON}/laest", learner.form, learner.cookie)
    second = time.monotonic()
    seen = browser.get(LESSON, learner.cookie)
    third = time.monotonic()
    is_well = (read.status, marked.status, seen.status) == (200, 302, 200) and b"Gjort " in seen.body
    return Visit((first - at, second - first, third - second), is_well)


def _rows(product: Product) -> int:
    engine = create_engine(product.settings().database)
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM completion WHERE item_id = 'tavshedspligt'")).scalar_one()
    engine.dispose()
    return int(count)
