"""From a lesson's text to safe HTML with its questions taken out.

Published HTML is stored under `LessonSource.text_hash`, so the same source must give the same HTML for as long as `RENDERER_VERSION`
stands: raise it with every change that shows.
"""

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from html import unescape
from itertools import count

from sspedu.curriculum import dialect, layout
from sspedu.curriculum.decoding import scrub
from sspedu.curriculum.drawings import WIDE, Drawing, markup, read_drawing
from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.layout import ActivityText
from sspedu.curriculum.models import Entry, LessonText, Option, Question, QuestionKind, Reflection
from sspedu.curriculum.questions import kind_of
from sspedu.curriculum.sanitising import clean, plain_text, sentences
from sspedu.curriculum.shuffling import shuffled

RENDERER_VERSION = 1

LONGEST_TITLE = 140
HOLE = re.compile(rf'<div id="([^"]*)">{dialect.HOLE}</div>\n?')
FIGURE = re.compile(
    rf'<figcaption class="drawing__title">([^<]*)</figcaption>\s*<div id="([^"]*)">{dialect.DRAWN}</div>(.*?</figure>)', re.DOTALL
)
SEAM = re.compile(rf"<p>{dialect.SEAM}(\d+) (\w+)</p>")
ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p[ >]).)*)</p>", re.DOTALL)
ABBREVIATIONS = ("kl", "ca", "nr", "stk", "pct", "jf", "fx", "bl\\.a", "f\\.eks")
NOT_ABBREVIATED = "".join(rf"(?<!\b[{word[0]}{word[0].upper()}]{word[1:]})" for word in ABBREVIATIONS)
SENTENCE = re.compile(NOT_ABBREVIATED + r"[.?!][»«\"”)]*\s+(?=[A-ZÆØÅ0-9»«\"“(§])")


@dataclass(frozen=True, slots=True)
class LessonSource:
    """Everything the renderer needs. `pages` pairs each file that the text names with its address; `prefix` keeps footnotes apart.

    `drawings` pairs the name of each drawing that the text shows with the SVG of its file.
    """

    module: str
    prefix: str
    text: str
    pages: tuple[tuple[str, str], ...] = ()
    drawings: tuple[tuple[str, str], ...] = ()

    @property
    def text_hash(self) -> str:
        """The name under which the rendered text is stored."""
        parts: list[object] = [RENDERER_VERSION, self.module, self.prefix, self.text, self.pages]
        # A text without drawings keeps the name that it had before there were any.
        parts += [self.drawings] if self.drawings else []
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


class _Converters(threading.local):
    """One converter per thread for lessons and one for posts: it keeps state while it works."""

    def __init__(self) -> None:
        self.idle: dict[bool, dialect.Dialect] = {}


CONVERTERS = _Converters()


def render_lesson(source: LessonSource) -> LessonText:
    """Render a lesson, an introduction or any other text with blocks.

    Raises RecursionError for text that is nested too deeply; let text that is not `safety.is_tame` run in a process with a deadline.
    """
    laid_out = layout.lay_out(source.text)
    html, headings = _convert(laid_out.text, laid_out.slots, source)
    text, pieces = _split_seams(clean(html))
    plain = plain_text(" ".join(HOLE.split(text)[::2]))
    parts = tuple(HOLE.split(_with_drawings(text, source)))
    questions = [_question(number, activity, pieces) for number, activity in enumerate(laid_out.activities) if activity.is_quiz]
    reflections = [_reflection(number, activity, pieces) for number, activity in enumerate(laid_out.activities) if not activity.is_quiz]
    return LessonText(
        html=parts,
        questions=tuple(questions),
        reflections=tuple(reflections),
        headings=tuple((anchor, unescape(title)) for anchor, title in headings),
        plain=plain,
    )


def render_snippet(text: str, *, prefix: str) -> str:
    """Render a short text that has no blocks (a post, a note from a municipality). A line of slashes is shown as it stands."""
    source = LessonSource(module="", prefix=prefix, text=text)
    html, _ = _convert(scrub(text), [], source, for_posts=True)
    return clean(html)


def _with_drawings(html: str, source: LessonSource) -> str:
    """Put the drawings into their places. They are written by us from what was understood of each file, so nothing is left to clean."""
    if dialect.DRAWN not in html:
        return html
    files, numbers = dict(source.drawings), count(1)

    def draw(match: re.Match[str]) -> str:
        title, name, words = match.groups()
        number = next(numbers)
        wide, narrow = (_drawing(files.get(file), is_wide=file != name) for file in (name + WIDE, name))
        layouts = [("wide", wide), ("narrow", narrow)] if wide else [("only", narrow)]
        # No anchor of a heading has two of these in it, so ids stay unique.
        shown = (
            markup(drawing, id=f"{source.prefix}_tegning_{number}_{layout}", layout=layout, title=unescape(title), says=sentences(words))
            for layout, drawing in layouts
            if drawing is not None
        )
        return f'<figcaption class="drawing__title">{title}</figcaption>\n{"".join(shown)}{words}'

    return FIGURE.sub(draw, html)


