"""The law register as a tool: where each provision is used, what holds, and what a lawyer should look at."""

from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sspedu.curriculum.models import LegalState
from sspedu.library import law_pages, queries
from sspedu.library.law_uses import LessonUse, PlaceKind, place_named, uses_of_law
from tests.content import publish_tree, small_tree

TODAY = date(2026, 11, 22)
QUESTIONS = """\
- id: ordlyden-i-dag
  question: Hvordan lyder § 115 i dag?
  why: Fordi nogen handler efter den.
  law: [rpl-115]
  taught_in: [lov/foerste#bilen, lov/foerste, lov/anden#mandag]
  state: open
- id: afgjort
  question: Hvem har svaret?
  why: Fordi det skal kunne ses.
  law: [barnets-lov-133]
  taught_in: [lov/anden]
  state: answered
  asked: Kommunens jurist, 20. november 2026
  answer: Ja.
"""
LESSON = """
Se [reglen](law:rpl-115).

## En overskrift

Her er [reglen](law:barnets-lov-133) under en overskrift.

/// case | Hvem kørte?
    id: bilen

I sagen gælder [§ 115](law:rpl-115).

//// quiz
    id: valg

Hvad er rigtigt?

- [ ] Det ene.

    > Nej.

- [x] Det andet.

    > Ja, efter [§ 133](law:barnets-lov-133).

////
///

## Til sidst

Og [reglen](law:rpl-115) igen.
"""


@pytest.fixture
def shelf(session: Session, now: datetime) -> queries.Shelf:
    files = small_tree(more={"legal_questions.yml": QUESTIONS})
    head, _, _ = files["modules/lov/foerste.md"].decode().partition("\nHer er [en regel]")
    files["modules/lov/foerste.md"] = (head.replace("sources: [rapport-2019]\n", "") + LESSON).encode()
    publish_tree(session, files, now=now)
    return queries.shelf(session)


@pytest.fixture
def uses(session: Session, shelf: queries.Shelf) -> dict[str, tuple[LessonUse, ...]]:
    return uses_of_law(shelf, texts_of(session, shelf))


def texts_of(session: Session, shelf: queries.Shelf):  # type: ignore[no-untyped-def]
    return queries.lesson_texts(session, [lesson.text_hash for lesson in shelf.modules[0].module.lessons])


def test_a_provision_leads_to_every_place_that_rests_on_it(uses: dict[str, tuple[LessonUse, ...]]) -> None:
    (use,) = uses["rpl-115"]
    assert use.teaches
    assert [(place.kind, place.title, place.url) for place in use.places] == [
        (PlaceKind.TEXT, "Den første", "/moduler/lov/foerste"),
        (PlaceKind.CASE, "Hvem kørte?", "/moduler/lov/foerste#bilen"),
        (PlaceKind.TEXT, "Til sidst", "/moduler/lov/foerste#til-sidst"),
    ]


def test_a_question_that_rests_on_it_is_named_by_its_own_words(uses: dict[str, tuple[LessonUse, ...]]) -> None:
    (use,) = uses["barnets-lov-133"]
    assert not use.teaches
    assert [(place.kind, place.title, place.url.rsplit("#", 1)[-1]) for place in use.places] == [
        (PlaceKind.TEXT, "En overskrift", "en-overskrift"),
        (PlaceKind.QUESTION, "Hvad er rigtigt?", "valg"),
    ]


def test_a_place_of_a_register_is_found_by_its_name(session: Session, shelf: queries.Shelf) -> None:
    texts = texts_of(session, shelf)
    found = [place_named(name, shelf, texts) for name in ("lov/foerste#bilen", "lov/anden#mandag", "lov/foerste", "lov/ingen")]
    assert [place and place.title for place in found] == ["Hvem kørte?", "Hvad gør du på mandag?", "Den første", None]


def test_the_list_is_narrowed_by_state(app: Flask, shelf: queries.Shelf) -> None:
    with app.test_request_context():
        page = law_pages.law_list(shelf, asked="superseded", today=TODAY)
        everything = law_pages.law_list(shelf, asked="noget andet", today=TODAY)
    assert [card.id for card in page.provisions] == ["serviceloven-153"]
    assert page.counts[LegalState.IN_FORCE] == 1
    assert len(everything.provisions) == page.total == 3


def test_the_list_has_a_plain_link_for_each_state_that_there_is(client: FlaskClient, shelf: queries.Shelf) -> None:
    page = client.get("/lov?vis=superseded").text
    assert 'href="/lov?vis=superseded" aria-current="page">Gælder ikke længere (1)' in page
    assert "Alle (3)" in page
    assert "vis=not_yet" not in page
    assert "/lov/serviceloven-153" in page
    assert "/lov/rpl-115" not in page


def test_a_provision_says_its_state_first_and_what_it_replaced(client: FlaskClient, shelf: queries.Shelf) -> None:
    page = client.get("/lov/barnets-lov-133").text
    assert "Gælder siden 1. januar 2024." in page
    assert "Fra 1. januar 2024" in page
    assert 'href="/lov/serviceloven-153"' in page
    assert 'href="/moduler/lov/foerste#valg"' in page
    assert 'href="/lov/til-jurist#afgjort"' in page
    assert 'href="/lov/barnets-lov-133"' in client.get("/lov/serviceloven-153").text


@pytest.mark.parametrize("address", ["/lov", "/lov/barnets-lov-133", "/lov/til-jurist"])
def test_no_line_ends_between_a_sign_and_its_number(client: FlaskClient, shelf: queries.Shelf, address: str) -> None:
    main = client.get(address).text.split("<main")[1].split("</main>")[0]
    assert "§\u00a0" in main
    assert "§ " not in main


def test_what_needs_a_lawyer_is_open_to_everyone(client: FlaskClient, shelf: queries.Shelf) -> None:
    page = client.get("/lov/til-jurist").text
    assert page.index("Ingen er spurgt endnu") < page.index("Besvaret")
    assert "Kommunens jurist, 20. november 2026" in page
    assert 'href="/moduler/lov/foerste#bilen"' in page
    assert "Bestemmelser, som ingen jurist har gennemgået (3)" in page


def test_a_provision_that_a_lawyer_has_reviewed_is_not_on_the_list(client: FlaskClient, session: Session, now: datetime) -> None:
    files = small_tree()
    files["law.yml"] = files["law.yml"].replace(b'reviewed_by_lawyer: "false"', b'reviewed_by_lawyer: "true"')
    publish_tree(session, files, now=now)
    page = client.get("/lov/til-jurist").text
    assert "Alle bestemmelser er gennemgået." in page
    assert "Der er ingen åbne spørgsmål." in page
