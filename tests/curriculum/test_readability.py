"""How a text reads: what a reader sees of it, its LIX, and sentences that are too long."""

from hypothesis import given
from hypothesis import strategies as st

from sspedu.curriculum.checking.readability import Measure, check_readability, measures, sentences_in
from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.passages import Kind, passages_of
from sspedu.curriculum.prose import examine
from sspedu.curriculum.reading import read
from tests.curriculum.trees import GOOD, TODAY, lesson, line_of

LONG = "Det er en sætning, som " + "bliver ved og ved og " * 7 + "slutter."


def seen(body: str) -> list[tuple[int, str]]:
    return [(passage.pieces[0][0], passage.words) for passage in passages_of(examine("x.md", body, 1, FileFaults("x.md")))]


def test_a_reader_sees_words_and_no_markup() -> None:
    assert seen('## En *overskrift*\n\nSe [reglen](law:rpl-115 "Stk. 1") og `kode` i\n**dag**.\n') == [
        (1, "En overskrift"),
        (3, "Se reglen og i dag."),
    ]


def test_each_point_cell_and_answer_is_read_by_itself() -> None:
    body = "- et\n- to\n\n| A | B |\n|---|---|\n| c | d |\n\n/// quiz\n    id: q\n\nHvad?\n\n- [x] Ja.\n\n    > Netop.\n\n///\n"
    assert [words for _, words in seen(body)] == ["et", "to", "A", "B", "c", "d", "Hvad?", "Ja.", "Netop."]


def test_the_title_of_a_case_is_read_and_its_options_are_not() -> None:
    assert seen("/// case | Hvem kørte?\n    id: bilen\n\nEn dreng.\n\n///\n") == [(1, "Hvem kørte?"), (4, "En dreng.")]


def test_lix_is_words_per_sentence_and_the_share_of_long_words() -> None:
    assert Measure("x.md", 10, words=100, sentences=10, long_words=20).lix == 30
    assert Measure("x.md", None, words=0, sentences=0, long_words=0).lix == 0


def test_a_lesson_is_measured_by_its_running_text() -> None:
    found: list[Measure] = []
    texts = lesson(
        "## Forebyggelsesindsatser\n\nKommunen kan dele det. Den skal ikke.\n\n| Underretningspligt |\n|---|\n| Efterforskning |\n"
    )
    read({path: text.encode() for path, text in texts.items()}, today=TODAY, looks=[lambda tree: found.extend(measures(tree))])
    second = next(measure for measure in found if measure.path.endswith("anden.md"))
    assert (second.words, second.sentences, second.long_words, second.minutes) == (7, 2, 1, 6)


def test_a_sentence_that_is_too_long_is_named_with_its_line_and_its_beginning() -> None:
    texts = lesson(f"Kort.\n\nHer er en kort én. {LONG}\n")
    found = read({path: text.encode() for path, text in texts.items()}, today=TODAY, looks=[check_readability]).warnings
    said = next(str(fault) for fault in found if "Sætningen" in fault.sentence)
    assert said.startswith(f"modules/lov/anden.md:{line_of(texts, 'modules/lov/anden.md', 'Her er en kort')}: advarsel: ")
    assert '"Det er en sætning, som bliver' in said


def test_a_lesson_that_is_hard_to_read_is_named() -> None:
    hard = "Kriminalitetsforebyggende indsatser forudsætter tværprofessionelle samarbejdsrelationer mellem myndighedspersoner.\n"
    found = read({path: text.encode() for path, text in lesson(hard).items()}, today=TODAY, looks=[check_readability]).warnings
    assert any("lixtal" in fault.sentence and fault.path.endswith("anden.md") for fault in found)


def test_nothing_is_looked_at_that_nobody_asked_for() -> None:
    texts = lesson(f"{LONG}\n")
    assert not [fault for fault in read({p: t.encode() for p, t in texts.items()}, today=TODAY).faults if "Sætningen" in fault.sentence]
    assert GOOD["modules/lov/anden.md"] != texts["modules/lov/anden.md"]


@given(st.text(alphabet="ab .?!\n-|#>*[]()/:", max_size=200))
def test_any_text_can_be_read_and_keeps_its_lines(body: str) -> None:
    for passage in passages_of(examine("x.md", body, 1, FileFaults("x.md"))):
        assert passage.kind in Kind
        for start, _ in sentences_in(passage):
            assert 1 <= passage.line_at(start) <= body.count("\n") + 1
