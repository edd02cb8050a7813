"""Canaries written wherever something can be written, on four private boards. All invented."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from sspedu.accounts import commands as accounts
from sspedu.curriculum.models import Registers
from sspedu.curriculum.places import Municipality
from sspedu.network import commands, queries
from sspedu.network.commands import GroupWords
from sspedu.network.models import Board, BoardKind, Case, Level, ThreadKind
from sspedu.network.queries import OpenBoard
from sspedu.policy import OPERATOR, Actor, Role
from tests.network.documents import docx
from tests.network.leaks.cast import EAST_JUTLAND, EVERYONE, FAABORG, JUDGES, NOBODY, OF_FYN, OF_GROUP, OF_ODENSE, SYDDJURS, Person, Planted
from tests.network.leaks.losing import leave_unfinished, lose_access, move, take_away
from tests.network.telling import CHOICES, FIELDS
from tests.network.world import AARHUS, FYN, ODENSE, World

# Neighbours: each region and police district has two municipalities.
NEIGHBOURS = Registers(
    municipalities=(
        Municipality(code=FAABORG, name=FAABORG, region="syddanmark", police_district=FYN),
        Municipality(code=SYDDJURS, name=SYDDJURS, region="midtjylland", police_district=EAST_JUTLAND),
    )
)


Step = Callable[[Planted], None]


def _nothing(_planted: Planted) -> None:
    """Take no step."""


def plant(app: Flask, world: World, *, after_people: Step = _nothing, before_loss: Step = _nothing) -> Planted:
    """Fill a world: everything is written by those who may, and access is lost at the end. The steps are taken at their moments."""
    world.open()
    accounts.record_places(world.session, OPERATOR, NEIGHBOURS)
    world.open()
    planted = Planted(app, world)
    _people(planted)
    group = _group(planted)
    after_people(planted)
    for board, readers in _places(planted, group).items():
        _talk(planted, board, readers)
    take_away(planted)
    move(planted, group)
    leave_unfinished(planted, group)
    before_loss(planted)
    lose_access(planted, group)
    _know_cases(planted)
    # A message that waits is shown once, and a page has its tag when the browser has a form's token.
    for person in planted.people.values():
        person.get("/netvaerk/besked")
    return planted


def _people(planted: Planted) -> None:
    world, odense = (
        planted.world,
        {"writer": [Role.MANAGER], "mate": [], "judge": [Role.MODERATOR], "colleague": [Role.MODERATOR], "suspended": [], "moved": []},
    )
    actors = {name: world.person(ODENSE, roles=roles) for name, roles in odense.items()}
    actors |= {"neighbour": world.person(FAABORG, roles=[Role.MODERATOR]), "far": world.person(SYDDJURS), "exmember": world.person(AARHUS)}
    actors |= {"officer": world.person(None, EAST_JUTLAND)}
    staff = {"instructor": Role.INSTRUCTOR, "manager": Role.MANAGER, "moderator": Role.MODERATOR, "administrator": Role.ADMIN}
    actors |= {name: world.person(AARHUS, roles=[role]) for name, role in staff.items()}
    actors["visitor"] = Actor(id=None)
    planted.people = {name: Person(planted.app, world, actor) for name, actor in actors.items()}
    for name, person in planted.people.items():
        if name != "visitor":
            person.sign_in()


def _group(planted: Planted) -> str:
    """Open a working group with those who are in it, those who were, and one who was suspended."""
    session, writer, now = planted.world.session, planted.actor("writer"), planted.world.now
    words = GroupWords("Gruppe " + planted.word("a group's first name", NOBODY), planted.word("its purpose", NOBODY))
    place = commands.open_group(session, writer, words, "n", now=now)
    group = queries.group(session, writer, place, today=planted.world.today)
    for name in ("mate", "judge", "exmember", "suspended", "moved"):
        commands.add_member(session, writer, group, planted.actor(name).id or 0, now=now)
    session.commit()
    return place


def _places(planted: Planted, group: str) -> dict[OpenBoard, frozenset[str]]:
    world, writer = planted.world, planted.actor("writer")
    private = {
        (BoardKind.MUNICIPALITY, ODENSE): OF_ODENSE,
        (BoardKind.DISTRICT, FYN): OF_FYN,
        (BoardKind.REGION, "syddanmark"): OF_FYN,
        (BoardKind.GROUP, group): OF_GROUP,
    }
    words = {BoardKind.MUNICIPALITY: "kommune", BoardKind.DISTRICT: "politikreds", BoardKind.REGION: "region", BoardKind.GROUP: "gruppe"}
    planted.boards = {(words[kind], place): readers for (kind, place), readers in private.items()}
    return {world.board(writer, kind, place): readers for (kind, place), readers in private.items()}


def _talk(planted: Planted, board: OpenBoard, readers: frozenset[str]) -> None:
    """Write on a board: a thread with answers of those who will be out, an edit, an event, an example, a file, a draft and a report."""
    world, session, where = planted.world, planted.world.session, f"on the board {board.kind.value}"
    writer, mate = planted.people["writer"], planted.people["mate"]
    title, text = planted.word(f"title {where}", readers), planted.word(f"text {where}", readers)
    thread = world.begin(writer.actor, board, title=title, text=planted.word(f"revision {where}", readers))
    post = queries.post(session, thread, 1)
    commands.edit_post(session, writer.actor, post, commands.Edit(text, 1), now=world.moment())
    session.commit()
    quoting = f"> {text}\n\nSvar til @{planted.actor('moved').name}: " + planted.word(f"answer {where}", readers)
    for name in ("moved", *(("exmember", "suspended") if board.kind is BoardKind.GROUP else ("colleague",))):
        world.reply(planted.actor(name), thread.id, planted.word(f"own answer of {name} {where}", readers), nonce=name)
        commands.watch_thread(session, planted.actor(name), world.thread(planted.actor(name), thread.id), Level.ALL)
        commands.watch_board(session, planted.actor(name), board_of(planted, name, board), Level.ALL)
    world.reply(mate.actor, thread.id, quoting, nonce="q")
    planted.threads[thread.id] = ("talk", (1, world.thread(writer.actor, thread.id).post_count), readers)
    address = f"/netvaerk/traad/{thread.id}"
    mate.send(f"{address}/kladde", text=planted.word(f"draft {where}", {"mate"}), tab="t", sequence="1", nonce="d")
    mate.send(f"{address}/1/anmeld", why="tone", text=planted.word(f"report {where}", {"mate"} | ({"judge"} & readers)))
    _with_file(planted, board, readers)
    _event(planted, board, readers)
    _practice(planted, board, readers)


def board_of(planted: Planted, name: str, board: OpenBoard) -> OpenBoard:
    return planted.world.board(planted.actor(name), board.kind, board.place)


def _with_file(planted: Planted, board: OpenBoard, readers: frozenset[str]) -> None:
    """Begin a thread with a file. Boards are asked for by the words in their addresses."""
    person, where = planted.people["judge"], f"on the board {board.kind.value}"
    name, inside = planted.word(f"file name {where}", readers), planted.word(f"file's text {where}", readers)
    title, text = planted.word(f"title with file {where}", readers), planted.word(f"text with file {where}", readers)
    answer = person.attach(f"{_address(planted, board)}/ny", (f"{name}.docx", docx(inside)), title=title, text=text)
    assert answer.status_code == 302, answer.text
    planted.threads[int(str(answer.location).rsplit("/", 1)[1])] = ("file", (1,), readers)
    (link,) = person.links(str(answer.location))
    file_id, given = link.removeprefix("/netvaerk/fil/").split("/")
    planted.files[int(file_id), given.replace("%20", " ")] = readers


def _event(planted: Planted, board: OpenBoard, readers: frozenset[str]) -> None:
    world, writer, where = planted.world, planted.actor("writer"), f"of the event on the board {board.kind.value}"
    begins = world.now + timedelta(days=40)
    meeting = commands.Meeting(
        begins, begins + timedelta(hours=1), planted.word(f"place {where}", readers), audience=planted.word(f"audience {where}", readers)
    )
    first = commands.NewPost(planted.word(f"text {where}", readers), "e")
    new = commands.NewThread(planted.word(f"title {where}", readers), ThreadKind.EVENT, first)
    thread = commands.call_event(world.session, writer, board, new, meeting, now=world.moment())
    world.session.commit()
    planted.threads[thread.id] = ("event", (1,), readers)


def _practice(planted: Planted, board: OpenBoard, readers: frozenset[str]) -> None:
    where = f"of the example on the board {board.kind.value}"
    texts = {name: planted.word(f"{name} {where}", readers) for name in FIELDS if name not in {*CHOICES, "title", "known", "ages", "nonce"}}
    fields = {**FIELDS, **texts, "title": planted.word(f"title {where}", readers)}
    answer = planted.people["mate"].send(f"{_address(planted, board)}/praksis", **fields)
    assert answer.status_code == 302, answer.text
    planted.threads[int(str(answer.location).rsplit("/", 1)[1])] = ("practice", (1,), readers)


def _address(planted: Planted, board: OpenBoard) -> str:
    word = next(word for word, place in planted.boards if place == board.place)
    return f"/netvaerk/{word}/{board.place}"


def _know_cases(planted: Planted) -> None:
    """Note who may know of a case: whoever sent it, and the moderators who read its board."""
    names = {person.actor.id: name for name, person in planted.people.items()}
    for id_, sender_id, place in planted.world.session.execute(
        select(Case.id, Case.user_id, Board.place).join(Board, Board.id == Case.board_id)
    ):
        readers = next((readers for (_word, of_place), readers in planted.boards.items() if of_place == place), EVERYONE)
        planted.cases[id_] = (JUDGES & readers) | {names[sender_id]}
