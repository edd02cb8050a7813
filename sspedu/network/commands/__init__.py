"""Everything that changes the network."""

from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.cases import Report, claim_case, decide_report, release_case, report_post
from sspedu.network.commands.holding import (
    KEEP_HELD,
    ToHold,
    allow_text,
    forget_held,
    hold_text,
    kind_of_hold,
    refuse_text,
    withdraw_case,
)
from sspedu.network.commands.moderating import act_on_post, act_on_thread
from sspedu.network.commands.moving import Split, merge_threads, move_thread, split_thread
from sspedu.network.commands.posts import Edit, EditConflict, NewPost, NewThread, edit_post, remove_post, reply, start_thread
from sspedu.network.commands.redacting import Redaction, redact_post
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE, MAX_WORDS

__all__ = [
    "KEEP_HELD",
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "MAX_WORDS",
    "Edit",
    "EditConflict",
    "NewPost",
    "NewThread",
    "Redaction",
    "Report",
    "Split",
    "ToHold",
    "act_on_post",
    "act_on_thread",
    "allow_text",
    "claim_case",
    "decide_report",
    "edit_post",
    "forget_held",
    "hold_text",
    "kind_of_hold",
    "merge_threads",
    "move_thread",
    "open_boards",
    "redact_post",
    "refuse_text",
    "release_case",
    "remove_post",
    "reply",
    "report_post",
    "see_board",
    "see_thread",
    "split_thread",
    "start_thread",
    "withdraw_case",
]
