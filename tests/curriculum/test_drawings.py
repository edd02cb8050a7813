"""Drawings: what may stand in one, how it comes into a lesson, and that nothing hostile does."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.drawings import ATTRIBUTES, CLASSES, Drawing, read_drawing
from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.curriculum.sanitising import sentences
from tests.curriculum.trees import GOOD, read_texts

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">{}</svg>'
GOOD_SVG = SVG.format('<rect class="tint-1" x="0" y="0" width="300" height="40"/><text class="strong" x="10" y="20">Skal &amp; må</text>')
WIDE_SVG = SVG.format('<text x="1" y="2">Skal</text>').replace("300", "640")
BLOCK = "/// drawing | To spørgsmål\n    file: to\n\n- Skal & må: begge dele.\n///\n"

HOSTILE = [
    SVG.format("<script>alert(1)</script>"),
    SVG.format("<foreignObject><p>x</p></foreignObject>"),
    SVG.format('<image href="https://ond.example/x.png"/>'),
    SVG.format('<use href="#x"/>'),
    SVG.format('<a href="javascript:alert(1)"><text>x</text></a>'),
    SVG.format('<rect onclick="alert(1)" x="1"/>'),
    SVG.format('<rect style="fill:url(https://ond.example)"/>'),
    SVG.format("<style>* {{ background: url(https://ond.example) }}</style>"),
    SVG.format('<rect fill="url(#x)"/>'),
    SVG.format('<rect id="main-content"/>'),
    SVG.format('<rect class="skipnav"/>'),
    SVG.format('<animate attributeName="href" values="javascript:alert(1)"/>'),
    SVG.format('<set attributeName="onload" to="alert(1)"/>'),
    SVG.format("<title>x</title>"),
    SVG.format('<path d="M0 0&quot; onload=&quot;alert(1)"/>'),
    SVG.format('<rect x="1e9"/>'),
    SVG.format('<rect x="expression(alert(1))"/>'),
    SVG.format('<text xml:base="https://ond.example">x</text>'),
    SVG.format('<svg onload="alert(1)"/>'),
    SVG.format('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
    SVG.format('<rect xmlns="http://www.w3.org/1999/xhtml"/>'),
    SVG.replace("<svg ", '<svg onload="alert(1)" ').format(""),
    SVG.replace("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml").format(""),
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + SVG.format("<text>&b;</text>"),
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&x;</text>"),
    '<?xml-stylesheet href="https://ond.example/x.css"?>' + SVG.format(""),
    SVG.format("<g>" * 40 + "</g>" * 40),
    SVG.format("<g/>" * 1000),
    SVG.format("<text>x") + "</text>",
    SVG.format("<text>" + "x" * 50_000 + "</text>"),
    "<html><script>alert(1)</script></html>",
    "",
]


def faults_in(svg: str, *, is_wide: bool = False) -> list[str]:
    faults = FileFaults("modules/lov/media/to.svg")
    assert read_drawing(svg, faults, is_wide=is_wide) is None
    return [str(fault) for fault in faults.found]


def rendered(*drawings: tuple[str, str], text: str = BLOCK) -> str:
    return "".join(render_lesson(LessonSource("lov", "lektion", text, drawings=drawings)).html)


class Seen(HTMLParser):
    """Every element that a browser would make of a piece of HTML, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def assert_harmless(drawing: Drawing) -> None:
    for tag, attributes in Seen(drawing.shapes).elements:
        assert tag in ATTRIBUTES
        for name, value in attributes.items():
            assert name == "class" or name in ATTRIBUTES[tag]
            assert not re.search(r"[:;<>\"'&#]|url", value or "")


@pytest.mark.parametrize("svg", HOSTILE)
def test_a_hostile_file_is_refused_whole(svg: str) -> None:
    assert faults_in(svg)
    assert "<svg" not in rendered(("to", svg))


NAMES = st.sampled_from([*ATTRIBUTES, "script", "foreignObject", "style", "image", "use", "a", "animate", "svg", "title"])
KEYS = st.sampled_from(["x", "d", "points", "class", "transform", "text-anchor", "onload", "href", "xlink:href", "style", "fill", "id"])
VALUES = st.one_of(
    st.sampled_from(["1", "M0 0 L1 1", "1 2 3 4", "strong", "translate(1 2)", "middle", "javascript:alert(1)", "url(#a)", 'x" onload="y']),
    st.sampled_from(sorted(CLASSES)),
    st.text(max_size=8),
)
PIECES = st.recursive(
    st.text(max_size=8).map(lambda text: re.sub(r"[^\w <>]", "", text).replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda name, attributes, within: (
            f"<{name}{''.join(f' {key}={chr(34)}{escaped(value)}{chr(34)}' for key, value in attributes.items())}>{within}</{name}>"
        ),
        NAMES,
        st.dictionaries(KEYS, VALUES, max_size=3),
        inner,
    ),
    max_leaves=6,
)


def escaped(value: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter in "&<>\"'" else letter for letter in value)


@given(st.lists(PIECES, max_size=5))
def test_whatever_is_let_through_holds_nothing_but_shapes_and_words(pieces: list[str]) -> None:
    faults = FileFaults("to.svg")
    drawing = read_drawing(SVG.format("".join(pieces)), faults)
    assert (drawing is None) == bool(faults.errors)
    if drawing is not None:
        assert_harmless(drawing)


