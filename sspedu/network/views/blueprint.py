"""The blueprint of the network, and the names of boards in addresses."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, url_for

from sspedu.network.models import BoardKind
from sspedu.network.queries import POSTS_A_PAGE, OpenBoard, OpenThread

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
WORDS: Mapping[BoardKind, str] = MappingProxyType({kind: word for word, kind in KINDS.items()})
# What stands after /netvaerk and is no kind of board is something else, or nothing.
BOARD = f"/netvaerk/<any({','.join(KINDS)}):word>/<place>"
THREAD = "/netvaerk/traad/<int:thread_id>"
POST = f"{THREAD}/<int:number>"
PRACTICE = "/netvaerk/praksis/<int:thread_id>"


def board_url(board: OpenBoard, *, foer: int | None = None, efter: int | None = None) -> str:
    """Return the address of a board, or of a page of it."""
    return url_for("network.board", word=WORDS[board.kind], place=board.place, foer=foer, efter=efter)


def new_thread_url(board: OpenBoard, *, lektion: str | None = None) -> str:
    """Return the address where a thread on a board is begun, perhaps about a lesson."""
    return url_for("network.new_thread", word=WORDS[board.kind], place=board.place, lektion=lektion)


def place_url(kind: BoardKind, place: str) -> str:
    """Return the address of a board by its kind and place."""
    return url_for("network.board", word=WORDS[kind], place=place)


def share_url(board: OpenBoard) -> str:
    """Return the address where a practice example is shared on a board."""
    return url_for("network.sharing", word=WORDS[board.kind], place=board.place)


def call_url(board: OpenBoard) -> str:
    """Return the address where an event on a board is called."""
    return url_for("network.new_event", word=WORDS[board.kind], place=board.place)


def post_url(thread: OpenThread, number: int) -> str:
    """Return the address of a post: on the page of its thread where it stands."""
    return post_place(thread.id, number)


def post_place(thread_id: int, number: int) -> str:
    """Return the address of a post by its thread's id and its number."""
    first = (max(1, number) - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1
    return url_for("network.thread", thread_id=thread_id, fra=first if first > 1 else None) + f"#indlaeg-{number}"
