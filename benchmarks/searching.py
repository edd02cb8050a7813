"""Row 12: the search page with any word: those that stand in every post, in some, in few, and in none; as a member and as a visitor."""

import random
import time
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from benchmarks.databases import Housed
from benchmarks.filling import SEED, words_by_frequency
from benchmarks.measuring import Browser, Line

COMMON, OTHERS = 40, 110
ABSENT = ("giraffer", "xylofonorkester", "rumraket", "zzzz")
# What costs most to answer with nothing: eight words of full length that nobody wrote.
CHANCE = random.Random(SEED)  # noqa: S311 - the same words each time
LONGEST = tuple(" ".join("".join(CHANCE.choices("abdefgiklmnoprstu", k=24)) for _ in range(8)) for _ in range(8))


def search_lines(engine: str, house: Housed) -> list[Line]:
    """Ask for each word once by a signed-in member among posts, and by a visitor among what is published."""
    member, browser = house.enrol_people(1)[0], Browser(house.port)
    words = (*_words(), *ABSENT)
    _times(browser, words[:5], "&slags=netvaerk", member.cookie)
    return [
        _line(f"{engine}: search, newest first, {len(words)} words", house, browser, words, "&slags=netvaerk", member.cookie),
        _line(f"{engine}: search, the same in everything", house, browser, words, "", member.cookie),
        _line(f"{engine}: search by visitors, the longest among them", house, browser, (*words, *LONGEST), "", {}),
    ]


def _words() -> tuple[str, ...]:
    words = words_by_frequency()
    return (*words[:COMMON], *CHANCE.sample(words[COMMON:], OTHERS))


def _line(what: str, house: Housed, browser: Browser, words: Sequence[str], address: str, cookie: Mapping[str, str]) -> Line:
    before = house.cpu_seconds()
    times = sorted(_times(browser, words, address, cookie))
    cpu = (house.cpu_seconds() - before) * 1000 / len(words)
    p95, middle = (times[len(times) * share // 100] * 1000 for share in (95, 50))
    return Line(12, what, p95, "ms", 50, f"p95; median {middle:.0f} ms, {cpu:.1f} ms CPU on average, the slowest {times[-1] * 1000:.0f} ms")


def _times(browser: Browser, words: Sequence[str], address: str, cookie: Mapping[str, str]) -> list[float]:
    taken = []
    for word in words:
        began = time.monotonic()
        answer = browser.get(f"/soeg?q={quote(word)}{address}", cookie)
        taken.append(time.monotonic() - began)
        if answer.status != 200:
            raise RuntimeError(f"answered {answer.status}")
    return taken
