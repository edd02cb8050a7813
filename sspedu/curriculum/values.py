"""What every value of a curriculum is, and the small values that stand in larger ones."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Meeting(Value):
    """What colleagues need to talk about a lesson on a meeting: its point, one of its cases, two or three questions."""

    point: str
    case: str
    questions: tuple[str, ...]
