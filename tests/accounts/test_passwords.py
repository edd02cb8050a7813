"""Which passwords are good enough, and how they are compared."""

import pytest

from sspedu.accounts import passwords
from sspedu.errors import Invalid
from tests.people import PASSWORD


@pytest.mark.parametrize(
    "password", ["kort", "elleve-tegn", "adgangskode123", "Velkommen2026!", "123456789012", "aaaaaaaaaaaa", "abcabcabcabc"]
)
def test_a_weak_password_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(Invalid, match=r"Adgangskoden|gætte"):
        passwords.check_password(password)


def test_an_address_is_no_password() -> None:
    with pytest.raises(Invalid, match="gætte"):
        passwords.check_password("anna@kommune.example", email="Anna@kommune.example")


@pytest.mark.parametrize("password", [PASSWORD, "rødgrød med fløde", "tolv tegn her"])
def test_three_words_are_good_enough_without_signs_or_capitals(password: str) -> None:
    passwords.check_password(password)


def test_a_random_password_is_good_enough() -> None:
    passwords.check_password(passwords.random_password())


def test_only_the_right_password_matches() -> None:
    kept = passwords.hash_password(PASSWORD)
    assert passwords.is_password(PASSWORD, kept)
    assert not passwords.is_password(PASSWORD + "x", kept)


def test_an_unknown_account_matches_nothing() -> None:
    assert not passwords.is_password(PASSWORD, None)


def test_the_hash_is_argon2id() -> None:
    assert passwords.hash_password(PASSWORD).startswith("$argon2id$")
