"""Everything that changes the network."""

from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.finding import file_posts
from sspedu.network.commands.posts import Edit, EditConflict, NewPost, NewThread, edit_post, remove_post, reply, start_thread
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE

__all__ = [
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "Edit",
    "EditConflict",
    "NewPost",
    "NewThread",
    "edit_post",
    "file_posts",
    "open_boards",
    "remove_post",
    "reply",
    "see_board",
    "see_thread",
    "start_thread",
]
