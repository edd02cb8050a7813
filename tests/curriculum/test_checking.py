"""One planted fault per kind: each is named with file and line, alone and together with all the others."""

import pytest

from sspedu.curriculum.faults import Severity
from tests.curriculum.planted import MATCH, ORDER, PLANTED, SORT, Planted
from tests.curriculum.trees import GOOD, MODULE, SECOND, TODAY, changed, lesson, line_of, read_texts

HEAD = "---\nid: {id}\ntitle: En lektion\nminutes: 4\nobjectives: [Et]\nwhy: Derfor.\n---\n\n"


def tree_with(*planted: Planted) -> dict[str, str]:
    """Return the good tree with one more lesson for each planted fault; ids are kept apart."""
    names = ", ".join(fault.name for fault in planted)
    files = {**GOOD, "modules/lov/module.md": MODULE.replace("foerste, anden", f"foerste, anden, {names}")}
    for fault in planted:
        files[path_of(fault)] = HEAD.format(id=fault.name) + own(fault.body, fault)
    return files


def path_of(fault: Planted) -> str:
    return f"modules/lov/{fault.name}.md"


def own(words: str, fault: Planted) -> str:
    return (
        words.replace("id: q", f"id: q-{fault.name}")
        .replace("id: c\n", f"id: c-{fault.name}\n")
        .replace("id: r\n", f"id: r-{fault.name}\n")
    )


def place_of(files: dict[str, str], fault: Planted) -> int:
    body = files[path_of(fault)]
    start = body.index("\n---\n", 4) + 5
    at = own(fault.at, fault).removesuffix(f"-{fault.name}") if fault.at.startswith("id:") else fault.at
    return body[: body.index(at, start)].count("\n") + 1


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.name)
def test_a_planted_fault_is_named_with_file_and_line(fault: Planted) -> None:
    files = tree_with(fault)
    reading = read_texts(files)
    found = [found for found in reading.faults if fault.sentence in found.sentence]
    assert [(found.path, found.line, found.severity is Severity.ERROR) for found in found] == [
        (path_of(fault), place_of(files, fault), fault.is_error)
    ]


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.name)
def test_a_planted_fault_is_the_only_one(fault: Planted) -> None:
    faults = [found for found in read_texts(tree_with(fault)).faults if "Lektionen tager omkring" not in found.sentence]
    assert len(faults) == 1, "\n".join(map(str, faults))


def test_no_fault_hides_another() -> None:
    files = tree_with(*PLANTED)
    found = read_texts(files).faults
    for fault in PLANTED:
        place = (path_of(fault), place_of(files, fault))
        assert any((other.path, other.line) == place and fault.sentence in other.sentence for other in found), fault.name


def test_no_fault_in_one_file_hides_another_in_it() -> None:
    bodies = [fault for fault in PLANTED if fault.name not in ("unclosed", "unclosed-inner", "wrong-length", "same-length", "closed-twice")]
    body = "\n\n".join(own(fault.body, fault) for fault in bodies)
    sentences = [fault.sentence for fault in read_texts(lesson(body)).faults]
    for fault in bodies:
        assert any(fault.sentence in sentence for sentence in sentences), fault.name


def test_errors_come_before_warnings_and_then_in_the_order_of_the_files() -> None:
    faults = read_texts(tree_with(*PLANTED)).faults
    keys = [(fault.severity is Severity.WARNING, fault.path, fault.line) for fault in faults]
    assert keys == sorted(keys)


