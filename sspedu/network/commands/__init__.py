"""Everything that changes the network."""

from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.posts import Edit, EditConflict, NewPost, NewThread, edit_post, remove_post, reply, start_thread
from sspedu.network.commands.practice import (
    CAME_OF_IT,
    CHANGED,
    REASON,
    Assessment,
    PracticeConflict,
    Tried,
    edit_practice,
    review_practice,
    share_practice,
    tell_try,
)
from sspedu.network.commands.practice_words import Refused, Told
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE

__all__ = [
    "CAME_OF_IT",
    "CHANGED",
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "REASON",
    "Assessment",
    "Edit",
    "EditConflict",
    "NewPost",
    "NewThread",
    "PracticeConflict",
    "Refused",
    "Told",
    "Tried",
    "edit_post",
    "edit_practice",
    "open_boards",
    "remove_post",
    "reply",
    "review_practice",
    "see_board",
    "see_thread",
    "share_practice",
    "start_thread",
    "tell_try",
]
