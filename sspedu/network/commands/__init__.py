"""Everything that changes the network."""

from sspedu.network.commands.attachments import KEEP_UPLOADS, forget_uploads, keep_files
from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.events import EventChange, Meeting, answer_event, call_event, call_off, change_event
from sspedu.network.commands.posts import Edit, EditConflict, NewPost, NewThread, edit_post, remove_post, reply, start_thread
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE

__all__ = [
    "KEEP_UPLOADS",
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "Edit",
    "EditConflict",
    "EventChange",
    "Meeting",
    "NewPost",
    "NewThread",
    "answer_event",
    "call_event",
    "call_off",
    "change_event",
    "edit_post",
    "forget_uploads",
    "keep_files",
    "open_boards",
    "remove_post",
    "reply",
    "see_board",
    "see_thread",
    "start_thread",
]
