"""What is found, alike on both engines: each engine's run compares with the same list."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from sspedu.db import Base
from sspedu.policy import OPERATOR, VISITOR, Actor, Role
from sspedu.search import queries, spelling, words
from sspedu.search.asking import read_query
from sspedu.search.commands import follow
from sspedu.search.entries import EVERYONE, INDEX_VERSION, MEMBERS
from sspedu.search.models import Document, IndexState, Misspelling, VocabularyWord
from sspedu.search.queries import Order
from sspedu.search.readers import audiences_of
from sspedu.search.spelling import distance
from sspedu.search.words import fold
from tests.content import FIRST, TERMS, publish_tree
from tests.search.texts import ABOUT_DUTY, publish_searchable, searchable_tree

BOTH = frozenset({EVERYONE, MEMBERS})


@pytest.fixture
def searchable(session: Session, now: datetime) -> Session:
    publish_searchable(session, now=now)
    return session


def found(session: Session, typed: str, audiences: frozenset[str] = BOTH, order: Order = Order.BEST) -> list[str]:
    return [f"{match.kind}:{match.thing}" for match in queries.find(session, read_query(typed), audiences, order=order).matches]


DUTY = "lesson:lov/pligten"
MODULE = "module:lov"
EXPECTED = {
    "kommune": ["term:underretning", DUTY],
    "kommunerne": ["term:underretning", DUTY],
    "underretning": ["term:underretning", "provision:barnets-lov-133", "provision:serviceloven-153", DUTY, MODULE],
    "underretninger": ["term:underretning", "provision:barnets-lov-133", "provision:serviceloven-153", DUTY, MODULE],
    "Underretningspligten": [DUTY, "provision:barnets-lov-133", "provision:serviceloven-153", MODULE],
    "miljoe": [DUTY],
    "AARHUS": [DUTY],
    "cafe": [DUTY],
    "loerdag": [DUTY],
    "ledere skole": [DUTY],
    "“skolens ledere”": [DUTY],
    "“ledere skolens”": [],
    "“underretningspligten når”": [],
    "SSP+": [DUTY],
    "ssp": [DUTY],
    "paragraf 115": ["provision:rpl-115", DUTY],
    "§115": ["provision:rpl-115", DUTY],
    "§ 115, stk. 2": ["provision:rpl-115", DUTY],
    "retsplejelov 115": ["provision:rpl-115"],
    "§ 153": ["provision:serviceloven-153", "provision:barnets-lov-133", DUTY],
    "§ 15": [],
    "bekymringsskrivelse": ["term:underretning"],
    "rapport": ["source:rapport-2019", "lesson:lov/foerste"],
    "år": [DUTY],
    "kommune ukendt": [],
}


def test_both_engines_find_the_same_in_the_same_order(searchable: Session) -> None:
    assert {typed: found(searchable, typed) for typed in EXPECTED} == EXPECTED


HOSTILE = [
    "", " ", "\0", "\"", "“", "'", "* ", "NEAR(a b)", "a AND", "OR OR", "NOT", "title_stems: x", "(", ")))", "a:*", "'; DROP TABLE user_account; --",
    "<script>", "%", "_", "\\", "😀", "😀😀 kommune", "x" * 10_000, "kommune " * 2_000, "\"kommune", "-kommune", "^kommune", "kommune*", "{a b}: c",
    "& | !", "<->", "кириллица", "日本語", "a" * 199 + "\0", "\ud800", "og i at", "§", "§§§", "paragraf",
]  # fmt: skip


def test_nothing_that_can_be_typed_is_an_error(searchable: Session) -> None:
    for typed in HOSTILE:
        query = read_query(typed)
        queries.find(searchable, query, BOTH)
        queries.find_partly(searchable, query, BOTH)
        queries.suggestion(searchable, query, BOTH)
    assert found(searchable, "-kommune") == found(searchable, "😀 kommune*") == EXPECTED["kommune"]


def test_newest_first_goes_by_what_was_published_last(searchable: Session, now: datetime) -> None:
    assert found(searchable, "rapport", order=Order.NEWEST) == ["source:rapport-2019", "lesson:lov/foerste"]
    changed = searchable_tree(first=FIRST.replace("Her er", "Dér er"))
    publish_searchable(searchable, changed, now=now + timedelta(days=1))
    assert found(searchable, "rapport", order=Order.NEWEST) == ["lesson:lov/foerste", "source:rapport-2019"]


def test_visitors_find_what_visitors_may_read(searchable: Session) -> None:
    assert audiences_of(VISITOR) == {EVERYONE}
    assert audiences_of(Actor(id=1, roles=frozenset({Role.LEARNER}))) == BOTH
    assert found(searchable, "café", audiences_of(VISITOR)) == []
    assert found(searchable, "kommune", audiences_of(VISITOR)) == ["term:underretning"]
    assert found(searchable, "kommune", frozenset()) == []


def test_no_answer_can_be_found(searchable: Session) -> None:
    secrets = ("HEMMELIG", "FORKERT", "RIGTIG", "FACIT", "HEMMELIGT-MODELSVAR", "modelsvar", "mandag")
    assert {secret: found(searchable, secret) for secret in secrets} == {secret: [] for secret in secrets}
    assert "hemmelig" not in " ".join(searchable.scalars(select(Document.body_stems)))
    assert searchable.scalar(select(func.count()).where(VocabularyWord.word.startswith("hemmelig"))) == 0


def test_what_has_most_of_the_words_is_offered_when_nothing_has_all(searchable: Session) -> None:
    partly = queries.find_partly(searchable, read_query("kommune skole giraf"), BOTH)
    assert [match.thing for match in partly.matches][:2] == ["lov/pligten", "underretning"]


MEANT = {
    "underetning": "underretning",
    "undrretning": "underretning",
    "inderretning": "underretning",
    "underretnign": "underretning",
    "kommunenn": "kommunen",
    "tavshedsplgt": "tavshedspligt",
    "kommune underetning": "kommune underretning",
    "giraf": None,
    "kommune": None,
}


def test_a_misspelling_is_answered_with_what_was_probably_meant(searchable: Session) -> None:
    assert {typed: queries.suggestion(searchable, read_query(typed), BOTH) for typed in MEANT} == MEANT


def test_a_suggestion_tells_no_visitor_what_stands_in_a_lesson(searchable: Session) -> None:
    assert queries.suggestion(searchable, read_query("lørdsgs"), BOTH) == "lørdags"
    assert queries.suggestion(searchable, read_query("lørdsgs"), frozenset({EVERYONE})) is None


def test_a_key_beside_is_a_smaller_slip_than_one_far_away() -> None:
    assert distance("møde", "møde") == 0
    assert distance("mæde", "møde") < distance("mqde", "møde")
    assert distance("kommmune", "kommune") < distance("kompmune", "kommune")
    assert distance("kommuen", "kommune") < 1


def count_rows(session: Session) -> dict[str, int]:
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


def test_the_same_again_writes_nothing(searchable: Session) -> None:
    before = count_rows(searchable)
    assert follow(searchable, OPERATOR) is False
    assert count_rows(searchable) == before


def test_only_what_changed_is_written_anew(searchable: Session, now: datetime) -> None:
    ids = dict(searchable.execute(select(Document.thing, Document.id)).all())
    publish_searchable(searchable, searchable_tree(duty=ABOUT_DUTY.replace("café", "kantine")), now=now)
    after = dict(searchable.execute(select(Document.thing, Document.id)).all())
    assert {thing for thing in after if after[thing] != ids[thing]} == {"lov/pligten"}
    assert found(searchable, "café") == []
    assert found(searchable, "kantine") == [DUTY]


def test_a_word_that_is_gone_is_suggested_no_more(searchable: Session, now: datetime) -> None:
    assert queries.suggestion(searchable, read_query("lørdsgs"), BOTH) == "lørdags"
    publish_searchable(searchable, searchable_tree(duty=ABOUT_DUTY.replace(" i lørdags", "")), now=now)
    assert queries.suggestion(searchable, read_query("lørdsgs"), BOTH) is None


def test_what_leaves_a_register_is_found_no_more(searchable: Session, now: datetime) -> None:
    files = searchable_tree()
    files["glossary.yml"] = files["glossary.yml"].split(b"- id: underretning")[0]
    publish_searchable(searchable, files, now=now)
    assert "term:underretning" not in found(searchable, "underretning")


def test_an_installation_without_an_index_gets_the_same_one(searchable: Session) -> None:
    before = [found(searchable, typed) for typed in EXPECTED]
    for table in (Document, VocabularyWord, Misspelling, IndexState):
        searchable.query(table).delete()
    assert not queries.is_current(searchable)
    follow(searchable, OPERATOR)
    assert [found(searchable, typed) for typed in EXPECTED] == before


def test_publishing_leaves_the_index_behind_until_it_follows(session: Session, now: datetime) -> None:
    publish_tree(session, searchable_tree(), now=now)
    assert not queries.is_current(session)


def test_newest_first_reads_no_table_from_end_to_end_and_sorts_nothing(searchable: Session) -> None:
    dialect = searchable.get_bind().dialect.name
    if dialect == "sqlite":
        plan = " ".join(
            row.detail
            for row in searchable.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT search_document.id FROM search_index JOIN search_document ON search_document.id = search_index.rowid"
                    " WHERE search_index MATCH 'kommun' AND audience IN ('everyone') ORDER BY search_index.rowid DESC LIMIT 10"
                )
            )
        )
        assert "SCAN search_index VIRTUAL TABLE" in plan
        assert "SEARCH search_document USING INTEGER PRIMARY KEY" in plan
        assert "TEMP B-TREE" not in plan


@pytest.fixture
def cut_otherwise(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Words as an older version of the index told them apart: by their accents."""
    for module in (words, spelling):
        monkeypatch.setattr(module, "fold", lambda word: fold(word.replace("é", "x")))
    forget_words()
    yield monkeypatch
    forget_words()


