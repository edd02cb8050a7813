"""What people write in a field of their own, fit to be kept or refused in the words of the form that asked. Pure."""

from dataclasses import dataclass

from sspedu.errors import Invalid
from sspedu.privacy.cpr import scan

LEAST = 2


@dataclass(frozen=True, slots=True)
class Refusals:
    """Why a text is not kept, in Danish: `too_long` may name %(length)d and %(limit)d, `personal` names %(line)d.

    Without `empty` a text may be empty.
    """

    too_long: str
    personal: str
    empty: str = ""


def own_words(text: str, limit: int, refusals: Refusals) -> str:
    """Return the text as it is kept. Raises `Invalid` when it is empty, too long, or holds what is certain to be a CPR number."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    if refusals.empty and len(text) < LEAST:
        raise Invalid("text", refusals.empty)
    if len(text) > limit:
        raise Invalid("text", refusals.too_long, length=len(text), limit=limit)
    for finding in scan(text):
        raise Invalid("text", refusals.personal, line=finding.line(text))
    return text
