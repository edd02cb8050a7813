"""The search page, as it is met by those who look for something."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from sqlalchemy.orm import Session

from sspedu.search.asking import read_query
from sspedu.search.entries import Section
from sspedu.search.models import Document, IndexState
from sspedu.search.queries import is_current
from sspedu.search.showing import EXCERPT, best_place, marked
from tests.content import LAW_OF_2027, NEW_YEARS_NIGHT
from tests.counting import counted
from tests.people import People
from tests.search.texts import ABOUT_DUTY, publish_searchable, searchable_tree


@pytest.fixture
def visitor(client: FlaskClient, session: Session, now: datetime) -> FlaskClient:
    publish_searchable(session, now=now)
    return client


@pytest.fixture
def reader(people: People, now: datetime) -> FlaskClient:
    publish_searchable(people.session, now=now)
    return people.sign_in()


def main(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def test_an_empty_box_says_what_can_be_searched_for(visitor: FlaskClient) -> None:
    page = main(visitor.get("/soeg").text)
    assert "Du kan søge i lektioner" in page
    assert page.count("<li><a") == 3


def test_a_hit_leads_to_the_heading_it_is_under_and_shows_the_words(reader: FlaskClient) -> None:
    page = main(reader.get("/soeg?q=bekymringen").text)
    assert "2 fundet for ‘bekymringen’" in page
    assert 'href="/moduler/lov/pligten#naar-bekymringen-er-der"' in page
    assert "<mark>bekymringen</mark>" in page


def test_text_is_escaped_and_the_word_is_marked_as_it_stands(reader: FlaskClient) -> None:
    page = main(reader.get("/soeg?q=CAFE").text)
    assert "<mark>café</mark>" in page
    assert "<script>" not in main(reader.get("/soeg?q=<script>alert(1)</script>").text)


def test_an_old_paragraph_leads_first_to_what_holds_today(visitor: FlaskClient) -> None:
    page = re.sub(r"\s+", " ", main(visitor.get("/soeg?q=§ 153").text).replace("\u00a0", " "))
    assert "Serviceloven § 153 er i dag barnets lov § 133" in page
    assert page.index('href="/lov/barnets-lov-133"') < page.index("search-hits")


def test_visitors_are_told_that_lessons_need_a_sign_in(visitor: FlaskClient) -> None:
    page = main(visitor.get("/soeg?q=café").text)
    assert "Intet fundet for ‘café’" in page
    assert "/moduler/lov/pligten" not in page
    assert "Lektionernes tekst er med" in page


def test_a_misspelling_gets_a_link_to_what_was_meant(visitor: FlaskClient) -> None:
    page = main(visitor.get("/soeg?q=underetning").text)
    assert "Mente du" in page
    assert 'href="/soeg?q=underretning"' in page


def test_when_nothing_has_all_the_words_the_page_says_so_and_shows_most(reader: FlaskClient) -> None:
    page = main(reader.get("/soeg?q=kommune skole giraf").text)
    assert "Intet har alle ordene" in page
    assert "/moduler/lov/pligten" in page


def test_hits_can_be_narrowed_to_a_kind_and_turned_to_newest_first(reader: FlaskClient) -> None:
    page = main(reader.get("/soeg?q=underretning").text)
    assert "Lov (2)" in page
    assert 'href="/soeg?q=underretning&amp;slags=provision"' in page
    assert 'href="/soeg?q=underretning&amp;orden=nyeste"' in page
    law = main(reader.get("/soeg?q=underretning&slags=provision&orden=nyeste").text)
    assert "2 fundet" in law
    assert "/ord#" not in law
    assert "Lagt ind" in law


def test_pages_follow_each_other_and_a_page_too_far_is_the_last(reader: FlaskClient, people: People, now: datetime) -> None:
    files = searchable_tree()
    files["glossary.yml"] += "".join(f"- id: hest-{n}\n  term: Hest {n}\n  meaning: Et dyr.\n" for n in range(23)).encode()
    publish_searchable(people.session, files, now=now)
    pages = [main(reader.get(f"/soeg?q=hest&side={number}").text) for number in (1, 2, 3, 99)]
    links = [re.findall(r'href="(/ord#hest-\d+)"', page) for page in pages]
    assert [len(found) for found in links] == [10, 10, 3, 3]
    assert len({link for found in links[:3] for link in found}) == 23
    assert 'rel="next"' in pages[0]
    assert 'rel="next"' not in pages[2]


@pytest.mark.parametrize(
    "address", ["/soeg?side=-1&q=a", "/soeg?side=x&slags=x&orden=x&q=a", "/soeg?q=%00&side=٣", "/soeg?q=%ff%fe", "/soeg?q=a&q=b"]
)
def test_an_address_typed_by_hand_is_no_error(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(address).status_code == 200


def test_a_page_that_the_browser_has_is_answered_304_until_something_is_published(
    reader: FlaskClient, people: People, now: datetime
) -> None:
    reader.get("/min-laering")
    tag = reader.get("/soeg?q=café&slags=lesson").headers["ETag"]
    assert reader.get("/soeg?q=café&slags=lesson", headers={"If-None-Match": tag}).status_code == 304
    assert reader.get("/soeg?q=kantine", headers={"If-None-Match": tag}).status_code == 200
    publish_searchable(people.session, searchable_tree(duty=ABOUT_DUTY.replace("café", "kantine")), now=now)
    assert reader.get("/soeg?q=café&slags=lesson", headers={"If-None-Match": tag}).status_code == 200


def test_the_worst_search_asks_a_bounded_number_of_questions(reader: FlaskClient) -> None:
    words = "+".join(f"underetnin{letter}" for letter in "abcdefghijklm")
    with counted() as worst:
        reader.get(f"/soeg?q={words}")
    with counted() as usual:
        reader.get("/soeg?q=underretning")
    assert len(worst) <= 30
    assert len(usual) <= 11


def test_what_was_searched_for_stands_in_no_log(reader: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    reader.get("/soeg?q=hemmeligord")
    said = capsys.readouterr()
    assert "hemmeligord" not in said.out + said.err


def test_every_page_leads_to_the_search(visitor: FlaskClient) -> None:
    page = visitor.get("/hjaelp").text
    assert 'action="/soeg"' in page
    assert 'href="/soeg"' in page


@given(st.text(alphabet="abc æøå§1<>&\"'é+\u030a", max_size=400), st.text(alphabet='abcæ§1+é"', max_size=20))
def test_a_marked_text_is_the_text_escaped_and_nothing_is_lost(text: str, typed: str) -> None:
    assert Markup(re.sub(r"</?mark>", "", marked(text, read_query(typed)))).unescape() == text


@given(st.lists(st.text(alphabet="abc .", max_size=900), min_size=1, max_size=4))
def test_an_excerpt_is_short_and_from_the_text(texts: list[str]) -> None:
    sections = [Section(f"s{number}", "", text) for number, text in enumerate(texts)]
    place = best_place(sections, read_query("abc"))
    shown = Markup(re.sub(r"</?mark>", "", place.excerpt)).unescape().removeprefix("… ").removesuffix(" …")
    assert len(shown) <= EXCERPT
    assert any(shown in text for text in texts) or not shown


def run(app: Flask, session: Session, *words: str) -> Result:
    session.commit()
    return app.test_cli_runner().invoke(args=["sspedu", *words])


def test_an_import_makes_the_index_and_an_upgrade_without_one_gets_it(app: Flask, session: Session, tmp_path: Path) -> None:
    for name, content in searchable_tree().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    said = run(app, session, "content", "import", str(tmp_path))
    assert said.exit_code == 0, said.output
    assert is_current(session)
    session.query(Document).delete()
    session.query(IndexState).delete()
    assert "indekset er bygget" in run(app, session, "content", "import", str(tmp_path)).output
    assert is_current(session)
    assert session.query(Document).count() > 5
    assert "indekset" not in run(app, session, "content", "import", str(tmp_path)).output


def test_a_copy_that_was_put_back_has_its_index_again(
    app: Flask, visitor: FlaskClient, session: Session, other: Flask, tmp_path: Path
) -> None:
    assert run(app, session, "backup", str(tmp_path / "copy")).exit_code == 0
    said = other.test_cli_runner().invoke(args=["sspedu", "restore", str(tmp_path / "copy")])
    assert said.exit_code == 0, said.output
    assert "1 fundet" in main(other.test_client().get("/soeg?q=bekymringsskrivelse").text)


def test_law_that_changes_at_midnight_has_changed_after_it(
    client: FlaskClient, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_searchable(session, searchable_tree(law=LAW_OF_2027), now=now)
    monkeypatch.setattr("sspedu.web.language.utc_now", lambda: NEW_YEARS_NIGHT - timedelta(hours=1))
    assert "Gælder ikke længere" not in main(client.get("/soeg?q=§ 153").text)
    monkeypatch.setattr("sspedu.web.language.utc_now", lambda: NEW_YEARS_NIGHT)
    assert "Gælder ikke længere" in main(client.get("/soeg?q=§ 153").text)