def _drawing(text: str | None, *, is_wide: bool) -> Drawing | None:
    return None if text is None else read_drawing(text, FileFaults(""), is_wide=is_wide)


def _convert(
    text: str, slots: list[layout.Slot], source: LessonSource, *, for_posts: bool = False
) -> tuple[str, tuple[tuple[str, str], ...]]:
    # Whatever interrupts a conversion leaves the library in an unknown state: the next text gets a new one.
    converter = CONVERTERS.idle.pop(for_posts, None) or dialect.Dialect(for_posts=for_posts)
    html = converter.convert(text, slots, source.module, dict(source.pages), source.prefix)
    CONVERTERS.idle[for_posts] = converter
    return html, converter.headings


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an activity: its name ("stem", "place", "option", "feedback", "answer") and cleaned HTML."""

    activity: int
    name: str
    html: str


def _split_seams(html: str) -> tuple[str, list[_Piece]]:
    parts = SEAM.split(html)
    numbers, names, texts = parts[1::3], parts[2::3], parts[3::3]
    pieces = [_Piece(int(number), name, _unwrapped(text)) for number, name, text in zip(numbers, names, texts, strict=True)]
    return parts[0].strip(), pieces


def _unwrapped(html: str) -> str:
    return html.strip().removeprefix("<div>").removesuffix("</div>").strip()


def _question(number: int, activity: ActivityText, pieces: list[_Piece]) -> Question:
    mine = [piece for piece in pieces if piece.activity == number]
    stem = _first(mine, "stem")
    choices = _choices(mine)
    entries, places = _placed(choices, [_bare(piece.html) for piece in mine if piece.name == "place"], activity)
    return Question(
        id=activity.id,
        kind=kind_of(activity.text, activity.settings),
        title=first_sentence(plain_text(stem)),
        stem_html=stem,
        options=_options(choices, activity),
        entries=entries,
        places=places,
        estimate=activity.settings.estimate,
        feedback_html="" if choices else _first(mine, "feedback"),
        answer_html=_first(mine, "answer"),
        required=activity.settings.required,
        asks_confidence=activity.settings.asks_confidence,
    )


def _choices(pieces: list[_Piece]) -> list[tuple[str, str]]:
    """Pair each option or entry with the feedback that follows it."""
    found: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.name == "option":
            found.append((_bare(piece.html), ""))
        elif piece.name == "feedback" and found:
            found[-1] = (found[-1][0], piece.html)
    return found


def _options(choices: list[tuple[str, str]], activity: ActivityText) -> tuple[Option, ...]:
    if not activity.text.options:
        return ()
    texts = zip(choices, activity.text.options, strict=True)
    return tuple(Option(html=html, is_right=option.is_right, feedback_html=said) for (html, said), option in texts)


def _placed(choices: list[tuple[str, str]], places: list[str], activity: ActivityText) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Put entries and places in the order in which they are shown. Partners change places; otherwise the entries do."""
    written = activity.text.entries
    if not written:
        return (), ()
    seed = "\n".join([activity.id, *(html for html, _ in choices)])
    texts = zip(choices, written, strict=True)
    entries = [Entry(html=html, places=tuple(entry.places), feedback_html=said) for (html, said), entry in texts]
    if activity.settings.placing is not QuestionKind.MATCH:
        return tuple(entries[index] for index in shuffled(seed, [entry.places for entry in entries])), tuple(places)
    order = shuffled(seed, [(index,) for index in range(len(places))])
    moved = {old: new for new, old in enumerate(order)}
    turned = (entry.model_copy(update={"places": tuple(moved[place] for place in entry.places)}) for entry in entries)
    return tuple(turned), tuple(places[index] for index in order)


def _reflection(number: int, activity: ActivityText, pieces: list[_Piece]) -> Reflection:
    mine = [piece for piece in pieces if piece.activity == number]
    prompt = _first(mine, "stem")
    return Reflection(
        id=activity.id,
        title=first_sentence(plain_text(prompt)),
        prompt_html=prompt,
        answer_html=_first(mine, "answer"),
        required=activity.settings.required,
    )


def _first(pieces: list[_Piece], name: str) -> str:
    return next((piece.html for piece in pieces if piece.name == name), "")


def _bare(html: str) -> str:
    """Return the contents of a lone paragraph: an option stands inside a label."""
    match = ONE_PARAGRAPH.fullmatch(html)
    return match[1] if match else html


def first_sentence(words: str) -> str:
    """Return the first sentence of a text, cut to the length of a title."""
    match = SENTENCE.search(words)
    sentence = words[: match.end()].strip() if match else words
    return sentence if len(sentence) <= LONGEST_TITLE else sentence[: LONGEST_TITLE - 1].rstrip() + "…"
