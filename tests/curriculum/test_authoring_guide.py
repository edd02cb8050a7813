"""The authoring guide keeps its word: its examples are in order, its tables are whole, and the checker says what the guide says it says."""

import re
import shlex
from dataclasses import dataclass
from datetime import date

import click
import pytest
import yaml

from sspedu.cli.content import content
from sspedu.curriculum.block_kinds import KINDS
from sspedu.curriculum.faults import Fault
from sspedu.curriculum.frontmatter import LESSON_KEYS, MODULE_KEYS
from sspedu.curriculum.models import Precision, QuestionKind
from sspedu.curriculum.reading import Reading, read
from sspedu.curriculum.registers import SOURCE_KINDS
from sspedu.settings import ROOT

TODAY = date(2026, 11, 22)
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PIECE = re.compile(r"^# ([\w.]+)\n(.*?)(?=^# [\w.]+$|\Z)", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]+\]\((media/[^)]+)\)")
MODULE_PATH, LESSON_PATH = "modules/moedet/module.md", "modules/moedet/dagsordenen.md"
DRAWING_PATH = "modules/moedet/media/aftalen.svg"
FRAGMENT_PATH = "modules/moedet/eksempel.md"
FRAGMENT_HEAD = "---\nid: eksempel\ntitle: Et eksempel\nminutes: 5\nobjectives: [Prøve et eksempel]\nwhy: Vejledningen skal passe.\n---\n\n"
LENGTH_WARNING = "Lektionen tager omkring"

Tree = dict[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block of the guide, with the line on which it begins."""

    language: str
    text: str
    line: int

    @property
    def has_head(self) -> bool:
        return self.text.startswith("---\n")


def examples(language: str) -> list[Example]:
    """Return the fenced blocks of one language in the order of the guide."""
    found = [Example(match[1], match[2], GUIDE[: match.start()].count("\n") + 1) for match in FENCE.finditer(GUIDE)]
    return [example for example in found if example.language == language]


def whole_files() -> Tree:
    """Return the examples that are files, each under the path that its own head gives it."""
    heads = {example: yaml.safe_load(example.text.split("---\n")[1]) for example in examples("markdown") if example.has_head}
    module = next(head["id"] for head in heads.values() if "sections" in head)
    return {f"modules/{module}/{'module' if 'sections' in head else head['id']}.md": example.text for example, head in heads.items()}


def pieces() -> dict[str, str]:
    """Return the YAML examples by the file that the comment above each names."""
    return {match[1]: match[2] for example in examples("yaml") for match in PIECE.finditer(example.text)}


def real_registers() -> Tree:
    """Return the project's own registers, but for the tracks, which select among its modules."""
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "content").iterdir() if path.suffix in (".yml", ".csv")}
    return {name: text for name, text in files.items() if name != "tracks.yml"}


def with_rows(register: str, rows: str) -> str:
    """Return a register with the rows of an example as they are written in the guide, in place of those with the same ids."""
    new = {row["id"] for row in yaml.safe_load(rows)}
    others = [row for row in yaml.load(register, Loader=yaml.BaseLoader) if row["id"] not in new]
    return rows + yaml.safe_dump(others, allow_unicode=True)


def guide_tree() -> Tree:
    """Return the tree that the guide describes: its module and lesson, and the project's registers."""
    pictures = {f"modules/moedet/{name}": "billede" for name in PICTURE.findall(GUIDE) if name != "media/navn.png"}
    return {**real_registers(), **whole_files(), **pictures, DRAWING_PATH: examples("svg")[0].text}


def with_fragment(body: str) -> Tree:
    """Return the guide's tree with a fragment as one more lesson."""
    tree = guide_tree()
    module = tree[MODULE_PATH].replace("[dagsordenen]", "[dagsordenen, eksempel]")
    assert module != tree[MODULE_PATH]
    return {**tree, MODULE_PATH: module, FRAGMENT_PATH: FRAGMENT_HEAD + body}


def changed(path: str, old: str, new: str) -> Tree:
    """Return the guide's tree with one passage changed."""
    tree = guide_tree()
    assert old in tree[path], f"{path} has no {old!r}"
    return {**tree, path: tree[path].replace(old, new, 1)}


def read_tree(tree: Tree, *, published: dict[str, frozenset[str]] | None = None, encoding: str = "utf-8") -> Reading:
    """Read a tree of texts; `encoding` is that of the lesson."""
    files = {path: text.encode(encoding if path == LESSON_PATH else "utf-8") for path, text in tree.items()}
    return read(files, today=TODAY, published=published or {})


def told(faults: tuple[Fault, ...]) -> str:
    return "\n".join(map(str, faults))


FRAGMENTS = [example for example in examples("markdown") if not example.has_head]


def test_the_guide_is_of_a_length_that_one_reads() -> None:
    assert 250 <= len(GUIDE.splitlines()) <= 600


def test_the_guide_does_not_raise_its_voice() -> None:
    assert "!" not in GUIDE.replace("![", "")


