"""Situations of the drill as authors write them: read, checked line by line, and told what to do."""

import re

import pytest

from sspedu.curriculum.drill import KEYS
from sspedu.curriculum.reading import Reading, read
from sspedu.curriculum.situations import Basis, Verdict
from sspedu.library.files import read_tree
from sspedu.settings import ROOT
from tests.content import situation
from tests.curriculum import trees


def reading_of(**drill: str) -> Reading:
    return trees.read_texts({**trees.GOOD, **{f"drill/{name}.md": text for name, text in drill.items()}})


def test_a_situation_is_read_with_its_text_under_its_hash() -> None:
    reading = reading_of(hallen=situation("hallen", level=2, more="open: true\n"))
    assert not reading.faults
    [found] = reading.curriculum.registers.situations
    assert (found.id, found.level, found.right, found.is_open, found.is_retired) == ("hallen", 2, (Verdict.MUST_NOT,), True, False)
    assert found.law == (Basis(provision="rpl-115", part="stk. 2"), Basis(provision="barnets-lov-133"))
    question = reading.curriculum.texts[found.text_hash].question("hallen")
    assert question is not None
    assert [option.html for option in question.options] == ["Må", "Skal", "Må ikke", "Det kommer an på: spørg"]
    assert "HEMMELIG-GRUND" in question.answer_html


GOOD = situation("hallen")
FAULTY = {
    "a misspelt answer": (
        GOOD.replace("- [x] Må ikke", "- [x] Må aldrig"),
        'drill/hallen.md:24: Her skal svaret være "Må ikke". De fire svar er ens i alle situationer.',
    ),
    "an answer too few": (
        GOOD.replace("- [ ] Skal\n\n    > HEMMELIG-SKAL\n\n", ""),
        "drill/hallen.md:11: Skriv de fire svar i denne orden: Må; Skal; Må ikke; Det kommer an på: spørg.",
    ),
    "no reason": (
        GOOD.replace("//// answer\nHEMMELIG-GRUND\n////\n", ""),
        "drill/hallen.md:11: Begrundelsen mangler. Skriv den i en answer-blok efter svarene: to eller tre sætninger.",
    ),
    "no feedback": (
        GOOD.replace("    > HEMMELIG-SKAL\n", ""),
        'drill/hallen.md:20: advarsel: Svaret "Skal" mangler tilbagemelding. Skriv den under svaret efter en tom linje: "    > …".',
    ),
    "nobody to ask": (
        GOOD.replace("- [ ] Det kommer", "- [x] Det kommer"),
        'drill/hallen.md:2: "ask" mangler. Når det kommer an på noget, så skriv, hvad man spørger om og hvem.',
    ),
    "a misspelt law": (
        GOOD.replace("rpl-115 stk. 2", "rlp-115 stk. 2"),
        'drill/hallen.md:6: Bestemmelsen "rlp-115" i "law" findes ikke. Mente du "rpl-115"?',
    ),
    "law that holds no longer": (
        GOOD.replace("barnets-lov-133", "serviceloven-153"),
        'drill/hallen.md:6: "serviceloven-153" gælder ikke længere. Skriv den bestemmelse, der afløste den.',
    ),
    "a misspelt key": (
        GOOD.replace("role: ", "rolle: "),
        'drill/hallen.md:4: "rolle" er ikke en oplysning, der bruges her. Mente du "role"?',
    ),
    "a twin that is not there": (
        situation("hallen", more="twin: halen\nturns: Formålet.\n"),
        'drill/hallen.md:7: Situationen "halen" findes ikke. Mente du "hallen"?',
    ),
    "a twin of its own": (
        situation("hallen", more="twin: hallen\nturns: Formålet.\n"),
        "drill/hallen.md:7: En situation kan ikke være sin egen tvilling. Skriv den anden situations id.",
    ),
    "a twin with nothing changed": (
        situation("hallen", more="turns: Formålet.\n"),
        'drill/hallen.md:7: "twin" og "turns" hører sammen: hvilken situation den gentager, og hvad den ændrede detalje gør.',
    ),
    "another id in the question": (
        GOOD.replace("    id: hallen", "    id: halen"),
        'drill/hallen.md:12: Spørgsmålets id skal være situationens: "hallen".',
    ),
    "settings of a lesson's question": (
        GOOD.replace("    id: hallen", "    id: hallen\n    confidence: true"),
        'drill/hallen.md:13: "confidence" bruges ikke her: siden spørger altid, hvor sikker man er, og ét rigtigt svar er nok.',
    ),
    "no question": (
        GOOD.split("/// quiz")[0],
        "drill/hallen.md:8: En situation har ét spørgsmål: en quiz med de fire svar og ikke andet at besvare.",
    ),
    "a long story": (
        GOOD.replace("En dreng har set noget,", "En dreng har set noget, " + "og mere " * 50),
        "drill/hallen.md:8: advarsel: Situationen er på 108 ord. Hold den under 90, så den kan læses i ét blik på en telefon.",
    ),
    "no story": (
        GOOD.replace("En dreng har set noget, og betjenten spørger.", ""),
        "drill/hallen.md:8: Situationen mangler. Skriv den over spørgsmålet, to til fem sætninger.",
    ),
    "a number that belongs to a person": (
        GOOD.replace("En dreng", "En dreng (010190-1234)"),
        "drill/hallen.md:9: Linjen rummer noget, der ligner et CPR-nummer. Slet det; cases er konstruerede og har ingen numre.",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_told_with_its_line_and_what_to_do(name: str) -> None:
    text, sentence = FAULTY[name]
    reading = reading_of(hallen=text)
    assert sentence in [str(fault) for fault in reading.faults], "\n".join(map(str, reading.faults))
    assert bool(reading.errors) != bool(reading.curriculum.registers.situations)


def test_an_id_is_used_once_and_other_files_are_noted() -> None:
    reading = reading_of(hallen=GOOD, igen=GOOD, **{"mappe/dybere": GOOD})
    assert [str(fault) for fault in reading.faults] == [
        'drill/igen.md:2: Id "hallen" er allerede brugt i drill/hallen.md. Giv den ene et andet.',
        "drill/mappe/dybere.md:1: advarsel: Filen bliver ikke læst. En situation skal ligge lige under drill: drill/navn.md.",
    ]
    assert len(reading.curriculum.registers.situations) == 1


def test_a_fault_in_a_situation_leaves_the_modules_as_they_are() -> None:
    reading = reading_of(hallen="---\nid: hallen\n")
    assert reading.errors
    assert reading.curriculum.modules


GUIDE = (ROOT / "docs" / "authoring-drill.md").read_text(encoding="utf-8")


def test_the_situation_of_the_authors_guide_has_no_faults() -> None:
    example = GUIDE.split("```markdown\n")[1].split("```")[0]
    files = {path: content for path, content in read_tree(ROOT / "content").items() if "/" not in path and path != "tracks.yml"}
    reading = read({**files, "drill/cyklen-ved-hegnet.md": example.encode()}, today=trees.TODAY)
    assert not reading.faults, "\n".join(map(str, reading.faults))
    assert len(reading.curriculum.registers.situations) == 1


def test_the_authors_guide_names_every_key() -> None:
    assert sorted(re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE)) == sorted(KEYS)
