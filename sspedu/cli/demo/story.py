"""What the demo tells, step by step, each at its own moment: a list of threads is in the order in which they were written."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import NamedTuple


class Step(NamedTuple):
    """Something that somebody does at a moment."""

    at: datetime
    do: Callable[[], object]


def in_order(*told: Iterable[Step]) -> None:
    """Do the steps of several stories in the order of their moments; of one moment, in the order in which they are given."""
    for step in sorted(chain(*told), key=attrgetter("at")):
        step.do()
