"""Everything that changes the network."""

from sspedu.network.commands.answers import accept_answer
from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.drafts import keep_edit_draft, keep_reply_draft, keep_thread_draft
from sspedu.network.commands.groups import GroupWords, add_member, change_group, leave_group, make_coordinator, open_group, remove_member
from sspedu.network.commands.posts import Edit, EditConflict, NewPost, NewThread, edit_post, remove_post, reply, start_thread
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE

__all__ = [
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "Edit",
    "EditConflict",
    "GroupWords",
    "NewPost",
    "NewThread",
    "accept_answer",
    "add_member",
    "change_group",
    "edit_post",
    "keep_edit_draft",
    "keep_reply_draft",
    "keep_thread_draft",
    "leave_group",
    "make_coordinator",
    "open_boards",
    "open_group",
    "remove_member",
    "remove_post",
    "reply",
    "see_board",
    "see_thread",
    "start_thread",
]