def test_the_module_and_lesson_of_the_guide_have_no_faults() -> None:
    assert set(whole_files()) == {MODULE_PATH, LESSON_PATH}
    reading = read_tree(guide_tree())
    assert not reading.faults, told(reading.faults)
    (module,) = reading.curriculum.modules
    # A comma between brackets would have split an objective in two.
    assert all(words[0].isupper() for words in (*module.objectives, *module.audience, *module.lessons[0].objectives))


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: f"line-{fragment.line}")
def test_a_fragment_of_the_guide_has_no_faults(fragment: Example) -> None:
    reading = read_tree(with_fragment(fragment.text))
    faults = tuple(fault for fault in reading.faults if LENGTH_WARNING not in fault.sentence)
    assert not faults, told(faults)
    assert len(reading.curriculum.modules) == 1


def test_every_block_and_every_kind_of_link_has_an_example() -> None:
    text = "".join(example.text for example in examples("markdown"))
    assert set(re.findall(r"^/{3,} (\w+)", text, re.MULTILINE)) == set(KINDS)
    assert set(re.findall(r"\]\((law|fact|source|term):", text)) == {"law", "fact", "source", "term"}


def test_every_kind_of_question_has_an_example() -> None:
    readings = [read_tree(with_fragment(fragment.text)) for fragment in FRAGMENTS]
    kinds = {question.kind.value for reading in readings for text in reading.curriculum.texts.values() for question in text.questions}
    assert kinds == set(QuestionKind)


def test_the_rows_of_the_guide_fit_in_their_registers() -> None:
    tree = with_fragment("[ca. 62 pct.](fact:LB1), [her](source:lindeborg-2026), [runde](term:bordet-rundt)\n")
    rows = pieces()
    assert set(rows) == {"dagsordenen.md", "module.md", "sources.yml", "glossary.yml", "law.yml"}
    for path in ("sources.yml", "glossary.yml", "law.yml"):
        tree[path] = with_rows(tree[path], rows[path])
    header, row = examples("csv")[0].text.splitlines()
    assert tree["facts.csv"].splitlines()[0] == header
    tree["facts.csv"] = tree["facts.csv"].rstrip("\n") + f"\n{row}\n"
    reading = read_tree(tree)
    assert not reading.errors, told(reading.errors)
    assert "LB1" in {fact.id for fact in reading.curriculum.registers.facts}


def test_the_kit_for_a_meeting_in_the_guide_fits_its_lesson() -> None:
    reading = read_tree(changed(LESSON_PATH, "minutes: 5\n", f"minutes: 5\n{pieces()['dagsordenen.md']}"))
    assert not reading.faults, told(reading.faults)
    assert reading.curriculum.modules[0].lessons[0].meeting is not None


def test_what_the_guide_retires_may_vanish() -> None:
    retired = changed(MODULE_PATH, "review_in_months: 12\n", "review_in_months: 12\n" + pieces()["module.md"])
    published = {"moedet": frozenset({"dagsordenen", "dagsorden-foer", "dagsorden-mandag", "dagsorden-eventuelt"})}
    assert not read_tree(retired, published=published).faults
    assert read_tree(guide_tree(), published=published).errors


def names_in(section: str, column: int = 0) -> list[str]:
    """Return the names in backticks of one column of the first table after a heading."""
    table = GUIDE[GUIDE.index(f"\n## {section}\n") :].split("\n|---", 1)[1].split("\n\n", 1)[0]
    return [name for row in table.splitlines()[1:] for name in re.findall(r"`([^`]+)`", row.split("|")[column + 1])]


def test_the_table_of_keys_names_every_key_where_it_belongs() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (modul|lektion|begge) \| (ja|nej) \|", GUIDE, re.MULTILINE)
    assert sorted(key for key, where, _ in rows if where != "lektion") == sorted(MODULE_KEYS)
    assert sorted(key for key, where, _ in rows if where != "modul") == sorted(LESSON_KEYS)


def test_the_keys_that_the_guide_calls_needed_are_those_that_the_checker_misses() -> None:
    needed = {(key, where) for key, where in re.findall(r"^\| `(\w+)` \| (modul|lektion|begge) \| ja \|", GUIDE, re.MULTILINE)}
    empty = {MODULE_PATH: "---\nvalid_months: 12\n---\n", LESSON_PATH: "---\ncompletion: read\n---\n"}
    errors = read_tree({**real_registers(), **empty}).errors
    missed = {
        path: {fault.sentence.split('"')[1] for fault in errors if fault.path == path and "mangler" in fault.sentence} for path in empty
    }
    assert missed[MODULE_PATH] == {key for key, where in needed if where != "lektion"}
    assert missed[LESSON_PATH] == {key for key, where in needed if where != "modul"}


def test_the_table_of_blocks_names_every_block_with_its_options() -> None:
    assert sorted(names_in("Blokke")) == sorted(KINDS)
    rows = {row.split("|")[1]: row.split("|")[4] for row in GUIDE.splitlines() if row.startswith("| `") and row.count("|") == 5}
    for kind in KINDS.values():
        options = next((cell for name, cell in rows.items() if f"`{kind.name}`" in name and (kind.options or "ingen" in cell)), "")
        assert set(re.findall(r"`(\w+)`", options)) == set(kind.options), kind.name


