"""What becomes of a text: stopped, back once, or through."""

import pytest

from sspedu.privacy import fingerprint, scan
from sspedu.privacy.guarding import Consent, Personal, guard, tidied

KEY = b"a key of the test's own"


def through(text: str, consent: Consent) -> bool:
    try:
        guard(text, consent, stopped="Linje %(line)d", warned="Se igen")
    except Personal:
        return False
    return True


def all_seen(text: str, reason: str = "") -> Consent:
    return Consent(KEY, frozenset(fingerprint(finding, text, KEY) for finding in scan(text)), reason)


@pytest.mark.parametrize("text", ["Vi talte om SSP.", "Oliver Jensen kom i klubben.", "LBK nr. 282 af 17/03/2025"])
def test_what_is_fine_or_only_hinted_at_goes_through(text: str) -> None:
    assert through(text, Consent(KEY))


@pytest.mark.parametrize("text", ["Hun har 23 45 67 90.", "Han bor på Skovvej 12.", "Oliver Jensen har ADHD."])
def test_a_warning_comes_back_until_it_was_seen(text: str) -> None:
    assert not through(text, Consent(KEY))
    assert through(text, all_seen(text))
    assert not through(text, Consent(b"another key", all_seen(text).fingerprints))


def test_a_possible_number_wants_a_reason_that_is_on_the_list() -> None:
    assert not through("1203041234", all_seen("1203041234"))
    assert not through("1203041234", all_seen("1203041234", "because"))
    assert through("1203041234", all_seen("1203041234", "case"))


def test_a_certain_number_is_stopped_whatever_was_seen() -> None:
    text = "Første linje\n120304-1234"
    with pytest.raises(Personal, match="Linje 2") as stopped:
        guard(text, all_seen(text, "case"), stopped="Linje %(line)d", warned="Se igen")
    assert stopped.value.is_stopped
    assert "1234" not in repr(stopped.value)


def test_a_text_is_judged_as_it_is_kept() -> None:
    assert tidied("  en\r\nto\0  \n") == "en\nto"
