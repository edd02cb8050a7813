from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.network.world import World


@pytest.fixture
def world(session: Session, published: None, now: datetime) -> World:
    """Boards as they are at the end of 2026."""
    world = World(session, now)
    world.open()
    return world
