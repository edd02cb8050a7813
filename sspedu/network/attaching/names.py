"""Names of files, fit to be shown and to be saved under: one line, no path, no marks that turn what follows around."""

import re
import unicodedata

from sspedu.network.attaching.kinds import FileKind

MAX_NAME = 80
NAMELESS = "fil"
# What some system takes for a path, a wildcard or a device.
NEVER = re.compile(r'[<>:"|?*%#;]')
ENDINGS = re.compile(r"(\.(pdf|docx?|docm|odt|png|jpe?g))+$", re.IGNORECASE)


def clean_name(name: str, kind: FileKind | None = None) -> str:
    """Return a name to show. It ends in what the file is, whatever it was called."""
    name = unicodedata.normalize("NFKC", name)
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(" " if mark.isspace() else mark for mark in name if mark.isspace() or unicodedata.category(mark)[0] != "C")
    name = " ".join(NEVER.sub(" ", name).split()).strip(". ")
    if kind is None:
        return name[:MAX_NAME] or NAMELESS
    stem = ENDINGS.sub("", name)[:MAX_NAME].strip(". ") or NAMELESS
    return f"{stem}.{kind.value}"
