import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.dialect import Dialect, slug
from sspedu.curriculum.models import LessonText
from sspedu.curriculum.needed import BLOCKS, INLINE, Chooser
from sspedu.curriculum.rendering import LessonSource, first_sentence, render_lesson, render_snippet

SECRET = "HEMMELIGT"


class TakesAll(Chooser):
    """The library as it comes."""

    def choose(self, text: str) -> None:
        pass


CHOOSING, TAKING_ALL = Dialect(), Dialect()
TAKING_ALL.chooser = TakesAll(Dialect().markdown)


def render(text: str, prefix: str = "l") -> LessonText:
    return render_lesson(LessonSource("lov", prefix, text))


def test_text_and_activities_alternate() -> None:
    text = render("A\n\n/// reflection\n    id: r\n\nB?\n///\n\n/// reflection\n    id: s\n\nC?\n///\n")
    assert text.html == ("<p>A</p>\n", "r", "", "s", "")


def test_a_text_without_activities_is_one_part() -> None:
    assert render("A\n").html == ("<p>A</p>",)
    assert render("").html == ("",)


def test_neither_answer_nor_feedback_reaches_the_text_its_words_or_its_headings() -> None:
    text = render(
        f"## A\n\n/// quiz\n    id: q\n\n## B\n\n- [x] C\n\n    > {SECRET}\n    >\n    > ## {SECRET}\n\n- [ ] D\n\n//// answer\n## {SECRET}\n////\n///\n"
    )
    assert SECRET not in "".join(text.html) + text.plain + str(text.headings)
    assert text.headings == (("a", "A"),)
    assert SECRET in text.questions[0].options[0].feedback_html
    assert SECRET in text.questions[0].answer_html
    assert (
        SECRET not in text.questions[0].stem_html + "".join(option.html for option in text.questions[0].options) + text.questions[0].title
    )


def test_notes_of_two_texts_never_share_an_id() -> None:
    one, two = (render("A[^1]\n\n[^1]: B\n", prefix).html[0] for prefix in ("et", "to"))
    assert 'id="fn-et-1"' in one
    assert 'id="fn-to-1"' in two


def test_a_note_within_a_note_is_no_trouble() -> None:
    assert "fn-l-1" in render("A[^1]\n\n[^1]: B\n\n    - [^2]: C\n").html[0]


@pytest.mark.parametrize(
    ("words", "anchor"),
    [("Æbler, øl & ål", "aebler-oel-aal"), ("§ 115, stk. 2", "115-stk-2"), ("Café", "cafe"), ("!!!", "afsnit"), ("A\u030angst", "aangst")],
)
def test_anchors_are_ascii_and_keep_the_danish_letters(words: str, anchor: str) -> None:
    assert slug(words) == anchor


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("Hvad nu? Svar.", "Hvad nu?"), ("Kl. 15.40 ringer Lene. Hvad siger du?", "Kl. 15.40 ringer Lene."), ("Det er stk. 2. Og så?", "Det er stk. 2."),
     ("»Har han ret?« Tænk.", "»Har han ret?«"), ("Uden punktum", "Uden punktum"), ("", ""), ("x" * 200, "x" * 139 + "…")],
)  # fmt: skip
def test_the_title_of_an_activity_is_its_first_sentence(words: str, sentence: str) -> None:
    assert first_sentence(words) == sentence


def test_the_hash_follows_everything_that_the_html_depends_on() -> None:
    sources = [
        LessonSource("a", "b", "c"),
        LessonSource("x", "b", "c"),
        LessonSource("a", "x", "c"),
        LessonSource("a", "b", "x"),
        LessonSource("a", "b", "c", (("d.md", "/e"),)),
    ]
    assert len({source.text_hash for source in sources}) == len(sources)
    assert sources[0].text_hash == LessonSource("a", "b", "c").text_hash


def test_a_source_and_its_text_travel_between_processes() -> None:
    source = LessonSource("a", "b", "/// reflection\n    id: r\n\nB?\n///\n", (("d.md", "/e"),))
    assert pickle.loads(pickle.dumps(source)) == source
    text = render_lesson(source)
    assert pickle.loads(pickle.dumps(text)) == text


def test_a_snippet_shows_fences_as_they_stand() -> None:
    assert (
        render_snippet("/// quiz\n    id: a\n\nB <b>\n\n///\n", prefix="p") == "<p>/// quiz\n    id: a</p>\n<p>B &lt;b&gt;</p>\n<p>///</p>"
    )


def test_a_table_in_words_is_read_with_spaces_between_its_cells() -> None:
    assert render("| A | B |\n|---|---|\n| c | d |\n").plain == "A B c d"


def test_an_interrupted_conversion_leaves_nothing_behind() -> None:
    before = render("- a\n\n    b\n")
    with pytest.raises(RecursionError):
        render("* " * 2_000 + "a")
    assert render("- a\n\n    b\n") == before


def test_every_pattern_of_the_library_is_known_by_what_it_needs() -> None:
    markdown = Dialect().markdown
    assert [name for name in INLINE if name in markdown.inlinePatterns] == list(INLINE)
    assert len(markdown.inlinePatterns) == len(INLINE)
    assert [name for name in BLOCKS if name in markdown.parser.blockprocessors] == list(BLOCKS)


@given(st.text(alphabet="ab1:. \n`\\[]()^!<>&;*_-#|=/", max_size=80))
def test_what_is_left_out_would_have_found_nothing(text: str) -> None:
    assert CHOOSING.convert(text, [], "lov", {}, "l") == TAKING_ALL.convert(text, [], "lov", {}, "l")


LINES = [
    "a",
    "a: b",
    ": b",
    "    : b",
    "===",
    "---",
    "> a",
    "> : b",
    "- a",
    "- : b",
    "1. : b",
    "1. a",
    "    a",
    "# a",
    "| a | b |",
    "|-|-|",
    "[a]: b",
    "[^1]: b",
    "*[a]: b",
    "a[^1]",
    "",
    "",
]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_no_block_is_left_out_that_would_have_stood(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert CHOOSING.convert(text, [], "lov", {}, "l") == TAKING_ALL.convert(text, [], "lov", {}, "l")


@pytest.mark.parametrize("name", ["main-content", "side-fejl-sted", "spurgt"])
def test_no_heading_and_no_block_takes_an_id_of_the_page(name: str) -> None:
    text = render(f"## {name}\n\n/// case | T\n    id: {name}\n\nA\n///\n")
    assert f'id="{name}"' not in text.html[0]
    assert text.headings == ((f"{name}_1", name),)
