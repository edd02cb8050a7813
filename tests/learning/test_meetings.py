"""The kit for a meeting: one page with a case, and never an answer."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.content import FIRST, LAW_OF_2027, NEW_YEARS_NIGHT, publish_tree, small_tree
from tests.counting import counted
from tests.people import People, token

MEETING = "meeting:\n  point: Det er ordet, der tæller.\n  case: sagen\n  questions: [Hvad gør vi her?, Hvem ringer til hvem?]\n---\n"
CASE = "/// case | Sedlen\n    id: sagen\n\nLindeborg Kommune. En seddel ligger på bordet.\n\n//// quiz\n    id: valg\n"
KIT = "/moduler/lov/foerste/moedekit"


@pytest.fixture
def reader(people: People, session: Session) -> FlaskClient:
    lesson = FIRST.replace("---\n\nHer er", f"{MEETING}\nHer er").replace("/// quiz\n    id: valg\n", CASE)
    lesson = lesson.replace("HEMMELIG-RIGTIG.\n///\n", "HEMMELIG-RIGTIG.\n////\n///\n", 1)
    publish_tree(session, small_tree(first=lesson), now=people.now)
    session.commit()
    return people.sign_in()


def test_the_kit_has_the_point_the_case_the_questions_and_the_law_as_it_stands(reader: FlaskClient) -> None:
    page = reader.get(KIT).text
    for words in (
        "Det er ordet, der tæller.",
        "En seddel ligger",
        "Konstrueret case",
        "Hvem ringer til hvem?",
        "Vi aftaler",
        "Retsplejeloven",
    ):
        assert words in page
    assert "Den nye ordlyd er ikke læst" in page


def test_the_kit_holds_no_answer_even_for_one_who_has_answered(reader: FlaskClient) -> None:
    fields = {"csrf_token": token(reader), "number": "1", "option": "1"}
    reader.post("/moduler/lov/tilmeld", data=fields)
    assert "HEMMELIG-RIGTIG" in reader.post("/moduler/lov/foerste/spoergsmaal/valg", data=fields, headers={"HX-Request": "true"}).text
    page = reader.get(KIT).text
    assert "HEMMELIG" not in page
    assert "Det andet." not in page


def test_a_lesson_leads_to_its_kit_and_one_without_says_nothing(reader: FlaskClient) -> None:
    assert KIT in reader.get("/moduler/lov/foerste").text
    assert "moedekit" not in reader.get("/moduler/lov/anden").text
    assert reader.get("/moduler/lov/anden/moedekit").status_code == 404


def test_the_kit_asks_the_database_little(reader: FlaskClient) -> None:
    reader.get(KIT)
    with counted() as statements:
        reader.get(KIT)
    assert len(statements) <= 3, "\n".join(statements)


def test_paper_says_which_text_it_is(reader: FlaskClient) -> None:
    page = reader.get("/moduler/lov/foerste").text
    assert 'data-paper="Den første – ' in page
    assert 'data-edition="Gennemgået 22. november 2026, udgave ' in page


def test_the_kit_shows_the_law_of_the_day_in_denmark(reader: FlaskClient, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = FIRST.replace("law: [rpl-115]", "law: [serviceloven-153]").replace("---\n\nHer er", f"{MEETING}\nHer er")
    lesson = lesson.replace("/// quiz\n    id: valg\n", CASE).replace("HEMMELIG-RIGTIG.\n///\n", "HEMMELIG-RIGTIG.\n////\n///\n", 1)
    publish_tree(people.session, small_tree(first=lesson, more={"law.yml": LAW_OF_2027}), now=people.now)
    monkeypatch.setattr("sspedu.web.language.utc_now", lambda: NEW_YEARS_NIGHT - timedelta(hours=1))
    assert "Gælder ikke længere" not in reader.get(KIT).text
    monkeypatch.setattr("sspedu.web.language.utc_now", lambda: NEW_YEARS_NIGHT)
    assert "Gælder ikke længere" in reader.get(KIT).text
