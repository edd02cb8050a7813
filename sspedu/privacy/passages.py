"""What every rule works on: a passage of a normalised text that may be something personal, and the words around it."""

import re
from typing import NamedTuple

from sspedu.privacy.findings import Kind

REACH = 120
EMPHASIS = str.maketrans("", "", "*~`")
NEARBY_WORDS = 3
# A plain "cpr" says it of the whole sentence: "CPR-nummeret på drengen er …".
EXPLICIT_WORDS = 6

EXPLICIT = re.compile(
    r"cpr|(?<![a-zæøå])c[ .\-_]{1,2}p[ .\-_]{1,2}r(?![a-zæøå])|person[ \-]?(?:n(?:umme)?r|numre|id|tal)|pers\.? ?nr|\bpnr|civil reg"
    r"|fødselsn(?:umme)?r|f\.? ?nr\.|ssn",
    re.IGNORECASE,
)
BORN = re.compile(r"født|fødsel|foedt|foedsel|\bfdt|\bf\.|\bborn|birth", re.IGNORECASE)
OTHER_NUMBER = re.compile(
    r"(?:tlf|telefon|mobil|fax|faktura|ordre|\bp[-.]n(?:umme)?r|produktion|konto|reg\.?|iban|\bean|\bgln|isbn|issn|\bdoi|cvr|\bse-?nr|varen"
    r"|vare-|serie|kunde|medlem|bilag|imei|betaling|reference|stelnr|ordrenr|tracking|bevilling|projekt|tilskud|kontrakt|aftale|pakke|girokort|version|\bv\.?)[\w\-]{0,12}"
    r"(?:\s?nr)?[.:\s#]{0,3}(?:\d{4}[ \-])?$",
    re.IGNORECASE,
)


class Passage(NamedTuple):
    """Characters `start` up to `end` of a normalised text, and what they look like."""

    kind: Kind
    start: int
    end: int


def is_said_to_be_cpr(text: str, start: int, end: int) -> bool:
    """Say whether the words around a number call it a CPR number."""
    before, after = _words(text[max(0, start - REACH) : start]), _words(text[end : end + REACH])
    nearest = " ".join(before[-NEARBY_WORDS:])
    following = " ".join(after[:NEARBY_WORDS])
    return bool(EXPLICIT.search(" ".join(before[-EXPLICIT_WORDS:])) or any(is_named(words) for words in (nearest, following)))


def _words(text: str) -> list[str]:
    """Return the words, without the signs that a writer puts in, around and between them."""
    return [word for word in text.translate(EMPHASIS).split() if any(map(str.isalnum, word))]


def is_named(words: str) -> bool:
    """Say whether a few words speak of a CPR number or a birth."""
    return bool(EXPLICIT.search(words) or BORN.search(words))


def is_said_to_be_another(text: str, start: int) -> bool:
    """Say whether the word before a number calls it something else: a telephone, an invoice, a product."""
    return bool(OTHER_NUMBER.search(text[max(0, start - 40) : start]))
