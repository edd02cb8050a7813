"""What people write in a field of their own, fit to be kept or refused in the words of the form that asked. Pure."""

from dataclasses import dataclass

from sspedu.errors import Invalid
from sspedu.privacy.guarding import Consent, guard, tidied
from sspedu.privacy.scanning import stopping

LEAST = 2


@dataclass(frozen=True, slots=True)
class Refusals:
    """Why a text is not kept, in Danish: `too_long` may name %(length)d and %(limit)d, `stopped` names %(line)d.
    `held` is for where moderators let through what is sensitive beside a person.

    Without `empty` a text may be empty. Without `warned` only a certain CPR number is looked for: nobody is asked anything.
    """

    too_long: str
    stopped: str
    warned: str = ""
    empty: str = ""
    held: str = ""


def own_words(text: str, limit: int, refusals: Refusals, consent: Consent | None = None) -> str:
    """Return the text as it is kept.

    Raises `Invalid` when it is empty or too long, or holds what is certain to be a CPR number; `Personal` (an `Invalid` too) when it holds
    what its writer has not been shown yet.
    """
    text = tidied(text)
    if refusals.empty and sum(mark.isprintable() and not mark.isspace() for mark in text) < LEAST:
        raise Invalid("text", refusals.empty)
    if len(text) > limit:
        raise Invalid("text", refusals.too_long, length=len(text), limit=limit)
    if refusals.warned:
        guard(text, consent or Consent(), stopped=refusals.stopped, warned=refusals.warned, held=refusals.held)
    if consent is not None and consent.is_cleared:
        return text
    for finding in stopping(text):
        raise Invalid("text", refusals.stopped, line=finding.line(text))
    return text
