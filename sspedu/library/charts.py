"""Charts as SVG, drawn by the server. Pure: values in, markup out.

Lengths across are percent of the page's width and lengths down are em of the reader's text, so a chart follows both without being
scaled. A chart is drawn twice, for a wide page and for a narrow one; the style sheet shows one of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import NamedTuple, Protocol

from markupsafe import Markup

from sspedu.curriculum.models import Fact, Precision, Theme
from sspedu.web.language import _, in_danish

# How far on either side of the figure a bar fades out, in percent: nobody knows better than the source's hedge.
FADES: dict[Precision, tuple[int, int]] = {
    Precision.JUST_UNDER: (8, 0),
    Precision.APPROX: (5, 5),
    Precision.JUST_OVER: (0, 8),
    Precision.OVER: (0, 12),
}
LINE = 1.4
BAR = 1.1
GAP = 1.2


class Demand(Protocol):
    """A theme and the figure for how many asked for it."""

    @property
    def theme(self) -> Theme:
        """The theme."""

    @property
    def fact(self) -> Fact:
        """The figure."""


class Layout(NamedTuple):
    """Where things stand: bars from `bar_x`, `bar_width` wide (percent). Words have a column beside the bars, or a line above them."""

    name: str
    label_characters: int
    heading_characters: int
    bar_x: int
    bar_width: int
    words_x: int | None


WIDE = Layout("wide", label_characters=36, heading_characters=80, bar_x=41, bar_width=36, words_x=79)
NARROW = Layout("narrow", label_characters=33, heading_characters=32, bar_x=0, bar_width=100, words_x=None)


def demand_chart(themes: Iterable[Demand], name: str = "efterspoergsel") -> Markup:
    """Draw how many municipalities asked for each theme, each category by itself. `name` keeps ids apart if a page has two charts."""
    drawn = tuple(themes)
    charts = Markup("").join(_chart(drawn, layout, f"{name}-{layout.name}") for layout in (WIDE, NARROW))
    return Markup('<div class="chart">{}</div>').format(charts)


def _chart(themes: Sequence[Demand], layout: Layout, name: str) -> Markup:
    shapes: list[Markup] = []
    bottom = 0.0
    for category, group in groupby(sorted(themes, key=lambda demand: demand.theme.category), key=lambda demand: demand.theme.category):
        bottom = _group(shapes, category, tuple(group), layout, name, bottom)
    return Markup(
        '<svg class="chart__{layout}" role="img" aria-labelledby="{name}-titel {name}-tekst" width="100%" height="{height}em">'
        '<title id="{name}-titel">{title}</title><desc id="{name}-tekst"{danish}>{text}</desc>'
        '<defs><linearGradient id="{name}-ud"><stop offset="0" stop-color="currentColor"/>'
        '<stop offset="1" stop-color="currentColor" stop-opacity="0"/></linearGradient></defs>{shapes}</svg>'
    ).format(
        layout=layout.name,
        name=name,
        danish=in_danish(),
        height=_em(bottom),
        title=_("Temaer, som kommunerne bad om"),
        text=" ".join(_sentences(themes)),
        shapes=Markup("").join(shapes),
    )


def _sentences(themes: Sequence[Demand]) -> Iterator[str]:
    for demand in themes:
        yield f"{demand.theme.title}: {demand.fact.wording.rstrip('.')}."


def _group(shapes: list[Markup], category: int, themes: Sequence[Demand], layout: Layout, name: str, top: float) -> float:
    """Draw a category below `top` and return where it ends."""
    y = top + (GAP if top else 0)
    for line in wrap(_category_name(category), layout.heading_characters):
        y += LINE
        shapes.append(_text(0, y, line, "chart__heading"))
    for line in wrap(_("Kommunerne kunne vælge to af fire."), layout.heading_characters):
        y += LINE
        shapes.append(_text(0, y, line, "chart__quiet"))
    y += GAP / 2
    rows: list[Markup] = []
    scale_top = y + GAP / 2
    for demand in themes:
        y = _row(rows, demand, layout, name, y + GAP)
    if layout.words_x is not None:
        shapes.extend(_scale(layout, scale_top, y + GAP / 2))
        y += GAP / 2 + LINE
    shapes += rows
    return y + GAP / 2


def _category_name(category: int) -> str:
    if category == 1:
        return _("Kategori 1: organisering, roller og ansvar")
    return _("Kategori 2: målgruppe, metoder og indsatser")


def _row(shapes: list[Markup], demand: Demand, layout: Layout, name: str, top: float) -> float:
    """Draw a theme below `top` and return where it ends."""
    y = top
    for line in wrap(demand.theme.title, layout.label_characters):
        y += LINE
        shapes.append(_text(0, y - 0.4, line, is_danish=True))
    words_class = "chart__words" if demand.fact.share is not None else "chart__quiet"
    if layout.words_x is not None:
        middle = (top + y - BAR) / 2
        shapes.append(_text(layout.words_x, middle + BAR - 0.2, demand.fact.wording, words_class, is_danish=True))
        shapes.extend(_bar(demand.fact, layout, name, middle))
        return y
    y += LINE
    shapes.append(_text(0, y - 0.4, demand.fact.wording, words_class, is_danish=True))
    if demand.fact.share is None:
        return y
    shapes.extend(_bar(demand.fact, layout, name, y))
    return y + BAR


def _bar(fact: Fact, layout: Layout, name: str, top: float) -> Iterator[Markup]:
    if fact.share is None:
        return
    before, after = FADES.get(fact.precision, (0, 0))
    solid, soft = fact.share - before, min(before + after, 100 - fact.share + before)
    yield _rect(layout, 0, solid, top, "currentColor")
    if soft:
        yield _rect(layout, solid, soft, top, f"url(#{name}-ud)")


def _rect(layout: Layout, start: int, length: int, top: float, fill: str) -> Markup:
    return Markup('<rect x="{x}%" y="{y}em" width="{width}%" height="{height}em" fill="{fill}"/>').format(
        x=_percent(layout, start), y=_em(top), width=f"{length * layout.bar_width / 100:g}", height=BAR, fill=fill
    )


def _scale(layout: Layout, top: float, bottom: float) -> Iterator[Markup]:
    for share, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        x = _percent(layout, share)
        yield Markup('<line class="chart__scale" x1="{x}%" x2="{x}%" y1="{top}em" y2="{bottom}em"/>').format(
            x=x, top=_em(top), bottom=_em(bottom)
        )
        words = _("%(share)s pct.", share=share)
        yield Markup('<text class="chart__quiet" x="{x}%" y="{y}em" text-anchor="{anchor}">{words}</text>').format(
            x=x, y=_em(bottom + LINE - 0.2), anchor=anchor, words=words
        )


def _text(x: int, y: float, words: str, css_class: str = "chart__label", *, is_danish: bool = False) -> Markup:
    return Markup('<text class="{css_class}" x="{x}%" y="{y}em"{danish}>{words}</text>').format(
        css_class=css_class, x=x, y=_em(y), words=words, danish=in_danish() if is_danish else ""
    )


def _percent(layout: Layout, share: int) -> str:
    return f"{layout.bar_x + share * layout.bar_width / 100:g}"


def _em(length: float) -> str:
    return f"{length:.2f}"
