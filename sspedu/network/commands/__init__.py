"""Everything that changes the network."""

from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.posts import Edit, EditConflict, NewPost, NewThread, edit_post, remove_post, reply, start_thread
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.telling import DIGEST, HOLD, NOTICE, promise_notices, promise_weeks
from sspedu.network.commands.watching import choose_mail, stop_thread_mail, stop_week, watch_board, watch_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE

__all__ = [
    "DIGEST",
    "HOLD",
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "NOTICE",
    "Edit",
    "EditConflict",
    "NewPost",
    "NewThread",
    "choose_mail",
    "edit_post",
    "open_boards",
    "promise_notices",
    "promise_weeks",
    "remove_post",
    "reply",
    "see_board",
    "see_thread",
    "start_thread",
    "stop_thread_mail",
    "stop_week",
    "watch_board",
    "watch_thread",
]
