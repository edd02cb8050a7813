"""What is written where somebody may not read changes nothing that they see: no number, no mark, no order, no choice of a filter."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask

from sspedu.network import commands
from sspedu.network.models import BoardKind, Coming, Level, ThreadKind
from sspedu.network.queries import OpenBoard
from sspedu.policy import Role
from tests.network.telling import share, tell, told
from tests.network.test_pages import NATIONAL, Reader
from tests.network.world import AARHUS, DISTRICTS, ODENSE, World

GROUP = "hemmelig"
# New with each answer: what signs a form, and what names one sending of it.
PASSING = re.compile(r'"I[jm][^"]{60,}"|name="nonce" value="[0-9a-f]+"|\b[0-9a-f]{16}\b')
SEARCHES = ("klubben", "hallen&art=practice", "klubben&art=event", "samarbejde&kommune=0461", "hallen&ved=1", "hallen&tema=metoder")


@pytest.mark.once
def test_what_is_private_changes_no_number_and_no_mark_for_an_outsider(app: Flask, world: World) -> None:
    writer, mate = Reader(app, world, ODENSE, roles=[Role.MODERATOR]), Reader(app, world, ODENSE)
    outsiders = [Reader(app, world, AARHUS), Reader(app, world, AARHUS, roles=[Role.MODERATOR, Role.INSTRUCTOR])]
    group = world.group(writer.actor, mate.actor, place=GROUP)
    for outsider in outsiders:
        outsider.client.get("/netvaerk/besked")
        commands.watch_board(world.session, outsider.actor, world.board(outsider.actor), Level.ALL)
    _write(world, writer, mate, world.board(writer.actor), outsiders[0].actor.name)
    before = [_seen(outsider) for outsider in outsiders]
    private = ((BoardKind.MUNICIPALITY, ODENSE), (BoardKind.DISTRICT, DISTRICTS[ODENSE]), (BoardKind.GROUP, GROUP))
    for kind, place in private:
        _write(world, writer, mate, world.board(writer.actor, kind, place), outsiders[0].actor.name)
    group.name = "Et andet navn"
    world.session.commit()
    for outsider, pages in zip(outsiders, before, strict=True):
        assert {path for path, page in _seen(outsider).items() if page != pages[path]} == set()
    assert _seen(mate)["/netvaerk/praksis"] != before[0]["/netvaerk/praksis"]


def _write(world: World, writer: Reader, mate: Reader, board: OpenBoard, named: str) -> None:
    """Write a bit of everything: an example that was tried, an event that somebody comes to, a thread that names an outsider, a report."""
    session, place = world.session, f"{board.kind.value}-{board.place}"
    thread = world.begin(writer.actor, board, title="Klubben om fredagen", text=f"Kom i klubben, @{named}.", nonce=place)
    number = world.reply(mate.actor, thread.id, f"@{named}: Et godt samarbejde.", nonce=place)
    example = share(world, writer.actor, told(problem="Uro ved hallen."), nonce=place, board=board)
    tell(world, mate.actor, example, "worked")
    begins = world.now + timedelta(days=30)
    new = commands.NewThread("Møde i klubben", ThreadKind.EVENT, commands.NewPost("Om samarbejde.", place))
    meeting = commands.Meeting(begins, begins + timedelta(hours=1), "I hallen")
    event = commands.call_event(session, writer.actor, board, new, meeting, now=world.now)
    session.commit()
    commands.answer_event(session, mate.actor, world.thread(mate.actor, event.id), Coming.YES, now=world.now)
    session.commit()
    writer.send(f"/netvaerk/traad/{thread.id}/{number}/anmeld", why="tone", text="Se lige her.")


def _seen(outsider: Reader) -> Mapping[str, str]:
    """Return all pages that are about more than one thing, as somebody sees them."""
    own = ("/netvaerk/nyt", "/netvaerk/nyt/antal", "/netvaerk/sager", "/netvaerk/besked", "/moderation")
    boards = (f"{NATIONAL}{end}" for end in ("", "/ny", "/kommende", "/praksis", "/indkald", "/ny/kolleger?navn=per"))
    asked = ("", "?ligner=1", "?orden=viden", "?ord=hallen", "?kommune=0461", "?kreds=fyns-politi", "?antal=1", "/nyeste?tema=metoder")
    searches = (f"/soeg?slags=netvaerk&q={words}" for words in SEARCHES)
    lists = (f"/netvaerk/praksis{end}" for end in asked)
    paths = ("/", "/min-laering", "/profil", "/soeg?q=klubben", "/netvaerk", *own, *boards, *lists, *searches)
    return {path: PASSING.sub("", outsider.get(path).text) for path in paths}
