"""Word and OpenDocument texts: their parts on a list, without macros, other files or what is fetched, and made anew without their author.

What is taken out: who wrote, changed and printed it, what a document system wrote of it, and where a photo was taken. What stays is the
text, also what is struck out or hidden: that is what the guard reads.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sspedu.network.attaching.archives import packed, unpacked
from sspedu.network.attaching.kinds import ACTIVE, TOO_MUCH, UNKNOWN, FileKind, Unfit
from sspedu.network.attaching.pictures import MAX_PIXELS, pixels, recoded
from sspedu.network.attaching.xml import ACTING, MAX_TEXT, Part, read_part

# Of all pictures in a document together.
MAX_PICTURES = 2 * MAX_PIXELS
DRAWN = r"[\w. ()-]+\.(png|jpe?g|gif|emf|wmf|bmp|tiff?|svg)"
PHOTO = re.compile(r"\.(png|jpe?g)$", re.IGNORECASE)
XML = re.compile(r"\.(xml|rels|rdf)$|^\[Content_Types\]\.xml$", re.IGNORECASE)
DOCX_PARTS = re.compile(
    rf"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|docProps/thumbnail\.\w+|"
    rf"word/((theme|charts|diagrams|glossary)/)?[\w-]+\.xml|word/((theme|charts|diagrams|glossary)/)?_rels/[\w-]+\.xml\.rels|word/media/{DRAWN}|"
    r"customXml/[\w-]+\.xml|customXml/_rels/[\w-]+\.xml\.rels",
    re.IGNORECASE,
)
ODT_PARTS = re.compile(
    rf"mimetype|(content|styles|meta|settings)\.xml|manifest\.rdf|META-INF/manifest\.xml|layout-cache|Thumbnails/thumbnail\.png|Pictures/{DRAWN}|"
    r"Configurations2/[\w/]+(\.xml)?"
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HYPERLINK = "/hyperlink"
# Fields that start a program or fetch a file when the document is opened.
FETCHES = re.compile(r"DDE|INCLUDEPICTURE|INCLUDETEXT|\bIMPORT\b|\bLINK\b|MACROBUTTON", re.IGNORECASE)
PROGRAM_LINK = re.compile(r"\s*(vnd\.sun\.star[\w.]*|macro|javascript|data|file):", re.IGNORECASE)
# What Word itself writes when one asks it to leave the author out.
WORD_AUTHORS = (
    (re.compile(rb'(:author|:userId|:providerId)="[^"]*"'), rb'\1="Forfatter"'),
    (re.compile(rb'(:initials)="[^"]*"'), rb'\1="F"'),
)
ODT_AUTHORS = ((re.compile(rb"(<(dc:creator|meta:creator-initials|loext:sender-initials)>)[^<]*"), rb"\1Forfatter"),)
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
OFFICE = b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"'
PROPERTIES = b"http://schemas.openxmlformats.org/officeDocument/2006"
EMPTIED: Mapping[str, bytes] = MappingProxyType(
    {
        "docProps/core.xml": HEAD
        + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
        "docProps/app.xml": HEAD + b'<Properties xmlns="' + PROPERTIES + b'/extended-properties"/>',
        "docProps/custom.xml": HEAD + b'<Properties xmlns="' + PROPERTIES + b'/custom-properties"/>',
        "meta.xml": HEAD + b"<office:document-meta " + OFFICE + b"/>",
        "settings.xml": HEAD + b"<office:document-settings " + OFFICE + b"/>",
    }
)


@dataclass(frozen=True, slots=True)
class Format:
    """What an office format is made of, what its links may be, and where it names its authors."""

    kind: FileKind
    parts: re.Pattern[str]
    first: str
    text: re.Pattern[str]
    refuse: Callable[[str, Part], None]
    authors: tuple[tuple[re.Pattern[bytes], bytes], ...]


def remade(content: bytes) -> tuple[FileKind, bytes, str]:
    """Return a document made anew, and its words. Raises `Unfit`."""
    parts = unpacked(content)
    format = _format(parts)
    if not all(format.parts.fullmatch(name) for name in parts):
        raise Unfit(ACTIVE)
    parts = {name: _without_author(name, part, format) for name, part in parts.items()}
    read = {name: read_part(part) for name, part in parts.items() if XML.search(name)}
    for name, part in read.items():
        format.refuse(name, part)
    words = "\n".join(part.text for name, part in sorted(read.items()) if format.text.match(name))
    if len(words) > MAX_TEXT:
        raise Unfit(TOO_MUCH)
    _refuse_too_many_pictures(parts)
    made = {name: recoded(part)[1] if PHOTO.search(name) else part for name, part in parts.items()}
    return format.kind, packed(made, first=format.first), words


def _format(parts: Mapping[str, bytes]) -> Format:
    if parts.get("mimetype") == b"application/vnd.oasis.opendocument.text" and {"content.xml", "META-INF/manifest.xml"} <= parts.keys():
        return ODT
    if {"[Content_Types].xml", "_rels/.rels", "word/document.xml"} <= parts.keys():
        types = read_part(parts["[Content_Types].xml"]).elements
        if any(given.get("PartName") == "/word/document.xml" and given.get("ContentType") == WORD for _, given in types):
            return DOCX
        raise Unfit(ACTIVE)
    raise Unfit(UNKNOWN)


def _refuse_in_docx(name: str, part: Part) -> None:
    """Refuse what is fetched when the document is opened (a template, a picture that tells who reads), and fields that fetch or start."""
    if name.lower().endswith(".rels"):
        for _, given in part.elements:
            if given.get("TargetMode", "").casefold() == "external" and not given.get("Type", "").endswith(HYPERLINK):
                raise Unfit(ACTIVE)
    simple = [given["instr"] for element, given in part.elements if element == "fldSimple" and "instr" in given]
    if FETCHES.search("".join(part.fields)) or any(FETCHES.search(instruction) for instruction in simple):
        raise Unfit(ACTIVE)


def _refuse_in_odt(_name: str, part: Part) -> None:
    """Refuse scripts, objects of other programs, and everything that is linked but a link that a reader follows."""
    for element, given in part.elements:
        href = given.get("href", "")
        is_own = not href or href.startswith(("Pictures/", "./Pictures/", "#"))
        if element in ACTING or PROGRAM_LINK.match(href) or not (is_own or element == "a"):
            raise Unfit(ACTIVE)


def _refuse_too_many_pictures(parts: Mapping[str, bytes]) -> None:
    if sum(pixels(part) for name, part in parts.items() if PHOTO.search(name)) > MAX_PICTURES:
        raise Unfit(TOO_MUCH)


def _without_author(name: str, part: bytes, format: Format) -> bytes:
    if name in EMPTIED:
        return EMPTIED[name]
    # What a document system keeps of the case it belongs to.
    if re.fullmatch(r"customXml/item\d+\.xml", name, re.IGNORECASE):
        return HEAD + b"<tom/>"
    if XML.search(name):
        for pattern, instead in format.authors:
            part = pattern.sub(instead, part)
    return part


DOCX = Format(
    FileKind.DOCX,
    DOCX_PARTS,
    "[Content_Types].xml",
    re.compile(r"word/[^/]*\.xml$|word/(charts|diagrams|glossary)/"),
    _refuse_in_docx,
    WORD_AUTHORS,
)
ODT = Format(FileKind.ODT, ODT_PARTS, "mimetype", re.compile(r"(content|styles)\.xml$"), _refuse_in_odt, ODT_AUTHORS)
