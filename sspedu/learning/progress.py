"""When an item counts as done, and how far someone has come. Pure functions over values; the one place where progress is decided."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from sspedu.curriculum.models import Rule


@dataclass(frozen=True, slots=True)
class Read:
    """The learner marked the lesson as read."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The learner answered a question."""

    is_right: bool


@dataclass(frozen=True, slots=True)
class Wrote:
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


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the items in a contract are complete."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left. An empty contract is never complete."""
        return 0 < self.total == self.done

    @property
    def percent(self) -> int:
        """Whole percent, 0-100; 100 only when nothing is left."""
        return 100 * self.done // self.total if self.total else 0


def progress(contract: Mapping[str, Rule], completed: Set[str]) -> Progress:
    """Count the contract's completed items. What is completed beside the contract does not count, so 100 % cannot be passed."""
    return Progress(len(contract.keys() & completed), len(contract))
