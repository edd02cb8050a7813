"""The register of tracks, held against the modules whose lessons it selects; and the order of modules, which follows from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sspedu.curriculum.checking.activities import check_no_activities
from sspedu.curriculum.checking.links import Surroundings, check_links
from sspedu.curriculum.checking.markup import check_markup
from sspedu.curriculum.checking.personal import check_personal_data
from sspedu.curriculum.faults import Faults, FileFaults, nearest, shortened
from sspedu.curriculum.fields import Fields
from sspedu.curriculum.offers import LessonPlace, Track
from sspedu.curriculum.prose import Prose, examine
from sspedu.curriculum.register_rows import Register, read_rows
from sspedu.curriculum.tree import LessonFile, ModuleFiles
from sspedu.curriculum.yaml_tree import Scalar

TRACKS = Register(
    "tracks.yml", "Forløbet", ("id", "title", "audience", "summary", "why", "minutes", "lessons", "offered"), is_optional=True
)
MOST_MINUTES = 9_999

# Renders a text, noting where it cannot; the prefix keeps footnotes of several texts on one page apart.
Render = Callable[[Prose, str], str]


class Named(Protocol):
    """Whatever has an id."""

    @property
    def id(self) -> str:
        """Its id."""


M = TypeVar("M", bound=Named)


@dataclass(frozen=True, slots=True)
class Offer:
    """What tracks may select from: the lessons of each module by their ids, and what links in a track's text are held against."""

    lessons: Mapping[str, Mapping[str, LessonFile]]
    around: Surroundings
    render: Render


def offer_of(modules: Iterable[ModuleFiles], around: Surroundings, render: Render) -> Offer:
    """Say what tracks may select from."""
    lessons = {module.id: {lesson.id: lesson for lesson in module.lessons.values()} for module in modules if module.id}
    return Offer(lessons, around, render)


def read_tracks(texts: Mapping[str, str | None], offer: Offer, faults: Faults) -> tuple[Track, ...]:
    """Read the tracks. Faulty ones are noted and left out."""
    return read_rows(TRACKS, texts, faults).values(lambda fields: _track(fields, offer))


def in_order(modules: Sequence[M], tracks: Iterable[Track]) -> tuple[M, ...]:
    """Return the modules in the order in which tracks first name them; those that none names come last, as they stood."""
    named = list(dict.fromkeys(place.module for track in tracks for place in track.lessons))
    return tuple(sorted(modules, key=lambda module: named.index(module.id) if module.id in named else len(named)))


def _track(fields: Fields, offer: Offer) -> Track:
    id_ = fields.id()
    chosen = fields.texts("lessons")
    places = tuple(place for scalar in chosen if (place := _place(scalar, offer, fields.faults)) is not None)
    _check_twice(chosen, fields.faults)
    minutes = fields.number("minutes", lowest=1, highest=MOST_MINUTES)
    if minutes is not None and len(places) == len(chosen):
        _check_minutes(minutes, fields.line_of("minutes"), [offer.lessons[place.module][place.lesson] for place in places], fields.faults)
    return Track.model_construct(
        id=id_,
        title=fields.text("title"),
        audience=fields.text("audience"),
        summary=fields.text("summary"),
        why_html=_why(fields, id_, offer),
        minutes=minutes or 0,
        lessons=places,
        is_offered=fields.flag("offered", default=True),
    )


def _place(written: Scalar, offer: Offer, faults: FileFaults) -> LessonPlace | None:
    module, slash, lesson = written.text.partition("/")
    if not slash:
        faults.error(written.line, f'"{shortened(written.text)}" skal skrives modul/lektion, fx lovgivning/paragraf-115.')
    elif module not in offer.lessons:
        faults.error(written.line, f'Modulet "{shortened(module)}" findes ikke.{nearest(module, offer.lessons)}')
    elif lesson not in offer.lessons[module]:
        hint = nearest(lesson, offer.lessons[module])
        faults.error(written.line, f'Lektionen "{shortened(lesson)}" findes ikke i modulet "{module}".{hint}')
    else:
        return LessonPlace(module=module, lesson=lesson)
    return None


def _check_twice(chosen: Iterable[Scalar], faults: FileFaults) -> None:
    first: dict[str, int] = {}
    for written in chosen:
        if written.text in first:
            sentence = (
                f'"{shortened(written.text)}" står allerede i linje {first[written.text]}. En lektion må kun stå én gang i et forløb.'
            )
            faults.error(written.line, sentence)
        first.setdefault(written.text, written.line)


def _check_minutes(minutes: int, line: int, lessons: Sequence[LessonFile], faults: FileFaults) -> None:
    said = [lesson.head.minutes for lesson in lessons if lesson.head is not None and lesson.head.minutes is not None]
    if len(said) == len(lessons) and sum(said) != minutes:
        faults.error(line, f"Forløbets lektioner tager {sum(said)} minutter i alt, men minutes er {minutes}. Ret tallet eller listen.")


def _why(fields: Fields, id_: str, offer: Offer) -> str:
    prose = examine(TRACKS.path, fields.text("why"), fields.line_of("why"), fields.faults)
    check_markup(prose)
    check_personal_data(prose)
    check_no_activities(prose)
    check_links(prose, offer.around)
    return offer.render(prose, f"forloeb-{id_}") if fields.are_sound else ""
