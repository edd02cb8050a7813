"""What a form brings in files, past the guard: what is new, and what was uploaded or attached earlier and stays."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sspedu.errors import N_
from sspedu.network.attaching.examining import Examined
from sspedu.network.attaching.kinds import MAX_FILES, FileKind, Unfit, kilobytes
from sspedu.privacy.guarding import Consent, Personal, guard, tidied

TOO_MANY = N_("Der kan højst være %(most)d filer til et indlæg. Fjern fluebenet ved dem, der ikke skal med.")
STOPPED = N_("Indlægget er ikke sendt endnu. Vi fandt noget, der ligner et CPR-nummer, i en af filerne. Fjern filen, og send igen.")
WARNED = N_(
    "Indlægget er ikke sendt endnu. Noget i en af filerne kan føre til en person. Se herunder, hvad det er. Tag filen ud, eller send "
    "alligevel, hvis det ikke er en rigtig person."
)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that the server has already: uploaded with the form before, or attached to the post that is edited (`post_id`)."""

    id: int
    name: str
    kind: FileKind
    bytes: int
    sha256: str
    text: str = ""
    post_id: int | None = None

    @property
    def kilobytes(self) -> int:
        """How large it is, never nothing."""
        return kilobytes(self.bytes)


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a post shall have. Made by `clear` alone, which asks the guard. `nonce` is that of the form."""

    nonce: str = ""
    new: tuple[Examined, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Name the files by what is in them: the same form sent twice brings the same."""
        return tuple(sorted({*(file.sha256 for file in self.held), *map(hash_of, self.new)}))


NO_FILES = Files()


class PersonalFile(Personal):
    """A file says something that its writer has not been shown yet. `text` is what was read of it; the findings' places are in that."""

    def __init__(self, found: Personal, text: str) -> None:
        super().__init__(found.message, found.findings, is_held=False, **found.values)
        self.field = "files"
        self.text = text


def hash_of(file: Examined) -> str:
    """Name a file by its bytes."""
    return hashlib.sha256(file.content).hexdigest()


def clear(nonce: str, new: Iterable[Examined], held: Iterable[Held], consent: Consent) -> Files:
    """Return the files of a form. One that is there already is not brought twice.

    Raises `Unfit` for too many, `PersonalFile` for what is in one.
    """
    held = tuple(held)
    there = {file.sha256 for file in held}
    fresh = tuple({hash_of(file): file for file in new if hash_of(file) not in there}.values())
    if len(held) + len(fresh) > MAX_FILES:
        raise Unfit(TOO_MANY, most=MAX_FILES)
    for text in (*(file.text for file in held), *(file.text for file in fresh)):
        _ask_guard(tidied(text), consent)
    return Files(nonce, fresh, held)


def _ask_guard(text: str, consent: Consent) -> None:
    try:
        guard(text, consent, stopped=STOPPED, warned=WARNED)
    except Personal as found:
        raise PersonalFile(found, text) from None
