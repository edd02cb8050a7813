"""Questions of law that nobody here can answer: what is asked, why it matters, where the training rests on it, how far it has come."""

from enum import StrEnum

from sspedu.curriculum.values import Value


class Inquiry(StrEnum):
    """How far an open question of law has come."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"


class LegalQuestion(Value):
    """A question that only a lawyer can answer. `taught_in` are places, "module/lesson#anchor"; `asked` says who was asked and when."""

    id: str
    question: str
    why: str
    law: tuple[str, ...] = ()
    taught_in: tuple[str, ...] = ()
    state: Inquiry = Inquiry.OPEN
    asked: str = ""
    answer: str = ""
