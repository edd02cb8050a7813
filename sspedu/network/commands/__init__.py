"""Everything that changes the network."""

from sspedu.network.commands.answers import accept_answer
from sspedu.network.commands.attachments import KEEP_UPLOADS, forget_uploads, keep_files
from sspedu.network.commands.boards import open_boards
from sspedu.network.commands.cases import Report, claim_case, decide_report, release_case, report_post
from sspedu.network.commands.drafts import keep_edit_draft, keep_reply_draft, keep_thread_draft
from sspedu.network.commands.events import EventChange, Meeting, answer_event, call_event, call_off, change_event
from sspedu.network.commands.finding import file_posts
from sspedu.network.commands.groups import (
    GroupWords,
    add_member,
    change_group,
    hand_on_groups,
    leave_group,
    make_coordinator,
    open_group,
    remove_member,
)
from sspedu.network.commands.holding import KEEP_HELD, ToHold, allow_text, forget_held, hold_text, kind_of_hold, refuse_text, withdraw_case
from sspedu.network.commands.moderating import act_on_post, act_on_thread
from sspedu.network.commands.moving import Split, merge_threads, move_thread, split_thread
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
from sspedu.network.commands.redacting import Redaction, redact_post
from sspedu.network.commands.seeing import see_board, see_thread
from sspedu.network.commands.telling import DIGEST, HOLD, NOTICE, promise_notices, promise_weeks
from sspedu.network.commands.watching import choose_mail, stop_thread_mail, stop_week, watch_board, watch_thread
from sspedu.network.commands.words import MAX_REASON, MAX_TEXT, MAX_TITLE, MAX_WORDS

__all__ = [
    "CAME_OF_IT",
    "CHANGED",
    "DIGEST",
    "HOLD",
    "KEEP_HELD",
    "KEEP_UPLOADS",
    "MAX_REASON",
    "MAX_TEXT",
    "MAX_TITLE",
    "MAX_WORDS",
    "NOTICE",
    "REASON",
    "Assessment",
    "Edit",
    "EditConflict",
    "EventChange",
    "GroupWords",
    "Meeting",
    "NewPost",
    "NewThread",
    "PracticeConflict",
    "Redaction",
    "Refused",
    "Report",
    "Split",
    "ToHold",
    "Told",
    "Tried",
    "accept_answer",
    "act_on_post",
    "act_on_thread",
    "add_member",
    "allow_text",
    "answer_event",
    "call_event",
    "call_off",
    "change_event",
    "change_group",
    "choose_mail",
    "claim_case",
    "decide_report",
    "edit_post",
    "edit_practice",
    "file_posts",
    "forget_held",
    "forget_uploads",
    "hand_on_groups",
    "hold_text",
    "keep_edit_draft",
    "keep_files",
    "keep_reply_draft",
    "keep_thread_draft",
    "kind_of_hold",
    "leave_group",
    "make_coordinator",
    "merge_threads",
    "move_thread",
    "open_boards",
    "open_group",
    "promise_notices",
    "promise_weeks",
    "redact_post",
    "refuse_text",
    "release_case",
    "remove_member",
    "remove_post",
    "reply",
    "report_post",
    "review_practice",
    "see_board",
    "see_thread",
    "share_practice",
    "split_thread",
    "start_thread",
    "stop_thread_mail",
    "stop_week",
    "tell_try",
    "watch_board",
    "watch_thread",
    "withdraw_case",
]
