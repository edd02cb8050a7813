"""Where lessons and the network meet: a question about a lesson stands on its module's board and is seen from both."""

from sqlalchemy import update

from sspedu.network.models import Thread
from tests.content import publish_tree, small_tree
from tests.counting import counted
from tests.network.test_pages import Reader, anna
from tests.network.world import World

__all__ = ["anna"]

LESSON = "/moduler/lov/foerste"
ASKED = "/netvaerk/lektion/lov/foerste"
BOARD = "/netvaerk/modul/lov"
RETIRED = "retired:\n" + "".join(f"  - id: {id_}\n    on: 2026-11-22\n" for id_ in ("foerste", "valg", "alle"))


def asked(reader: Reader) -> str:
    """Return the address of the newest question about the lesson."""
    return reader.get(ASKED).text.split('<h3><a href="')[1].split('"')[0]


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
    assert f'href="{LESSON}">Se lektionen, som det handler om: Den første</a>' in anna.get(asked(anna)).text


def test_a_question_about_a_lesson_that_is_gone_says_so_and_links_to_nothing(anna: Reader, world: World) -> None:
    ask(anna)
    thread = asked(anna)
    publish_tree(world.session, small_tree(first="", sections="    lessons: [anden]", retired=RETIRED), now=world.now)
    page = anna.get(thread).text
    assert "Lektionen er ikke længere i modulet." in page
    assert LESSON not in page
    assert anna.get(LESSON).status_code == 404


def test_a_question_that_was_moved_from_its_modules_board_links_to_no_lesson(anna: Reader, world: World) -> None:
    ask(anna)
    thread = asked(anna)
    national = world.board(anna.actor)
    world.session.execute(update(Thread).values(board_id=national.id))
    page = anna.get(thread).text
    assert "/moduler/landet" not in page
    assert "Se lektionen" not in page
    assert "Lektionen er ikke længere i modulet." not in page


def test_only_a_thread_about_a_lesson_asks_what_is_published(anna: Reader) -> None:
    ask(anna)
    about, other = asked(anna), anna.begin()
    numbers = []
    for thread in (about, other):
        anna.get(thread)
        with counted() as statements:
            anna.get(thread)
        numbers.append(len(statements))
    assert numbers[1] <= 3
    assert numbers[0] == numbers[1] + 1


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
