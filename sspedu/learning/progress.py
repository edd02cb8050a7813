"""When an item counts as done, and how far someone has come. Pure functions over values; the one place where progress is decided."""

from collections.abc import Mapping, Set
from typing import NamedTuple

from sspedu.curriculum.models import Rule


class Read(NamedTuple):
    """The learner marked the lesson as read."""


class Answered(NamedTuple):
    """The learner answered a question."""

    is_right: bool


class Wrote(NamedTuple):
    """The learner wrote a reflection."""


Event = Read | Answered | Wrote


def fulfils(event: Event, rule: Rule) -> bool:
    """Say whether what happened completes an item with this rule."""
    match event:
        case Read():
            return rule is Rule.READ
        case Answered(is_right):
            return rule is Rule.ANSWERED or (rule is Rule.RIGHT and is_right)
        case Wrote():
            return rule is Rule.WRITTEN


class Progress(NamedTuple):
    """How many of the items in a contract are complete, and how many of those the learner completed rather than was waived."""

    done: int
    total: int
    earned: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left and something was done. Neither an empty contract nor one that was waived whole is ever complete."""
        return self.done == self.total and self.earned > 0

    @property
    def percent(self) -> int:
        """Whole percent, 0-100; 100 only when complete."""
        share = 100 * self.done // self.total if self.total else 0
        return 100 if self.is_complete else min(share, 99)


def progress(contract: Mapping[str, Rule], completed: Set[str], waived: Set[str] = frozenset()) -> Progress:
    """Count the contract's completed items, `waived` being those of them that nobody did.

    What is completed beside the contract does not count, so 100 % cannot be passed.
    """
    done = contract.keys() & completed
    return Progress(len(done), len(contract), len(done - waived))
