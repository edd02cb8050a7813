"""What a lesson's head may say for a meeting, and the case cut out for it."""

import pytest

from sspedu.curriculum.cases import case_html
from sspedu.curriculum.rendering import LessonSource, render_lesson
from tests.curriculum.trees import changed, read_texts

PATH = "modules/lov/foerste.md"
MEETING = "meeting:\n  point: Én ting, man kan sige.\n  case: bilen\n  questions: [Hvad gør vi her?, Hvem ringer?]\n"
TEXT = """
/// case | Første
    id: en

Fortællingen.

//// note
Bemærkningen.
////

//// quiz
    id: q

Spørgsmålet?

- [x] FACIT

    > FORDI

- [ ] Nej
////

Slutningen.
///

/// case | Anden
    id: to

En anden sag. [Et link](https://x.dk "<section id='en'>")
///
"""


def with_meeting(meeting: str) -> dict[str, str]:
    return changed(PATH, "law: [rpl-115]\n", f"law: [rpl-115]\n{meeting}")


def test_a_meeting_is_read_from_the_head() -> None:
    reading = read_texts(with_meeting(MEETING))
    assert not reading.faults
    (module,) = reading.curriculum.modules
    first, second = module.lessons
    assert first.meeting is not None
    assert (first.meeting.case, len(first.meeting.questions)) == ("bilen", 2)
    assert second.meeting is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("case: bilen", "case: bilem", 'Casen "bilem" findes ikke i lektionen. Mente du "bilen"?'),
        ("case: bilen", "case: bilen-1", 'Casen "bilen-1" findes ikke'),
        ("  case: bilen\n", "", '"case" mangler'),
        (", Hvem ringer?", "", "Et mødekit har 2 eller 3 spørgsmål, ikke 1"),
        ("Hvem ringer?", "Hvem?, Hvor?, Hvornår?", "ikke 4"),
        ("Én ting, man kan sige.", "x" * 421, "Teksten er på 421 tegn"),
        ("Én ting", "Om 010101-1234", "CPR-nummer"),
        ("  point", "  pont", 'Mente du "point"?'),
        (MEETING, "meeting: [a]\n", '"meeting" skal bestå af linjer med navn og kolon'),
    ],
)
def test_the_author_is_told_what_is_wrong_with_it(old: str, new: str, said: str) -> None:
    assert said in "\n".join(map(str, read_texts(with_meeting(MEETING.replace(old, new))).errors))


def test_a_case_is_cut_out_whole_and_without_its_questions() -> None:
    text = render_lesson(LessonSource("lov", "l", TEXT))
    case = case_html(text, "en")
    assert case.startswith("<section ")
    assert case.endswith("</section>")
    assert case.count("<section") == case.count("</section>") == 2
    assert "Fortællingen" in case
    assert "Bemærkningen" in case
    assert "Slutningen" in case
    assert not [word for word in ("Spørgsmålet", "FACIT", "FORDI", "En anden sag") if word in case]
    assert "En anden sag" in case_html(text, "to")


def test_a_case_that_is_not_there_is_nothing() -> None:
    assert case_html(render_lesson(LessonSource("lov", "l", TEXT)), "tre") == ""
