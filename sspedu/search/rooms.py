"""Rooms below this one with things of their own to be found, for those who are signed in. `app.py` joins them; search knows none of them.

A room says what its kind is called, and finds: it reads its own filters from the address, asks its own tables by its own rule of who may
read what, and shows what it found in a template of its own.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from sspedu.policy import Actor
from sspedu.search.asking import Query


class Wanted(NamedTuple):
    """Who asks for what. `is_first_look` where the reader has not chosen the room: then it shows its newest few."""

    query: Query
    actor: Actor
    address: Mapping[str, str]
    today: date
    is_first_look: bool


class Room(NamedTuple):
    """A room to look in. `kind` is its word in the address; `find` returns what its template shows as `found`."""

    kind: str
    label: str
    template: str
    find: Callable[[Session, Wanted], object]
