"""What every value of a curriculum is, and the small values that stand in larger ones."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value. A field that it does not know is passed over: during an upgrade the older release reads what the newer has stored.

    What authors write is held to its fields where their files are read (`fields`, `registers`).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


class Meeting(Value):
    """What colleagues need to talk about a lesson on a meeting: its point, one of its cases, two or three questions."""

    point: str
    case: str
    questions: tuple[str, ...]
