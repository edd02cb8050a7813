"""Rows 1, 6 and 7: what a page, a repeated page and a progress POST cost beside the bare anchors."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Browser, Line, Subject, interleaved, new_folder
from benchmarks.servers import MODULE, Anchor, Learner, Product

ROUNDS = 5
REQUESTS = 100
LESSON = f"/moduler/{MODULE}/paragraf-115"
LESSONS = (
    "tavshedspligt",
    "paragraf-115",
    "overleveringsmoedet",
    "underretningspligten",
    "var-det-en-underretning",
    "naevnet-og-samarbejdsformerne",
)


def measure_pages(folder: Path) -> list[Line]:
    """Measure with one worker each, in interleaved rounds."""
    anchor, product = Anchor(new_folder(folder)), Product(new_folder(folder))
    try:
        anchor.start()
        product.start()
        posts = (ROUNDS + 1) * REQUESTS
        learners = product.enrol_people(2 + posts // len(LESSONS))
        cost = interleaved(_subjects(anchor, product, learners), rounds=ROUNDS, requests=REQUESTS)
    finally:
        anchor.stop()
        product.stop()
    b, h = cost["B"], cost["H"]
    return [
        Line(0, "anchor B: 18 kB from three ORM queries", b, "ms"),
        Line(0, "anchor H: one UPSERT and commit", h, "ms"),
        Line(1, "lesson page", cost["lesson"] / b, "B", 0.67, f"{cost['lesson']:.2f} ms"),
        Line(1, "module page", cost["module"] / b, "B", None, f"{cost['module']:.2f} ms"),
        Line(1, "/min-laering", cost["mine"] / b, "B", None, f"{cost['mine']:.2f} ms"),
        Line(6, "progress POST", cost["post"] / h, "H", 2.0, f"{cost['post']:.2f} ms"),
        Line(7, "lesson page again: 304", cost["again"] / b, "B", 0.35, f"{cost['again']:.2f} ms"),
    ]


def _subjects(anchor: Anchor, product: Product, learners: list[Learner]) -> list[Subject]:
    bare, ours = Browser(anchor.port), Browser(product.port)
    reader, cookie = learners[0], anchor.cookie

    def page(path: str) -> Callable[[int], None]:
        return lambda _: _expect(ours.get(path, reader.cookie).status, 200)

    def post(number: int) -> None:
        learner = learners[1 + number // len(LESSONS)]
        path = f"/moduler/{MODULE}/{LESSONS[number % len(LESSONS)]}/laest"
        _expect(ours.post(path, learner.form, learner.cookie).status, 302)

    etag = ours.get(LESSON, reader.cookie).headers.get("etag", "")
    # Before there was a 304 the whole page came again, and that is then what is measured.
    again = 304 if etag else 200

    return [
        Subject("B", anchor, lambda number: _expect(bare.get(f"/side/{1 + number % 30}", cookie).status, 200)),
        Subject("lesson", product, page(LESSON)),
        Subject("H", anchor, lambda number: _expect(bare.post(f"/laest/{number}", "", cookie).status, 204)),
        Subject("post", product, post),
        Subject("again", product, lambda _: _expect(ours.get(LESSON, {**reader.cookie, "If-None-Match": etag}).status, again)),
        Subject("module", product, page(f"/moduler/{MODULE}")),
        Subject("mine", product, page("/min-laering")),
    ]


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        raise RuntimeError(f"answered {status} where {wanted} was expected")