def test_the_commands_of_the_guide_exist() -> None:
    lines = [shlex.split(line) for line in examples("sh")[0].text.splitlines() if "flask" in line]
    assert {words[3] for words in lines} == set(content.commands)
    for words in lines:
        assert words[:3] == [".venv/bin/flask", "sspedu", "content"]
        command = content.commands[words[3]]
        command.make_context(words[3], words[4:])  # raises for an option that does not exist
    kind = next(option for option in content.commands["import"].params if option.name == "kind")
    assert isinstance(kind.type, click.Choice)
    assert all(f"`{name}`" in GUIDE for name in kind.type.choices)


def test_the_guide_names_every_word_that_a_register_takes() -> None:
    words = [*Precision, *SOURCE_KINDS]
    assert [word for word in words if word not in GUIDE] == []


@dataclass(frozen=True, slots=True)
class Planted:
    """A tree in which something is wrong, and how the message begins that the guide quotes of it."""

    says: str
    tree: Tree
    published: str = ""
    encoding: str = "utf-8"

    def said(self) -> list[str]:
        """Return what the checker says of the tree, without path and line."""
        published = {"moedet": frozenset({self.published})} if self.published else {}
        faults = read_tree(self.tree, published=published, encoding=self.encoding).faults
        return [str(fault).removeprefix(f"{fault.path}:{fault.line}: ") for fault in faults]


QUIZ_OPENING = "//// quiz\n    id: dagsorden-foer\n"
FEEDBACK = "\n    > Det frister, for tiden slap op. Men uden et spørgsmål bliver der bare flere historier.\n"
REFLECTION = "/// reflection\n    id: dagsorden-foer\n\nHvad gør du?\n///\n"
PAIRS = "".join(f"{who}\n:   {what}\n\n    > Ja.\n\n" for who, what in (("Klubben", "Åbent"), ("Politiet", "Meldt"), ("Naboen", "Set")))
MATCH = f"/// quiz\n    id: par\n    type: match\n\nHvem ved hvad?\n\n{PAIRS}Skolelederen\n///\n"
DRAWING = next(fragment.text for fragment in FRAGMENTS if "/// drawing" in fragment.text)
PLANTED = [
    Planted('"titel" er ikke en oplysning', changed(LESSON_PATH, "title: ", "titel: ")),
    Planted("Linjen har et kolon for meget", changed(LESSON_PATH, 'title: "Dagsordenen: hvad skal vi beslutte?"', "title: Mødet: før")),
    Planted("Filen er ikke gemt som UTF-8", guide_tree(), encoding="cp1252"),
    Planted('Lektionen "bordet" står', {**guide_tree(), "modules/moedet/bordet.md": FRAGMENT_HEAD.replace("id: eksempel", "id: bordet")}),
    Planted('Id "dagsorden-foer" er allerede', with_fragment(REFLECTION)),
    Planted('"dagsorden-mandag" er udgivet', changed(LESSON_PATH, "dagsorden-mandag", "dagsorden-ny"), published="dagsorden-mandag"),
    Planted('Blokken "qiuz" findes ikke', changed(LESSON_PATH, "//// quiz", "//// qiuz")),
    Planted('Blokken "note" bliver aldrig', with_fragment("/// note | Husk\nNoget.\n")),
    Planted('"id" skal stå lige under linjen', changed(LESSON_PATH, "/// reflection\n", "/// reflection\n\n")),
    Planted('Blokken "quiz" har lige så mange', changed(LESSON_PATH, QUIZ_OPENING, QUIZ_OPENING[1:])),
    Planted("Teksten i blokken mangler ord", {**with_fragment(DRAWING.replace("hallen?", "klubben?"))}),
    Planted("Der mangler en tom linje før", changed(LESSON_PATH, FEEDBACK, FEEDBACK[1:])),
    Planted('advarsel: Svaret "Jeg giver punktet', changed(LESSON_PATH, FEEDBACK, "")),
    Planted('"Skolelederen" har ingen', with_fragment(MATCH)),
    Planted('"serviceloven-153" gælder ikke', with_fragment("Se [§ 153](law:serviceloven-153).\n")),
    Planted('"40 pct." er ikke en ordlyd', with_fragment("Det var [40 pct.](fact:S06).\n")),
    Planted('advarsel: "37 pct." ligner', with_fragment("Det var 37 pct. af dem.\n")),
    Planted("advarsel: Lektionen tager", changed(LESSON_PATH, "minutes: 5", "minutes: 20")),
    Planted("Linjen rummer noget", with_fragment("Ring til 010190-1234.\n")),
]
QUOTED = names_in("Kontrollens beskeder")


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.says)
def test_the_checker_says_what_the_guide_quotes(planted: Planted) -> None:
    quoted = [message for message in QUOTED if message.startswith(planted.says)]
    assert len(quoted) == 1
    said = planted.said()
    assert quoted[0] in said, "\n".join(said)


def test_every_message_that_the_guide_quotes_is_planted_here() -> None:
    assert len(QUOTED) == len(PLANTED)
