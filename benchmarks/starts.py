"""Row 10: what it costs to start, until the first answer."""

import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Line, cpu_of, new_folder
from benchmarks.servers import Product

ROUNDS = 5
IMPORTS = "import flask, sqlalchemy"


def measure_starts(folder: Path) -> list[Line]:
    """Start the web server on an installation that is ready, in turn with a bare import of its two libraries."""
    product = Product(new_folder(folder))
    product.start()
    product.stop()
    imports, bare, whole = [], [], []
    for _ in range(ROUNDS):
        imports.append(cpu_of([sys.executable, "-c", IMPORTS], {}))
        bare.append(_cpu_to_first_answer(product, is_bare=True))
        whole.append(_cpu_to_first_answer(product, is_bare=False))
    base = median(imports)
    return [
        Line(0, "import of Flask and SQLAlchemy", base * 1000, "ms"),
        Line(10, "web server to its first answer", median(bare) / base, "imports", 2.5, f"{median(bare) * 1000:.0f} ms"),
        Line(10, "`serve`: migrations and content as well", median(whole) / base, "imports", None, f"{median(whole) * 1000:.0f} ms"),
    ]


def _cpu_to_first_answer(product: Product, *, is_bare: bool) -> float:
    try:
        product.start_bare() if is_bare else product.start()
        return product.cpu_seconds()
    finally:
        product.stop()
