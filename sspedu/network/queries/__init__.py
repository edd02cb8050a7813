"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.boards import OpenBoard, board, boards, reader_count
from sspedu.network.queries.choices import MailWanted, Watched, mail_wanted, person, watched
from sspedu.network.queries.notices import NOTICES_A_PAGE, Notice, NoticeList, Why, notice_count, notice_of, notices
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, OpenPost, post, posts, revisions
from sspedu.network.queries.recipients import Recipient, recipients
from sspedu.network.queries.threads import THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads
from sspedu.network.queries.weeks import WeekBoard, week

__all__ = [
    "NOTICES_A_PAGE",
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "MailWanted",
    "Notice",
    "NoticeList",
    "OpenBoard",
    "OpenPost",
    "OpenThread",
    "Recipient",
    "ThreadList",
    "ThreadRow",
    "Watched",
    "WeekBoard",
    "Why",
    "board",
    "boards",
    "mail_wanted",
    "notice_count",
    "notice_of",
    "notices",
    "person",
    "post",
    "posts",
    "reader_count",
    "recipients",
    "revisions",
    "thread",
    "threads",
    "watched",
    "week",
]
