"""Tracks: read with the lines of their faults, and the order of modules that follows from them."""

import pytest

from tests.curriculum.trees import GOOD, line_of, read_texts

TRACK = """\
# Forløbene.
- id: kort
  title: Et kort forløb
  audience: Til dig, der har travlt.
  summary: To lektioner.
  why: Fordi [ca. 40 pct.](fact:S06) har travlt.
  minutes: 10
  lessons:
    - lov/anden
    - lov/foerste
"""
TREE = {**GOOD, "tracks.yml": TRACK}


def with_module(texts: dict[str, str], name: str) -> dict[str, str]:
    """Return a tree with one more module of the same lessons under a name that comes first."""
    more = {path.replace("/lov/", f"/{name}/"): text for path, text in GOOD.items() if path.startswith("modules/lov/")}
    more[f"modules/{name}/module.md"] = more[f"modules/{name}/module.md"].replace("id: lov\n", f"id: {name}\n")
    return {**texts, **more}


def test_a_track_is_read_with_its_lessons_in_order() -> None:
    reading = read_texts(TREE)
    assert not reading.faults
    (track,) = reading.curriculum.registers.tracks
    assert [f"{place.module}/{place.lesson}" for place in track.lessons] == ["lov/anden", "lov/foerste"]
    assert (track.minutes, track.is_offered) == (10, True)
    assert 'href="/tal#S06"' in track.why_html


def test_a_training_can_do_without_tracks() -> None:
    assert not read_texts(GOOD).faults
    assert read_texts(GOOD).curriculum.registers.tracks == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("- lov/anden", "- lvo/anden", 'Modulet "lvo" findes ikke. Mente du "lov"?'),
        ("- lov/anden", "- lov/andn", 'Lektionen "andn" findes ikke i modulet "lov". Mente du "anden"?'),
        ("- lov/anden", "- anden", '"anden" skal skrives modul/lektion, fx lovgivning/paragraf-115.'),
        ("- lov/foerste", "- lov/anden", '"lov/anden" står allerede i linje 9. En lektion må kun stå én gang i et forløb.'),
        ("minutes: 10", "minutes: 12", "Forløbets lektioner tager 10 minutter i alt, men minutes er 12. Ret tallet eller listen."),
        ("[ca. 40 pct.]", "[40 pct.]", '"40 pct." er ikke en ordlyd, som registret kender for S06.'),
        ("(fact:S06)", "(fact:S07)", 'Tallet "S07" findes ikke i facts.csv. Mente du "S06"?'),
        ("(fact:S06)", "(anden.md)", 'Filen "anden.md" findes ikke.'),
        ("title:", "titel:", '"titel" er ikke en oplysning, der bruges her. Mente du "title"?'),
        ("  lessons:\n    - lov/anden\n    - lov/foerste\n", "  lessons: []\n", '"lessons" må ikke være tom.'),
        ("  lessons:\n    - lov/anden\n    - lov/foerste\n", "", '"lessons" mangler. Skriv den.'),
        ("minutes: 10", "minutes: 10\n  offered: måske", '"offered" skal være true eller false, ikke "måske".'),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, says: str) -> None:
    texts = {**TREE, "tracks.yml": TRACK.replace(old, new)}
    faults = [fault for fault in read_texts(texts).errors if fault.sentence.startswith(says)]
    assert len(faults) == 1, "\n".join(map(str, read_texts(texts).faults))
    assert faults[0].path == "tracks.yml"
    if new:
        wanted = [number for number, line in enumerate(texts["tracks.yml"].splitlines(), 1) if new.strip().splitlines()[-1] in line]
        assert faults[0].line in wanted


def test_a_figure_without_its_source_is_warned_of() -> None:
    texts = {**TREE, "tracks.yml": TRACK.replace("[ca. 40 pct.](fact:S06)", "ca. 40 pct.")}
    assert [fault.line for fault in read_texts(texts).warnings] == [line_of(texts, "tracks.yml", "why:")]


def test_what_cannot_be_rendered_is_a_fault_and_no_crash() -> None:
    deep = "> " * 400 + "x"
    reading = read_texts({**TREE, "tracks.yml": TRACK.replace("Fordi [ca. 40 pct.](fact:S06) har travlt.", f'"{deep}"')})
    assert all(fault.path == "tracks.yml" for fault in reading.errors)


def test_modules_stand_in_the_order_of_the_tracks_and_those_in_none_come_last() -> None:
    texts = with_module(GOOD, "aaa")
    assert [module.id for module in read_texts(texts).curriculum.modules] == ["aaa", "lov"]
    assert [module.id for module in read_texts({**texts, "tracks.yml": TRACK}).curriculum.modules] == ["lov", "aaa"]
