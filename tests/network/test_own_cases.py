"""What somebody reads of their own dealings with the moderators: nothing that they may not read elsewhere."""

import pytest
from flask import Flask

from tests.network.test_moderation import Moderator
from tests.network.test_pages import Reader
from tests.network.world import AARHUS, ODENSE, World

OWN = "/netvaerk/sager"


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def moderator(app: Flask, world: World) -> Moderator:
    return Moderator(app, world, AARHUS)


def test_the_title_of_a_hidden_thread_is_told_to_its_writer_and_not_to_who_reported_a_post_of_it(
    app: Flask, world: World, anna: Reader, moderator: Moderator
) -> None:
    bo, thread = Reader(app, world, ODENSE), anna.begin(title="Kanariefuglen")
    bo.send(thread, text="Et svar.", nonce="x")
    for reporter, number in ((anna, 2), (bo, 1)):
        assert reporter.send(f"{thread}/{number}/anmeld", why="personal").status_code == 302
    assert "Kanariefuglen" in bo.get(OWN).text
    moderator.send(thread.replace("/netvaerk", "/moderation"), act="hide", reason_text="Titlen fører til en person.")
    assert "Kanariefuglen" not in bo.get(OWN).text
    assert "Kanariefuglen" in anna.get(OWN).text
