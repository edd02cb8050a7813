"""What can go wrong in the domain. A few classes with a sentence for the user; no HTTP, no framework."""


def N_(sentence: str) -> str:  # noqa: N802 - the name that translators' tools look for
    """Mark a Danish sentence for translation; `web` translates it when it is shown."""
    return sentence


class SspError(Exception):
    """Something the user can be told: a Danish sentence with named places (`%(title)s`) and their values."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


# Says nothing of why, since that may be none of the reader's business.
NOT_THERE = N_("Den kan være flyttet, eller adressen kan være skrevet forkert.")


class NotFound(SspError):
    """The thing is not there, or its very existence is none of the actor's business."""

    def __init__(self, message: str = NOT_THERE, **values: object) -> None:
        super().__init__(message, **values)


class Forbidden(SspError):
    """The actor may see the thing but not do this to it."""

    def __init__(self, message: str = N_("Det har du ikke adgang til."), **values: object) -> None:
        super().__init__(message, **values)


class Conflict(SspError):
    """The act does not fit what has happened since."""


class Invalid(SspError):
    """Input that cannot be used. `field` names the field of the form."""

    def __init__(self, field: str, message: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class Busy(SspError):
    """More is asked at once than can be done. `wait_seconds` says when to come back."""

    def __init__(self, message: str, *, wait_seconds: int, **values: object) -> None:
        super().__init__(message, **values)
        self.wait_seconds = wait_seconds


class TooMany(SspError):
    """Too many tries in too short a time. `wait_seconds` says when to come back."""

    def __init__(self, message: str, *, wait_seconds: int, **values: object) -> None:
        super().__init__(message, **values)
        self.wait_seconds = wait_seconds
