"""A form with several fields is one draft: every field comes out as it went in, and a number in one is masked without the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.drafts.fields import joined, taken_apart, without_numbers_in_fields
from sspedu.privacy import MASK
from sspedu.privacy.guarding import tidied

NAMES = ("title", "problem", "known_of_others", "ages")
LINES = st.lists(
    st.sampled_from(["# title", "# ages", "## x", "#", "# Overskrift", "Tekst", "", " # title", "> # title"]) | st.text(max_size=30)
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), LINES.map("\n".join))

pytestmark = pytest.mark.once


@given(FIELDS)
def test_fields_come_out_of_their_draft_as_they_went_in(fields: dict[str, str]) -> None:
    assert taken_apart(joined(fields)) == {name: tidied(words) for name, words in fields.items() if tidied(words)}


@given(st.text())
def test_any_text_can_be_taken_apart_and_what_is_put_together_again_stays(text: str) -> None:
    once = joined(taken_apart(text))
    assert joined(taken_apart(once)) == once


def test_an_empty_form_is_no_draft() -> None:
    assert joined(dict.fromkeys(NAMES, " \n")) == ""


def test_a_number_is_masked_where_it_stands_and_what_stands_beside_it_stays() -> None:
    draft = joined({"title": "Drengen er 010203-1234.", "problem": "Intet her.", "ages": "13-15\n16-17"})
    assert taken_apart(without_numbers_in_fields(draft)) == {
        "title": f"Drengen er {MASK}.",
        "problem": "Intet her.",
        "ages": "13-15\n16-17",
    }


def test_a_day_and_a_time_beside_each_other_are_no_number() -> None:
    draft = joined({"title": "Om CPR", "begins_on": "2026-11-24", "begins_at": "14:30", "ends_on": "010203", "ends_at": "1234"})
    assert without_numbers_in_fields(draft) == draft
