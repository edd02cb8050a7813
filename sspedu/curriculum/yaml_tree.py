"""YAML as a small tree of strings with line numbers. Refuses everything that can surprise: aliases, anchors, tags, merge keys, depth, size.

Reads libyaml's events and builds the tree without recursion, so that no nesting can exhaust the stack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from sspedu.curriculum.decoding import MOST_YAML_BYTES
from sspedu.curriculum.faults import FileFaults

DEEPEST = 8
MOST_NODES = 20_000
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A value as it was written; always text. `is_absent` marks an empty value or a bare `null`."""

    text: str
    line: int
    is_absent: bool = False


class Listing(NamedTuple):
    """A YAML list."""

    items: "tuple[Node, ...]"
    line: int


class Table(NamedTuple):
    """A YAML mapping, in the order in which it was written."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    line: int


Node = Scalar | Listing | Table


class Refused(Exception):
    """YAML that is not read further."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been met yet."""

    is_table: bool
    line: int
    nodes: list[Node]


def read_yaml(text: str, faults: FileFaults, *, first_line: int = 1) -> Node | None:
    """Read one YAML document. `first_line` is where it begins in its file. Returns None after noting why it cannot be read."""
    if len(text.encode()) > MOST_YAML_BYTES:
        faults.error(first_line, f"YAML-delen fylder mere end {MOST_YAML_BYTES // 1024} kB og bliver ikke læst. Gør den kortere.")
        return None
    try:
        return _build(text, first_line, faults)
    except Refused as refused:
        faults.error(refused.line, refused.sentence)
    except yaml.YAMLError as error:
        faults.error(_line_of(error, text, first_line), _explain(error))
    return None


def _build(text: str, first_line: int, faults: FileFaults) -> Node | None:
    stack: list[_Open] = []
    root: Node | None = None
    documents = 0
    for nodes, event in enumerate(_events(text), start=1):
        line = event.start_mark.line + first_line
        _refuse_surprises(event, line, len(stack), nodes)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Refused(line, "Her begynder et nyt YAML-dokument (---). Filen må kun rumme ét.")
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            stack.append(_Open(isinstance(event, yaml.MappingStartEvent), line, []))
        elif isinstance(event, yaml.ScalarEvent):
            root = _place(_scalar(event, line), stack)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            root = _place(_close(stack.pop(), faults), stack)
    return root


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=LOADER)


def _refuse_surprises(event: Any, line: int, depth: int, nodes: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise Refused(line, f"Henvisninger (*{event.anchor}) bruges ikke her. Skriv teksten ud.")
    if getattr(event, "anchor", None) is not None:
        raise Refused(line, f"Mærker (&{event.anchor}) bruges ikke her. Slet mærket.")
    if getattr(event, "tag", None) is not None:
        raise Refused(line, f"Typer ({event.tag}) bruges ikke her. Begynder teksten med !, så sæt den i anførselstegn.")
    if depth >= DEEPEST and isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
        raise Refused(line, f"Lister inden i lister må højst være {DEEPEST} niveauer dybe.")
    if nodes > MOST_NODES:
        raise Refused(line, "Der er flere oplysninger her, end programmet læser. Del filen.")


def _scalar(event: Any, line: int) -> Scalar:
    is_plain = event.style in (None, "")
    return Scalar(event.value, line, is_absent=is_plain and event.value in ("", "~", "null"))


def _place(node: Node, stack: list[_Open]) -> Node:
    if stack:
        stack[-1].nodes.append(node)
    return node


def _close(opened: _Open, faults: FileFaults) -> Node:
    if not opened.is_table:
        return Listing(tuple(opened.nodes), opened.line)
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in zip(opened.nodes[::2], opened.nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise Refused(key.line, "Her står en liste, hvor der skulle stå et ord og et kolon.")
        if key.text == "<<":
            raise Refused(key.line, "Fletning (<<) bruges ikke her. Skriv oplysningerne ud.")
        if key.text in entries:
            first = entries[key.text][0].line
            faults.error(key.line, f'"{key.text}" står to gange (første gang i linje {first}). Slet den ene.')
            continue
        entries[key.text] = (key, value)
    return Table(tuple(entries.values()), opened.line)


def _line_of(error: yaml.YAMLError, text: str, first_line: int) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return first_line
    last = text.count("\n") + (0 if text.endswith("\n") else 1)
    return first_line + int(min(mark.line, max(0, last - 1)))


def _explain(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", "") or "")
    if "mapping values are not allowed" in problem:
        return "Linjen har et kolon for meget. Sæt anførselstegn om teksten."
    if "cannot start any token" in problem or "unknown escape" in problem:
        return "Linjen begynder med eller rummer et tegn, som YAML bruger selv. Sæt anførselstegn om teksten (og ingen tabulator foran)."
    if "block mapping" in str(getattr(error, "context", "") or "") or "block end" in problem:
        return "Indrykningen passer ikke med linjerne ovenfor, eller der mangler et kolon eller en bindestreg."
    if "quoted scalar" in str(getattr(error, "context", "") or ""):
        return "Et anførselstegn bliver aldrig lukket."
    return "Linjen kan ikke læses som YAML. Se efter indrykning, koloner og anførselstegn."
