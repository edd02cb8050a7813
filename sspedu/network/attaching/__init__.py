"""Files that people attach: what they are, found in their bytes, and what may stand of them. Pure; knows neither web nor database."""

from sspedu.network.attaching.examining import Examined, examine
from sspedu.network.attaching.kinds import MAX_FILE_BYTES, MAX_FILES, MEDIA_TYPES, FileKind, Unfit, kilobytes

__all__ = ["MAX_FILES", "MAX_FILE_BYTES", "MEDIA_TYPES", "Examined", "FileKind", "Unfit", "examine", "kilobytes"]
