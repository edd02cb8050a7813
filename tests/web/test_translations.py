"""Every sentence of the interface has its English, and the compiled catalogue is the one that lies here."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import wtforms
from babel.messages import Catalog
from babel.messages.pofile import read_po

from sspedu.web import catalogue
from sspedu.web.assets import NotBuilt
from sspedu.web.forms import BUILT_IN

ADVICE = "Run `flask sspedu translations update`, translate what stands empty in messages.po, and see docs/translating.md."


def test_every_sentence_has_its_english_and_no_other_stands_there() -> None:
    faults = list(catalogue.faults())
    assert not faults, "\n".join([*faults, ADVICE])


def test_the_sentences_are_found_where_they_stand() -> None:
    found = catalogue.extract()
    for sentence in ("(frivilligt)", "Venlig hilsen", "Vælg et svar, før du trykker Svar.", "Siden findes ikke", "Skriv din mailadresse."):
        assert sentence in found, sentence
    assert len(found) > 300


def _faults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *entries: str) -> list[str]:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    source = tmp_path / "messages.po"
    source.write_text("\n".join([header, *entries]))
    wanted = Catalog(locale="da")
    wanted.add("Hej %(name)s")
    monkeypatch.setattr(catalogue, "SOURCE", source)
    monkeypatch.setattr(catalogue, "extract", lambda: wanted)
    return list(catalogue.faults())


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "mangler: Hej %(name)s"),
        ('msgid "Hej %(name)s"\nmsgstr ""\n', "mangler: Hej %(name)s"),
        ('#, fuzzy\nmsgid "Hej %(name)s"\nmsgstr "Hello %(name)s"\n', "er kun et gæt: Hej %(name)s"),
        ('msgid "Hej %(name)s"\nmsgstr "Hello"\n', "har andre pladser end den danske: Hej %(name)s"),
        ('msgid "Hej %(name)s"\nmsgstr "Hello %(nme)s"\n', "har andre pladser end den danske: Hej %(name)s"),
        ('msgid "Hej %(name)s"\nmsgstr "Hello %(name)s"\n\nmsgid "Farvel"\nmsgstr "Bye"\n', "bruges ikke længere: Farvel"),
        ('msgid "Hej %(name)s"\nmsgstr "Hello %(name)s"\n\n#~ msgid "Farvel"\n#~ msgstr "Bye"\n', "bruges ikke længere: Farvel"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, entry: str, fault: str) -> None:
    assert fault in _faults(monkeypatch, tmp_path, entry)


def test_a_translation_as_it_should_be_has_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _faults(monkeypatch, tmp_path, 'msgid "Hej %(name)s"\nmsgstr "Hello %(name)s"\n') == []


def test_a_catalogue_that_is_missing_or_older_is_compiled_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = tmp_path / "messages.po"
    source.write_bytes(catalogue.SOURCE.read_bytes())
    monkeypatch.setattr(catalogue, "SOURCE", source)
    monkeypatch.setattr(catalogue, "COMPILED", tmp_path / "messages.mo")
    catalogue.make_ready()
    first = catalogue.COMPILED.read_bytes()
    source.write_text(source.read_text().replace("My learning", "My own learning"))
    catalogue.make_ready()
    assert b"My own learning" in catalogue.COMPILED.read_bytes()
    assert b"My own learning" not in first


def test_where_it_cannot_be_compiled_the_program_says_so_and_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(catalogue, "COMPILED", tmp_path / "gone" / "messages.mo")
    with pytest.raises(NotBuilt, match=r"sspedu\.web\.catalogue"):
        catalogue.make_ready()


def test_whatever_wtforms_says_by_itself_we_say_in_danish() -> None:
    path = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"
    with path.open("rb") as file:
        theirs = {words for message in read_po(file) if message.id for words in _all(message.id)}
    assert set(BUILT_IN) == theirs


def _all(id_: object) -> tuple[str, ...]:
    return tuple(map(str, id_)) if isinstance(id_, (tuple, list)) else (str(id_),)


def test_processes_that_start_together_do_not_write_in_each_others_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(catalogue, "COMPILED", tmp_path / "messages.mo")
    with ThreadPoolExecutor(8) as starting:
        list(starting.map(lambda _number: catalogue.make_ready(), range(8)))
    assert [path.name for path in tmp_path.iterdir()] == ["messages.mo"]
