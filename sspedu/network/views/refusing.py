"""What a form answers that came back."""

from flask.typing import ResponseReturnValue

from sspedu.errors import N_, Conflict, Invalid, TooMany

MERGED = N_("Tavlen er lagt sammen med den, der står øverst. Se, hvem der nu kan læse med, og send igen. Din tekst er her stadig.")
Refusal = Invalid | Conflict | TooMany


def refused(page: str, error: Refusal) -> ResponseReturnValue:
    """Give a page back with the status of what was wrong, and when to try again if that is all."""
    if isinstance(error, TooMany):
        return page, 429, {"Retry-After": str(error.wait_seconds)}
    return page, 409 if isinstance(error, Conflict) else 422