CHANGES = [
    ("modules/lov/anden.md", "title: Den anden", "titel: Den anden", "titel", 'Mente du "title"?'),
    ("modules/lov/anden.md", "minutes: 6", "minutes: 45", "minutes", "fra 3 til 30"),
    ("modules/lov/anden.md", "minutes: 6", "minutes: 2", "minutes", "fra 3 til 30"),
    ("modules/lov/anden.md", "minutes: 6", "minutes: seks", "minutes", "helt tal"),
    ("modules/lov/anden.md", "objectives: [Skrive en tanke]", "objectives: Skrive", "objectives", "skal være en liste"),
    ("modules/lov/anden.md", "objectives: [Skrive en tanke]", "objectives: []", "objectives", "må ikke være tom"),
    ("modules/lov/anden.md", "id: anden", "id: Anden_1", "Anden_1", "duer ikke som id"),
    ("modules/lov/anden.md", "why: Fordi man også skal tænke selv.", "why:", "why:", "er tom"),
    ("modules/lov/anden.md", "title: Den anden", "title: Den: anden", "title", "anførselstegn"),
    ("modules/lov/anden.md", "title: Den anden\n", "title: Den anden\nlaw: [rpl-11]\n", "rpl-11", 'Mente du "rpl-115"?'),
    ("modules/lov/anden.md", "title: Den anden\n", "title: Den anden\nsources: [folder]\n", "folder", "findes ikke i sources.yml"),
    ("modules/lov/anden.md", "title: Den anden\n", "title: Den anden\ncompletion: raed\n", "raed", 'Mente du "read"?'),
    ("modules/lov/foerste.md", "id: bilen-1", "id: mandag", "id: mandag", "allerede brugt i modules/lov/anden.md:14."),
    ("modules/lov/anden.md", "---\nid: anden", "id: anden", "id: anden", "skal begynde med en linje ---"),
    ("modules/lov/anden.md", "selv.\n---\n", "selv.\n", "---", "bliver aldrig lukket"),
    ("modules/lov/module.md", "themes: [lovgivning]", "themes: [lovgivninger]", "themes", 'Mente du "lovgivning"?'),
    (
        "modules/lov/module.md",
        "lessons: [foerste, anden]",
        "lessons: [foerste, andet]",
        "andet",
        'har ingen fil i mappen. Mente du "anden"?',
    ),
    ("modules/lov/module.md", "lessons: [foerste, anden]", "lessons: [foerste, anden, foerste]", "lessons", "må kun stå ét sted"),
    ("modules/lov/module.md", 'required: "true"', "required: ja", "required", "true eller false"),
    ("modules/lov/module.md", "owner: redaktionen\n", "", "id: lov", '"owner" mangler'),
    ("modules/lov/module.md", "last_reviewed_on: 2026-11-22", "last_reviewed_on: 22.11.2026", "last_reviewed_on", "en dato som"),
    ("modules/lov/module.md", "last_reviewed_on: 2026-11-22", "last_reviewed_on: 2026-02-30", "last_reviewed_on", "en dato som"),
    ("modules/lov/module.md", "  - title: Begyndelsen", "  - titel: Begyndelsen", "titel", 'Mente du "title"?'),
    (
        "modules/lov/module.md",
        "review_in_months: 6\n",
        "review_in_months: 6\nretired: [{id: anden, on: 2026-01-01}]\n",
        "retired",
        "bruges stadig",
    ),
    (
        "modules/lov/module.md",
        "review_in_months: 6\n",
        "review_in_months: 6\nretired:\n  - {id: x, on: 2026-01-01, replaced_by: andn}\n",
        "andn",
        'Mente du "anden"?',
    ),
    (
        "modules/lov/module.md",
        "En indledning",
        "/// reflection\n    id: r\n\nA?\n\n///\n\nEn",
        "/// reflection",
        "ikke i modulets indledning",
    ),
    ("themes.yml", "fact: T4", "fact: T9", "T9", "findes ikke"),
    ("themes.yml", "category: 1", "category: 3", "category", "fra 1 til 2"),
    ("facts.csv", ",approx,ca. 40", ",aprox,ca. 40", "aprox", 'Mente du "approx"?'),
    ("facts.csv", "91,rapport-2019,Organisering", "91,rapport-2018,Organisering", "rapport-2018", 'Mente du "rapport-2019"?'),
    ("facts.csv", "Tema: lovgivning", "Tema, lovgivning", "T4", "felter"),
    ("facts.csv", "id,quantity", "id,qantity", "id,", "Første linje skal være"),
    ("facts.csv", "T4,Tema", "S06,Tema", "S06,Tema", "står allerede i linje 2"),
    ("facts.csv", "Tema: lovgivning", '"Tema" lovgivning', "T4", "kan ikke læses som CSV"),
    ("sources.yml", "kind: rapport", "kind: raport", "raport", 'Mente du "rapport"?'),
    ("sources.yml", "  kind: folder\n", "  kind: folder\n  url: example.dk\n", "url", "begynde med https"),
    ("law.yml", "valid_to: 2023-12-31", "valid_to: 31/12", "valid_to", "2026-11 eller 2026"),
    ("law.yml", "replaced_by: barnets-lov-133", "replaced_by: barnets-lov-33", "replaced_by", "findes ikke"),
    ("law.yml", "id: rpl-115\n", "id: rpl-115\n  tilte: x\n", "tilte", 'Mente du "title"?'),
    ("glossary.yml", "law: [rpl-115]", "law: [rpl-511]", "rpl-511", 'Mente du "rpl-115"?'),
    ("regions.yml", "replaced_by: oestdanmark", "replaced_by: oestdanmarken", "replaced_by", "findes ikke"),
    ("municipalities.csv", "Region Sjælland", "Region Sjaelland", "0265", 'Mente du "Region Sjælland"?'),
    ("municipalities.csv", "0265", "265", "265", "fire cifre"),
]


