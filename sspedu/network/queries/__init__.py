"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.attachments import OpenFile, file, held_files, names_in_case
from sspedu.network.queries.boards import Move, OpenBoard, Readers, board, boards, move, readers
from sspedu.network.queries.cases import CaseList, Held, OpenCase, acts_on, case_of, cases, moderator_count, own_cases
from sspedu.network.queries.choices import MailWanted, Watched, mail_wanted, person, watched
from sspedu.network.queries.drafts import edit_draft, edit_place, new_thread_place, reply_place, thread_draft, titled, untitled
from sspedu.network.queries.events import ComingEvent, OpenEvent, coming_events
from sspedu.network.queries.examples import EXAMPLES_A_PAGE, Cursor, ExampleList, ExampleRow, Ours, Wanted, examples, ours
from sspedu.network.queries.former import FormerThread, former_thread
from sspedu.network.queries.groups import Member, OpenGroup, Peer, could_join, group
from sspedu.network.queries.mentions import Colleague, colleagues, mentioned, mentioned_ids
from sspedu.network.queries.notices import NOTICES_A_PAGE, Notice, NoticeList, Why, notice_count, notice_of, notices
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, FileLink, OpenPost, post, posts, revisions, where_moved
from sspedu.network.queries.practice import OpenPractice, Tries, practice, tries, versions
from sspedu.network.queries.recipients import Recipient, recipients
from sspedu.network.queries.threads import MOST_PINNED, THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads, threads_about
from sspedu.network.queries.weeks import WeekBoard, week

__all__ = [
    "EXAMPLES_A_PAGE",
    "MOST_PINNED",
    "NOTICES_A_PAGE",
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "CaseList",
    "Colleague",
    "ComingEvent",
    "Cursor",
    "ExampleList",
    "ExampleRow",
    "FileLink",
    "FormerThread",
    "Held",
    "MailWanted",
    "Member",
    "Move",
    "Notice",
    "NoticeList",
    "OpenBoard",
    "OpenCase",
    "OpenEvent",
    "OpenFile",
    "OpenGroup",
    "OpenPost",
    "OpenPractice",
    "OpenThread",
    "Ours",
    "Peer",
    "Readers",
    "Recipient",
    "ThreadList",
    "ThreadRow",
    "Tries",
    "Wanted",
    "Watched",
    "WeekBoard",
    "Why",
    "acts_on",
    "board",
    "boards",
    "case_of",
    "cases",
    "colleagues",
    "coming_events",
    "could_join",
    "edit_draft",
    "edit_place",
    "examples",
    "file",
    "former_thread",
    "group",
    "held_files",
    "mail_wanted",
    "mentioned",
    "mentioned_ids",
    "moderator_count",
    "move",
    "names_in_case",
    "new_thread_place",
    "notice_count",
    "notice_of",
    "notices",
    "ours",
    "own_cases",
    "person",
    "post",
    "posts",
    "practice",
    "readers",
    "recipients",
    "reply_place",
    "revisions",
    "thread",
    "thread_draft",
    "threads",
    "threads_about",
    "titled",
    "tries",
    "untitled",
    "versions",
    "watched",
    "week",
    "where_moved",
]
