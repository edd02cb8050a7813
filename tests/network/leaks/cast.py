"""Who is in the world of the leak tests, and its canaries: words that stand in one place each, with who may read them. All invented."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Flask

from sspedu.network.noting import Why
from sspedu.policy import Actor
from tests.network.test_files import Sender
from tests.network.world import World
from tests.people import PASSWORD

FAABORG, SYDDJURS = "0430", "0706"
EAST_JUTLAND = "oestjyllands-politi"
# Stands beside every canary, so that one search finds them all for who may read them.
LURE = "tudefisk"
# The numbers and letters of the network are the same in both; who is outside of what is said at the canaries.
INSIDERS = ("writer", "mate", "judge")
OUTSIDERS = (
    *("colleague", "neighbour", "far", "officer", "exmember", "suspended", "moved", "visitor"),
    *("instructor", "manager", "moderator", "administrator"),
)
EVERYONE = frozenset({*INSIDERS, *OUTSIDERS}) - {"suspended", "visitor"}
OF_ODENSE = frozenset({"writer", "mate", "judge", "colleague"})
OF_FYN = OF_ODENSE | {"neighbour"}
OF_GROUP = frozenset(INSIDERS)
NOBODY: frozenset[str] = frozenset()
# Moderators of what everyone reads.
JUDGES = frozenset({"judge", "moderator"})
WHY = Why("Det hører til et andet sted.")


class Person(Sender):
    """Someone of this world with a browser, which is a visitor's until they sign in."""

    def __init__(self, app: Flask, world: World, actor: Actor) -> None:
        self.world, self.actor, self.client = world, actor, app.test_client()

    def sign_in(self) -> None:
        answer = self.send("/log-ind", email=f"person{self.actor.name.split()[-1]}@kommune.example", password=PASSWORD)
        assert answer.status_code == 302, answer.text


@dataclass
class Planted:
    """The world, its people, its canaries with their readers, and where the private things are."""

    app: Flask
    world: World
    people: dict[str, Person] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    # What kind of thread, which of its numbers are asked for, and who may read it.
    threads: dict[int, tuple[str, tuple[int, ...], frozenset[str]]] = field(default_factory=dict)
    boards: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    files: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)
    cases: dict[int, frozenset[str]] = field(default_factory=dict)

    def word(self, about: str, readers: Iterable[str]) -> str:
        """Return a new canary, with the lure beside it."""
        number = len(self.readers)
        canary = "zilk" + "".join("bdfgjkmpqv"[int(digit)] for digit in f"{number:03}")
        self.readers[canary], self.about[canary] = frozenset(readers), about
        return f"{canary} {LURE}"

    def actor(self, name: str) -> Actor:
        return self.people[name].actor

    def name_of(self, address: str) -> str:
        """Return who has an e-mail address."""
        number = address.removeprefix("person").partition("@")[0]
        return next(name for name, person in self.people.items() if person.actor.name.split()[-1:] == [number])

    def forbidden(self, name: str) -> dict[str, str]:
        """Return the canaries that someone may not read, with where each stands."""
        return {canary: self.about[canary] for canary, readers in self.readers.items() if name not in readers}
