"""The sentences of the interface and their translations: found in the source, kept in `messages.po`, compiled for the program.

The Danish sentences in source and templates are the keys. Knows no app and no request, so that a build can compile before there is one:
`python -m sspedu.web.catalogue`.
"""

import re
import secrets
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sspedu.web.assets import NotBuilt

if TYPE_CHECKING:
    # Both are slow to import.
    from babel.messages import Catalog, Message

PACKAGE = Path(__file__).parent.parent
TRANSLATIONS = Path(__file__).parent / "translations"
SOURCE = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
COMPILED = SOURCE.with_suffix(".mo")

# Where sentences stand, and what stands around them. `html` is what templates call `_`.
METHODS = [("**/translations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {"**/templates/**": {"newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "html": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")


def make_ready() -> None:
    """Compile the catalogue unless it is compiled already, byte for byte from the source that lies here. Raises `NotBuilt`."""
    mark = sha256(SOURCE.read_bytes()).hexdigest()
    if COMPILED.exists() and mark.encode() in COMPILED.read_bytes():
        return
    try:
        _compile(mark)
    except OSError:
        raise NotBuilt("Den engelske udgave er ikke oversat til programmet endnu. Kør: python -m sspedu.web.catalogue") from None


def _compile(mark: str) -> None:
    from babel.messages.mofile import write_mo  # slow to import, and needed once after each change

    catalogue = read()
    # The compiled file names its source, so that an older one is never taken for it.
    catalogue.version = mark
    content = BytesIO()
    write_mo(content, catalogue)
    # Processes that start together each write their own, and the last one stands.
    unfinished = COMPILED.with_suffix(f".{secrets.token_hex(8)}.part")
    try:
        unfinished.write_bytes(content.getvalue())
        unfinished.replace(COMPILED)
    finally:
        unfinished.unlink(missing_ok=True)


def read() -> "Catalog":
    """Read the translations."""
    from babel.messages.pofile import read_po  # slow to import, and needed once after each change

    with SOURCE.open("rb") as file:
        return read_po(file, locale="en")


def extract() -> "Catalog":
    """Find every sentence in source and templates."""
    from babel.messages import Catalog  # slow to import, and only for those who translate
    from babel.messages.extract import extract_from_dir  # slow to import, and only for those who translate

    found = Catalog(project="sspedu", locale="da", charset="utf-8")
    options = {pattern: OPTIONS["**/templates/**"] for pattern, method in METHODS if method == "jinja2"}
    # Folders that begin with an underscore hold macros, and would be passed over.
    files = extract_from_dir(PACKAGE, METHODS, options, KEYWORDS, directory_filter=lambda folder: not folder.endswith("__pycache__"))
    for _path, _line, sentence, _comments, _context in files:
        found.add(sentence)
    return found


def faults() -> Iterator[str]:
    """Say what is wrong with the translations, one line for each sentence."""
    wanted, translated = extract(), read()
    for message in wanted:
        if message.id and message.id not in translated:
            yield f"mangler: {_first(message.id)}"
    for message in translated:
        if message.id:
            yield from _faults_of(message, is_wanted=message.id in wanted)
    yield from (f"bruges ikke længere: {_first(message.id)}" for message in translated.obsolete.values())


def _faults_of(message: "Message", *, is_wanted: bool) -> Iterator[str]:
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    if not is_wanted:
        yield f"bruges ikke længere: {_first(message.id)}"
    if not all(said):
        yield f"mangler: {_first(message.id)}"
    elif message.fuzzy:
        yield f"er kun et gæt: {_first(message.id)}"
    elif any(_places(str(text)) != _places(_first(message.id)) for text in said):
        yield f"har andre pladser end den danske: {_first(message.id)}"


def _first(id_: object) -> str:
    return str(id_[0] if isinstance(id_, (tuple, list)) else id_)


def _places(text: str) -> list[str]:
    return sorted(set(PLACE.findall(text)))


def update() -> None:
    """Write the translations anew: new sentences stand there without a translation, and what is no longer said is gone."""
    from babel.messages import Catalog  # slow to import, and only for those who translate
    from babel.messages.pofile import write_po  # slow to import, and only for those who translate

    known, renewed = read(), Catalog(project="sspedu", locale="en", charset="utf-8", fuzzy=False)
    renewed.header_comment = "# English for SSP Læring. How it is kept: docs/translating.md"
    for message in extract():
        if message.id:
            before = known.get(message.id)
            renewed.add(message.id, before.string if before else None)
    content = BytesIO()
    write_po(content, renewed, width=130, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True)
    lines = content.getvalue().decode().splitlines(keepends=True)
    # Dates and addresses that nobody keeps would only make changes collide.
    SOURCE.write_text("".join(line for line in lines if not re.match(r'"(POT?-|Last-T|Language-T|Report|Generated)', line)))


if __name__ == "__main__":
    make_ready()
