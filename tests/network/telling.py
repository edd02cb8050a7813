"""A practice example to tell, as a form would send it."""

from collections.abc import Mapping
from dataclasses import replace

from sspedu.network import commands, queries
from sspedu.policy import Actor, Role
from tests.network.world import World

TEXTS = {
    "problem": "Unge samledes ved hallen fredag aften.",
    "action": "Faste voksne gik tur og holdt hallen åben.",
    "target": "Elever i 7.-9. klasse.",
    "outcome": "Færre opkald. Vi talte dem selv.",
    "pitfalls": "Uniformen skræmte dem væk.",
}
CHOICES = {"prevention": "specific", "arena": "street", "terrain": "town", "size_band": "middle", "result": "promising"}
TOLD = commands.Told(
    title="Faste voksne ved hallen", texts=TEXTS, choices=CHOICES, known="1", ages=("13-15",), partners=("police",), themes=("metoder",)
)
FIELDS: Mapping[str, str] = {**TEXTS, **CHOICES, "title": TOLD.title, "known": "1", "ages": "13-15", "nonce": "n"}
THEMES = frozenset({"metoder", "opsporing"})


def told(**changes: object) -> commands.Told:
    """Return the example with some things told differently."""
    choices = {name: str(value) for name, value in changes.items() if name in CHOICES}
    texts = {name: str(value) for name, value in changes.items() if name not in CHOICES and not hasattr(TOLD, name)}
    rest = {name: value for name, value in changes.items() if hasattr(TOLD, name)}
    return replace(TOLD, choices={**CHOICES, **choices}, texts={**TEXTS, **texts}, **rest)  # type: ignore[arg-type]


def share(world: World, actor: Actor, example: commands.Told = TOLD, *, nonce: str = "n", board: queries.OpenBoard | None = None) -> int:
    """Share an example as someone, on the national board unless another is given; return its thread."""
    first = commands.NewPost("", nonce)
    thread = commands.share_practice(world.session, actor, board or world.board(actor), example, first, themes=THEMES, now=world.now)
    world.session.commit()
    return thread.id


def opened(world: World, actor: Actor, thread_id: int) -> queries.OpenPractice:
    """Open an example as someone."""
    return queries.practice(world.session, actor, thread_id, today=world.today)


def assess(world: World, thread_id: int, known: str = "4", result: str = "worked", actor: Actor | None = None) -> Actor:
    """Assess an example as an instructor."""
    reviewer = actor or world.person(roles=[Role.INSTRUCTOR])
    example = opened(world, reviewer, thread_id)
    given = commands.Assessment(known, result, "Evalueringen har en sammenligningsgruppe.", example.said["version"])
    commands.review_practice(world.session, reviewer, example, given, now=world.now)
    world.session.commit()
    return reviewer


def edit(world: World, actor: Actor, thread_id: int, example: commands.Told, *, version: int = 1) -> None:
    """Change an example as its writer."""
    post = queries.post(world.session, world.thread(actor, thread_id), 1)
    commands.edit_practice(world.session, actor, post, example, version=version, themes=THEMES, now=world.now)
    world.session.commit()


def tell(world: World, actor: Actor, thread_id: int, result: str, *, size: str = "small", terrain: str = "country") -> int:
    """Tell as someone that it was tried."""
    tried = commands.Tried(terrain, size, result, {"changed": "Intet.", "came_of_it": "Det gik sådan."})
    thread = world.thread(actor, thread_id)
    number = commands.tell_try(world.session, actor, thread, tried, commands.NewPost("", "t"), now=world.now)
    world.session.commit()
    return number
