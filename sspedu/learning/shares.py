"""Saying how many of a group did something, without saying anything of one of them. Pure.

What instructors see of people's answers is sums over at least five people, and three more things keep anyone from being worked out:

* People are counted in whole fives, the first to have answered: two looks at the list differ by five people or by none. So are those who
  said how sure they were, for themselves, since not everyone does.
* A share is said in thirds, each of which stands for several numbers even where only five answered; from fifty
  people on in tens of percent.
* A kind of answer is named only if at least five gave it and five others did not: what all of a group answered, each of them answered.
"""

from enum import IntEnum
from typing import NamedTuple

LEAST = 5
# From so many on, a tenth is at least five people.
MANY = 50


class Third(IntEnum):
    """How large a share is, in words."""

    FEW = 0
    SOME = 1
    MOST = 2


class Share(NamedTuple):
    """A share as it may be said: its third, and the percent in tens where so many answered that they may be said."""

    third: Third
    percent: int | None = None


def share(part: int, whole: int) -> Share | None:
    """Say a share of a group; nothing of fewer than five."""
    if whole < LEAST:
        return None
    third = Third(min(3 * part // whole, Third.MOST))
    return Share(third, 10 * ((20 * part + whole) // (2 * whole)) if whole >= MANY else None)


def may_be_named(part: int, whole: int) -> bool:
    """Say whether a kind of answer that a part of a group gave may be named."""
    return part >= LEAST and whole - part >= LEAST
