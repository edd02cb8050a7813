"""The words and the links of an XML part, read as a stream: no tree, no entities, no declarations of types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

from sspedu.network.attaching.kinds import ACTIVE, BROKEN, TOO_MUCH, Unfit

MAX_TEXT = 250_000
MAX_NOTED = 20_000

LINES = frozenset({"p", "h", "tr", "title", "br", "line-break", "cr", "list-item"})
GAPS = frozenset({"tab", "s", "tc", "table-cell"})
# What is written beside a picture is read, too.
ASIDE = frozenset({"descr", "title", "alt"})
# Attributes that lead somewhere or say what something is, and elements that act: all else is passed over.
LEADING = frozenset({"PartName", "ContentType", "TargetMode", "Type", "Target", "instr", "href"})
ACTING = frozenset(
    {"event-listener", "script", "object", "object-ole", "plugin", "applet", "floating-frame", "dde-source", "dde-connection-decl"}
)


@dataclass(slots=True)
class Part:
    """What was read of a part: elements that lead somewhere, with those attributes (names without their spaces), and its words."""

    elements: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    inside: str = ""
    length: int = 0

    @property
    def text(self) -> str:
        """All that a reader could read, a line for each paragraph."""
        return "\n".join(("".join(self.words), *self.aside))

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note an element that leads somewhere or acts."""
        local = _local(name)
        self.inside = local
        plain = {_local(key): value for key, value in attributes.items()}
        for key in ASIDE & plain.keys():
            self._add(self.aside, plain[key])
        if local in ACTING or LEADING & plain.keys():
            self.elements.append((local, {key: plain[key] for key in LEADING & plain.keys()}))
        if len(self.elements) > MAX_NOTED:
            raise Unfit(TOO_MUCH)

    def end(self, name: str) -> None:
        """Part what stands in different paragraphs and cells."""
        local = _local(name)
        self.inside = ""
        if local in LINES or local in GAPS:
            self._add(self.words, "\n" if local in LINES else " ")

    def say(self, words: str) -> None:
        """Note words; what only sets the file's own lines apart is none."""
        if self.inside == "instrText":
            self.fields.append(words)
        if words.strip() or "\n" not in words:
            self._add(self.words, words)

    def _add(self, where: list[str], words: str) -> None:
        self.length += len(words)
        if self.length > MAX_TEXT:
            raise Unfit(TOO_MUCH)
        where.append(words)


def read_part(content: bytes) -> Part:
    """Read a part. Raises `Unfit` if it is no XML, or declares types and entities of its own."""
    part = Part()
    if not content.strip():
        return part
    # UTF-8 is what the formats are written in, and what is searched for names elsewhere.
    if b"\0" in content:
        raise Unfit(BROKEN)
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = part.begin
    parser.EndElementHandler = part.end
    parser.CharacterDataHandler = part.say
    try:
        parser.Parse(content, True)
    except ExpatError:
        raise Unfit(BROKEN) from None
    return part


def _refuse(*_: object) -> None:
    raise Unfit(ACTIVE)


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]
