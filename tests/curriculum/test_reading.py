import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sspedu.curriculum.models import Curriculum, LessonText, Rule
from sspedu.curriculum.reading import read
from sspedu.curriculum.rendering import LessonSource, render_lesson
from sspedu.curriculum.safety import Unrenderable
from sspedu.settings import ROOT
from tests.curriculum.planted import PLANTED
from tests.curriculum.trees import FIRST, GOOD, MODULE, SECOND, TODAY, changed, lesson, read_texts


def test_a_good_tree_has_no_faults() -> None:
    reading = read_texts(GOOD)
    assert not reading.faults
    assert [module.id for module in reading.curriculum.modules] == ["lov"]


def test_the_content_of_this_project_has_no_errors() -> None:
    root = ROOT / "content"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    reading = read(files, today=TODAY)
    assert not reading.errors, "\n".join(map(str, reading.errors))


def test_a_lesson_asks_to_be_read_and_then_for_each_required_activity() -> None:
    module = read_texts(GOOD).curriculum.modules[0]
    assert [(item.id, item.rule) for item in module.items] == [
        ("foerste", Rule.READ), ("bilen-1", Rule.RIGHT), ("anden", Rule.READ), ("mandag", Rule.WRITTEN),
    ]  # fmt: skip
    assert module.lessons[0].items[1].title == "Hvad er rigtigt?"


def test_an_activity_that_is_not_required_is_no_item() -> None:
    files = changed("modules/lov/foerste.md", "id: bilen-1", "id: bilen-1\n    required: no")
    assert [item.id for item in read_texts(files).curriculum.modules[0].items] == ["foerste", "anden", "mandag"]


def test_an_answered_question_is_an_item_of_its_own_kind() -> None:
    files = changed("modules/lov/foerste.md", "id: bilen-1", "id: bilen-1\n    required: answered")
    assert read_texts(files).curriculum.modules[0].items[1].rule is Rule.ANSWERED


def test_a_lesson_may_ask_for_reading_alone() -> None:
    files = changed("modules/lov/foerste.md", "why: Fordi man skal", "completion: read\nwhy: Fordi man skal")
    assert [item.id for item in read_texts(files).curriculum.modules[0].lessons[0].items] == ["foerste"]


def test_texts_are_found_under_the_hash_that_the_outline_names() -> None:
    curriculum = read_texts(GOOD).curriculum
    first, second = curriculum.modules[0].lessons
    assert curriculum.texts[first.text_hash].questions[0].id == "bilen-1"
    assert curriculum.texts[second.text_hash].reflections[0].answer_html == "<p>Du ringer.</p>"


def test_the_sources_of_a_lesson_are_those_listed_and_those_cited() -> None:
    files = changed("modules/lov/anden.md", "Se [den første]", "Se [den](source:folder-2019) og [den første]")
    assert read_texts(files).curriculum.modules[0].lessons[1].sources == ("folder-2019",)


def test_a_curriculum_travels_as_json() -> None:
    curriculum = read_texts(GOOD).curriculum
    assert Curriculum.model_validate_json(curriculum.model_dump_json()) == curriculum


def test_a_fault_in_one_module_does_not_stop_another() -> None:
    other = {
        "modules/to/module.md": MODULE.replace("id: lov", "id: to").replace("foerste, anden", "tredje"),
        "modules/to/tredje.md": SECOND.replace("id: anden", "id: tredje").replace("foerste.md", "../lov/foerste.md#en-overskrift"),
    }
    broken = read_texts({**changed("modules/lov/foerste.md", "[x] Det andet", "[ ] Det andet"), **other})
    assert [module.id for module in broken.curriculum.modules] == ["to"]
    assert [fault.path for fault in broken.errors] == ["modules/lov/foerste.md"]
    whole = read_texts({**GOOD, **other})
    assert not whole.faults
    assert (
        '<a href="/moduler/lov/foerste#en-overskrift">' in whole.curriculum.texts[whole.curriculum.modules[1].lessons[0].text_hash].html[0]
    )


def test_two_modules_may_not_share_an_id() -> None:
    other = {
        "modules/to/module.md": MODULE.replace("foerste, anden", "tredje"),
        "modules/to/tredje.md": SECOND.replace("id: anden", "id: tredje"),
    }
    assert any("har allerede id" in fault.sentence for fault in read_texts({**GOOD, **other}).errors)


def test_a_faulty_row_of_a_register_is_not_blamed_on_those_who_link_to_it() -> None:
    reading = read_texts(changed("law.yml", "title: Oplysninger", "title:"))
    assert [fault.path for fault in reading.errors] == ["law.yml"]
    assert [provision.id for provision in reading.curriculum.registers.law] == ["barnets-lov-133", "serviceloven-153"]
    assert [module.id for module in reading.curriculum.modules] == ["lov"]


