"""The chart of what the municipalities asked for: nothing drawn that the report does not say, nothing unescaped."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from sspedu.curriculum.models import Fact, Precision, Theme
from sspedu.library.charts import demand_chart

NARROW = ".//svg[@class='chart__narrow']"


@dataclass(frozen=True, slots=True)
class Asked:
    theme: Theme
    fact: Fact


def asked(title: str, value: str, precision: Precision, words: str, category: int = 1) -> Asked:
    theme = Theme(id="tema", title=title, category=category, fact="T1", description="")
    fact = Fact(
        id="T1",
        quantity=title,
        value=value,
        unit="pct. af kommuner",
        precision=precision,
        source_wording=words,
        n="91",
        source="kilde",
        heading="Ønsker",
        wordings=(words,),
        note="",
    )
    return Asked(theme, fact)


EIGHTY = asked("Den lokale SSP-organisation", "80", Precision.JUST_UNDER, "knap 80 pct.")
UNKNOWN = asked("Relevant lovgivning", "ikke oplyst", Precision.NOT_REPORTED, "ikke oplyst")
EXACT = asked("Metoder", "90", Precision.EXACT, "90 pct.", category=2)


def drawn(*themes: Asked) -> ElementTree.Element:
    return ElementTree.fromstring(str(demand_chart(themes)))


def bars(chart: ElementTree.Element) -> list[tuple[float, str]]:
    """Width in percent of the narrow page, and fill, of each bar."""
    narrow = chart.find(NARROW)
    assert narrow is not None
    return [(float(rect.attrib["width"].rstrip("%")), rect.attrib["fill"]) for rect in narrow.iter("rect")]


def test_a_chart_has_a_title_and_says_every_figure_in_words() -> None:
    for svg in drawn(EIGHTY, UNKNOWN, EXACT).iter("svg"):
        title, text = svg.attrib["aria-labelledby"].split()
        assert svg.attrib["role"] == "img"
        assert {element.attrib.get("id") for element in svg} >= {title, text}
        described = svg.findtext("desc") or ""
        assert "Den lokale SSP-organisation: knap 80 pct. Relevant lovgivning: ikke oplyst. Metoder: 90 pct." in described


def test_a_hedged_bar_ends_soft_and_never_reaches_beyond_its_figure() -> None:
    solid, soft = bars(drawn(EIGHTY))
    assert solid[1] == "currentColor"
    assert soft[1].startswith("url(#")
    assert solid[0] < 80
    assert solid[0] + soft[0] == 80


def test_an_exact_bar_ends_hard() -> None:
    assert bars(drawn(EXACT)) == [(90, "currentColor")]


def test_what_is_not_reported_has_words_and_no_bar() -> None:
    chart = drawn(UNKNOWN)
    assert bars(chart) == []
    assert "ikke oplyst" in [text.text for text in chart.iter("text")]


@pytest.mark.parametrize("precision", list(Precision))
def test_no_bar_passes_a_hundred(precision: Precision) -> None:
    assert sum(width for width, _fill in bars(drawn(asked("Alt", "100", precision, "alle")))) <= 100


def test_each_category_has_its_own_heading() -> None:
    words = [text.text for text in drawn(EIGHTY, EXACT).iter("text")]
    assert "Kategori 1: organisering, roller og ansvar" in words
    assert "Kategori 2: målgruppe, metoder og indsatser" in words
    assert words.count("Kommunerne kunne vælge to af fire.") == 2


def test_words_are_escaped() -> None:
    chart = demand_chart([asked("<script>x</script> & co", "50", Precision.APPROX, "<b>halvdelen</b>")])
    assert isinstance(chart, Markup)
    assert "<script" not in chart
    assert "<b>" not in chart


def test_ids_differ_between_charts_on_one_page() -> None:
    ids = re.findall(r' id="([^"]+)"', demand_chart([EIGHTY], "en") + demand_chart([EIGHTY], "to"))
    assert len(ids) == len(set(ids)) == 12


def test_a_chart_needs_no_style_of_its_own() -> None:
    assert " style=" not in demand_chart([EIGHTY, UNKNOWN, EXACT])
