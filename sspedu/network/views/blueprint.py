"""The blueprint of the network, and the names of boards in addresses."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask import Blueprint, url_for

from sspedu.errors import NotFound
from sspedu.network.models import BoardKind
from sspedu.network.queries import OpenBoard, OpenThread, POSTS_A_PAGE
from sspedu.web.access import utc_now
from sspedu.web.language import COPENHAGEN

bp = Blueprint("network", __name__, template_folder="../templates")

KINDS: Mapping[str, BoardKind] = MappingProxyType(
    {
        "hele": BoardKind.NATIONAL,
        "region": BoardKind.REGION,
        "politikreds": BoardKind.DISTRICT,
        "kommune": BoardKind.MUNICIPALITY,
        "tema": BoardKind.THEME,
        "modul": BoardKind.MODULE,
        "gruppe": BoardKind.GROUP,
    }
)
WORDS = {kind: word for word, kind in KINDS.items()}


def today() -> date:
    """Return the day as it is in Denmark: where someone belongs may change with it."""
    return utc_now().astimezone(COPENHAGEN).date()


def kind_of(word: str) -> BoardKind:
    """Return the kind that an address names. Raises `NotFound`."""
    if word not in KINDS:
        raise NotFound
    return KINDS[word]


def board_url(board: OpenBoard, **more: object) -> str:
    """Return the address of a board."""
    return url_for("network.board", word=WORDS[board.kind], place=board.place, **more)


def post_url(thread: OpenThread, number: int) -> str:
    """Return the address of a post: on the page of its thread where it stands."""
    first = (max(1, number) - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1
    return url_for("network.thread", thread_id=thread.id, fra=first if first > 1 else None) + f"#indlaeg-{number}"