@pytest.mark.parametrize(("path", "old", "new", "at", "sentence"), CHANGES, ids=range(len(CHANGES)))
def test_a_fault_in_a_head_or_a_register_is_named_with_file_and_line(path: str, old: str, new: str, at: str, sentence: str) -> None:
    files = changed(path, old, new)
    errors = [fault for fault in read_texts(files).errors if sentence in fault.sentence]
    assert [(fault.path, fault.line) for fault in errors] == [(path, line_of(files, path, at))]


def test_a_lesson_that_is_listed_nowhere_is_named() -> None:
    files = {**GOOD, "modules/lov/tredje.md": SECOND.replace("id: anden", "id: tredje").replace("id: mandag", "id: tirsdag")}
    assert [str(fault) for fault in read_texts(files).errors] == [
        'modules/lov/tredje.md:2: Lektionen "tredje" står ikke i nogen sektion. Skriv den under sections i module.md.'
    ]


def test_an_id_that_was_published_may_not_vanish() -> None:
    published = {"lov": frozenset({"foerste", "anden", "bilen-1", "mandag", "gammel"})}
    faults = read_texts(GOOD, published=published).errors
    assert [(fault.path, fault.line) for fault in faults] == [("modules/lov/module.md", 2)]
    assert '"gammel" er udgivet, men findes ikke længere' in faults[0].sentence
    retired = changed("modules/lov/module.md", "review_in_months: 6\n", "review_in_months: 6\nretired: [{id: gammel, on: 2026-01-01}]\n")
    assert not read_texts(retired, published=published).faults


def test_a_module_that_was_published_and_is_gone_is_an_error() -> None:
    errors = read_texts(GOOD, published={"bander": frozenset({"x"})}).errors
    assert [(fault.path, fault.line) for fault in errors] == [("modules/bander/module.md", 1)]


def test_a_link_that_only_the_library_sees_is_checked_as_well() -> None:
    errors = read_texts(lesson("Se [a [b [c [d]]]](law:findes-ikke).\n")).errors
    assert ["law:findes-ikke fører ingen steder hen" in fault.sentence for fault in errors] == [True]