def test_a_missing_register_is_a_warning() -> None:
    files = {path: text for path, text in GOOD.items() if path != "municipalities.csv"}
    assert [(fault.path, "findes ikke" in fault.sentence) for fault in read_texts(files).warnings] == [("municipalities.csv", True)]


def test_a_folder_without_its_module_file_is_named() -> None:
    files = {path: text for path, text in GOOD.items() if not path.endswith("module.md")}
    assert [fault.path for fault in read_texts(files).errors] == ["modules/lov/module.md"]


def test_a_lesson_in_the_wrong_place_is_named() -> None:
    assert [fault.path for fault in read_texts({**GOOD, "modules/loes.md": FIRST}).warnings] == ["modules/loes.md"]


def test_windows_line_ends_are_read_as_others() -> None:
    windows = {path: text.replace("\n", "\r\n") for path, text in GOOD.items()}
    assert not read_texts(windows).faults
    assert read_texts(windows).curriculum == read_texts(GOOD).curriculum


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [(b"\xef\xbb\xbf" + SECOND.encode(), 1, "BOM"), (SECOND.encode("latin-1"), 3 + 3, "UTF-8"), (SECOND.encode("utf-16"), 1, "UTF-8"), (b"", 1, "skal begynde"),
     (b"x" * 900_000, 1, "fylder"), (SECOND.encode() + b"x" * 200_001, 8, "200000 tegn")],
)  # fmt: skip
def test_bytes_that_are_no_text_get_a_sentence(data: bytes, line: int, sentence: str) -> None:
    files = {path: text.encode() for path, text in GOOD.items()} | {"modules/lov/anden.md": data}
    errors = [fault for fault in read(files, today=TODAY).errors if fault.path == "modules/lov/anden.md"]
    assert any(sentence in fault.sentence and fault.line == line for fault in errors), "\n".join(map(str, errors))


def test_a_caller_may_refuse_to_render() -> None:
    def refuse(source: LessonSource) -> LessonText:
        if "tavshedspligt" in source.text:
            raise Unrenderable
        return render_lesson(source)

    reading = read({path: text.encode() for path, text in GOOD.items()}, today=TODAY, convert=refuse)
    assert [str(fault) for fault in reading.errors] == [
        "modules/lov/anden.md:8: Teksten kan ikke vises: den tager for lang tid at omsætte. Gør den enklere eller kortere."
    ]


def test_text_nested_too_deeply_gets_a_sentence() -> None:
    reading = read_texts(lesson("* " * 500 + "a\n"))
    assert "indlejret for dybt" in str(reading.errors[0])


PIECES = st.lists(
    st.sampled_from(["---\n", "id: x\n", "title: y\n", "minutes: 5\n", "objectives: [a]\n", "sections:\n  - title: b\n    lessons: [x]\n", "/// quiz\n", "    id: q\n", "- [ ] a\n", "- [x] b\n", "\n", "    > c\n", "///\n",
                     "////\n", "[a](law:rpl-115)", "[b](fact:S06)", "[^1]", "[^1]: c\n", "## d\n", "| e |\n|---|\n", "*[f]: g\n", "\x00", "\ue000", "\u2028", "é", "37 pct.", "<b>", "`", "```\n", "10", "\r\n", "\t", "/// answer\n"]),
    max_size=25,
).map("".join)  # fmt: skip
PATHS = st.sampled_from(
    [
        "modules/lov/anden.md",
        "modules/lov/module.md",
        "law.yml",
        "facts.csv",
        "themes.yml",
        "sources.yml",
        "municipalities.csv",
        "regions.yml",
        "modules/x/y.md",
        "modules/lov/É.md",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    st.dictionaries(
        PATHS,
        st.binary(max_size=120) | PIECES.map(str.encode) | st.text(max_size=120).map(lambda text: text.encode("utf-8", "replace")),
        min_size=1,
        max_size=3,
    )
)
def test_any_files_give_a_reading(files: dict[str, bytes]) -> None:
    tree = {path: text.encode() for path, text in GOOD.items()} | files
    reading = read(tree, today=TODAY)
    assert all((fault.line >= 1 and fault.sentence.endswith((".", "?", "…", "note"))) or ":" in fault.sentence for fault in reading.faults)
    assert all(fault.line <= max(1, tree.get(fault.path, b"").count(b"\n") + 1) for fault in reading.faults)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([fault.body for fault in PLANTED]), max_size=6), PIECES)
def test_any_body_gives_a_reading(bodies: list[str], rest: str) -> None:
    assert read_texts(lesson("\n\n".join([*bodies, rest]))).faults is not None
