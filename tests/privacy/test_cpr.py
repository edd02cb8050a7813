"""Certain CPR numbers are found however they are spelt; innocent numbers are let through. Every number here is made up for the test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sspedu.privacy import scan

SPELLINGS = [
    "010203-1234",
    "010203 1234",
    "010203 - 1234",
    "010203–1234",
    "010203—1234",
    "010203−1234",
    "010203\u20101234",
    "010203/1234",
    "010203.1234",
    "010203_1234",
    "01.02.03-1234",
    "01-02-03-1234",
    "01/02/03 1234",
    "01 02 03 1234",
    "01-02-2003-1234",
    "01022003-1234",
    "010203\u00a01234",
    "010203\u20091234",
    "0102\u200b03-12\u200b34",
    "010203\u00ad-1234",
    "010203\u20601234 cpr",
    "**010203**-1234",
    "010203-**1234**",
    "01*02*03-1234",
    r"010203\-1234",
    "`010203`-1234",
    "010203&#45;1234",
    "010203&#x2d;1234",
    "&#48;10203-1234",
    "010203&nbsp;1234",
    "<b>010203</b>-1234",
    "010203-<i>1234</i>",
    "010203\n1234",
    "010203-\n1234",
    "0 1 0 2 0 3 1 2 3 4",
    "0-1-0-2-0-3-1-2-3-4",
    "０１０２０３－１２３４",
    "٠١٠٢٠٣-١٢٣٤",
    "cpr 0102031234",
    "CPR-nr.: 0102031234",
    "personnummer 0102031234",
    "født 0102031234",
    "0102031234 er hendes cpr",
    "610203-1234",
    "0101801234",
    "290204-1234",
]

INNOCENT = [
    "",
    "§ 115, stk. 2",
    "tlf. 12 34 56 78",
    "22. november 2026 kl. 14.30",
    "22-11-2026",
    "2026-11-22 14:30",
    "LBK nr. 1160 af 05/11/2024",
    "lov nr. 699 af 20. juni 2025",
    "e-ISBN 978-87-7119-700-6",
    "EAN 5798009811578",
    "320203-1234",
    "011303-1234",
    "300203-1234",
    "10203-1234",
    "010203-12345",
    "1010203-1234",
    "3.001 medarbejdere og 218 konsulenter",
    "12 12 12 12 12",
    "kontonummer 1234 0012345678",
    "sagsnr. 2026-010203-99",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_certain_cpr_number_is_found(text: str) -> None:
    assert len(scan(f"Drengen har {text} på mappen.")) == 1


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_number_is_let_through(text: str) -> None:
    assert scan(f"Der står {text} i mappen.") == ()


def test_a_finding_says_where_it_is_and_nothing_of_what_it_is() -> None:
    text = "Første linje\nså 010203-1234 her"
    (finding,) = scan(text)
    assert text[finding.start : finding.end] == "010203-1234"
    assert finding.line(text) == 2
    assert "1234" not in repr(finding)


def test_two_numbers_are_two_findings() -> None:
    assert len(scan("010203-1234 og 020304-2345")) == 2


@given(
    day=st.integers(1, 28),
    month=st.integers(1, 12),
    year=st.integers(0, 99),
    serial=st.integers(0, 9999),
    separator=st.sampled_from(["-", " ", "–", ".", "/", " - ", "\u2009", "&#45;"]),
    is_replacement=st.booleans(),
)
def test_every_date_with_a_separator_and_four_digits_is_found(
    day: int, month: int, year: int, serial: int, separator: str, is_replacement: bool
) -> None:
    day += 60 if is_replacement else 0
    assert scan(f"x {day:02}{month:02}{year:02}{separator}{serial:04} y")


@given(st.text())
def test_any_text_can_be_scanned_and_findings_lie_within_it_in_order(text: str) -> None:
    end = 0
    for finding in scan(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


@given(st.text(alphabet="0123456789- ./*_\\\n&#;<>b", max_size=400))
def test_a_finding_always_holds_ten_digits(text: str) -> None:
    for finding in scan(text):
        assert sum(mark.isdigit() for mark in text[finding.start : finding.end]) >= 10
