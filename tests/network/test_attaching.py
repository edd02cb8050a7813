"""What may be attached is known by what is in it, made anew without its maker, and bounded whatever it says of itself."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sspedu.network.attaching import MAX_FILE_BYTES, FileKind, Unfit, examine
from sspedu.network.attaching.kinds import (
    ACTIVE,
    BROKEN,
    CPR_IN_NAME,
    CPR_IN_TEXT,
    EMPTY,
    LOCKED,
    TOO_LARGE,
    TOO_MANY_PIXELS,
    TOO_MUCH,
    UNKNOWN,
)
from sspedu.network.attaching.names import clean_name
from tests.network.documents import (
    MACRO,
    bomb,
    docx,
    docx_parts,
    docx_with,
    odt,
    odt_parts,
    pdf,
    pdf_with_packed,
    picture,
    relations,
    zipped,
)

# Of nobody: numbers for tests begin with a birth in the first years of the last century.
CPR = "010203-1234"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Unfit) as refused:
        examine(name, content)
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx(), FileKind.DOCX),
        (odt(), FileKind.ODT),
        (pdf(), FileKind.PDF),
        (picture("PNG"), FileKind.PNG),
        (picture("JPEG"), FileKind.JPEG),
        (picture("PNG", mode="P"), FileKind.PNG),
        (picture("PNG", mode="RGBA"), FileKind.PNG),
        (picture("PNG", mode="I;16"), FileKind.PNG),
        (picture("JPEG", mode="CMYK"), FileKind.JPEG),
        (picture("JPEG", mode="L"), FileKind.JPEG),
        (pdf_with_packed(b"1 0 << /Type /Pages >>"), FileKind.PDF),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(content: bytes, kind: FileKind) -> None:
    for name in ("notat.exe", "notat.pdf", "notat", "notat.docx.png"):
        found = examine(name, content)
        assert (found.kind, found.name.endswith(f".{kind.value}"), found.name.count(kind.value)) == (kind, True, 1)


def test_what_was_made_anew_is_still_what_it_was() -> None:
    for content in (docx(), odt(), pdf(), picture("PNG"), picture("JPEG")):
        once = examine("a", content)
        again = examine("a", once.content)
        assert (again.kind, again.text) == (once.kind, once.text)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", EMPTY),
        (HTML, UNKNOWN),
        (SVG, UNKNOWN),
        (b"MZ\x90\x00" + b"x" * 200, UNKNOWN),
        (b"GIF89a" + b"x" * 200, UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, UNKNOWN),
        (HTML + pdf(), UNKNOWN),
        (b"%PDF-html" + HTML, BROKEN),
        (b"%PDF-1.4\n" + HTML, BROKEN),
        (pdf()[:40], BROKEN),
        (picture("PNG")[:40], BROKEN),
        (picture("JPEG", (800, 800))[:-200], BROKEN),
        (b"\x89PNG\r\n\x1a\n" + HTML, BROKEN),
        (docx()[:300], BROKEN),
        (zipped({"index.html": HTML}), UNKNOWN),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), UNKNOWN),
        (b"%PDF-1.7" + b"x" * MAX_FILE_BYTES, TOO_LARGE),
        (bomb(), TOO_MANY_PIXELS),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_none_of_the_kinds_or_is_broken_is_refused(content: bytes, sentence: str) -> None:
    assert refusal("billede.png", content) == sentence


@pytest.mark.parametrize(
    "content",
    [
        docx(main=MACRO),
        docx(word__vbaProject="macro"),
        docx_with({"word/vbaProject.bin": b"x"}),
        docx_with({"word/embeddings/oleObject1.bin": b"x"}),
        docx_with({"word/activeX/activeX1.xml": "<a/>"}),
        docx_with({"word/media/image1.png": b"MZ program"}),
        docx_with({"word/media/image1.emf": b"MZ program"}),
        docx_with({"word/media/image1.gif": zipped({"a.exe": "MZ"})}),
        docx_with({"../../etc/passwd": "x"}),
        docx_with({"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://ond.example/skabelon.dotm")}),
        docx_with({"word/_rels/document.xml.rels": relations("image", "https://ond.example/laest.png")}),
        docx(body="<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd.exe</w:instrText></w:r></w:p>"),
        docx(body='<w:p><w:fldSimple w:instr="INCLUDEPICTURE https://ond.example/a.png"/></w:p>'),
        docx_with({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        zipped({**odt_parts(), "Basic/Standard/Module1.xml": "<a/>"}),
        zipped({**odt_parts(), "Object 1/content.xml": "<a/>"}),
        odt(body='<draw:image xlink:href="https://ond.example/laest.png"/>'),
        odt(body='<draw:image xlink:href="../../../fil.png"/>'),
        odt(body='<text:a xlink:href="vnd.sun.star.script:a?language=Basic"/>'),
        odt(body='<script:event-listener script:language="ooo:script"/>'),
        odt(body='<draw:object-ole xlink:href="#a"/>'),
        pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
        pdf(b"<< /S /J#61va#53cript /JS (1) >>"),
        pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        pdf(b"<< /Names << /EmbeddedFiles 2 0 R >> >>"),
        pdf_with_packed(b"1 0 << /S /JavaScript /JS (1) >>"),
        pdf_with_packed(b"1 0 << /S /J#61vaScript >>"),
        pdf_with_packed(b"1 0 << >>", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        pdf_with_packed(b"1 0 << >>", b"/Filter [/FlateDecode /FlateDecode]"),
        pdf_with_packed(b"1 0 << >>", b"/Filter 7 0 R"),
    ],
    ids=lambda content: f"{len(content)} bytes",
)
def test_what_does_or_fetches_something_when_it_is_opened_is_refused(content: bytes) -> None:
    assert refusal("notat.docx", content) == ACTIVE


def test_a_link_that_a_reader_follows_may_stand() -> None:
    assert examine("a", docx_with({"word/_rels/document.xml.rels": relations("hyperlink", "https://dkr.dk")})).kind is FileKind.DOCX
    assert examine("a", odt(body='<text:a xlink:href="https://dkr.dk">DKR</text:a>')).kind is FileKind.ODT


def test_a_locked_file_is_refused() -> None:
    assert refusal("a.pdf", pdf(b"<< /Encrypt 3 0 R >>")) == LOCKED
    locked = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in [match.start() for match in re.finditer(re.escape(mark), bytes(locked))]:
            locked[found + place] |= 1
    assert refusal("a.docx", bytes(locked)) == LOCKED


def _many() -> bytes:
    return zipped({**docx_parts(), **{f"word/media/image{number}.gif": b"" for number in range(700)}})


def _lying() -> bytes:
    """An entry that says it is small and is not."""
    content = bytearray(docx_with({"word/document.xml": b" " * 20_000_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        for found in [match.start() for match in re.finditer(re.escape(mark), bytes(content))]:
            if int.from_bytes(content[found + place : found + place + 4], "little") == 20_000_000:
                content[found + place : found + place + 4] = (10).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: docx_with({"word/document.xml": b" " * 40_000_000}), TOO_MUCH),
        (_many, TOO_MUCH),
        (_lying, BROKEN),
        (lambda: docx("x" * 300_000), TOO_MUCH),
        (lambda: docx(body="<w:p/>" * 400_000), TOO_MUCH),
        (lambda: odt(body='<text:a xlink:href="https://a.example"/>' * 30_000), TOO_MUCH),
        (lambda: pdf_with_packed(b" " * 40_000_000), TOO_MUCH),
        (lambda: docx_with({f"word/media/image{number}.png": picture("PNG", (5000, 5000), "1") for number in range(3)}), TOO_MUCH),
    ],
    ids=["one large part", "many parts", "a lie", "words", "paragraphs", "links", "objects of a PDF", "pictures"],
)
def test_what_is_much_more_than_it_seems_is_refused(make: Callable[[], bytes], sentence: str) -> None:
    assert refusal("a", make()) == sentence


def test_a_picture_keeps_its_pixels_and_nothing_else() -> None:
    content = picture("JPEG", (60, 40), exif=True) + b"<?php system($_GET['a']); ?>" + zipped({"a.html": HTML})
    made = examine("IMG_1.jpg", content).content
    for trace in (b"Kamerafabrikken", b"Exif", b"Taget hos", b"php", b"PK\x03\x04"):
        assert trace in content
        assert trace not in made
    with Image.open(BytesIO(made)) as image:
        # It stood on its side, and is turned.
        assert (image.size, len(image.getexif())) == ((40, 60), 0)


def test_a_png_loses_what_is_written_beside_its_pixels() -> None:
    small = picture("PNG")
    note = b"tEXtAuthor\0Bo Forfatter"
    content = small[:33] + (len(note) - 4).to_bytes(4, "big") + note + zlib.crc32(note).to_bytes(4, "big") + small[33:]
    assert b"Bo Forfatter" not in examine("a.png", content).content


def test_a_large_picture_is_made_as_large_as_a_screen_shows() -> None:
    with Image.open(BytesIO(examine("a.jpg", picture("JPEG", (5200, 2600))).content)) as image:
        assert image.size == (2600, 1300)


@pytest.mark.parametrize("content", [docx(), odt(), docx_with({"word/media/foto.jpg": picture(exif=True)})])
def test_a_document_loses_its_author_and_keeps_its_words(content: bytes) -> None:
    found = examine("a", content)
    with ZipFile(BytesIO(found.content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    for trace in (b"Bo Forfatter", b"En Kommune", b"Kamerafabrikken"):
        assert trace not in everything
    assert found.text.splitlines()[1] in {"Dagsorden for mødet.", "Referat."}


def test_what_stands_before_and_after_a_document_does_not_come_along() -> None:
    made = examine("a", docx() + HTML).content
    assert b"script" not in made


def test_an_opendocument_text_begins_with_its_mark() -> None:
    assert examine("a", odt()).content[30:38] == b"mimetype"


@pytest.mark.parametrize("name", [f"Referat {CPR}.pdf", f"sager/{CPR}/a.pdf".replace("/a", ""), "0102031234 cpr.pdf"])
def test_a_name_with_a_cpr_number_is_refused_without_repeating_it(name: str) -> None:
    with pytest.raises(Unfit) as refused:
        examine(name, pdf())
    assert refused.value.message == CPR_IN_NAME
    assert "1234" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        docx(f"Drengen, {CPR}, bor her."),
        docx(body="<w:p><w:r><w:t>010203</w:t></w:r><w:r><w:t>-1234</w:t></w:r></w:p>"),
        docx(body=f"<w:p><w:del><w:r><w:delText>{CPR}</w:delText></w:r></w:del></w:p>"),
        docx(body=f'<w:p><w:r><w:drawing descr="Se {CPR}"/></w:r></w:p>'),
        docx_with({"word/footer1.xml": f"<a><t>cpr {CPR}</t></a>"}),
        odt(f"Drengen, {CPR}, bor her."),
        odt(body="<text:p>010203<text:span>-1234</text:span></text:p>"),
    ],
)
def test_a_document_with_a_cpr_number_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(Unfit) as refused:
        examine("Referat af møde.docx", content)
    assert refused.value.message == CPR_IN_TEXT
    assert "»Referat af møde.docx«" in str(refused.value)


@given(st.text(max_size=120))
def test_a_name_is_one_line_without_a_path_and_ends_in_what_the_file_is(name: str) -> None:
    cleaned = clean_name(name, FileKind.PDF)
    assert cleaned.endswith(".pdf")
    assert 5 <= len(cleaned) <= 100
    assert not re.search(r'[/\\<>:"|?*\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]', cleaned)
    assert clean_name(cleaned, FileKind.PDF) == cleaned


@settings(max_examples=80)
@given(st.binary(max_size=200), st.sampled_from([docx(), odt(), pdf(), picture("PNG"), picture("JPEG", exif=True)]), st.integers(0, 10_000))
def test_whatever_is_sent_is_either_made_anew_or_refused(noise: bytes, content: bytes, place: int) -> None:
    place %= len(content)
    for sent in (noise, content[:place] + noise + content[place:], content[:place] + noise, content[:4] + noise):
        try:
            found = examine("a", sent)
        except Unfit:
            continue
        assert found.content.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))


def test_entries_that_stand_twice_are_refused() -> None:
    out = BytesIO(docx())
    with ZipFile(out, "a") as archive:
        archive.writestr(ZipInfo("WORD/document.xml"), "<a/>")
    assert refusal("a", out.getvalue()) == BROKEN
