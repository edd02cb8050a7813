"""Situations of the drill "Må jeg dele det?": short, constructed, one question, always the same four answers."""

from datetime import date
from enum import StrEnum

from sspedu.curriculum.values import Value


class Verdict(StrEnum):
    """The four answers, in the order in which they are written and shown."""

    MAY = "maa"
    MUST = "skal"
    MUST_NOT = "maa-ikke"
    ASK = "spoerg"


# As authors write them in a file.
WRITTEN = {
    Verdict.MAY: "Må",
    Verdict.MUST: "Skal",
    Verdict.MUST_NOT: "Må ikke",
    Verdict.ASK: "Det kommer an på: spørg",
}
EASIEST, HARDEST = 1, 3


class Basis(Value):
    """A provision that an answer rests on, and which part of it: "stk. 2", or nothing for the whole."""

    provision: str
    part: str = ""


class Situation(Value):
    """A situation as its file says; its text is stored under `text_hash`, as a question with the same id.

    `role` is who one is. `right` holds one answer or several, any of which will do. `twin` is the situation that this one repeats with one
    detail changed, `turns` what that detail does. `is_open` ones are shown to visitors. A retired one is asked no more, but stays.
    """

    id: str
    title: str
    role: str
    level: int
    law: tuple[Basis, ...]
    right: tuple[Verdict, ...]
    reservation: str = ""
    ask: str = ""
    twin: str = ""
    turns: str = ""
    is_open: bool = False
    retired_on: date | None = None
    text_hash: str

    @property
    def is_retired(self) -> bool:
        """Whether it has been taken out of use."""
        return self.retired_on is not None
