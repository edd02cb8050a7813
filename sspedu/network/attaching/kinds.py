"""What may be attached, how much of it, and the one error that says why something may not."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from sspedu.errors import N_, Invalid

MAX_FILES = 5
MAX_FILE_BYTES = 5_000_000


class FileKind(StrEnum):
    """A kind of file, by what is in it. The value is what its name ends in."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    PNG = "png"
    JPEG = "jpg"


MEDIA_TYPES: Mapping[FileKind, str] = MappingProxyType(
    {
        FileKind.PDF: "application/pdf",
        FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileKind.ODT: "application/vnd.oasis.opendocument.text",
        FileKind.PNG: "image/png",
        FileKind.JPEG: "image/jpeg",
    }
)
UNKNOWN = N_("»%(name)s« er ikke vedhæftet: Vi tager imod PDF, Word (docx), OpenDocument (odt), PNG og JPG, og filen er ikke nogen af dem.")
BROKEN = N_("»%(name)s« er ikke vedhæftet: Filen kan ikke læses til ende. Gem den igen, og vælg den en gang til.")
TOO_LARGE = N_("»%(name)s« er ikke vedhæftet: Den fylder mere end 5 MB. Gør den mindre, eller del den op.")
EMPTY = N_("»%(name)s« er ikke vedhæftet: Filen er tom.")
ACTIVE = N_(
    "»%(name)s« er ikke vedhæftet: Den indeholder makroer, andre filer eller noget, der hentes udefra. "
    "Gem den som en PDF uden det, og vælg den i stedet."
)
LOCKED = N_("»%(name)s« er ikke vedhæftet: Den er låst med en kode. Gem den uden kode, og vælg den igen.")
TOO_MUCH = N_("»%(name)s« er ikke vedhæftet: Pakket ud fylder den mere, end vi kan gennemgå. Del den op, eller gem den som PDF.")
TOO_MANY_PIXELS = N_("»%(name)s« er ikke vedhæftet: Billedet er på mere end 30 megapixel. Gør det mindre, og vælg det igen.")
CPR_IN_NAME = N_("»%(name)s« er ikke vedhæftet: Vi fandt noget, der ligner et CPR-nummer, i filens navn. Omdøb filen, og vælg den igen.")
CPR_IN_TEXT = N_("»%(name)s« er ikke vedhæftet: Vi fandt noget, der ligner et CPR-nummer, i filens tekst. Fjern det, og vælg filen igen.")


class Unfit(Invalid):
    """A file that cannot be attached. The sentence names it; nothing of it is kept."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__("files", message, **values)


def kilobytes(number: int) -> int:
    """Say in thousands how many bytes there are, rounded up."""
    return -(-number // 1000)
