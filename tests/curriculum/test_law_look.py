"""`content check --law`: law that does not hold is cited nowhere as if it did. Faults are planted in a copy of a good tree."""

from datetime import date

import pytest

from sspedu.curriculum.checking.law import check_law
from sspedu.curriculum.checking.law_mentions import law_key, mentions_in, section_key
from sspedu.curriculum.reading import Reading, read
from tests.curriculum.trees import GOOD, TODAY, changed, lesson, line_of

QUESTIONS = """\
- id: et-spoergsmaal
  question: Hvordan lyder reglen i dag?
  why: Fordi nogen handler efter den.
  law: [rpl-115]
  taught_in: [lov/foerste#bilen]
  state: open
"""


def look(texts: dict[str, str], today: date = TODAY) -> Reading:
    return read({path: text.encode() for path, text in texts.items()}, today=today, looks=[check_law])


def only_error(texts: dict[str, str], today: date = TODAY) -> str:
    (error,) = look(texts, today).errors
    return str(error)


def test_the_good_tree_passes() -> None:
    assert look({**GOOD, "legal_questions.yml": QUESTIONS}).faults == ()


@pytest.mark.parametrize(
    "words",
    [
        "Efter serviceloven § 153 skal du underrette.",
        "Efter servicelovens § 153, stk. 1, skal du underrette.",
        "Efter § 153 i serviceloven skal du underrette.",
        "Pligten står i § 153.",
        "Se [§ 153](law:serviceloven-153).",
    ],
)
def test_a_superseded_provision_in_a_text_is_an_error(words: str) -> None:
    texts = lesson(f"{words}\n")
    said = only_error(texts)
    assert said.startswith(f"modules/lov/anden.md:{line_of(texts, 'modules/lov/anden.md', words)}: ")
    assert "gælder ikke længere" in said


@pytest.mark.parametrize(
    "words",
    [
        "Efter den tidligere § 153 i serviceloven var der fire situationer.",
        "Den dagældende [§ 153 i serviceloven](law:serviceloven-153) lød anderledes.",
        "Den står i [barnets lovs § 133](law:barnets-lov-133). Barnets lov § 133 er en pligt.",
        "Vi bor på 153, og § er et tegn.",
        "Koden `serviceloven § 153` er kode.",
    ],
)
def test_what_is_said_of_the_past_passes(words: str) -> None:
    assert look(lesson(f"{words}\n")).errors == ()


def test_a_superseded_provision_in_a_question_is_an_error() -> None:
    texts = changed("modules/lov/foerste.md", "- [ ] Det ene.", "- [ ] Det siger servicelovens § 153.")
    assert "modules/lov/foerste.md" in only_error(texts)
    texts = changed("modules/lov/foerste.md", "    > Nej.", "    > Nej, se serviceloven § 153.")
    assert f":{line_of(texts, 'modules/lov/foerste.md', 'Nej, se')}: " in only_error(texts)


def test_a_superseded_provision_in_a_lessons_list_names_the_one_that_holds() -> None:
    texts = changed("modules/lov/foerste.md", "law: [rpl-115]", "law: [serviceloven-153]")
    said = only_error(texts)
    assert said.startswith(f"modules/lov/foerste.md:{line_of(texts, 'modules/lov/foerste.md', 'law: [')}: ")
    assert 'Skriv "barnets-lov-133"' in said


def test_it_may_stand_there_beside_its_successor() -> None:
    assert look(changed("modules/lov/foerste.md", "law: [rpl-115]", "law: [barnets-lov-133, serviceloven-153]")).errors == ()


def test_a_superseded_provision_in_the_glossary_is_an_error() -> None:
    assert "glossary.yml:4: " in only_error(changed("glossary.yml", "law: [rpl-115]", "law: [serviceloven-153]"))
    assert "glossary.yml:3: " in only_error(changed("glossary.yml", "At man tier.", "At man tier efter serviceloven § 153."))


def test_other_registers_are_read_too() -> None:
    assert "themes.yml:5: " in only_error(changed("themes.yml", "Reglerne.", "Reglerne i serviceloven § 153."))
    assert "legal_questions.yml:3: " in only_error({**GOOD, "legal_questions.yml": QUESTIONS.replace("Fordi nogen", "Fordi § 153")})


def test_a_paragraph_that_is_only_mentioned_wants_a_link() -> None:
    said = only_error(lesson("Det siger retsplejelovens § 115.\n"))
    assert "[retsplejelovens § 115](law:rpl-115)" in said


def test_a_paragraph_that_the_register_does_not_know_is_named_with_its_neighbour() -> None:
    assert 'Mente du "barnets-lov-133"?' in only_error(lesson("Det siger barnets lov § 13.\n"))


def test_what_holds_today_may_not_hold_on_another_day() -> None:
    texts = changed("law.yml", "  title: Oplysninger\n", "  title: Oplysninger\n  valid_to: 2027-06-30\n")
    assert look(texts).errors == ()
    later = look(texts, date(2027, 7, 1)).errors
    assert {fault.path for fault in later} == {"modules/lov/module.md", "modules/lov/foerste.md", "glossary.yml"}


def test_what_does_not_hold_yet_is_not_listed_as_law() -> None:
    texts = changed("law.yml", "  title: Oplysninger\n", "  title: Oplysninger\n  valid_from: 2027-01-01\n")
    assert any("gælder ikke endnu" in fault.sentence for fault in look(texts).errors)


@pytest.mark.parametrize("key", ['place_unknown: "true"', "amended_on: 2024-07-01"])
def test_what_is_taught_without_being_known_shows_its_reservation(key: str) -> None:
    texts = changed("law.yml", "  title: Oplysninger\n", f"  title: Oplysninger\n  {key}\n")
    said = only_error(texts)
    assert said.startswith("law.yml:1: ")
    assert "reservation" in said
    assert look(changed("law.yml", "  title: Oplysninger\n", f"  title: Oplysninger\n  {key}\n  reservation: Ikke læst.\n")).errors == ()


def test_two_provisions_that_follow_one_another_say_so_of_each_other() -> None:
    said = only_error(changed("law.yml", "  replaces: serviceloven-153\n", ""))
    assert "serviceloven-153" in said
    assert "replaces: serviceloven-153" in said


def test_an_open_question_leads_to_places_that_are_there() -> None:
    said = only_error({**GOOD, "legal_questions.yml": QUESTIONS.replace("#bilen", "#billen")})
    assert said == 'legal_questions.yml:5: Der er intet sted "billen" i lov/foerste. Mente du "bilen"?'
    assert "Mente du" in only_error({**GOOD, "legal_questions.yml": QUESTIONS.replace("lov/foerste", "lov/foreste")})


def test_a_question_that_was_asked_says_of_whom() -> None:
    said = only_error({**GOOD, "legal_questions.yml": QUESTIONS.replace("state: open", "state: asked")})
    assert "hvem der er spurgt" in said


@pytest.mark.parametrize("name", ["Serviceloven", "serviceloven", "servicelovens", "Servicelov"])
def test_the_forms_of_a_laws_name_are_one(name: str) -> None:
    assert law_key(name) == "servicelov"


def test_a_paragraph_is_read_however_it_is_spelt() -> None:
    assert section_key("§ 49 a") == section_key("§49a") == section_key("§§ 49 a") == "49 a"
    assert section_key("nr. 1426 af 13. december 2006") == ""
    assert [mention.words for _, mention in mentions_in("Som § 115 i visse sager, og barnets lovs § 133 i dag.")] == [
        "§ 115",
        "barnets lovs § 133",
    ]
