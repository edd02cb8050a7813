"""Files to attach: whole ones as the programs write them, in small, and hostile ones. All invented."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODT_SPACES = (
    f'xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0" xmlns:draw="{ODF}:drawing:1.0" xmlns:script="{ODF}:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()


def docx_parts(text: str = "Dagsorden for mødet.", *, main: str = WORD, body: str = "") -> dict[str, str | bytes]:
    runs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document {W}><w:body>{runs}{body}<w:p><w:ins w:author="Bo Forfatter" w:initials="BF"/></w:p></w:body></w:document>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{TYPES}"><cp:lastModifiedBy>Bo Forfatter</cp:lastModifiedBy></cp:coreProperties>',
        "docProps/app.xml": f'<Properties xmlns="{TYPES}"><Company>En Kommune</Company></Properties>',
        "customXml/item1.xml": "<sag>Bo Forfatter</sag>",
    }


def docx(text: str = "Dagsorden for mødet.", *, main: str = WORD, body: str = "", **more: str | bytes) -> bytes:
    return zipped({**docx_parts(text, main=main, body=body), **{name.replace("__", "/"): part for name, part in more.items()}})


def docx_with(parts: Mapping[str, str | bytes]) -> bytes:
    return zipped({**docx_parts(), **parts})


def relations(type: str, target: str) -> str:
    return f'<Relationships xmlns="{RELS}"><Relationship Id="x" Type="{OFFICE}/{type}" Target="{target}" TargetMode="External"/></Relationships>'


def odt_parts(text: str = "Referat.", *, body: str = "") -> dict[str, str | bytes]:
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {ODT_SPACES}><office:body><office:text><text:p>{text}</text:p>{body}"
        "<office:annotation><dc:creator>Bo Forfatter</dc:creator></office:annotation></office:text></office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {ODT_SPACES}><dc:creator>Bo Forfatter</dc:creator></office:document-meta>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODF}:manifest:1.0"/>',
    }


def odt(text: str = "Referat.", *, body: str = "") -> bytes:
    return zipped(odt_parts(text, body=body))


def pdf(inside: bytes = b"<< /Type /Catalog >>") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + inside + b"\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def pdf_with_packed(objects: bytes, filter: bytes = b"/Filter /FlateDecode") -> bytes:
    packed = zlib.compress(objects)
    return pdf(b"<< /Type /ObjStm " + filter + b" /N 1 /First 4 /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream")


def picture(format: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", *, exif: bool = False) -> bytes:
    image = Image.new(mode, size)
    if mode == "RGB":
        image.putpixel((0, 0), (255, 0, 0))
    out = BytesIO()
    if exif:
        tags = Image.Exif()
        tags[0x010F] = "Kamerafabrikken"
        tags[0x0112] = 6
        tags.get_ifd(0x8825)[2] = (55.0, 38.0, 30.0)
        image.save(out, format, exif=tags, **({"comment": b"Taget hos familien"} if format == "JPEG" else {}))
    else:
        image.save(out, format)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 20,000 pixels on each side."""
    small = picture("PNG", (1, 1))
    side = (20_000).to_bytes(4, "big")
    head = b"IHDR" + side + side + b"\x08\x02\x00\x00\x00"
    return small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:]
