"""The guard against its corpora: what must be found, where it stands, and what must come through. Constructed, all of it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sspedu.privacy import MASK, Finding, Kind, Severity, fingerprint, mask, masked, scan, stopping
from tests.privacy.corpora import Spelling, spellings, texts

FOUND = spellings("found.tsv")
HELD_OUT = spellings("held_out_found.tsv") + spellings("second_round_found.tsv") + spellings("third_round_found.tsv")
INNOCENT = texts("innocent.txt")
HELD_OUT_INNOCENT = texts("held_out_innocent.txt") + texts("third_round_innocent.txt")
SECOND_INNOCENT = texts("second_round_innocent.txt")
NOT_CPR = texts("not_cpr.txt")
POSTS = texts("posts.txt")
GRAVE = {Severity.STOPS, Severity.ASKS}
PLAIN = "Vi drøftede det i går. "
AFTERWARDS = ". Det blev en god aften."


def wrong(found: list[Spelling]) -> list[str]:
    return [spelling.text for spelling in found if spelling.finding not in scan(spelling.text)]


def test_the_corpora_are_as_large_as_promised() -> None:
    assert len(FOUND) >= 300
    assert len(INNOCENT) >= 300
    assert len(POSTS) >= 200
    assert {spelling.finding.kind for spelling in FOUND} == set(Kind)


def test_every_spelling_is_found_just_where_it_stands() -> None:
    assert wrong(FOUND) == []
    assert wrong(HELD_OUT) == []


def test_what_stops_is_found_by_the_quick_look_too() -> None:
    certain = [spelling for spelling in FOUND + HELD_OUT if spelling.finding.severity is Severity.STOPS]
    assert [spelling.text for spelling in certain if spelling.finding not in stopping(spelling.text)] == []
    assert [text for text in INNOCENT + POSTS if stopping(text)] == []


@pytest.mark.parametrize("frame", ["{}", "Der står {} i mappen.", "**{}**", "»{}«"])
def test_an_innocent_number_comes_through(frame: str) -> None:
    assert [text for text in INNOCENT + HELD_OUT_INNOCENT if scan(frame.format(text))] == []


def test_a_telephone_is_never_taken_for_a_cpr_number() -> None:
    assert [text for text in NOT_CPR if any(finding.severity in GRAVE for finding in scan(text))] == []


def test_any_sign_that_there_is_may_stand_before_the_last_four() -> None:
    unseen = [hex(place) for place in range(1, 0x10000) if is_sign(chr(place)) and not stopping(f"x 120304{chr(place)}1234 y")]
    assert unseen == []


def test_any_digit_that_there_is_may_stand_in_a_number() -> None:
    digits = {chr(place): unicodedata.digit(chr(place), 10) for place in range(0x80, 0x20000)}
    unseen = [hex(ord(mark)) for mark, value in digits.items() if value < 5 and not stopping("x 120304-1234 y".replace(str(value), mark))]
    assert unseen == []


def is_sign(mark: str) -> bool:
    """Say whether a character is seen as a sign or a space: not a stroke through its neighbour, nor a letter in a circle."""
    return unicodedata.category(mark)[0] in "PSZ" and not (len(unfolded := unicodedata.normalize("NFKC", mark)) == 1 and unfolded.isalpha())


def test_hours_after_a_date_ask_and_do_not_stop() -> None:
    assert [finding.kind for finding in scan("Vi ses 17-05-26 10-12 i hallen")] == [Kind.CPR_POSSIBLE]
    assert [finding.kind for finding in scan("Han er 17-05-11 43-21 i systemet")] == [Kind.CPR]


def test_an_ordinary_post_comes_through() -> None:
    assert [(post, scan(post)) for post in POSTS + SECOND_INNOCENT if scan(post)] == []


def test_all_ordinary_posts_together_come_through_too() -> None:
    assert scan("\n\n".join(POSTS)) == ()


def test_innocent_words_around_lose_no_finding() -> None:
    for spelling in FOUND:
        there = {(finding.kind, finding.start + len(PLAIN)) for finding in scan(spelling.text)}
        assert there <= {(finding.kind, finding.start) for finding in scan(PLAIN + spelling.text + AFTERWARDS)}, spelling.text


def test_a_word_that_says_what_the_number_is_counts_for_one_step() -> None:
    assert [finding.kind for finding in scan("P-nr. 1012345670")] == [Kind.CPR_POSSIBLE]
    assert [finding.kind for finding in scan("nummeret 1012345670")] == [Kind.CPR]
    assert scan("P-nr. 1012345678") == ()


def test_a_member_or_an_author_may_be_named() -> None:
    assert [finding.kind for finding in scan("Som Oliver Jensen skriver")] == [Kind.NAME]
    assert scan("Som Oliver Jensen skriver", known_names=["Oliver Jensen"]) == ()


def test_a_sensitive_word_is_held_beside_a_person_and_nowhere_else() -> None:
    assert scan("Vi talte om ADHD og anbringelser.") == ()
    assert Kind.SENSITIVE in {finding.kind for finding in scan("Oliver Jensen har ADHD.")}
    assert Kind.SENSITIVE not in {finding.kind for finding in scan("Oliver Jensen kom.\n\nVi talte om ADHD.")}


def test_every_kind_has_words_for_its_writer() -> None:
    for kind in Kind:
        finding = Finding(kind, 0, 1)
        assert finding.title
        assert finding.advice.endswith((".", "?"))


def test_a_mask_leaves_nothing_to_find_and_masking_again_changes_nothing() -> None:
    for spelling in FOUND + HELD_OUT:
        hidden = masked(spelling.text, frozenset(Severity))
        assert scan(hidden) == ()
        assert masked(hidden, frozenset(Severity)) == hidden
    assert mask("Han har 120304-1234.", scan("Han har 120304-1234.")) == f"Han har {MASK}."


def test_a_fingerprint_is_the_same_for_the_same_number_and_tells_nothing_of_it() -> None:
    def name(text: str, key: bytes) -> str:
        return fingerprint(scan(text)[0], text, key)

    assert name("Han har 120304-1234.", b"key") == name("120304 1234 står der", b"key")
    assert name("Han har 120304-1234.", b"key") != name("Han har 120304-1235.", b"key")
    assert name("Han har 120304-1234.", b"key") != name("Han har 120304-1234.", b"another key")
    assert "1234" not in repr(scan("Han har 120304-1234."))


ANYTHING = st.text(max_size=200) | st.text(alphabet="0123456789- ./*_\\\n&#;<>bOl|%25[]()cpr", max_size=200)


@given(ANYTHING)
def test_any_text_can_be_scanned_and_findings_lie_within_it_in_order(text: str) -> None:
    end = 0
    for finding in scan(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end
    assert {finding for finding in scan(text) if finding.severity is Severity.STOPS} <= set(stopping(text))


@given(ANYTHING)
def test_masking_any_text_ends_with_nothing_to_find(text: str) -> None:
    hidden = masked(text, frozenset(Severity))
    assert scan(hidden) == ()
    assert masked(hidden, frozenset(Severity)) == hidden


SIGNS = [
    "-",
    "–",
    "−",
    "/",
    " ",
    ".",
    "_",
    " - ",
    "\u00a0",
    "\u2009",
    "\u200b-",
    "\u00ad-",
    "-\n",
    "\n",
    "&#45;",
    "&nbsp;",
    "\\-",
    "**-**",
    "~",
    "|",
    ":",
    "%2D",
    "·",
]
INSIDE = ["", " ", ".", "-", "/", "\u200b", "\u00ad", "**", "<i></i>", "&#8203;", "_"]
FRAMES = [
    "{}",
    "Drengen ({}) kom",
    "[{}](x)",
    "https://x.dk/?id={}&a=1",
    "{}@x.dk",
    "fil_{}.pdf",
    "<p>{}</p>",
    "> {}",
    "| {} | x |",
    "kl. 14.30 {} så",
]
FRAMES += ["tlf. 23 45 67 90, {}", "sag 2026-1234: {}", "den 12.03.2026 {}", "12 unge, {} og 14 år", "{}. 12 elever", "i 2026 {} så"]
DIGITS = [ord("0"), 0xFF10, 0x660, 0x966, 0x1D7CE]


@given(
    date=st.dates(min_value=date(1901, 1, 1), max_value=date(1908, 12, 31)),
    serial=st.integers(0, 3999),
    day_added=st.sampled_from([0, 60]),
    sign=st.sampled_from(SIGNS),
    inside=st.sampled_from(INSIDE),
    frame=st.sampled_from(FRAMES),
    zero=st.sampled_from(DIGITS),
)
@example(date=date(1908, 1, 1), serial=0, day_added=0, sign="/", inside=" ", frame="kl. 14.30 {} så", zero=ord("0"))
def test_a_number_is_found_whatever_its_signs_digits_and_surroundings(
    date: date, serial: int, day_added: int, sign: str, inside: str, frame: str, zero: int
) -> None:
    plain = (f"{date.day + day_added:02}", f"{date.month:02}", f"{date.year % 100:02}", f"{serial:04}")
    day, month, year, last = ("".join(chr(zero + int(digit)) for digit in group) for group in plain)
    assert stopping(frame.format(f"{day}{inside}{month}{inside}{year}{sign}{last}"))


@given(st.sampled_from(FOUND), st.text(alphabet="abcæøå ", max_size=30), st.text(alphabet="abcæøå ", max_size=30))
def test_a_number_is_found_among_any_words(spelling: Spelling, before: str, after: str) -> None:
    if spelling.finding.severity is Severity.STOPS:
        text = f"{before} \n{spelling.text} \n{after}"
        assert stopping(text)