@given(st.text(max_size=200))
def test_no_text_at_all_brings_the_reader_down(text: str) -> None:
    assert read_drawing(text, FileFaults("to.svg")) is None
    assert read_drawing(SVG.format(text), FileFaults("to.svg")) is None or not text.strip() or "<" in text or text.isspace()


def test_a_drawing_stands_in_the_lesson_as_one_picture_with_a_name_and_all_it_says() -> None:
    html = rendered(("to", GOOD_SVG))
    (svg,) = (attributes for tag, attributes in Seen(html).elements if tag == "svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == "lektion_tegning_1_only_titel lektion_tegning_1_only_tekst"
    assert svg["width"] == "18.75em"
    assert '<title id="lektion_tegning_1_only_titel">To spørgsmål</title>' in html
    assert '<desc id="lektion_tegning_1_only_tekst">Skal &amp; må: begge dele.</desc>' in html
    assert '<text class="drawing__strong" x="10" y="20">Skal &amp; må</text>' in html
    assert "<summary>Vis som tekst</summary>" in html


def test_a_drawing_in_two_layouts_has_ids_of_its_own_in_each() -> None:
    html = rendered(("to", GOOD_SVG), ("to-bred", WIDE_SVG), text=BLOCK + "\n" + BLOCK)
    ids = [attributes["id"] for _, attributes in Seen(html).elements if "id" in attributes]
    assert len(ids) == 8
    assert len(set(ids)) == len(ids)


def test_a_drawing_is_not_counted_twice_when_words_are() -> None:
    assert render_lesson(LessonSource("lov", "l", BLOCK, drawings=(("to", GOOD_SVG),))).plain.count("Skal") == 1


def test_another_drawing_makes_another_text_and_none_keeps_its_name() -> None:
    none, one, other = (LessonSource("lov", "l", BLOCK, drawings=drawings) for drawings in ((), (("to", GOOD_SVG),), (("to", WIDE_SVG),)))
    assert len({none.text_hash, one.text_hash, other.text_hash}) == 3
    assert none.text_hash == LessonSource("lov", "l", BLOCK).text_hash


def test_a_table_is_read_aloud_row_by_row() -> None:
    table = "<summary>Vis som tekst</summary><table><tr><th>Niveau</th><th>Hvem</th></tr><tr><td>Øverst</td><td>Unge.</td></tr></table>"
    assert sentences(table) == "Niveau, Hvem. Øverst, Unge."


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (SVG.format("<circel/>"), 'Mente du "circle"?'),
        (SVG.format('<text class="stong" x="1">x</text>'), 'Mente du "strong"?'),
        (SVG.format('<rect fill="red"/>'), "Farver og skrift kommer fra class"),
        (SVG.format('<rect x="1px"/>'), "tal uden enhed"),
        (SVG.format("løs tekst"), "uden for <text>"),
        (SVG.format("<text><rect/></text>"), "<rect> kan ikke stå i <text>"),
        (SVG.format("<tspan>x</tspan>"), "<tspan> kan kun stå i <text>"),
        (SVG.format("").replace("0 0 300 100", "0 0 640 100"), "må højst være 320"),
        (SVG.format("").replace("0 0 300 100", "0 0 300px 100"), "hele tal"),
        (SVG.format("\n\n<rect>"), "to.svg:3:"),
    ],
)
def test_the_author_is_told_what_to_mend(svg: str, said: str) -> None:
    assert said in "\n".join(faults_in(svg))


def lesson_with(block: str, **files: str) -> list[str]:
    tree = {
        **GOOD,
        "modules/lov/anden.md": GOOD["modules/lov/anden.md"].replace("## En anden overskrift", f"{block}\n## En anden overskrift"),
    }
    tree |= {f"modules/lov/media/{name.replace('_', '-')}.svg": svg for name, svg in files.items()}
    return [str(fault) for fault in read_texts(tree).faults]


def test_a_drawing_in_a_lesson_is_in_order() -> None:
    assert lesson_with(BLOCK, to=GOOD_SVG, to_bred=WIDE_SVG) == []


@pytest.mark.parametrize(
    ("block", "files", "said"),
    [
        (BLOCK, {}, 'Tegningen "media/to.svg" findes ikke'),
        (BLOCK, {"too": GOOD_SVG}, 'Mente du "too"?'),
        (BLOCK.replace("    file: to\n", ""), {"to": GOOD_SVG}, "mangler file"),
        (BLOCK.replace("- Skal & må: begge dele.\n", ""), {"to": GOOD_SVG}, "mangler sin tekst"),
        (BLOCK.replace("må", "kan"), {"to": GOOD_SVG}, 'mangler ord, som står i tegningen: "må"'),
        (BLOCK, {"to": GOOD_SVG, "andre_bred": WIDE_SVG}, "Den brede udgave står alene"),
        (BLOCK, {"to": SVG.format("<script/>")}, "modules/lov/media/to.svg:1: <script> kan ikke bruges"),
        (BLOCK, {"To": GOOD_SVG}, "En tegnings navn har små bogstaver"),
        (BLOCK.replace("- Skal", "//// quiz\n    id: q\n////\n\n- Skal"), {"to": GOOD_SVG}, 'kan ikke stå inde i "drawing"'),
    ],
)
def test_the_checker_says_what_is_wrong_with_a_drawing(block: str, files: dict[str, str], said: str) -> None:
    assert said in "\n".join(lesson_with(block, **files))
