"""The training itself, as it lies in `content/`."""

import re
from datetime import date

import pytest

from sspedu.curriculum.models import LegalState
from sspedu.curriculum.reading import Reading, read
from sspedu.library.files import read_tree
from sspedu.settings import ROOT

TODAY = date(2026, 11, 22)
DANISH_WORD = re.compile(r"[\wæøåÆØÅé§]+(?:[-.,][\wæøåÆØÅé]+)*")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(read_tree(ROOT / "content"), today=TODAY)


def test_the_tree_has_no_errors_and_no_warnings(reading: Reading) -> None:
    assert not reading.faults, "\n".join(map(str, reading.faults))


def test_the_registers_are_complete(reading: Reading) -> None:
    registers = reading.curriculum.registers
    assert len(registers.themes) == 8
    assert len(registers.facts) == 83
    assert len(registers.municipalities) == 98
    assert len(registers.police_districts) == 12
    assert len(registers.terms) >= 45


def test_the_regions_have_as_many_municipalities_as_they_have(reading: Reading) -> None:
    count: dict[str, int] = {}
    for municipality in reading.curriculum.registers.municipalities:
        count[municipality.region] = count.get(municipality.region, 0) + 1
    assert count == {"hovedstaden": 29, "sjaelland": 17, "syddanmark": 22, "midtjylland": 19, "nordjylland": 11}


def test_paragraph_115_says_that_it_was_amended_and_not_read(reading: Reading) -> None:
    law = {provision.id: provision for provision in reading.curriculum.registers.law}
    assert law["rpl-115"].state_on(TODAY) is LegalState.AMENDED_UNREAD


def test_paragraph_153_leads_on_to_paragraph_133(reading: Reading) -> None:
    law = {provision.id: provision for provision in reading.curriculum.registers.law}
    assert law["serviceloven-153"].state_on(TODAY) is LegalState.SUPERSEDED
    assert law["serviceloven-153"].replaced_by == "barnets-lov-133"
    assert law["barnets-lov-133"].state_on(TODAY) is LegalState.IN_FORCE


def test_no_provision_claims_that_a_lawyer_has_read_it(reading: Reading) -> None:
    assert not [provision.id for provision in reading.curriculum.registers.law if provision.is_reviewed_by_lawyer]


def test_the_training_has_five_modules_and_27_lessons_of_900_to_1300_words(reading: Reading) -> None:
    assert {module.id: len(module.lessons) for module in reading.curriculum.modules} == {
        "lokal-organisation": 6,
        "konsulentrollen": 5,
        "lovgivning": 6,
        "metoder": 6,
        "opsporing": 4,
    }
    lessons = (ROOT / "content" / "modules").glob("*/*.md")
    words = {f"{path.parent.name}/{path.stem}": _count_words(path.read_text()) for path in lessons if path.stem != "module"}
    assert not {lesson: count for lesson, count in words.items() if not 900 <= count <= 1300}


def _count_words(text: str) -> int:
    """Count what a learner reads: no front matter, no addresses of links, no keys of blocks, a drawing by its drawing only."""
    body = text.split("---\n", 2)[2]
    body = re.sub(r"^/// drawing.*?^///$", " ", body, flags=re.MULTILINE | re.DOTALL)
    body = re.sub(r"\]\([^)]*\)|^    [a-z_]+: .*$|^/{3,}.*?\|?", " ", body, flags=re.MULTILINE)
    return len(DANISH_WORD.findall(body))


def test_every_lesson_has_a_case_two_questions_and_a_reflection(reading: Reading) -> None:
    for lesson in (lesson for module in reading.curriculum.modules for lesson in module.lessons):
        text = reading.curriculum.texts[lesson.text_hash]
        assert "Konstrueret case" in "".join(text.html)
        assert len(text.questions) >= 2
        assert len(text.reflections) >= 1
        assert lesson.meeting is not None


def test_every_option_has_feedback(reading: Reading) -> None:
    for text in reading.curriculum.texts.values():
        for question in text.questions:
            said = [*(option.feedback_html for option in question.options), *(entry.feedback_html for entry in question.entries)]
            assert question.feedback_html or (said and all(said)), question.id


def test_every_lesson_says_what_it_answers_and_the_nine_recommendations_are_all_taken_up(reading: Reading) -> None:
    lessons = [lesson for module in reading.curriculum.modules for lesson in module.lessons]
    assert all(lesson.themes for lesson in lessons)
    assert {theme for lesson in lessons for theme in lesson.themes} == {theme.id for theme in reading.curriculum.registers.themes}
    numbers = [found.id for found in reading.curriculum.registers.recommendations]
    assert numbers == [str(number) for number in range(1, 10)]
    assert {number for lesson in lessons for number in lesson.recommendations} == set(numbers)


def test_there_are_three_tracks_with_the_lessons_and_minutes_that_they_promise(reading: Reading) -> None:
    tracks = {track.id: track for track in reading.curriculum.registers.tracks}
    assert list(tracks) == ["hele-uddannelsen", "ssp-medarbejder", "leder"]
    assert (len(tracks["ssp-medarbejder"].lessons), tracks["ssp-medarbejder"].minutes) == (6, 82)
    assert (len(tracks["leder"].lessons), tracks["leder"].minutes) == (5, 64)
    order = [(module.id, lesson.id) for module in reading.curriculum.modules for lesson in module.lessons]
    assert [(place.module, place.lesson) for place in tracks["hele-uddannelsen"].lessons] == order
    assert len(order) == 27


def test_modules_stand_in_the_order_of_the_curriculum(reading: Reading) -> None:
    order = ["lokal-organisation", "konsulentrollen", "lovgivning", "metoder", "opsporing"]
    assert [module.id for module in reading.curriculum.modules] == order
