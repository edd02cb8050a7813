"""Paragraphs that a text names without a link: "servicelovens § 153", "§ 49 a i serviceloven", "§ 153". Knows how Danish names a law."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sspedu.curriculum.models import Provision

# "§ 115 i visse tilfælde": an "i" after a number is a word of its own.
SECTION = r"§§?\s{0,2}\d{1,3}(?:\s?[a-hj-z](?!\w))?"
LAW_NAME = r"(?:[Bb]arnets\slovs?|[A-Za-zÆØÅæøå]{3,40}lov(?:en)?s?)"
MENTION = re.compile(
    rf"(?:(?P<before>{LAW_NAME})\s{{1,2}})?(?P<section>{SECTION})"
    rf"(?:,\sstk\.\s\d(?:,\snr\.\s\d{{1,2}}(?:-\d{{1,2}})?)?,?)?(?:\s{{1,2}}i\s{{1,2}}(?P<after>{LAW_NAME}))?"
)
NUMBER = re.compile(r"(\d{1,3})(?:\s?([a-z]))?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A paragraph as a text names it. `law` is the name of the law as the register spells it, folded, or nothing."""

    words: str
    section: str
    law: str

    def may_mean(self, provision: Provision) -> bool:
        """Whether the words may stand for this provision."""
        same = section_key(provision.section) == section_key(self.section)
        return same and (not self.law or law_key(provision.law) == self.law)

    def is_known_law(self, provisions: Iterable[Provision]) -> bool:
        """Whether the register has anything of the law that is named."""
        return any(law_key(provision.law) == self.law for provision in provisions)


def mentions_in(text: str) -> Iterator[tuple[int, Mention]]:
    """Yield every paragraph that is named, with the offset at which its words begin."""
    for match in MENTION.finditer(text) if "§" in text else ():
        law = match["before"] or match["after"] or ""
        yield match.start(), Mention(" ".join(match[0].split()), match["section"], law_key(law))


def law_key(name: str) -> str:
    """Return the name of a law so that its forms are one: "servicelovens", "Serviceloven" and "serviceloven"."""
    folded = " ".join(name.casefold().split())
    return re.sub(r"(lov)(?:en)?s?$", r"\1", folded)


def section_key(section: str) -> str:
    """Return a section so that its spellings are one: "§ 49 a", "§49a" and "§§ 49 a"; nothing for what is no paragraph."""
    if "§" not in section:
        return ""
    match = NUMBER.search(" ".join(section.replace("§", " ").split()))
    return f"{match[1]} {match[2]}" if match and match[2] else match[1] if match else ""
