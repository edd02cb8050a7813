"""Row 12: the search page with any word: those that stand in every post, in some, in few, and in none; as a member and as a visitor."""

import random
import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import quote

from benchmarks.databases import Housed
from benchmarks.filling import SEED, words_by_frequency
from benchmarks.measuring import Browser, Line

COMMON, OTHERS = 40, 110
ABSENT = ("giraffer", "xylofonorkester", "rumraket", "zzzz")
# What costs most to answer with nothing: eight words of full length that nobody wrote.
CHANCE = random.Random(SEED)  # noqa: S311 - the same words each time
LONGEST = tuple(" ".join("".join(CHANCE.choices("abdefgiklmnoprstu", k=24)) for _ in range(8)) for _ in range(8))
# The addresses that each word finds, in their order.
Hits = dict[str, list[bytes]]
HIT = re.compile(rb'search-hits__title"[^>]*><a href="([^"]+)"')


def search_lines(engine: str, house: Housed) -> list[Line]:
    """Ask for each word once by a signed-in member among posts, and by a visitor among what is published."""
    member, browser = house.enrol_people(1)[0], Browser(house.port)
    words = _words()
    _times(browser, words[:5], "&slags=netvaerk", member.cookie)
    return [
        _line(f"{engine}: search, newest first, {len(words)} words", house, browser, words, "&slags=netvaerk", member.cookie),
        _line(f"{engine}: search, the same in everything", house, browser, words, "", member.cookie),
        _line(f"{engine}: search by visitors, the longest among them", house, browser, (*words, *LONGEST), "", {}),
    ]


def hits(house: Housed) -> Hits:
    """Return what a member finds first among posts by each of the words."""
    member, browser = house.enrol_people(1)[0], Browser(house.port)
    pages = {word: browser.get(_address(word, "&slags=netvaerk"), member.cookie) for word in _words()}
    return {word: HIT.findall(page.body) for word, page in pages.items()}


def equality_line(found: Mapping[str, Hits]) -> Line:
    """Count the words by which the two engines do not find the same posts in the same order."""
    (one, of_one), (other, of_other) = found.items()
    unequal = [word for word in _words() if of_one[word] != of_other[word]]
    empty = sum(not of_one[word] for word in _words())
    what = f"words of {len(_words())} that find other posts on {one} than on {other}"
    return Line(12, what, len(unequal), "", 0, f"{empty} of them find nothing. {' '.join(unequal[:5])}".strip())


@cache
def _words() -> tuple[str, ...]:
    words = words_by_frequency()
    return (*words[:COMMON], *CHANCE.sample(words[COMMON:], OTHERS), *ABSENT)


def _address(word: str, rest: str) -> str:
    return f"/soeg?q={quote(word)}{rest}"


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
        answer = browser.get(_address(word, address), cookie)
        taken.append(time.monotonic() - began)
        if answer.status != 200:
            raise RuntimeError(f"answered {answer.status}")
    return taken