def forget_words() -> None:
    for remembered in (words.tokens_of, words._row_of_tokens, spelling._spelled):
        remembered.cache_clear()


def test_an_index_of_words_that_were_cut_otherwise_is_made_anew(session: Session, now: datetime, cut_otherwise: pytest.MonkeyPatch) -> None:
    more = "- id: a1\n  term: Alle\n  meaning: alle folk.\n- id: a2\n  term: Ting\n  meaning: En allé med træer.\n"
    files = {**searchable_tree(), "glossary.yml": (TERMS + more).encode()}
    publish_searchable(session, files, now=now)
    elsewhere = [VocabularyWord(word="giraf", audience="board:1", shown="giraf", documents=1), Misspelling(key="gira", word="giraf")]
    session.add_all(elsewhere)
    session.commit()
    cut_otherwise.undo()
    forget_words()
    cut_otherwise.setattr("sspedu.search.entries.INDEX_VERSION", INDEX_VERSION + 1)
    assert not queries.is_current(session)
    assert follow(session, OPERATOR)
    assert queries.is_current(session)
    counts = dict(session.execute(select(VocabularyWord.word, VocabularyWord.documents).where(VocabularyWord.audience == EVERYONE)).all())
    assert counts["alle"] == 2
    assert "allx" not in counts
    assert set(session.scalars(select(Misspelling.word))) == {*session.scalars(select(VocabularyWord.word))}
    assert "gira" in set(session.scalars(select(Misspelling.key)))
