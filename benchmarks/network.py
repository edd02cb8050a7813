"""Rows 2, 3 and 12: pages of the network and its search with a thousand posts and with a million, on both engines, beside anchor T.

Asked for by name (`make bench RUN=network`), since to write two million posts takes some minutes. `SSPEDU_POSTS` says how many are many.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from benchmarks.databases import Housed, HousedAnchor, databases
from benchmarks.filling import fill
from benchmarks.measuring import Browser, Line, Subject, interleaved, new_folder
from benchmarks.plans import scans
from benchmarks.searching import Hits, equality_line, hits, search_lines
from benchmarks.servers import Anchor
from sspedu.network.models import Board, BoardKind, Thread
from sspedu.network.queries import POSTS_A_PAGE, THREADS_A_PAGE

FEW, MANY = 1_000, int(os.environ.get("SSPEDU_POSTS", "1000000"))
ROUNDS, REQUESTS = 7, 60
# `SSPEDU_ENGINES=postgresql` measures one of them.
ENGINES = os.environ.get("SSPEDU_ENGINES", "").lower().split()
NATIONAL = "/netvaerk/hele/landet"
THREAD = "/netvaerk/traad/1"
FLAT = 1.10
FLAT_PAGES = ("thread", "first list", "last list", "boards", "composer")


@dataclass(frozen=True, slots=True)
class Pair:
    """The product on one engine, with few posts and with many."""

    engine: str
    few: Housed
    many: Housed


def measure_network(folder: Path) -> list[Line]:
    """Measure each page on each engine, few and many in turn."""
    lines: list[Line] = []
    found: dict[str, Hits] = {}
    for engine, new_database in databases(folder):
        if ENGINES and engine.lower() not in ENGINES:
            continue
        # Beside T itself, which is on SQLite, the same program on the engine that is measured: so that each ratio can be read.
        anchors = Anchor(new_folder(folder)), HousedAnchor(new_folder(folder), new_database())
        with _pair(folder, engine, new_database) as pair, _started(anchors[0]), _started(anchors[1]):
            lines += _measure(pair, *anchors)
            found[engine] = hits(pair.many)
    return [*lines, equality_line(found)] if len(found) == 2 else lines


@contextmanager
def _started(anchor: Anchor) -> Iterator[None]:
    try:
        anchor.start()
        yield
    finally:
        anchor.stop()


@contextmanager
def _pair(folder: Path, engine: str, new_database: Callable[[], str]) -> Iterator[Pair]:
    houses = [Housed(new_folder(folder), new_database()) for _ in range(2)]
    try:
        for house, posts in zip(houses, (FEW, MANY), strict=True):
            print(f"  {engine}: writing {posts} posts", file=sys.stderr, flush=True)
            house.start()
            house.stop()
            with house.opened() as opened:
                fill(opened, posts)
            # Without the worker: what it has to tell of so many posts is no cost of a page.
            house.start_bare()
        yield Pair(engine, *houses)
    finally:
        for house in houses:
            house.stop()


def _measure(pair: Pair, anchor: Anchor, same: Anchor) -> list[Line]:
    subjects = [Subject(name, bare, _asking(Browser(bare.port), _bare_thread, bare.cookie)) for name, bare in (("T", anchor), ("TE", same))]
    for size, house in (("few", pair.few), ("many", pair.many)):
        reader, browser = house.enrol_people(1)[0], Browser(house.port)
        for name, page in _pages(house).items():
            subjects.append(Subject(f"{name} {size}", house, _asking(browser, page, reader.cookie)))
    cost = interleaved(subjects, rounds=ROUNDS, requests=REQUESTS)
    return [
        Line(0, f"{pair.engine}: anchor T, a thread of {POSTS_A_PAGE} from two ORM queries", cost["T"], "ms"),
        _line(2, f"{pair.engine}: thread of {POSTS_A_PAGE}, {MANY} posts", cost, "thread many", "T", 0.67),
        Line(0, f"{pair.engine}: anchor TE, the program of T on {pair.engine}", cost["TE"], "ms"),
        _line(2, f"{pair.engine}: the same thread beside TE", cost, "thread many", "TE", None),
        _line(2, f"{pair.engine}: another thread each time", cost, "threads many", "T", None),
        *(_line(3, f"{pair.engine}: {name}, {FEW} to {MANY} posts", cost, f"{name} many", f"{name} few", FLAT) for name in FLAT_PAGES),
        _scan_line(pair),
        *search_lines(pair.engine, pair.many),
    ]


def _bare_thread(_number: int) -> str:
    return "/traad/1"


def _asking(browser: Browser, page: Callable[[int], str], cookie: Mapping[str, str]) -> Callable[[int], None]:
    return lambda number: _expect(browser.get(page(number), cookie).status)


def _line(row: int, what: str, cost: Mapping[str, float], page: str, anchor: str, limit: float | None) -> Line:
    return Line(row, what, cost[page] / cost[anchor], anchor if anchor in {"T", "TE"} else "x", limit, f"{cost[page]:.2f} ms")


def _pages(house: Housed) -> dict[str, Callable[[int], str]]:
    """Return the pages to ask for. The last list page is as full as the first."""
    with house.opened() as engine:
        last, whole = _last_cursor(engine), _whole_threads(engine)
    return {
        "thread": lambda _: THREAD,
        "threads": lambda number: f"/netvaerk/traad/{whole[number % len(whole)]}",
        "first list": lambda _: NATIONAL,
        "last list": lambda _: f"{NATIONAL}?foer={last}",
        "boards": lambda _: "/netvaerk",
        "composer": lambda _: f"{NATIONAL}/ny",
        "search": lambda _: "/soeg?q=kommune&slags=netvaerk",
    }


def _last_cursor(engine: Engine) -> int:
    on_national = select(Thread.last_post_id).join(Board, Board.id == Thread.board_id).where(Board.kind == BoardKind.NATIONAL)
    with engine.connect() as connection:
        return int(connection.scalars(on_national.order_by(Thread.last_post_id).offset(THREADS_A_PAGE).limit(1)).one())


def _whole_threads(engine: Engine) -> list[int]:
    """Return threads of everyone's board with a page of posts or more."""
    found = select(Thread.id).join(Board, Board.id == Thread.board_id)
    with engine.connect() as connection:
        return list(connection.scalars(found.where(Board.kind == BoardKind.NATIONAL, Thread.post_count >= POSTS_A_PAGE).limit(2_000)))


def _scan_line(pair: Pair) -> Line:
    """Count the statements of the pages that read a table from end to end where there are many posts."""
    found = [f"{page(0)}: {scan}" for page in _pages(pair.many).values() for scan in scans(pair.many, page(0))]
    return Line(3, f"{pair.engine}: tables read from end to end", len(found), "", 0, "; ".join(found))


def _expect(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"answered {status}")
