"""`content check --spelling`: what is misspelt is found where it stands, and Danish as it is written passes."""

from collections.abc import Callable

import pytest

from sspedu.cli.dictionary import danish_dictionary
from sspedu.curriculum.checking.spelling import read_words, spelling_with, words_in
from sspedu.curriculum.faults import FileFaults
from sspedu.curriculum.reading import Reading, read
from tests.curriculum.trees import GOOD, TODAY, changed, lesson, line_of

WRONG = ("underetning", "komunen", "tavshedsplikt", "samarbejdsamtale", "forebyggelsekonsulent", "socialrådgier")


def look(texts: dict[str, str]) -> Reading:
    return read(
        {path: text.encode() for path, text in texts.items()}, today=TODAY, looks=[spelling_with(lambda word: word.lower() not in WRONG)]
    )


def test_a_misspelt_word_is_named_with_its_line_and_what_was_meant() -> None:
    texts = lesson("Skriv en underretning.\n\nEn linje, og så\nen underetning til.\n")
    (error,) = look(texts).errors
    assert (error.path, error.line) == ("modules/lov/anden.md", line_of(texts, "modules/lov/anden.md", "underetning"))
    assert 'Mente du "underretning"?' in error.sentence


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("modules/lov/anden.md", "why: Fordi", "why: Komunen, fordi"),
        ("modules/lov/module.md", "En indledning", "En komunen"),
        ("modules/lov/foerste.md", "- [ ] Det ene.", "- [ ] Komunen."),
        ("glossary.yml", "At man tier.", "At komunen tier."),
        ("law.yml", "title: Oplysninger", "title: Komunen"),
    ],
)
def test_every_place_that_a_reader_meets_is_looked_at(path: str, old: str, new: str) -> None:
    texts = changed(path, old, new)
    (error,) = look(texts).errors
    assert (error.path, error.line) == (path, line_of(texts, path, new.split("\n")[0]))


def test_a_word_in_the_trees_own_list_is_right_and_may_begin_a_sentence() -> None:
    assert look({**lesson("Komunen og komunen.\n"), "words.txt": "# Vores ord\nkomunen\n"}).errors == ()


def test_the_list_is_held_in_order() -> None:
    faults = FileFaults("words.txt")
    assert read_words("# Vores\nDKR\nøre\nåben\nårhus\nDKR\n", faults) == {"DKR", "øre", "åben", "århus"}
    assert [fault.line for fault in faults.found] == [6]


def test_a_letter_that_stands_alone_is_a_slip_unless_it_names_something() -> None:
    assert [word for _, word in words_in("Efter retsplejelove n skal man, jf. § 49 a og litra b, n = 91, i byen på ø.")] == [
        *("Efter", "retsplejelove", "n", "skal", "man", "jf", "og", "litra", "byen", "på"),
    ]


def test_addresses_and_names_with_digits_are_no_words() -> None:
    assert [word for _, word in words_in("Se https://dkr.dk/abc, dkr.dk, L150 og børne- og unge-udvalg.")] == [
        *("Se", "og", "børne-", "og", "unge", "udvalg"),
    ]


@pytest.fixture(scope="module")
def knows() -> Callable[[str], bool]:
    found = danish_dictionary()
    assert found is not None, "npm ci puts the dictionary there"
    return found


def test_the_dictionary_knows_danish_and_its_compounds(knows: Callable[[str], bool]) -> None:
    words = "underretningspligt samarbejdsplan ungdomskriminalitetsnævnet forebyggelseskonsulent overleveringsmøde børne- Kommunen socialrådgiver"
    assert [word for word in words.split() if not knows(word)] == []


def test_slips_that_look_like_compounds_are_caught(knows: Callable[[str], bool]) -> None:
    slips = (*WRONG, "retsplejelovenn", "underretningpligt", "vejledeing", "kriminaltet", "beslutnig", "efterforskningn", "forebygelse")
    assert [word for word in slips if knows(word)] == []


def test_the_dictionary_may_be_missing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert danish_dictionary(tmp_path / "index") is None
    assert GOOD