@pytest.mark.parametrize(
    "spelling",
    [
        "010190-1234",
        "01.01.90 1234",
        "０１０１９０-1234",
        "&#48;10190-1234",
        "01<b>0190</b>-1234",
        "**010190**-1234",
        "0 1 0 1 9 0 1 2 3 4",
        "010190&#x2d;1234",
    ],
)
def test_a_personal_number_is_found_however_it_is_spelt(spelling: str) -> None:
    body = "Et afsnit.\n\n" * 40 + f"Det var {spelling}, mener han.\n\n" + "Et afsnit med § 115 og 2024.\n\n" * 40
    errors = read_texts(lesson(body)).errors
    assert [(fault.line, "CPR-nummer" in fault.sentence) for fault in errors] == [(91, True)]


def test_a_source_that_is_never_cited_is_a_warning() -> None:
    files = changed("modules/lov/foerste.md", "[rapport-2019]", "[rapport-2019, folder-2019]")
    warnings = read_texts(files).warnings
    assert [(fault.line, "folder-2019" in fault.sentence) for fault in warnings] == [(8, True)]


def test_a_source_is_cited_by_a_figure_from_it() -> None:
    files = changed("modules/lov/foerste.md", ' fra [rapporten](source:rapport-2019 "Organisering")', "")
    assert not read_texts(files).warnings


def test_an_overdue_review_is_a_warning_the_day_after() -> None:
    assert not read_texts(GOOD, today=TODAY.replace(year=2027, month=5, day=22)).faults
    late = read_texts(GOOD, today=TODAY.replace(year=2027, month=5, day=23)).faults
    assert [(fault.path, fault.line, fault.severity) for fault in late] == [("modules/lov/module.md", 14, Severity.WARNING)]


@pytest.mark.parametrize(("words", "is_far"), [(0, False), (900, False), (2400, True)])
def test_minutes_far_from_the_reading_time_are_a_warning(words: int, is_far: bool) -> None:
    warnings = read_texts(lesson("ord " * words + "\n\n/// reflection\n    id: r\n\nA?\n\n///\n")).warnings
    assert bool(warnings) == is_far
    assert all("Lektionen tager omkring" in fault.sentence and fault.line == 4 for fault in warnings)


@pytest.mark.parametrize(
    "words",
    ["tidligere [§ 153](law:serviceloven-153)", "den dagældende\n[§ 153](law:serviceloven-153)", "[Tidligere § 153](law:serviceloven-153)"],
)
def test_a_superseded_provision_may_be_named_as_such(words: str) -> None:
    assert not read_texts(lesson(f"Det stod i {words}.\n")).errors


@pytest.mark.parametrize("words", ["**ca. 40 pct.**", "Ca. 40 procent", "ca.\n40 pct.", "ca.\u00a040 pct."])
def test_the_wording_of_a_figure_may_differ_in_case_space_and_emphasis(words: str) -> None:
    assert not read_texts(lesson(f"Det er [{words}](fact:S06).\n")).errors


@pytest.mark.parametrize(
    "text",
    ["Hver anden uge mødes de.\n", "Skriv `[x](law:findes-ikke)` sådan.\n", "Skriv `<b>` sådan.\n", "Klokken 5 < 6 og 7 > 2.\n", "Se <https://example.dk>.\n",
     "| A | B |\n|---|---|\n| 1 | 2 |\n", "Et\n\n---\n\nTo\n", "- [ ] en opgave\n", "/// quiz\n    id: q\n\nHvad?\n\n- [ ] 30 pct.\n\n    > Nej.\n\n- [x] 40 pct.\n\n    > Ja.\n///\n",
     ORDER.replace("B", "30 pct."), MATCH.replace(":   y", ":   30 pct."), SORT.replace("- B", "- 30 pct."), "#### A\n\n".replace("####", "###") + SORT.replace("###", "######"),
     "\\[ikke et link](x)\n", "[et link](https://example.dk/a_(b)) og [to](<https://example.dk/c>)\n", "a /// b\n", "http:///x\n"],
)  # fmt: skip
def test_what_is_in_order_is_left_alone(text: str) -> None:
    faults = [fault for fault in read_texts(lesson(text)).faults if "Lektionen tager omkring" not in fault.sentence]
    assert not faults, "\n".join(map(str, faults))
