"""Where lessons and the network meet: a question about a lesson stands on its module's board and is seen from both."""

from tests.network.test_pages import Reader, anna

__all__ = ["anna"]

LESSON = "/moduler/lov/foerste"
ASKED = "/netvaerk/lektion/lov/foerste"
BOARD = "/netvaerk/modul/lov"


def ask(reader: Reader, title: str = "Må vi det?", lesson: str = "foerste") -> None:
    answer = reader.send(f"{BOARD}/ny", title=title, text="Hvem må vi dele det med?", kind="question", lesson=lesson, nonce=title)
    assert answer.status_code == 302, answer.text


def test_a_lesson_leads_to_its_questions_and_to_asking(anna: Reader) -> None:
    page = anna.get(LESSON).text
    assert f'href="{ASKED}"' in page
    assert f'href="{BOARD}/ny?lektion=foerste"' in page
    assert 'name="lesson" value="foerste"' in anna.get(f"{BOARD}/ny?lektion=foerste").text


def test_a_question_about_a_lesson_is_listed_with_it_and_leads_back(anna: Reader) -> None:
    ask(anna)
    page = anna.get(ASKED)
    assert "Må vi det?" in page.text
    thread = page.text.split('<h3><a href="')[1].split('"')[0]
    assert f'href="{LESSON}"' in anna.get(thread).text


def test_the_lessons_page_asks_for_the_newest_three_alone(anna: Reader) -> None:
    for number in range(4):
        ask(anna, f"Spørgsmål {number}")
    part = anna.client.get(ASKED, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert [number for number in range(4) if f"Spørgsmål {number}" in part] == [1, 2, 3]


def test_a_question_about_no_lesson_of_the_module_is_about_none(anna: Reader) -> None:
    ask(anna, lesson="findes-ikke")
    assert "Må vi det?" in anna.get(BOARD).text
    assert "Må vi det?" not in anna.get(ASKED).text
