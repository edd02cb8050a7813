"""What a word is: the same for whoever writes and whoever asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.search.asking import LONGEST_QUERY, MOST_TERMS, read_query
from sspedu.search.words import fold, stem, stems, tokens_of, words_in

DANISH = st.text(alphabet="abdefghijklmnoprstuvyæøå", min_size=1, max_size=20)


def spelled_out(word: str) -> str:
    return word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")


@given(st.text())
def test_a_token_has_nothing_that_an_engine_could_take_for_more_than_a_word(text: str) -> None:
    for token in stems(text).split():
        assert token.isascii()
        assert token.isalnum()
        assert token == token.lower()
        assert token[0].isalpha()
        assert len(token) <= 60


@given(st.text())
def test_words_stand_where_they_say_and_in_order(text: str) -> None:
    at = 0
    for word in words_in(text):
        assert text[word.start : word.end] == word.text
        assert word.start >= at
        at = word.end


@given(DANISH)
def test_both_spellings_and_both_cases_are_one_word(word: str) -> None:
    assert tokens_of(word) == tokens_of(spelled_out(word)) == tokens_of(word.upper())


@given(st.text())
def test_folding_again_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text())
def test_whatever_is_typed_becomes_a_bounded_query(typed: str) -> None:
    query = read_query(typed * 50)
    assert len(query.terms) <= MOST_TERMS
    assert len(query.typed) <= LONGEST_QUERY
    assert all(term.tokens for term in query.terms)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kommunerne", "kommune"),
        ("underretninger", "underretning"),
        ("miljøet", "miljoe"),
        ("børnene", "barn"),
        ("forældrene", "forælder"),
        ("Århus", "aarhus"),
        ("café", "cafe"),
        ("A\u030arhus", "Århus"),
        ("under\u00adretning", "underretning"),
        ("arbejdsløst", "arbejdsløs"),
    ],
)
def test_forms_of_a_word_meet_in_its_stem(one: str, other: str) -> None:
    assert tokens_of(one) == tokens_of(other)


@pytest.mark.parametrize(
    "written", ["§ 115", "§115", "§\u00a0115", "paragraf 115", "Paragraf 115", "§§ 115", "§ 115, stk. 2", "§ 115 stk 2 nr. 1"]
)
def test_every_way_of_writing_a_paragraph_asks_for_it(written: str) -> None:
    assert [term.tokens for term in read_query(written).terms] == [("n115", "paragraf115")]


def test_a_paragraph_with_a_letter_is_found_by_its_number_too() -> None:
    assert stems("§ 155 a") == "n155 paragraf155 paragraf155a"


def test_a_number_is_never_the_beginning_of_a_longer_one() -> None:
    assert read_query("115").terms[0].start == ""
    assert stem("115") == "n115"


def test_common_words_are_asked_for_only_where_nothing_else_is() -> None:
    assert [term.typed for term in read_query("hvornår er det en underretning").terms] == ["underretning"]
    assert [term.typed for term in read_query("og i at").terms] == ["og", "i", "at"]
    assert [term.typed for term in read_query("“det er”").terms] == ["det er"]
