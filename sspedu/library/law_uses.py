"""Where the training rests on the law: every lesson, case and question, with the very place in the page.

Rendered texts tell: a link to a provision stands under a heading, in a case or in a question. Nothing is stored for this; what is told is
true of what is published now.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from html import unescape
from typing import NamedTuple

from sspedu.curriculum.models import LessonOutline, LessonText, Question, Reflection
from sspedu.library.queries import PublishedModule, Shelf

LAW_LINK = re.compile(r'href="/lov/([A-Za-z0-9-]+)"')
MARK = re.compile(
    r'<h[23] id="(?P<heading>[^"]+)">(?P<title>.*?)</h[23]>'
    r'|<section(?P<case>[^>]*)>|(?P<end></section>)|href="/lov/(?P<law>[A-Za-z0-9-]+)"',
    re.DOTALL,
)
CASE = re.compile(r'block--case"[^>]* id="([^"]+)"')
TAG = re.compile(r"<[^>]+>")


class PlaceKind(StrEnum):
    """What kind of place in a lesson rests on a provision."""

    TEXT = "text"
    CASE = "case"
    QUESTION = "question"
    REFLECTION = "reflection"


class Place(NamedTuple):
    """A place in a lesson. `title` is the heading, the case's name or the question's first sentence."""

    kind: PlaceKind
    title: str
    url: str


class LessonUse(NamedTuple):
    """A lesson that rests on a provision. `teaches` says whether it names it as law that it teaches, or only links to it."""

    module_title: str
    lesson_title: str
    url: str
    teaches: bool
    places: tuple[Place, ...]


def uses_of_law(shelf: Shelf, texts: Mapping[str, LessonText]) -> dict[str, tuple[LessonUse, ...]]:
    """Return for each provision the lessons that rest on it, in reading order."""
    found: dict[str, list[LessonUse]] = {}
    for published in shelf.modules:
        for lesson in published.module.lessons:
            places = _places(published, lesson, texts[lesson.text_hash])
            for provision in dict.fromkeys((*lesson.law, *places)):
                use = LessonUse(
                    published.module.title,
                    lesson.title,
                    _url(published, lesson),
                    provision in lesson.law,
                    tuple(places.get(provision, {}).values()),
                )
                found.setdefault(provision, []).append(use)
    return {provision: tuple(uses) for provision, uses in found.items()}


def place_named(name: str, shelf: Shelf, texts: Mapping[str, LessonText]) -> Place | None:
    """Return the place that a register names as "module/lesson#anchor"; None if it is not published."""
    page, _, anchor = name.partition("#")
    for published in shelf.modules:
        for lesson in published.module.lessons:
            if page == f"{published.id}/{lesson.id}":
                known = {place.url: place for place in _all_places(published, lesson, texts[lesson.text_hash])}
                url = _url(published, lesson)
                return known.get(f"{url}#{anchor}", Place(PlaceKind.TEXT, lesson.title, url))
    return None


def _url(published: PublishedModule, lesson: LessonOutline) -> str:
    return f"/moduler/{published.id}/{lesson.id}"


def _places(published: PublishedModule, lesson: LessonOutline, text: LessonText) -> dict[str, dict[str, Place]]:
    """Return for each provision the places that link to it, by address."""
    found: dict[str, dict[str, Place]] = {}
    for place, provision in _walk(published, lesson, text):
        if provision:
            found.setdefault(provision, {}).setdefault(place.url, place)
    return found


def _all_places(published: PublishedModule, lesson: LessonOutline, text: LessonText) -> Iterator[Place]:
    return (place for place, _ in _walk(published, lesson, text))


def _walk(published: PublishedModule, lesson: LessonOutline, text: LessonText) -> Iterator[tuple[Place, str]]:
    """Yield every place of a lesson with each provision that it links to, and once with none."""
    url = _url(published, lesson)
    here = [Place(PlaceKind.TEXT, lesson.title, url)]
    for index, part in enumerate(text.html):
        if index % 2:
            activity = text.question(part) or text.reflection(part)
            if activity is not None:
                yield from _activity(activity, text, f"{url}#{part}")
            continue
        for mark in MARK.finditer(part):
            yield from _step(mark, here, url, part)


def _step(mark: re.Match[str], here: list[Place], url: str, part: str) -> Iterator[tuple[Place, str]]:
    """Go on to the next mark of a text. `here` is the place with those around it, innermost last."""
    if mark["law"]:
        yield here[-1], mark["law"]
    elif mark["heading"]:
        here[0] = Place(PlaceKind.TEXT, unescape(TAG.sub("", mark["title"])), f"{url}#{mark['heading']}")
        yield here[0], ""
    elif mark["end"]:
        del here[max(1, len(here) - 1) :]
    else:
        case = CASE.search(mark["case"])
        here.append(Place(PlaceKind.CASE, _title_of(case[1], part), f"{url}#{case[1]}") if case else here[-1])
        yield here[-1], ""


def _title_of(case: str, part: str) -> str:
    match = re.search(rf'id="{re.escape(case)}-titel">(.*?)</p>', part, re.DOTALL)
    return unescape(TAG.sub("", match[1])) if match else case


def _activity(activity: Question | Reflection, text: LessonText, url: str) -> Iterator[tuple[Place, str]]:
    is_question = isinstance(activity, Question)
    place = Place(PlaceKind.QUESTION if is_question else PlaceKind.REFLECTION, activity.title, url)
    alone = text.model_copy(
        update={"html": (), "questions": (activity,) if is_question else (), "reflections": () if is_question else (activity,)}
    )
    yield place, ""
    yield from ((place, provision) for piece in alone.pieces() for provision in LAW_LINK.findall(piece))
